//! What a message says: sentences for people. Pure.

use hoist_api::FieldChange;
use hoist_ruleset::Percentage;
use hoist_ruleset::log::{Collection, Entry, Kind};
use serde_json::Value;

use crate::environments::INSTANCE;

/// Keys that are named where there are many.
pub(super) const KEYS_MAX: usize = 10;
/// Changes of fields that are told.
const CHANGES_MAX: usize = 3;
/// Longest value that is told whole.
const VALUE_CHARACTERS_MAX: usize = 60;

/// What happened: one entry, or several that are told together.
#[derive(Debug)]
pub(crate) struct Told {
    /// Where: an environment, or [`INSTANCE`].
    pub(crate) environment: String,
    /// All of one kind, about one collection.
    pub(crate) entries: Vec<Entry>,
    /// What the only entry tells of, if that is still known.
    pub(crate) body: Option<Value>,
    /// What it changed of a definition.
    pub(crate) changes: Vec<FieldChange>,
}

impl Told {
    /// Why, in the words of who did it, or of the body where nobody said anything.
    pub(crate) fn reason(&self) -> Option<&str> {
        let said = self.entries.first().and_then(|entry| entry.reason.as_deref());
        said.or_else(|| self.field("reason")).map(str::trim).filter(|reason| !reason.is_empty())
    }

    fn field(&self, name: &str) -> Option<&str> {
        self.body.as_ref()?.get(name)?.as_str()
    }
}

/// Who did what, where, why, and the seq: for example `Flag checkout was killed in production by
/// token ops (tok_1). Reason: errors rise. Seq 42.`
pub(crate) fn text(told: &Told) -> String {
    let Some(entry) = told.entries.first() else { return String::new() };
    let what = happened(told, entry);
    let place = match told.environment.as_str() {
        INSTANCE => String::new(),
        environment => format!(" in {environment}"),
    };
    let mut text = format!("{what}{place} by {}", who(&entry.actor));
    if told.entries.len() > 1 {
        text.push_str(&format!(": {}", keys(&told.entries)));
    } else if entry.kind != Kind::Created && !told.changes.is_empty() {
        text.push_str(&format!(": {}", changes(&told.changes)));
    }
    text.push('.');
    if let Some(reason) = told.reason() {
        let end = if reason.ends_with(['.', '!', '?']) { "" } else { "." };
        text.push_str(&format!(" Reason: {reason}{end}"));
    }
    let last = told.entries.last().map_or(entry.seq, |last| last.seq);
    match told.entries.len() {
        1 => text.push_str(&format!(" Seq {last}.")),
        _ => text.push_str(&format!(" Seqs {} to {last}.", entry.seq)),
    }
    text
}

/// What was done to what. Kinds that have no words of their own here are told by their names.
fn happened(told: &Told, entry: &Entry) -> String {
    let Entry { kind, collection, key, .. } = entry;
    let many = told.entries.len();
    let (subject, was) = match many {
        1 => (one(told, *collection, key), "was"),
        _ => (format!("{many} {}s", noun(*collection)), "were"),
    };
    match (kind, collection) {
        (Kind::Updated, _) => format!("{subject} {was} changed"),
        (Kind::RolledBack, _) => match entry.restored.filter(|_| many == 1) {
            Some(seq) => format!("{subject} {was} rolled back to what it was at seq {seq}"),
            None => format!("{subject} {was} rolled back"),
        },
        (Kind::Shared, _) if many == 1 => shared(told, &subject),
        (Kind::Erased, _) => {
            format!("What the past said of {} {key} was erased", noun(*collection))
        }
        (Kind::Frozen, _) if many == 1 => frozen(told),
        (Kind::Unfrozen, _) if many == 1 => format!("The freeze {key} was lifted"),
        (Kind::Scheduled, _) if many == 1 => scheduled(told),
        (Kind::Applied, _) if many == 1 => format!("The scheduled change {key} was made"),
        (Kind::Launched, _) => format!("{subject} {was} started"),
        (Kind::Succeeded, _) if many == 1 => format!("{subject} has succeeded"),
        (Kind::Cancelled, _) if many == 1 => format!("The scheduled change {key} was cancelled"),
        _ => format!("{subject} {was} {}", kind.as_ref().replace('_', " ")),
    }
}

fn one(told: &Told, collection: Collection, key: &str) -> String {
    let noun = noun(collection);
    let (first, rest) = noun.split_at(1);
    let noun = format!("{}{rest}", first.to_uppercase());
    match (collection, told.field("name")) {
        (Collection::Tokens, Some(name)) => format!("{noun} {name} ({key})"),
        _ => format!("{noun} {key}"),
    }
}

/// What one of a collection is called: most are called as all of them are.
fn noun(collection: Collection) -> String {
    match collection {
        Collection::Features => "flag".to_owned(),
        Collection::Environment => "freeze".to_owned(),
        Collection::Schedules => "scheduled change".to_owned(),
        other => other.as_ref().trim_end_matches('s').to_owned(),
    }
}

fn shared(told: &Told, subject: &str) -> String {
    let share = told.body.as_ref().and_then(|body| body.get("share")?.as_u64());
    match share.and_then(|share| u16::try_from(share).ok()).map(Percentage::from_threshold) {
        Some(share) => format!("The share of {} was moved to {share}", lower(subject)),
        None => format!("The share of {} is again what its definition says", lower(subject)),
    }
}

fn lower(subject: &str) -> String {
    subject.replacen("Flag ", "flag ", 1)
}

fn frozen(told: &Told) -> String {
    let what = match told.field("scope") {
        Some("experiments") => "Experiments were",
        _ => "Everything was",
    };
    let from = told.field("from").map(|from| format!(" from {from} on")).unwrap_or_default();
    let until = told.field("until").map(|until| format!(" until {until}")).unwrap_or_default();
    format!("{what} frozen{from}{until}")
}

fn scheduled(told: &Told) -> String {
    let collection = told.field("collection").and_then(|name| name.parse().ok());
    let what = collection.map_or_else(|| "document".to_owned(), noun);
    let key = told.field("key").map(|key| format!(" {key}")).unwrap_or_default();
    let at = told.field("at").map(|at| format!(" for {at}")).unwrap_or_default();
    format!("A change of {what}{key} was scheduled{at}")
}

/// An actor as people call it.
fn who(actor: &str) -> String {
    match actor.split_once(':') {
        Some(("token", name)) => format!("token {name}"),
        Some(("schedule", id)) => format!("schedule {id}"),
        Some(("release", key)) => format!("the release {key}"),
        _ => match actor {
            "config" => "the configuration files".to_owned(),
            "server" => "the server".to_owned(),
            "admin" => "the admin of the server's own settings".to_owned(),
            other => other.to_owned(),
        },
    }
}

/// The keys of entries, the first of them by name.
fn keys(entries: &[Entry]) -> String {
    let named: Vec<&str> = entries.iter().take(KEYS_MAX).map(|entry| entry.key.as_str()).collect();
    and_more(named.join(", "), entries.len() - named.len())
}

fn changes(all: &[FieldChange]) -> String {
    let told: Vec<String> = all.iter().take(CHANGES_MAX).map(change).collect();
    and_more(told.join(", "), all.len() - told.len())
}

fn and_more(told: String, more: usize) -> String {
    if more == 0 { told } else { format!("{told} and {more} more") }
}

fn change(change: &FieldChange) -> String {
    let FieldChange { path, before, after } = change;
    match (before, after) {
        _ if path.is_empty() => "all of it".to_owned(),
        (Some(before), Some(after)) => format!("{path} {} → {}", shown(before), shown(after)),
        (None, Some(after)) => format!("{path} {} is new", shown(after)),
        (_, None) => format!("{path} is gone"),
    }
}

fn shown(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(VALUE_CHARACTERS_MAX) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use hoist_ruleset::log::{Draft, Head};
    use jiff::Timestamp;
    use serde_json::json;
    use strum::IntoEnumIterator as _;

    use super::*;

    fn told(entries: &[(Kind, Collection, &str)], reason: Option<&str>, body: Value) -> Told {
        let mut head = Head { seq: 41, ..Head::genesis("log-1") };
        let entry = |&(kind, collection, key): &(Kind, Collection, &str)| {
            let draft = Draft {
                kind,
                collection,
                key: key.to_owned(),
                digest: None,
                restored: (kind == Kind::RolledBack).then_some(7),
                actor: "token:ops (tok_1)".to_owned(),
                reason: reason.map(str::to_owned),
                request_id: None,
                origin: None,
            };
            let entry = draft.seal(&head, Timestamp::UNIX_EPOCH);
            head.check(&entry).unwrap();
            entry
        };
        Told {
            environment: "production".to_owned(),
            entries: entries.iter().map(entry).collect(),
            body: Some(body).filter(|body| !body.is_null()),
            changes: Vec::new(),
        }
    }

    #[test]
    fn who_did_what_where_why_and_when() {
        use Collection::{Environment, Experiments, Features, Schedules};
        for (kind, collection, key, reason, body, expected) in [
            (
                Kind::Killed,
                Features,
                "checkout",
                Some("errors rise"),
                json!(null),
                "Flag checkout was killed in production by token ops (tok_1). Reason: errors rise. Seq 42.",
            ),
            (
                Kind::RolledBack,
                Features,
                "checkout",
                Some("Too slow!"),
                json!(null),
                "Flag checkout was rolled back to what it was at seq 7 in production by token ops (tok_1). Reason: Too slow! Seq 42.",
            ),
            (
                Kind::Shared,
                Features,
                "checkout",
                Some("Flagger sends 25 % of the traffic of shop.prod to the canary"),
                json!({"share": 2500, "moving": true}),
                "The share of flag checkout was moved to 25 % in production by token ops (tok_1). Reason: Flagger sends 25 % of the traffic of shop.prod to the canary. Seq 42.",
            ),
            (
                Kind::Frozen,
                Environment,
                "all",
                None,
                json!({"scope": "all", "until": "2026-12-01T00:00:00Z"}),
                "Everything was frozen until 2026-12-01T00:00:00Z in production by token ops (tok_1). Seq 42.",
            ),
            (
                Kind::Scheduled,
                Schedules,
                "sch_1",
                None,
                json!({"at": "2026-12-01T00:00:00Z", "collection": "features", "key": "checkout"}),
                "A change of flag checkout was scheduled for 2026-12-01T00:00:00Z in production by token ops (tok_1). Seq 42.",
            ),
            (
                Kind::Shared,
                Features,
                "checkout",
                None,
                Value::Null,
                "The share of flag checkout is again what its definition says in production by token ops (tok_1). Seq 42.",
            ),
            (
                Kind::Revived,
                Experiments,
                "home",
                None,
                json!({"reason": "the body says why"}),
                "Experiment home was revived in production by token ops (tok_1). Reason: the body says why. Seq 42.",
            ),
        ] {
            assert_eq!(text(&told(&[(kind, collection, key)], reason, body)), expected);
        }
        // There is a sentence for everything that an entry can say.
        for kind in Kind::iter() {
            for collection in Collection::iter() {
                let text = text(&told(&[(kind, collection, "key")], None, json!(null)));
                assert!(text.contains(" in production by token ops (tok_1). Seq 42."), "{text}");
            }
        }
    }

    #[test]
    fn many_are_told_together() {
        let all: Vec<String> = (0..12).map(|number| format!("flag-{number}")).collect();
        let all: Vec<_> =
            all.iter().map(|key| (Kind::Killed, Collection::Features, key.as_str())).collect();
        assert_eq!(
            text(&told(&all, Some("fire"), json!(null))),
            "12 flags were killed in production by token ops (tok_1): flag-0, flag-1, flag-2, \
             flag-3, flag-4, flag-5, flag-6, flag-7, flag-8, flag-9 and 2 more. Reason: fire. \
             Seqs 42 to 53."
        );
    }

    #[test]
    fn what_changed_is_told_in_short() {
        let mut told = told(&[(Kind::Updated, Collection::Features, "search")], None, json!(null));
        let change = |path: &str, before: Value, after: Value| FieldChange {
            path: path.to_owned(),
            before: Some(before).filter(|value| !value.is_null()),
            after: Some(after).filter(|value| !value.is_null()),
        };
        told.changes = vec![
            change("percentage", json!(10), json!(25)),
            change("owner", json!(null), json!("x".repeat(99))),
            change("expires", json!("2026"), json!(null)),
            change("salt", json!("a"), json!("b")),
        ];
        let x = "x".repeat(59);
        assert_eq!(
            text(&told),
            format!(
                "Flag search was changed in production by token ops (tok_1): percentage 10 → 25, \
                 owner \"{x}… is new, expires is gone and 1 more. Seq 42."
            )
        );
    }
}
