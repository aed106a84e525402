//! Notifications: channels are told of entries of the logs.
//!
//! Which entries a channel is told of is decided when they are appended ([`Filter`]), and written
//! to the outbox with them. What is told is made of the entries when it is sent ([`message`]), so
//! the outbox has no text of its own. The [`courier`] delivers.

mod channel;
pub(crate) mod courier;
mod glob;
mod manage;
pub(crate) mod message;
mod payload;
mod retry;
mod seal;
mod signature;

use std::sync::Arc;

use arc_swap::ArcSwap;
use hoist_ruleset::Documents;
use hoist_ruleset::log::{Collection, Entry, Kind};
use hoist_store::{Aside, Message};
use jiff::Timestamp;
use tokio::sync::Notify;

pub(crate) use channel::{Channel, Filter, Place};
pub(crate) use manage::{Notifications, Wanted};
pub(crate) use seal::{KEY_FILE, Seal};

/// The channels that there are, and the bell that is rung when one is to be told something.
#[derive(Default)]
pub(crate) struct Channels {
    /// In the order of their names. Replaced as a whole, by who holds the end of the instance's log.
    all: ArcSwap<Vec<Arc<Channel>>>,
    bell: Notify,
}

impl Channels {
    /// All of them, by name.
    pub(crate) fn all(&self) -> Vec<Arc<Channel>> {
        self.all.load().to_vec()
    }

    pub(crate) fn get(&self, name: &str) -> Option<Arc<Channel>> {
        self.all.load().iter().find(|channel| channel.name == name).cloned()
    }

    fn put(&self, mut all: Vec<Arc<Channel>>) {
        all.sort_unstable_by(|one, other| one.name.cmp(&other.name));
        self.all.store(Arc::new(all));
        self.bell.notify_one();
    }

    /// What is to be written beside some entries of a log, so that they are told.
    pub(crate) fn messages(
        &self,
        entries: &[Entry],
        is_of_instance: bool,
        tags: &dyn Fn(&Entry) -> Vec<String>,
        now: Timestamp,
    ) -> Aside {
        let all = self.all.load();
        let messages = all.iter().flat_map(|channel| {
            let wanted = |entry: &&Entry| channel.filter.wants(entry, is_of_instance, tags);
            together(entries.iter().filter(wanted)).into_iter().map(|seqs| Message {
                channel: channel.id.clone(),
                seqs,
                now,
            })
        });
        Aside { messages: messages.collect(), ..Aside::default() }
    }

    /// Something was appended with messages.
    pub(crate) fn ring(&self, aside: &Aside) {
        if !aside.messages.is_empty() {
            self.bell.notify_one();
        }
    }
}

/// Entries of one batch that are told together: those of one kind about one collection. So a kill
/// of many flags is one message.
fn together<'e>(entries: impl Iterator<Item = &'e Entry>) -> Vec<Vec<u64>> {
    let mut all: Vec<((Kind, Collection), Vec<u64>)> = Vec::new();
    for entry in entries {
        let own = (entry.kind, entry.collection);
        match all.iter_mut().find(|(other, _)| *other == own) {
            Some((_, seqs)) => seqs.push(entry.seq),
            None => all.push((own, vec![entry.seq])),
        }
    }
    all.into_iter().map(|(_, seqs)| seqs).collect()
}

/// The tags of what an entry is about, before it or after it.
pub(crate) fn tags(documents: [&Documents; 2], entry: &Entry) -> Vec<String> {
    let Some(kind) = entry.collection.documents() else { return Vec::new() };
    let of = |documents: &Documents| {
        let document = documents.to_value(kind, &entry.key).ok().flatten()?;
        serde_json::from_value::<Vec<String>>(document.get("tags")?.clone()).ok()
    };
    documents.into_iter().filter_map(of).flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use hoist_ruleset::log::{Draft, Head};

    #[test]
    fn what_one_request_does_is_one_message_for_each_thing_it_does() {
        let mut head = Head::genesis("log-1");
        let mut entry = |kind, key: &str| {
            let draft = Draft {
                kind,
                collection: Collection::Features,
                key: key.to_owned(),
                digest: None,
                restored: None,
                actor: "config".to_owned(),
                reason: None,
                request_id: None,
                origin: None,
            };
            let entry = draft.seal(&head, Timestamp::UNIX_EPOCH);
            head.check(&entry).unwrap();
            entry
        };
        let entries = [
            entry(Kind::Created, "a"),
            entry(Kind::Deleted, "b"),
            entry(Kind::Created, "c"),
            entry(Kind::Killed, "a"),
        ];
        assert_eq!(together(entries.iter()), [vec![1, 3], vec![2], vec![4]]);
    }
}
