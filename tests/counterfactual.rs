//! Laws of counterfactuals: what is claimed is so, and nothing smaller is.
//!
//! Each claim is applied to the documents or the context as a person would apply it, and all is
//! read, compiled and evaluated anew; nothing of how the claim was found takes part.

use hoist_eval::{
    Alternative, Change, Counterfactual, EvaluationContext, Obstacle, ShareOf, counterfactual,
    evaluate,
};
use hoist_ruleset::{
    ExperimentKey, ExperimentState, ExperimentStatus, Percentage, Ruleset, Source, State, read,
};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::generator::{Random, context, documents, time_of};

/// Everything that an evaluation depends on.
#[derive(Clone)]
struct World {
    file: Value,
    state: State,
    context: EvaluationContext,
    now: Timestamp,
}

type Found = (Option<String>, Option<u16>, bool);

impl World {
    fn ruleset(&self) -> Ruleset {
        let reading = read(&[Source::new("f.json", self.file.to_string())]);
        assert!(reading.diagnostics.is_empty(), "{:?}\n{}", reading.diagnostics, self.file);
        Ruleset::compile(&reading.documents, &self.state)
    }

    /// Variant, rule, and whether the user takes part in the experiment.
    fn result(&self, key: &str) -> Found {
        self.result_by(&self.ruleset(), key)
    }

    fn result_by(&self, ruleset: &Ruleset, key: &str) -> Found {
        let found = evaluate(ruleset, key, &self.context, self.now);
        let takes_part = found.metadata.assignment.is_some();
        (found.variant.map(str::to_owned), found.rule.map(|rule| rule.index), takes_part)
    }

    fn document(&mut self, key: &str) -> &mut Map<String, Value> {
        let section = if self.file["features"][key].is_null() { "experiments" } else { "features" };
        self.file[section][key].as_object_mut().unwrap()
    }

    fn remove(&mut self, key: &str, obstacle: &Obstacle) {
        let running = ExperimentState {
            status: ExperimentStatus::Running,
            phase: 1,
            shipped: None,
            layer_range: Some(0..10_000),
        };
        match obstacle {
            Obstacle::Killed => _ = self.state.killed.remove(key),
            Obstacle::NotEnabled => _ = self.document(key).insert("enabled".into(), true.into()),
            Obstacle::Archived => _ = self.document(key).insert("archived".into(), false.into()),
            Obstacle::Ended { .. } => _ = self.document(key).remove("end_date"),
            Obstacle::Layer { .. } => {
                self.document(key).remove("layer");
                self.document(key).insert("traffic".into(), 100.into());
            }
            Obstacle::NotRunning | Obstacle::Shipped => {
                let key = ExperimentKey::parse(key).unwrap();
                self.state.experiments.insert(key, running);
            }
            Obstacle::Prerequisite { key: required, expected, .. } => {
                let required = required.clone();
                let is = |each: &Value| match (&each["is"], expected.as_deref()) {
                    (Value::Bool(on), Some(name)) => *on == (name == "on"),
                    (is, name) => is.as_str() == name,
                };
                let list = self.document(key)["requires"].as_array_mut().unwrap();
                list.retain(|each| each["flag"] != *required || !is(each));
            }
        }
    }

    /// The worlds that a change makes: several, where the claim leaves open which.
    fn with(&self, key: &str, change: &Change) -> Vec<Self> {
        let mut world = self.clone();
        match change {
            Change::Time { at, .. } => world.now = *at,
            Change::Attribute { name, to, .. } => {
                world.context = world.context.with(name, to.clone().unwrap_or_default());
            }
            Change::Share { of, to, .. } => return world.with_share(key, *of, *to),
        }
        vec![world]
    }

    fn with_share(mut self, key: &str, of: ShareOf, to: u16) -> Vec<Self> {
        let share = serde_json::to_value(Percentage::from_threshold(to)).unwrap();
        let document = self.document(key);
        match of {
            ShareOf::Flag => _ = document.insert("percentage".into(), share),
            ShareOf::Traffic => _ = document.insert("traffic".into(), share),
            ShareOf::Rule(index) => document["rules"][usize::from(index)]["value"] = share,
            ShareOf::Condition(index) => {
                let conditions = document["rules"][usize::from(index)]["conditions"].clone();
                let put = |conditions| {
                    let mut world = self.clone();
                    world.document(key)["rules"][usize::from(index)]["conditions"] = conditions;
                    world
                };
                return with_percentage(&conditions, &share).into_iter().map(put).collect();
            }
        }
        vec![self]
    }
}

/// The value with one of its percentages replaced, each in turn.
fn with_percentage(value: &Value, share: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    let members: Vec<(Value, &Value)> = match value {
        Value::Object(map) => map.iter().map(|(name, each)| (name.as_str().into(), each)).collect(),
        Value::Array(items) => (0..).map(Value::from).zip(items).collect(),
        _ => Vec::new(),
    };
    for (place, member) in members {
        let changed = if place == "percentage" {
            vec![share.clone()]
        } else {
            with_percentage(member, share)
        };
        for each in changed {
            let mut copy = value.clone();
            match &place {
                Value::String(name) => copy[name] = each,
                index => copy[usize::try_from(index.as_u64().unwrap()).unwrap()] = each,
            }
            all.push(copy);
        }
    }
    all
}

/// How often each kind of claim was met: laws about what never happens would prove nothing.
type Met = std::collections::BTreeMap<String, usize>;

/// Checks every claim for a key, and where the goal is the variant of a prerequisite, those.
fn check(world: &World, key: &str, claims: &Counterfactual, goal: Option<&str>, met: &mut Met) {
    let mut freed = world.clone();
    for obstacle in &claims.obstacles {
        *met.entry(obstacle.name().to_owned()).or_default() += 1;
        freed.remove(key, obstacle);
        if let Obstacle::Prerequisite { key, expected, counterfactual: Some(claims) } = obstacle {
            check(world, key, claims, expected.as_deref(), met);
        }
    }
    if !claims.obstacles.is_empty() {
        assert_eq!(freed.result(key).0, claims.freed, "{claims:?}");
    }
    for alternative in &claims.alternatives {
        check_alternative(&freed, key, alternative, met);
        if let Some(goal) = goal {
            assert_eq!(alternative.variant, goal);
        }
    }
}

fn check_alternative(world: &World, key: &str, alternative: &Alternative, met: &mut Met) {
    let Alternative { changes, variant, rule } = alternative;
    let seen = || format!("{key} {alternative:?}\n{}\n{:?}", world.file, world.context);
    let mut worlds = vec![world.clone()];
    for change in changes {
        *met.entry(change.name().to_owned()).or_default() += 1;
        worlds = worlds.iter().flat_map(|world| world.with(key, change)).collect();
    }
    let rule = rule.as_ref().map(|(index, _)| *index);
    let is_it = |found: &Found| (&found.0, found.1) == (&Some(variant.clone()), rule);
    let claimed = worlds.iter().map(|world| world.result(key)).find(is_it);
    let claimed = claimed.unwrap_or_else(|| panic!("{}", seen()));
    let differs = |found: Found| (&found.0, found.2) != (&claimed.0, claimed.2);
    assert!(differs(world.result(key)), "{}", seen());
    match changes.as_slice() {
        [Change::Attribute { segment: Some(segment), .. }] => {
            *met.entry("include".into()).or_default() += 1;
            let mut world = world.clone();
            let user = world.context.targeting_key().unwrap().into();
            world.file["segments"][segment]["include"].as_array_mut().unwrap().push(user);
            assert_eq!(world.result(key), claimed, "{}", seen());
        }
        [Change::Share { of, from, to }] => {
            let nearer = if to > from { to - 1 } else { to + 1 };
            let nearer = world.clone().with_share(key, *of, nearer);
            assert!(nearer.iter().any(|world| differs(world.result(key))), "{}", seen());
        }
        [Change::Time { at, .. }] => {
            let mut between = world.clone();
            let (ruleset, whole) = (world.ruleset(), at.duration_since(world.now));
            for part in 0..50 {
                between.now = world.now + whole * part / 50;
                assert!(differs(between.result_by(&ruleset, key)), "{}", seen());
            }
        }
        _ => {}
    }
}

#[test]
fn what_is_claimed_is_so() {
    let mut met = Met::new();
    for seed in 30_000..30_100 {
        let mut random = Random::new(seed);
        let file = documents(&mut random);
        let mut world = World {
            file,
            state: State::default(),
            context: EvaluationContext::default(),
            now: Timestamp::UNIX_EPOCH,
        };
        let ruleset = world.ruleset();
        let keys: Vec<String> = ruleset.subjects().map(|each| each.key.to_string()).collect();
        if random.chance(20) {
            world.state.killed.insert(random.pick(&keys));
        }
        let ruleset = world.ruleset();
        for _ in 0..4 {
            world.context = EvaluationContext::from_json(context(&mut random)).unwrap();
            world.now = time_of(&mut random);
            for key in &keys {
                let found = counterfactual(&ruleset, key, &world.context, world.now);
                if let Some(claims) = found {
                    check(&world, key, &claims, None, &mut met);
                }
            }
        }
    }
    for kind in ["attribute", "share", "time", "include", "killed", "not_enabled", "prerequisite"] {
        assert!(met.get(kind).is_some_and(|count| *count > 10), "{kind}: {met:?}");
    }
    for kind in ["not_running", "ended", "layer"] {
        assert!(met.contains_key(kind), "{kind}: {met:?}");
    }
}

const NAMES: [&str; 3] = ["a", "b", "c"];

/// A condition over few attributes that have few values.
fn small_condition(random: &mut Random, depth: usize) -> Value {
    if depth < 2 && random.chance(45) {
        let members: Vec<Value> =
            (0..1 + random.below(2)).map(|_| small_condition(random, depth + 1)).collect();
        return match random.below(3) {
            0 => json!({"all": members}),
            1 => json!({"any": members}),
            _ => json!({"not": members[0]}),
        };
    }
    let name = random.pick(&NAMES);
    let test = random.pick(&[
        json!(1),
        json!([2, "x"]),
        json!({"gt": 1}),
        json!({"lte": 2}),
        json!({"ne": "x"}),
        json!({"not_in": [1, "y"]}),
        json!({"exists": true}),
        json!({"exists": false}),
        json!({"starts_with": "x"}),
        json!({"gte": 1, "ne": 2}),
    ]);
    json!({"type": "property", "conditions": {name: test}})
}

/// No change of fewer attributes reaches it, of all that there are in a small domain.
#[test]
fn nothing_smaller_would_do() {
    let domain = [json!(null), json!(0), json!(1), json!(2), json!(3), json!("x"), json!("y")];
    let mut sizes = [0; NAMES.len() + 1];
    for seed in 0..3_000 {
        let mut random = Random::new(seed);
        let kind = random.pick(&["boolean", "targeted"]);
        let rules: Vec<Value> = (0..1 + random.below(4))
            .map(|_| {
                let conditions = small_condition(&mut random, 0);
                let value = random.chance(50);
                json!({"conditions": {"all": [conditions]}, "value": value})
            })
            .collect();
        let file = json!({"features": {"f": {"type": kind, "enabled": true, "rules": rules}}});
        let own = NAMES.map(|_| random.pick(&domain));
        let of = |values: [&Value; 3]| {
            let pairs = NAMES.iter().zip(values);
            pairs.fold(EvaluationContext::of_user("u"), |context, (name, value)| {
                context.with(name, value.clone())
            })
        };
        let context = of(own.each_ref());
        let (state, now) = (State::default(), Timestamp::UNIX_EPOCH);
        let world = World { file, state, context, now };
        let ruleset = world.ruleset();
        let Some(claims) = counterfactual(&ruleset, "f", &world.context, now) else {
            continue;
        };
        let mut least = None;
        for index in 0..domain.len().pow(3) {
            let value = |place: u32| &domain[index / domain.len().pow(place) % domain.len()];
            let [a, b, c] = [value(0), value(1), value(2)];
            if evaluate(&ruleset, "f", &of([a, b, c]), now).variant == Some("on") {
                let changed = own.iter().zip([a, b, c]).filter(|(own, new)| own != new).count();
                least = Some(least.map_or(changed, |least: usize| least.min(changed)));
            }
        }
        let claimed = claims.alternatives.first().map(|first| first.changes.len());
        let seen = || format!("{claims:?}\n{}\n{:?}", world.file, world.context);
        match (claimed, least) {
            (Some(claimed), Some(least)) => assert!(claimed <= least, "{least} {}", seen()),
            (None, Some(_)) => panic!("nothing was found: {}", seen()),
            (_, None) => {}
        }
        let counts = claims.alternatives.iter().map(|each| each.changes.len());
        assert!(counts.is_sorted(), "{}", seen());
        sizes[claimed.unwrap_or(0)] += 1;
    }
    assert!(sizes.iter().all(|count| *count > 5), "{sizes:?}");
}
