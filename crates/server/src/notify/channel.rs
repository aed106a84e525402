//! A channel: whom it tells, of what, and what it keeps to itself.

use std::fmt;

use hoist_api::ChannelKind;
use hoist_ruleset::closest;
use hoist_ruleset::log::{Collection, Entry, Kind};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use strum::IntoEnumIterator as _;

use super::glob;
use super::signature::Secret;

/// Entries of one list of a filter.
const WORDS_MAX: usize = 100;
/// Longest of them, in bytes.
const WORD_BYTES_MAX: usize = 128;

/// A channel.
#[derive(Debug)]
pub(crate) struct Channel {
    /// Another one of the same name has another id.
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) kind: ChannelKind,
    /// Scheme, host and port of where it sends.
    pub(crate) to: String,
    pub(crate) filter: Filter,
    pub(crate) created: Timestamp,
    /// None where it cannot be unsealed.
    pub(super) kept: Option<Kept>,
}

impl Channel {
    /// Until when messages are also signed with an older secret.
    pub(crate) fn rotating_until(&self, now: Timestamp) -> Option<Timestamp> {
        let previous = self.kept.as_ref()?.previous.as_ref()?;
        Some(previous.until).filter(|until| *until > now)
    }

    /// The same channel, keeping something else to itself.
    pub(super) fn keeping(&self, kept: Kept) -> Self {
        let Self { id, name, kind, to, filter, created, .. } = self;
        let (id, name, to, filter) = (id.clone(), name.clone(), to.clone(), filter.clone());
        Self { id, name, kind: *kind, to, filter, created: *created, kept: Some(kept) }
    }
}

/// What a channel keeps to itself: addresses are secrets too, since whoever knows the path of one
/// may write there.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) url: String,
    /// What its messages are signed with, if they are.
    pub(super) secret: Option<Secret>,
    pub(super) previous: Option<Previous>,
}

/// A secret that still counts for a while.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Previous {
    pub(super) secret: Secret,
    pub(super) until: Timestamp,
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kept")
    }
}

/// What a channel is told of. What is empty asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Filter {
    pub(crate) environments: Vec<Place>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) kinds: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) collections: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) keys: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) tags: Vec<String>,
}

/// Where entries are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Place {
    /// The name of an environment, `instance`, or `*` for all environments.
    pub(crate) name: String,
    /// Its log: another environment that takes the name later is another one. None for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) log: Option<String>,
}

impl Filter {
    /// Whether an entry is told; of the instance's log, only if that is named. Tags are asked for
    /// only where they matter: they take a look at documents.
    pub(super) fn wants(
        &self,
        entry: &Entry,
        is_of_instance: bool,
        tags: &dyn Fn(&Entry) -> Vec<String>,
    ) -> bool {
        let Self { environments, kinds, collections, keys, .. } = self;
        let is_there = |place: &Place| match &place.log {
            Some(log) => *log == entry.log,
            None => !is_of_instance,
        };
        let is_one = |all: &[String], own: &str| all.is_empty() || all.iter().any(|it| it == own);
        environments.iter().any(is_there)
            && is_one(kinds, entry.kind.as_ref())
            && is_one(collections, entry.collection.as_ref())
            && (keys.is_empty() || keys.iter().any(|key| glob::matches(key, &entry.key)))
            && (self.tags.is_empty() || tags(entry).iter().any(|tag| self.tags.contains(tag)))
    }

    /// Refuses what no entry can be, which would be waited for for ever, and what is too much.
    pub(crate) fn check(&self) -> Result<(), String> {
        let Self { environments, kinds, collections, keys, tags } = self;
        if environments.is_empty() || environments.len() > WORDS_MAX {
            let detail = "`environments` names from 1 to 100 environments, or is [\"*\"].";
            return Err(detail.to_owned());
        }
        for (field, words) in
            [("kinds", kinds), ("collections", collections), ("keys", keys), ("tags", tags)]
        {
            if words.len() > WORDS_MAX {
                return Err(format!("`{field}` has at most {WORDS_MAX} entries."));
            }
            let is_word = |word: &String| !word.is_empty() && word.len() <= WORD_BYTES_MAX;
            if !words.iter().all(is_word) {
                return Err(format!("Each of `{field}` has from 1 to {WORD_BYTES_MAX} bytes."));
            }
        }
        known("kinds", kinds, Kind::iter())?;
        known("collections", collections, Collection::iter())
    }
}

/// Refuses a word that is none of a few.
fn known<T: AsRef<str>>(
    field: &str,
    words: &[String],
    all: impl Iterator<Item = T>,
) -> Result<(), String> {
    let all: Vec<String> = all.map(|each| each.as_ref().to_owned()).collect();
    let Some(word) = words.iter().find(|word| !all.contains(word)) else { return Ok(()) };
    let similar = closest(word, all.iter().map(String::as_str));
    let hint = similar.map_or_else(String::new, |name| format!(" Did you mean {name}?"));
    Err(format!("Each of `{field}` is one of {}; {word:?} is none.{hint}", all.join(", ")))
}

#[cfg(test)]
mod tests {
    use hoist_ruleset::log::{Draft, Head};

    use super::*;

    fn entry(kind: Kind, collection: Collection, key: &str) -> Entry {
        let draft = Draft {
            kind,
            collection,
            key: key.to_owned(),
            digest: None,
            restored: None,
            actor: "config".to_owned(),
            reason: None,
            request_id: None,
            origin: None,
        };
        draft.seal(&Head::genesis("log-1"), Timestamp::UNIX_EPOCH)
    }

    fn place(name: &str, log: Option<&str>) -> Place {
        Place { name: name.to_owned(), log: log.map(str::to_owned) }
    }

    fn filter(change: impl FnOnce(&mut Filter)) -> Filter {
        let mut filter = Filter { environments: vec![place("*", None)], ..Filter::default() };
        change(&mut filter);
        filter
    }

    #[test]
    fn an_entry_is_told_where_everything_that_is_asked_for_holds() {
        let words = |all: &[&str]| all.iter().map(|word| word.to_string()).collect::<Vec<_>>();
        let kill = entry(Kind::Killed, Collection::Features, "checkout_v2");
        for (filter, expected) in [
            (filter(|_| {}), true),
            (filter(|it| it.environments = vec![place("a", Some("log-1"))]), true),
            (filter(|it| it.environments = vec![place("a", Some("log-2"))]), false),
            (filter(|it| it.kinds = words(&["revived", "killed"])), true),
            (filter(|it| it.kinds = words(&["revived"])), false),
            (filter(|it| it.collections = words(&["features"])), true),
            (filter(|it| it.collections = words(&["segments"])), false),
            (filter(|it| it.keys = words(&["search", "checkout*"])), true),
            (filter(|it| it.keys = words(&["check"])), false),
            (filter(|it| it.tags = words(&["payments"])), true),
            (filter(|it| it.tags = words(&["search"])), false),
            (
                filter(|it| {
                    it.keys = words(&["checkout*"]);
                    it.tags = words(&["search"]);
                }),
                false,
            ),
        ] {
            let tags = |_: &Entry| vec!["payments".to_owned()];
            assert_eq!(filter.wants(&kill, false, &tags), expected, "{filter:?}");
        }
    }

    #[test]
    fn the_instance_is_told_of_where_it_is_named() {
        let token = entry(Kind::Created, Collection::Tokens, "tok_1");
        let none = |_: &Entry| Vec::new();
        assert!(!filter(|_| {}).wants(&token, true, &none));
        let named = filter(|it| it.environments.push(place("instance", Some("log-1"))));
        assert!(named.wants(&token, true, &none));
    }

    #[test]
    fn what_no_entry_can_be_is_refused() {
        let refused = |change: fn(&mut Filter)| filter(change).check().unwrap_err();
        assert!(refused(|it| it.kinds = vec!["kiled".to_owned()]).contains("mean killed?"));
        assert!(refused(|it| it.collections = vec!["flags".to_owned()]).contains("features"));
        assert!(refused(|it| it.keys = vec![String::new()]).contains("from 1 to 128 bytes"));
        assert!(refused(|it| it.tags = vec!["x".to_owned(); 101]).contains("at most 100"));
        assert!(refused(|it| it.environments.clear()).contains("`environments`"));
        assert_eq!(filter(|it| it.kinds = vec!["killed".to_owned()]).check(), Ok(()));
    }
}
