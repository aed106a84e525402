//! How the cost of one evaluation grows with what there is.

use std::hint::black_box;
use std::time::Instant;

use hoist_eval::{EvaluationContext, evaluate};
use hoist_ruleset::Ruleset;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::hoist::compile;
use crate::table::markdown;
use crate::verdict::verdict;
use crate::{flags, plot};

/// Keys and people who are asked for in turn.
const TURNS: usize = 64;
/// Rounds of one measurement; the best counts.
const ROUNDS: u32 = 100;
const EVALUATIONS: usize = 10_000;

/// Something of which there can be more.
struct Dimension {
    name: &'static str,
    sizes: &'static [usize],
    growth: Growth,
    build: fn(usize) -> Result<Asked, String>,
}

/// How the cost may grow.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Growth {
    /// It stays, save what caches and levels of a tree make.
    Flat,
    /// With the size at most.
    Linear,
}

/// How much more the largest may cost where the cost stays.
const FLAT_MAX: f64 = 3.0;

/// What is asked.
struct Asked {
    ruleset: Ruleset,
    keys: Vec<String>,
    users: Vec<EvaluationContext>,
}

/// The cost at each size.
pub struct Grown {
    name: &'static str,
    growth: Growth,
    costs: Vec<(usize, f64)>,
}

const DIMENSIONS: [Dimension; 6] = [
    Dimension {
        name: "flags",
        sizes: &[10, 100, 1_000, 10_000],
        growth: Growth::Flat,
        build: among_flags,
    },
    Dimension {
        name: "ids in a rule",
        sizes: &[10, 1_000, 100_000, 1_000_000],
        growth: Growth::Flat,
        build: listed,
    },
    Dimension {
        name: "keys in a segment",
        sizes: &[10, 1_000, 100_000, 1_000_000],
        growth: Growth::Flat,
        build: in_segment,
    },
    Dimension {
        name: "rules, the last matches",
        sizes: &[1, 3, 10, 30, 100],
        growth: Growth::Linear,
        build: by_rules,
    },
    Dimension {
        name: "attributes, the last is tested",
        sizes: &[1, 4, 16, 64, 256],
        growth: Growth::Linear,
        build: of_attributes,
    },
    Dimension {
        name: "prerequisites in a chain",
        sizes: &[1, 2, 5, 10],
        growth: Growth::Linear,
        build: chained,
    },
];

/// Measures each dimension.
///
/// # Errors
///
/// Where a document is refused.
pub fn measure(once: bool) -> Result<Vec<Grown>, String> {
    let each = |dimension: &Dimension| {
        let costs = dimension.sizes.iter().map(|size| {
            let asked = (dimension.build)(*size)?;
            Ok((*size, cost(&asked, if once { 1 } else { ROUNDS })))
        });
        let costs = costs.collect::<Result<_, String>>()?;
        Ok(Grown { name: dimension.name, growth: dimension.growth, costs })
    };
    DIMENSIONS.iter().map(each).collect()
}

/// Nanoseconds of one evaluation, in the best round.
fn cost(asked: &Asked, rounds: u32) -> f64 {
    let mut best_s = f64::INFINITY;
    for _ in 0..rounds {
        let pairs = asked.keys.iter().cycle().zip(asked.users.iter().cycle());
        let start = Instant::now();
        for (key, user) in pairs.take(EVALUATIONS) {
            black_box(evaluate(&asked.ruleset, black_box(key), user, Timestamp::UNIX_EPOCH));
        }
        best_s = best_s.min(start.elapsed().as_secs_f64());
    }
    best_s * 1e9 / EVALUATIONS as f64
}

/// The costs as a table.
pub fn table(grown: &[Grown]) -> String {
    let header = ["cost of one evaluation in ns", "at each size", "growth", "at most", ""];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    for each in grown {
        let costs = each.costs.iter().map(|(size, ns)| format!("{size}: {ns:.1}"));
        rows.push(vec![
            each.name.to_owned(),
            costs.collect::<Vec<_>>().join(", "),
            format!("{:.2}", each.factor()),
            each.limit().to_string(),
            verdict(each.factor() <= each.limit()),
        ]);
    }
    markdown(&rows)
}

/// The costs as a picture.
pub fn plot(grown: &[Grown]) -> String {
    let lines: Vec<_> = grown.iter().map(|each| (each.name, each.costs.as_slice())).collect();
    plot::log_log("Cost of one evaluation, by what there is", "ns", &lines)
}

/// Whether every cost grows as it may.
///
/// # Errors
///
/// What grows more.
pub fn check(grown: &[Grown]) -> Result<(), String> {
    let wild = grown.iter().filter(|each| each.factor() > each.limit());
    let complaints: Vec<String> = wild
        .map(|each| {
            let (factor, limit) = (each.factor(), each.limit());
            format!("{}: the cost grows by {factor:.1}, {limit} is the limit", each.name)
        })
        .collect();
    if complaints.is_empty() { Ok(()) } else { Err(complaints.join("\n")) }
}

impl Grown {
    /// How much more the largest size costs than the smallest.
    fn factor(&self) -> f64 {
        match (self.costs.first(), self.costs.last()) {
            (Some((_, least)), Some((_, most))) => most / least,
            _ => f64::NAN,
        }
    }

    fn limit(&self) -> f64 {
        match (self.growth, self.costs.first(), self.costs.last()) {
            (Growth::Linear, Some((least, _)), Some((most, _))) => (most / least) as f64,
            _ => FLAT_MAX,
        }
    }
}

fn asked(document: &Value, keys: Vec<String>) -> Result<Asked, String> {
    let users = (0..TURNS).map(user).collect();
    Ok(Asked { ruleset: compile(document)?, keys, users })
}

fn user(number: usize) -> EvaluationContext {
    EvaluationContext::of_user(&flags::person(number).id).with("plan", "premium")
}

fn among_flags(size: usize) -> Result<Asked, String> {
    let key = |number: usize| format!("flag-{number:05}");
    let flag = json!({"type": "percentage", "enabled": true, "percentage": 30});
    let features: Map<_, _> = (0..size).map(|number| (key(number), flag.clone())).collect();
    let step = (size / TURNS).max(1);
    let keys = (0..size).step_by(step).map(key).collect();
    asked(&json!({"features": features}), keys)
}

fn listed(size: usize) -> Result<Asked, String> {
    let ids: Vec<String> = (0..size).map(|number| flags::person(2 * number).id).collect();
    let rule = json!({"type": "user", "conditions": {"user_ids": ids}, "value": true});
    targeted(&[rule])
}

fn in_segment(size: usize) -> Result<Asked, String> {
    let ids: Vec<String> = (0..size).map(|number| flags::person(2 * number).id).collect();
    let rule = json!({"type": "segment", "conditions": {"segment": "many"}, "value": true});
    let flag = json!({"type": "targeted", "enabled": true, "rules": [rule]});
    let segments = json!({"many": {"include": ids}});
    asked(&json!({"features": {"flag": flag}, "segments": segments}), vec!["flag".to_owned()])
}

fn by_rules(size: usize) -> Result<Asked, String> {
    let rule = |number: usize| {
        let plan = if number + 1 == size { "premium".to_owned() } else { format!("plan-{number}") };
        json!({"type": "property", "conditions": {"plan": plan}, "value": true})
    };
    targeted(&(0..size).map(rule).collect::<Vec<_>>())
}

fn of_attributes(size: usize) -> Result<Asked, String> {
    let last = format!("attribute-{:03}", size - 1);
    let rule = json!({"type": "property", "conditions": {last: "yes"}, "value": true});
    let mut asked = targeted(&[rule])?;
    let known = |number: usize| {
        let context = EvaluationContext::of_user(&flags::person(number).id);
        (0..size)
            .fold(context, |context, index| context.with(&format!("attribute-{index:03}"), "yes"))
    };
    asked.users = (0..TURNS).map(known).collect();
    Ok(asked)
}

fn chained(size: usize) -> Result<Asked, String> {
    let flag = |number: usize| {
        let mut flag = json!({"type": "boolean", "enabled": true});
        if number > 0 {
            flag["requires"] = json!([{"flag": format!("flag-{}", number - 1), "is": true}]);
        }
        (format!("flag-{number}"), flag)
    };
    let features: Map<_, _> = (0..=size).map(flag).collect();
    asked(&json!({"features": features}), vec![format!("flag-{size}")])
}

fn targeted(rules: &[Value]) -> Result<Asked, String> {
    let flag = json!({"type": "targeted", "enabled": true, "rules": rules});
    asked(&json!({"features": {"flag": flag}}), vec!["flag".to_owned()])
}
