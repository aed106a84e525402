//! The laws, over histories of two logs and messages about them in any order.

use std::collections::BTreeMap;

use hoist_api::{Killed, SnapshotState, StateDifference};
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::json;

use super::*;

const KEYS: [&str; 3] = ["a", "b", "c"];
const LOGS: [&str; 2] = ["first", "second"];

#[derive(Clone, Copy, Debug)]
enum Act {
    Edit,
    Delete,
    Kill,
    Revive,
    /// Something that is not about rules.
    Other,
}

/// What happened to which key, from seq 1 on.
type History = Vec<(usize, Act)>;

/// What is so after a seq: definitions and kills by key.
#[derive(Debug, Default, PartialEq)]
struct Truth {
    flags: BTreeMap<String, Value>,
    killed: BTreeMap<String, Killed>,
}

fn kill() -> Killed {
    Killed { reason: None, by: "t".to_owned(), at: Timestamp::UNIX_EPOCH }
}

fn truth(history: &History, seq: usize) -> Truth {
    let mut truth = Truth::default();
    for (seq, (key, act)) in (1..).zip(&history[..seq]) {
        let key = KEYS[*key].to_owned();
        match act {
            Act::Edit => {
                let flag = json!({"type": "percentage", "enabled": true, "percentage": seq});
                truth.flags.insert(key, flag);
            }
            Act::Delete => drop(truth.flags.remove(&key)),
            Act::Kill => drop(truth.killed.insert(key, kill())),
            Act::Revive => drop(truth.killed.remove(&key)),
            Act::Other => {}
        }
    }
    truth
}

fn snapshot(log: &str, history: &History, seq: usize) -> Message {
    let Truth { flags, killed } = truth(history, seq);
    Message::Snapshot(Box::new(Snapshot {
        environment: "default".to_owned(),
        log: log.to_owned(),
        seq: seq as u64,
        past: false,
        features: flags,
        experiments: BTreeMap::new(),
        segments: BTreeMap::new(),
        order: Vec::new(),
        state: SnapshotState { killed, ..SnapshotState::default() },
    }))
}

fn difference(log: &str, history: &History, from: usize, to: usize) -> Message {
    let after = truth(history, to);
    // Whatever was touched, even if it is as it was: coalesced edits may come back.
    let touched = |key: &&str| history[from..to].iter().any(|(own, _)| *KEYS[*own] == **key);
    let changed: Vec<&str> = KEYS.into_iter().filter(touched).collect();
    let killed = changed.iter().map(|key| ((*key).to_owned(), after.killed.get(*key).cloned()));
    let features = changed.iter().map(|key| ((*key).to_owned(), after.flags.get(*key).cloned()));
    Message::Change(Box::new(Difference {
        log: log.to_owned(),
        from: from as u64,
        seq: to as u64,
        features: features.collect(),
        state: StateDifference { killed: killed.collect(), ..StateDifference::default() },
        ..Difference::default()
    }))
}

fn history() -> impl Strategy<Value = History> {
    let acts = [Act::Edit, Act::Edit, Act::Delete, Act::Kill, Act::Kill, Act::Revive, Act::Other];
    let act = proptest::sample::select(acts.to_vec());
    proptest::collection::vec((0..KEYS.len(), act), 1..12)
}

/// Which message: log, kind, and two seqs of its history, in 1/1000 of its length.
fn choice() -> impl Strategy<Value = (usize, u8, usize, usize)> {
    (prop_oneof![8 => Just(0_usize), 1 => Just(1_usize)], 0_u8..5, 0_usize..=1_000, 0_usize..=1_000)
}

fn message(histories: &[History; 2], choice: (usize, u8, usize, usize)) -> Option<Message> {
    let (log, kind, one, two) = choice;
    let (history, log) = (&histories[log], LOGS[log]);
    let at = |share: usize| share * history.len() / 1_000;
    let (from, to) = (at(one.min(two)), at(one.max(two)));
    Some(match kind {
        0 => snapshot(log, history, to),
        1 | 2 => difference(log, history, from, to),
        3 => {
            let seq = to.max(1);
            let (key, act) = history[seq - 1];
            let killed = match act {
                Act::Kill => Some(kill()),
                Act::Revive => None,
                Act::Edit | Act::Delete | Act::Other => return None,
            };
            let (log, key) = (log.to_owned(), KEYS[key].to_owned());
            Message::Kills(vec![KillNotice { log, seq: seq as u64, key, killed }])
        }
        _ => Message::Heartbeat(Heartbeat { log: log.to_owned(), seq: to as u64 }),
    })
}

/// A server sends a heartbeat to a reader that has everything up to it, and nothing overtakes it on
/// its connection.
fn is_honest(known: &Known, heartbeat: &Heartbeat, history: &History) -> bool {
    let [from, to] = [known.rules_seq, heartbeat.seq].map(|seq| usize::try_from(seq).unwrap());
    let between = history.get(from..to).unwrap_or_default();
    *known.log != *heartbeat.log || between.iter().all(|(_, act)| matches!(act, Act::Other))
}

proptest! {
    #[test]
    fn no_order_of_messages_goes_back_or_undoes_a_kill(
        histories in [history(), history()],
        choices in proptest::collection::vec(choice(), 1..40),
    ) {
        let mut known = Known::default();
        // The latest notice of each key that was taken within the present log.
        let mut noticed: BTreeMap<String, u64> = BTreeMap::new();
        for choice in choices {
            let Some(message) = message(&histories, choice) else { continue };
            if let Message::Heartbeat(heartbeat) = &message
                && !is_honest(&known, heartbeat, &histories[choice.0])
            {
                continue;
            }
            let notice = match &message {
                Message::Kills(notices) => notices.first().map(|it| (it.key.clone(), it.seq)),
                _ => None,
            };
            let applied = apply(&known, message, &Lists::default());
            let next = match applied {
                Applied::Known(next, complaints) => {
                    prop_assert_eq!(complaints, vec![]);
                    next
                }
                Applied::Same | Applied::Behind | Applied::NeedsSnapshot => known.clone(),
            };
            if next.log == known.log {
                prop_assert!(next.seq() >= known.seq());
                prop_assert!(next.rules_seq >= known.rules_seq);
                prop_assert!(next.kill_seq() >= known.kill_seq());
            } else {
                noticed.clear();
            }
            known = next;
            if let Some((key, seq)) = notice
                && choice.0 == LOGS.iter().position(|log| **log == *known.log).unwrap_or(9)
            {
                let latest = noticed.entry(key).or_default();
                *latest = seq.max(*latest);
            }
            let Some(log) = LOGS.iter().position(|log| **log == *known.log) else { continue };
            let history = &histories[log];
            let rules_seq = usize::try_from(known.rules_seq).unwrap();
            let expected = truth(history, rules_seq);
            let keys: Vec<&str> = known.documents.flags().keys().map(|key| key.as_str()).collect();
            prop_assert_eq!(keys.len(), expected.flags.len());
            for key in KEYS {
                let document = known.documents.to_value(hoist_ruleset::DocumentKind::Flag, key);
                let share = document.unwrap().map(|flag| flag["percentage"].as_f64());
                let wanted = expected.flags.get(key).map(|flag| flag["percentage"].as_f64());
                prop_assert_eq!(share, wanted);
                let told = rules_seq.max(usize::try_from(*noticed.get(key).unwrap_or(&0)).unwrap());
                let is_killed = truth(history, told).killed.contains_key(key);
                prop_assert_eq!(known.state.killed.contains(key), is_killed, "{} at {}", key, told);
                if let Some(subject) = known.ruleset.get(key) {
                    prop_assert_eq!(subject.killed, is_killed);
                }
            }
        }
    }
}

fn known(features: &Value) -> Known {
    let snapshot = json!({"environment": "e", "log": "l", "seq": 5, "features": features,
        "experiments": {}, "segments": {}, "state": {"killed": {}}});
    let message = Message::read("snapshot", &snapshot.to_string()).unwrap().unwrap();
    match apply(&Known::default(), message, &Lists::default()) {
        Applied::Known(known, complaints) => {
            assert_eq!(complaints, []);
            known
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_document_of_a_newer_server_is_left_out_and_the_one_before_stays() {
    let known = known(&json!({"a": {"type": "percentage", "enabled": true, "percentage": 1}}));
    let newer = json!({"type": "percentage", "enabled": true, "percentage": 2, "newer": {}});
    let plain = json!({"type": "boolean", "enabled": true});
    let features = json!({"a": newer, "b": newer, "c": plain,
        "d": {"type": "boolean", "enabled": true, "requires": [{"flag": "b", "is": true}]}});
    let change = json!({"log": "l", "from": 5, "seq": 6, "features": features});
    let snapshot = json!({"environment": "e", "log": "l", "seq": 6, "features": features,
        "experiments": {}, "segments": {}, "state": {"killed": {}}});
    for (name, data) in [("change", change), ("snapshot", snapshot)] {
        let message = Message::read(name, &data.to_string()).unwrap().unwrap();
        let Applied::Known(next, complaints) = apply(&known, message, &Lists::default()) else {
            panic!("{name}");
        };
        let told: Vec<&str> = complaints.iter().map(|each| each.document.as_str()).collect();
        assert!(told.contains(&"flag a") && told.contains(&"flag b"), "{name}: {told:?}");
        assert!(complaints[0].why.contains("newer"), "{}", complaints[0].why);
        let mut keys: Vec<&str> = next.documents.flags().keys().map(|key| key.as_str()).collect();
        keys.sort_unstable();
        assert_eq!((keys, next.seq()), (vec!["a", "c"], 6), "{name}");
        let flag = next.documents.to_value(hoist_ruleset::DocumentKind::Flag, "a").unwrap();
        assert_eq!(flag.unwrap()["percentage"].as_f64(), Some(1.0), "{name}");
        // A version that can read it gets it, though the server has nothing newer.
        let saved = crate::file::save(&next).into_bytes();
        let (found, _) = crate::file::of_bytes("saved", saved).unwrap();
        let readable = json!({"environment": "e", "log": "l", "seq": 6, "features": {"b": plain},
            "experiments": {}, "segments": {}, "state": {"killed": {}}});
        let message = Message::read("snapshot", &readable.to_string()).unwrap().unwrap();
        let Applied::Known(read, _) = apply(&found, message, &Lists::default()) else {
            panic!("{name}");
        };
        assert!(read.ruleset.get("b").is_some() && !read.is_incomplete);
    }
}

#[test]
fn what_a_newer_server_says_besides_is_passed_over() {
    assert!(Message::read("promotion", "{}").unwrap().is_none());
    assert!(Message::read("kill", "{\"log\": 5}").is_err());
    let heartbeat = Message::read("heartbeat", r#"{"log": "l", "seq": 9, "newer": 1}"#);
    assert!(matches!(heartbeat, Ok(Some(Message::Heartbeat(_)))));
}

#[test]
fn kills_together_are_what_they_are_one_by_one() {
    let flag = json!({"type": "boolean", "enabled": true});
    let known = known(&json!({"a": flag, "b": flag, "c": flag}));
    let notices: Vec<KillNotice> = [
        ("l", 6, "a", true),
        ("l", 7, "b", true),
        ("l", 9, "a", false),
        ("l", 8, "a", true),
        ("l", 5, "c", true),
        ("other", 99, "c", true),
    ]
    .map(|(log, seq, key, is_killed)| KillNotice {
        log: log.to_owned(),
        seq,
        key: key.to_owned(),
        killed: is_killed.then(kill),
    })
    .into();
    let take = |known: Known, notices| match apply(&known, notices, &Lists::default()) {
        Applied::Known(next, _) => next,
        _ => known,
    };
    let one_by_one = notices
        .iter()
        .fold(known.clone(), |known, it| take(known, Message::Kills(vec![it.clone()])));
    let together = take(known, Message::Kills(notices));
    assert_eq!(together.overlay, one_by_one.overlay);
    let killed = ["a", "b", "c"].map(|key| together.ruleset.get(key).unwrap().killed);
    assert_eq!((killed, together.kill_seq()), ([false, true, false], 9));
}

#[test]
fn a_kill_before_the_first_rules_stays_over_an_older_snapshot() {
    let notice =
        KillNotice { log: "first".to_owned(), seq: 7, key: "a".to_owned(), killed: Some(kill()) };
    let Applied::Known(known, _) =
        apply(&Known::default(), Message::Kills(vec![notice]), &Lists::default())
    else {
        panic!("it was not taken");
    };
    let history = vec![(0, Act::Edit)];
    let older = snapshot("first", &history, 1);
    let Applied::Known(known, _) = apply(&known, older, &Lists::default()) else {
        panic!("it was not taken");
    };
    assert!(known.ruleset.get("a").unwrap().killed);
    assert_eq!((known.seq(), known.kill_seq()), (1, 7));
}
