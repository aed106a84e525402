//! What a plan predicts is what evaluating everybody before and after the change gives.

use std::collections::{BTreeMap, BTreeSet};

use hoist_api::{MovedSide, Plan};
use hoist_eval::movement::Record;
use hoist_eval::{EvaluationContext, Resolution, evaluate};
use hoist_ruleset::compiled::Before;
use hoist_ruleset::{Documents, Onto, Ruleset, Source, State, read, read_onto};
use hoist_server::preview::{self, Change};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::generator::{Random, context, documents, time_of};

/// What one gets: variant, value and error, as text.
type Got = String;
/// How many contexts and which users go from one to another.
type Counted = BTreeMap<(Got, Got), (u64, BTreeSet<String>)>;

/// Rules, and what they were compiled from.
struct Side {
    documents: Documents,
    ruleset: Ruleset,
    state: State,
}

impl Side {
    fn new(documents: Documents, killed: &[String]) -> Self {
        let state = State { killed: killed.iter().cloned().collect(), ..State::default() };
        let ruleset = Ruleset::compile(&documents, &state);
        Self { documents, ruleset, state }
    }
}

fn plan(before: &Side, after: &Side, contexts: &[Value], now: Timestamp) -> Plan {
    let change = Change {
        before: Before {
            ruleset: &before.ruleset,
            documents: &before.documents,
            state: &before.state,
        },
        after: &after.documents,
        sources: &[],
        entries: &[],
    };
    let record = |context: &Value| Record {
        context: EvaluationContext::from_json(context.clone()).unwrap(),
        asked: None,
        at: None,
    };
    preview::plan(&change, contexts.iter().map(record), false, now)
}

/// What evaluating each context by itself gives, for one key.
fn counted(sides: [&Side; 2], key: &str, contexts: &[Value], now: Timestamp) -> Counted {
    let mut found = Counted::new();
    for context in contexts {
        let user = EvaluationContext::from_json(context.clone()).unwrap();
        let got = |of: Resolution<'_>| {
            let error = of.error.map(|error| error.as_str());
            let value = of.value.map_or(Value::Null, |payload| payload.value.clone());
            json!([of.variant, value, error]).to_string()
        };
        let [from, to] = sides.map(|side| got(evaluate(&side.ruleset, key, &user, now)));
        if from != to {
            let (contexts, users) = found.entry((from, to)).or_default();
            *contexts += 1;
            users.extend(user.targeting_key().filter(|key| !key.is_empty()).map(str::to_owned));
        }
    }
    found
}

/// Contexts of a few users, several of some, each once.
fn recorded(random: &mut Random) -> Vec<Value> {
    let mut contexts = Vec::new();
    for _ in 0..25 {
        let mut one = context(random);
        if random.chance(60) {
            one["targetingKey"] = format!("user-{}", random.below(12)).into();
        }
        if one["targetingKey"].is_null() {
            one.as_object_mut().unwrap().remove("targetingKey");
        }
        let is_context = EvaluationContext::from_json(one.clone()).is_ok();
        if is_context && !contexts.contains(&one) {
            contexts.push(one);
        }
    }
    contexts
}

/// Some documents onto others: those that stay are shared, as they are in a server.
fn changed(before: &Documents, file: &Value) -> Option<Documents> {
    let lists = before.lists();
    let onto = Onto { documents: before, lists: &lists, remove: &[] };
    let reading = read_onto(&onto, &[Source::new("f.json", file.to_string())]);
    (reading.problems == 0).then_some(reading.documents)
}

#[test]
fn what_is_predicted_is_what_evaluating_everybody_gives() {
    let (mut plans, mut moved) = (0, 0);
    for seed in 0..400 {
        let mut random = Random::new(seed);
        let first = read(&[Source::new("f.json", documents(&mut random).to_string())]).documents;
        let second = documents(&mut random);
        let Some(second) = changed(&first, &second) else { continue };
        let keys: Vec<String> = first
            .flags()
            .keys()
            .map(|key| key.to_string())
            .chain(second.flags().keys().map(|key| key.to_string()))
            .chain(second.experiments().keys().map(|key| key.to_string()))
            .collect();
        let killed = if random.chance(30) { vec![random.pick(&keys)] } else { Vec::new() };
        let (first, second) = (Side::new(first, &killed), Side::new(second, &killed));
        let (contexts, now) = (recorded(&mut random), time_of(&mut random));
        for sides in [[&first, &second], [&second, &first]] {
            let plan = plan(sides[0], sides[1], &contexts, now);
            plans += 1;
            moved += agree(&plan, sides, &keys, &contexts, now);
            assert_eq!(plan.recorded.contexts, contexts.len() as u64);
        }
        let same = plan(&first, &first, &contexts, now);
        assert_eq!((same.documents.len(), same.movements.len(), same.unmoved), (0, 0, 0));
        assert!(same.findings.is_empty(), "{:?}", same.findings);
    }
    assert!(plans > 200 && moved > 1_000, "{moved} moves in {plans} plans show little");
}

/// Compares a plan with what was counted, and tells how many moves there were.
fn agree(
    plan: &Plan,
    sides: [&Side; 2],
    keys: &[String],
    contexts: &[Value],
    now: Timestamp,
) -> usize {
    let mut moves = 0;
    for key in keys.iter().collect::<BTreeSet<_>>() {
        let expected = counted(sides, key, contexts, now);
        let Some(found) = plan.movements.iter().find(|each| each.key == *key) else {
            assert_eq!(expected, Counted::new(), "{key} is not in the plan");
            continue;
        };
        assert_eq!(found.moves_omitted, 0);
        let users: BTreeSet<&String> = expected.values().flat_map(|(_, users)| users).collect();
        let total: u64 = expected.values().map(|(contexts, _)| contexts).sum();
        assert_eq!(found.moved.users, users.len() as u64, "{key}");
        assert_eq!(found.moved.contexts, total, "{key}");
        let got = |side: &MovedSide| json!([side.variant, side.value, side.error_code]).to_string();
        let mut told: BTreeMap<_, u64> = BTreeMap::new();
        for each in &found.moves {
            *told.entry((got(&each.from), got(&each.to))).or_default() += each.contexts;
        }
        let expected: BTreeMap<_, u64> =
            expected.into_iter().map(|(sides, (contexts, _))| (sides, contexts)).collect();
        assert_eq!(told, expected, "{key}");
        moves += expected.len();
    }
    moves
}

#[test]
fn a_raised_share_moves_only_in_and_as_many_as_its_ranks() {
    let share = |percentage: u32| {
        let flag = json!({"type": "percentage", "enabled": true, "percentage": percentage});
        let file = json!({"features": {"a": flag}}).to_string();
        Side::new(read(&[Source::new("f.json", file)]).documents, &[])
    };
    let contexts: Vec<Value> =
        (0..2_000).map(|user| json!({"targetingKey": format!("user-{user}")})).collect();
    for (before, after) in [(0, 100), (10, 30), (30, 10), (49, 50)] {
        let plan = plan(&share(before), &share(after), &contexts, Timestamp::UNIX_EPOCH);
        let movement = &plan.movements[0];
        let [from, to] = if before < after { ["off", "on"] } else { ["on", "off"] };
        for each in &movement.moves {
            assert_eq!(
                (each.from.variant.as_deref(), each.to.variant.as_deref()),
                (Some(from), Some(to))
            );
        }
        let ranks = u16::try_from(before.abs_diff(after) * 100).unwrap();
        assert_eq!(movement.exact[0].moves[0].ranks, ranks);
        let estimate = movement.estimate.unwrap();
        let part = f64::from(ranks) / 10_000.0;
        assert!((estimate.low..=estimate.high).contains(&part), "{estimate:?} is not about {part}");
    }
}
