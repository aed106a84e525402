//! What the instance's log says of environments, read from its beginning. Pure.

use std::collections::BTreeMap;
use std::sync::Arc;

use hoist_ruleset::log::{Entry, Head, Kind};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::environment::About;

/// An environment as its entry tells it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct EnvironmentFact {
    pub(super) key: String,
    pub(super) log: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<String>,
    #[serde(default)]
    pub(super) protected: bool,
}

/// The end of an environment as its entry tells it: the end of its log is part of the chain.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ArchivedFact {
    pub(super) key: String,
    pub(super) log: String,
    pub(super) seq: u64,
    pub(super) hash: String,
}

/// An environment that is served no more.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Archived {
    pub(crate) key: String,
    pub(crate) log: String,
    /// Seq and hash of its last entry.
    pub(crate) seq: u64,
    pub(crate) hash: String,
    pub(crate) about: Arc<About>,
    pub(crate) created: Timestamp,
    pub(crate) archived: Timestamp,
}

impl Archived {
    pub(super) fn new(
        key: &str,
        head: &Head,
        created: Timestamp,
        about: Arc<About>,
        archived: Timestamp,
    ) -> Self {
        let (key, log, seq) = (key.to_owned(), head.log.clone(), head.seq);
        let hash = head.hash.to_string();
        Self { key, log, seq, hash, about, created, archived }
    }
}

/// What the entries say.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Reading {
    /// By name: the id of the log, and what is said of the environment. Environments that are
    /// older than such entries have none.
    pub(crate) live: BTreeMap<String, (String, About)>,
    /// In the order in which they were archived. Since when they were there, their logs tell.
    pub(crate) archived: Vec<Archived>,
    /// Names of archived environments, with the seq of the entry that says so.
    pub(crate) left: Vec<(String, u64)>,
}

impl Reading {
    /// Reads entries, the oldest first, with their texts.
    pub(crate) fn of(entries: &[(Entry, Option<String>)]) -> Self {
        let mut reading = Self::default();
        for (entry, body) in entries {
            let body = body.as_deref().unwrap_or_default();
            match entry.kind {
                Kind::Deleted => reading.end(entry, body),
                Kind::Created | Kind::Updated => reading.begin(body),
                // What else stands there, such as what was erased, is nothing of environments.
                _ => {}
            }
        }
        reading
    }

    fn begin(&mut self, body: &str) {
        if let Ok(fact) = serde_json::from_str::<EnvironmentFact>(body) {
            let EnvironmentFact { key, log, description, protected } = fact;
            self.live.insert(key, (log, About { description, protected }));
        }
    }

    fn end(&mut self, entry: &Entry, body: &str) {
        let known = self.live.remove(&entry.key);
        self.left.push((entry.key.clone(), entry.seq));
        if let Ok(ArchivedFact { key, log, seq, hash }) = serde_json::from_str(body) {
            let about = Arc::new(known.map(|(_, about)| about).unwrap_or_default());
            let archived = entry.time;
            let created = archived;
            self.archived.push(Archived { key, log, seq, hash, about, created, archived });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::author::Author;
    use crate::environments::told;
    use crate::plan::{Plan, kept};
    use hoist_ruleset::Digest;
    use hoist_ruleset::log::Collection;

    #[test]
    fn what_is_so_is_what_the_log_says_last() {
        let author = Author::server();
        let about = |protected| About { description: None, protected };
        let end = || {
            let fact = ArchivedFact {
                key: "staging".to_owned(),
                log: "log_1".to_owned(),
                seq: 7,
                hash: Digest::of("log_1").to_string(),
            };
            let (digest, body) = kept(&serde_json::to_value(fact).unwrap());
            let draft =
                author.draft(Kind::Deleted, Collection::Environments, "staging", Some(digest));
            (draft, Some(body))
        };
        let drafts = vec![
            told(&author, Kind::Created, "staging", "log_1", &about(false)),
            told(&author, Kind::Updated, "staging", "log_1", &about(true)),
            told(&author, Kind::Created, "production", "log_2", &about(false)),
            end(),
            told(&author, Kind::Created, "staging", "log_3", &about(false)),
            // A list could be read as the fields of an environment.
            (author.draft(Kind::Erased, Collection::Environments, "log_3", None), {
                Some(r#"["default", "log_4", null, true]"#.to_owned())
            }),
        ];
        let now = Timestamp::from_second(9).unwrap();
        let entries = Plan::seal(drafts, &Head::genesis("instance"), now);
        let Reading { live, archived, left } = Reading::of(&entries);
        let expected = [("production", "log_2", false), ("staging", "log_3", false)]
            .map(|(key, log, it)| (key.to_owned(), (log.to_owned(), about(it))));
        assert_eq!(live, expected.into());
        assert_eq!(left, [("staging".to_owned(), 4)]);
        let head = Head { seq: 7, ..Head::genesis("log_1") };
        assert_eq!(archived, [Archived::new("staging", &head, now, about(true).into(), now)]);
        assert_eq!(Reading::of(&[]), Reading::default());
    }
}
