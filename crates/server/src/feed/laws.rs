//! Laws of the feed, for any changes and any reader: what arrives adds up to what is there.

use std::collections::{BTreeMap, HashMap};

use hoist_api::stream::{Difference, KillNotice};
use hoist_api::{Killed, Snapshot};
use hoist_ruleset::log::{Entry, Head};
use hoist_ruleset::{DocumentKind, Lists, Source};
use hoist_store::Fact;
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::Value;

use super::difference::{difference, snapshot};
use super::encoded::encode;
use super::{Due, Message, Position, due};
use crate::author::Author;
use crate::lifecycle;
use crate::moment::Moment;
use crate::plan::{self, Definitions, Plan};

/// One thing that happens.
#[derive(Clone, Debug)]
enum Step {
    Put(DocumentKind, u8, u8),
    Delete(DocumentKind, u8),
    Kill(u8),
    Revive(u8),
    /// An experiment is started, or concluded where it runs.
    Live(u8),
    /// A reader gets everything that is due.
    Catch(usize),
    /// A reader gets one message.
    Take(usize),
    /// A reader comes back: it knows its last id, and what it got without one is lost on the way.
    Reconnect(usize),
}

const READERS: usize = 3;
const KEYS: u8 = 4;

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let kind = prop::sample::select(vec![
        DocumentKind::Flag,
        DocumentKind::Flag,
        DocumentKind::Segment,
        DocumentKind::Experiment,
        DocumentKind::Metric,
        DocumentKind::Release,
    ]);
    let step = prop_oneof![
        4 => (kind.clone(), 0..KEYS, any::<u8>()).prop_map(|(kind, key, n)| Step::Put(kind, key, n)),
        2 => (kind, 0..KEYS).prop_map(|(kind, key)| Step::Delete(kind, key)),
        2 => (0..KEYS).prop_map(Step::Kill),
        2 => (0..KEYS).prop_map(Step::Revive),
        3 => (0..KEYS).prop_map(Step::Live),
        1 => (0..READERS).prop_map(Step::Catch),
        3 => (0..READERS).prop_map(Step::Take),
        1 => (0..READERS).prop_map(Step::Reconnect),
    ];
    prop::collection::vec(step, 1..60)
}

fn name(kind: DocumentKind, key: u8) -> String {
    // Flags and experiments share their keys.
    format!("{}{key}", if kind == DocumentKind::Experiment { "e" } else { "k" })
}

fn text(kind: DocumentKind, n: u8) -> String {
    match kind {
        DocumentKind::Flag => format!(r#"{{"type": "percentage", "percentage": {}}}"#, n % 101),
        DocumentKind::Segment => format!(r#"{{"include": ["u{n}"]}}"#),
        DocumentKind::Metric => format!(r#"{{"event": "e{n}", "kind": "mean"}}"#),
        DocumentKind::Release => format!(r#"{{"flag": "yet_to_be", "description": "{n}"}}"#),
        DocumentKind::Experiment => {
            let (more, traffic) = (n % 3, 1 + n % 2);
            format!(
                r#"{{"description": "{more}", "variants": {{"control": 0.5, "b": 0.5}},
                    "metrics": ["m"], "traffic": {traffic}, "layer": "l"}}"#
            )
        }
    }
}

/// An environment in memory, with its log.
struct World {
    moment: Moment,
    entries: Vec<(Entry, Option<String>)>,
}

impl World {
    fn new() -> Self {
        Self { moment: Moment::genesis(Head::genesis("log_1")), entries: Vec::new() }
    }

    /// Does a step, if it can be done now.
    fn change(&mut self, step: &Step) {
        let (author, now) = (Author::server(), Timestamp::UNIX_EPOCH);
        let define = |definitions| plan::define(&self.moment, definitions, &author, now);
        let key = |key| {
            let names = [name(DocumentKind::Flag, key), name(DocumentKind::Experiment, key)];
            names.into_iter().nth(usize::from(key % 2)).unwrap()
        };
        let plan = match *step {
            Step::Put(kind, key, n) => {
                let sources = vec![Source::document(kind, &name(kind, key), text(kind, n))];
                define(Definitions { sources, ..Definitions::default() }).map(|(plan, _)| plan)
            }
            Step::Delete(kind, key) => {
                let remove = vec![(kind, name(kind, key))];
                define(Definitions { remove, ..Definitions::default() }).map(|(plan, _)| plan)
            }
            Step::Kill(k) => plan::kill(&self.moment, &[key(k)], &author).map(|(plan, ())| plan),
            Step::Revive(k) => plan::revive(&self.moment, &key(k), &author).map(|(plan, ())| plan),
            Step::Live(k) => {
                let key = name(DocumentKind::Experiment, k);
                let end = lifecycle::End::by_hand(Some("b".to_owned()), None);
                let started = lifecycle::start(&self.moment, &key, &author, now);
                started
                    .and_then(|(plan, ())| match plan.is_empty() {
                        true => lifecycle::conclude(&self.moment, &key, &end, &author, now),
                        false => Ok((plan, ())),
                    })
                    .map(|(plan, ())| plan)
            }
            Step::Catch(_) | Step::Take(_) | Step::Reconnect(_) => return,
        };
        let Ok(plan) = plan else { return };
        let sealed = Plan::seal(plan.drafts, &self.moment.head, now);
        let documents = plan.documents.unwrap_or_else(|| (*self.moment.documents).clone());
        self.moment = self.moment.after(&sealed, documents);
        self.entries.extend(sealed);
    }

    /// The same moment, read from the log.
    fn read(&self) -> Moment {
        let mut facts: HashMap<_, &(Entry, Option<String>)> = HashMap::new();
        for entry in &self.entries {
            let Entry { kind, collection, key, .. } = &entry.0;
            facts.insert((kind.aspect(), *collection, key), entry);
        }
        let facts: Vec<Fact> = facts
            .into_values()
            .map(|(entry, body)| Fact { entry: entry.clone(), body: body.clone(), created: None })
            .collect();
        Moment::read(self.moment.head.clone(), &facts, &Lists::default()).0
    }
}

/// A client as the contract has it.
#[derive(Default)]
struct Reader {
    /// What the server knows of it.
    position: Option<Position>,
    last_id: String,
    rules: Option<Snapshot>,
    overlay: BTreeMap<String, KillNotice>,
    seq: u64,
}

impl Reader {
    /// Gets the next message; tells what it was.
    fn take(&mut self, moment: &Moment) -> Due {
        let due = due(moment, self.position);
        let mut message = encode("test", moment, due);
        self.position = Position::after(self.position, due, message.seq);
        let mut bytes = Vec::new();
        while let Some(slice) = message.take(7) {
            assert!(slice.len() <= 7);
            bytes.extend_from_slice(&slice);
        }
        let text = String::from_utf8(bytes).unwrap();
        let events: Vec<&str> = text.split_terminator("\n\n").collect();
        assert!(due == Due::Nothing || !events.is_empty(), "{due:?}");
        for event in events {
            let fields: HashMap<&str, &str> =
                event.lines().map(|line| line.split_once(": ").unwrap()).collect();
            self.apply(fields["event"], fields["data"], fields.get("id").copied());
        }
        due
    }

    fn apply(&mut self, name: &str, data: &str, id: Option<&str>) {
        match name {
            "snapshot" => {
                let snapshot: Snapshot = serde_json::from_str(data).unwrap();
                self.advance(snapshot.seq, id);
                self.rules = Some(snapshot);
            }
            "change" => {
                let change: Difference = serde_json::from_str(data).unwrap();
                assert_eq!(change.from, self.seq);
                self.advance(change.seq, id);
                let rules = self.rules.as_mut().unwrap();
                merge(&mut rules.features, change.features);
                merge(&mut rules.experiments, change.experiments);
                merge(&mut rules.segments, change.segments);
                merge(&mut rules.state.killed, change.state.killed);
                rules.state.experiments.extend(change.state.experiments);
            }
            "kill" => {
                assert_eq!(id, None);
                let notice: KillNotice = serde_json::from_str(data).unwrap();
                let known = self.overlay.get(&notice.key).map_or(0, |known| known.seq);
                assert!(notice.seq > self.seq && notice.seq >= known);
                self.overlay.insert(notice.key.clone(), notice);
            }
            "heartbeat" => {
                let heartbeat: Value = serde_json::from_str(data).unwrap();
                self.seq = heartbeat["seq"].as_u64().unwrap();
            }
            _ => panic!("{name}"),
        }
    }

    /// A seq never gets smaller, and comes with its id.
    fn advance(&mut self, seq: u64, id: Option<&str>) {
        assert!(seq >= self.seq);
        assert_eq!(id.unwrap(), format!("log_1.{seq}"));
        id.unwrap().clone_into(&mut self.last_id);
        self.seq = seq;
        self.overlay.retain(|_, notice| notice.seq > seq);
    }

    fn killed(&self) -> BTreeMap<String, Killed> {
        let mut killed = self.rules.clone().unwrap().state.killed;
        let overlay = self.overlay.iter().map(|(key, notice)| (key.clone(), notice.killed.clone()));
        merge(&mut killed, overlay.collect());
        killed
    }

    fn catch_up(&mut self, moment: &Moment) {
        while self.take(moment) != Due::Nothing {}
        let there = snapshot(moment, "test");
        let own = self.rules.as_ref().unwrap();
        // Differences have no order: who needs it for layers asks for the snapshot.
        let own = Snapshot { seq: there.seq, order: there.order.clone(), ..own.clone() };
        assert_eq!(own, there);
        assert_eq!((self.seq, self.overlay.len()), (there.seq, 0));
    }
}

fn merge<T>(into: &mut BTreeMap<String, T>, change: BTreeMap<String, Option<T>>) {
    for (key, value) in change {
        match value {
            Some(value) => drop(into.insert(key, value)),
            None => drop(into.remove(&key)),
        }
    }
}

fn act(reader: &mut Reader, step: &Step, moment: &Moment) {
    match step {
        Step::Catch(_) => reader.catch_up(moment),
        Step::Take(_) => {
            let had_rules = reader.rules.is_some();
            let taken = reader.take(moment);
            // Whatever else it misses, it obeys every kill by now.
            assert!(!had_rules || reader.killed() == snapshot(moment, "test").state.killed);
            let is_whole = matches!(taken, Due::Change { .. } | Due::Snapshot);
            assert!(!is_whole || due(moment, reader.position) == Due::Nothing);
        }
        Step::Reconnect(_) => {
            reader.position = Position::parse(&reader.last_id, moment);
            reader.overlay.clear();
            reader.seq = reader.rules.as_ref().map_or(0, |_| reader.position.unwrap().seq);
        }
        _ => {}
    }
}

proptest! {
    #[test]
    fn snapshots_and_differences_add_up_to_what_is_there(steps in steps()) {
        let mut world = World::new();
        let mut readers: [Reader; READERS] = Default::default();
        for step in &steps {
            world.change(step);
            if let Step::Catch(who) | Step::Take(who) | Step::Reconnect(who) = step {
                act(&mut readers[*who], step, &world.moment);
            }
        }
        readers.iter_mut().for_each(|reader| reader.catch_up(&world.moment));
    }

    #[test]
    fn a_moment_that_was_read_tells_what_one_tells_that_was_made(steps in steps()) {
        let mut world = World::new();
        steps.iter().for_each(|step| world.change(step));
        let (made, read) = (&world.moment, world.read());
        prop_assert_eq!((made.kill_seq, made.ruleset_seq), (read.kill_seq, read.ruleset_seq));
        prop_assert_eq!(&made.state, &read.state);
        for from in 0..=made.head.seq {
            prop_assert_eq!(difference(made, from), difference(&read, from));
            let position = Some(Position { seq: from, kills: from });
            prop_assert_eq!(due(made, position), due(&read, position));
        }
    }
}

/// Where too much is gone to be remembered, a reader is told everything.
#[test]
fn what_is_forgotten_is_told_anew() {
    let mut world = World::new();
    let flags = crate::moment::gone::GONE_MAX + 1;
    let keys: Vec<String> = (0..flags).map(|number| format!("k{number}")).collect();
    let (author, now) = (Author::server(), Timestamp::UNIX_EPOCH);
    let sealed = |world: &World, kind| {
        let drafts = keys.iter().map(|key| {
            (author.draft(kind, hoist_ruleset::log::Collection::Features, key, None), None)
        });
        Plan::seal(drafts.collect(), &world.moment.head, now)
    };
    for kind in [hoist_ruleset::log::Kind::Killed, hoist_ruleset::log::Kind::Revived] {
        world.moment =
            world.moment.after(&sealed(&world, kind), hoist_ruleset::Documents::default());
    }
    let floor = world.moment.gone.floor();
    assert!(floor > 0);
    let at = |seq| due(&world.moment, Some(Position { seq, kills: world.moment.kill_seq }));
    assert_eq!(at(floor - 1), Due::Snapshot);
    assert_eq!(at(floor), Due::Change { from: floor });
    let mut message: Message = encode("test", &world.moment, Due::Snapshot);
    assert!(message.take(usize::MAX).unwrap().starts_with(b"event: snapshot\nid: log_1."));
}
