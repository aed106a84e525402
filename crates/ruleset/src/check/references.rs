//! Prerequisites and segments: they exist, fit, go in no circle and stay within their limits.

use super::graph::order;
use super::{Check, KeySpace, Step};
use crate::closest;
use crate::diagnostic::Problem;
use crate::document::{Clause, Conditions, Flag, Required, Rule, Strategy, Variant};
use crate::limits::{EVALUATION_STEPS_MAX, REFERENCE_DEPTH_MAX};
use crate::read::{Body, DocumentKind, shown};

/// Checks all references. Each refusal may cause others, so it goes on until nothing changes.
pub(super) fn check(check: &mut Check) {
    loop {
        let found = refused_segments(check).into_iter().chain(prerequisites(check));
        let found: Vec<_> = found.collect();
        if !found.is_empty() {
            refuse_all(check, found);
            continue;
        }
        let found = match circle_or_costs(check) {
            Ok(over_limit) => over_limit,
            Err(circle) => circle,
        };
        if found.is_empty() {
            return;
        }
        refuse_all(check, found);
    }
}

type Found = (usize, Vec<Step>, Problem);

fn refuse_all(check: &mut Check, found: Vec<Found>) {
    for (draft, steps, problem) in found {
        check.refuse(draft, &steps, problem);
    }
}

/// The rules of a document with the field they stand in.
fn rules(body: &Body) -> (&'static str, Vec<&Rule>) {
    match body {
        Body::Flag(flag) => ("rules", flag.rules.iter().map(|rule| &rule.rule).collect()),
        Body::Segment(segment) => ("rules", segment.rules.iter().collect()),
        Body::Experiment(experiment) => {
            ("audience", experiment.audience.iter().flatten().collect())
        }
        Body::Metric(_) => ("rules", Vec::new()),
    }
}

/// Calls back with every segment that conditions name.
fn each_segment<'c>(conditions: &'c Conditions, found: &mut impl FnMut(&'c str)) {
    for clause in &conditions.clauses {
        match clause {
            Clause::Segments(names) => names.iter().for_each(|name| found(name)),
            Clause::All(members) | Clause::Any(members) => {
                members.iter().for_each(|member| each_segment(member, found));
            }
            Clause::Not(member) => each_segment(member, found),
            _ => {}
        }
    }
}

/// Conditions that visiting these conditions visits, themselves included, segments not.
fn count(conditions: &Conditions) -> u32 {
    let of_clause = |clause: &Clause| match clause {
        Clause::All(members) | Clause::Any(members) => members.iter().map(count).sum(),
        Clause::Not(member) => count(member),
        Clause::Segments(names) => u32::try_from(names.len()).unwrap_or(u32::MAX),
        Clause::Tests(_, operators) => u32::try_from(operators.len()).unwrap_or(u32::MAX),
        _ => 1,
    };
    conditions.clauses.iter().map(of_clause).fold(1, u32::saturating_add)
}

/// Documents whose rules name a segment that was refused.
fn refused_segments(check: &Check) -> Vec<Found> {
    let mut found = Vec::new();
    for (draft, body) in accepted(check) {
        let (field, rules) = rules(body);
        for (index, rule) in rules.iter().enumerate() {
            each_segment(&rule.conditions, &mut |name| {
                let segment = check.find(KeySpace::Segments, name);
                if segment.is_some_and(|segment| !check.is_accepted(segment)) {
                    let steps = vec![Step::Key(field), Step::Index(index)];
                    found.push((draft, steps, Problem::SegmentRefused { key: shown(name) }));
                }
            });
        }
    }
    found
}

fn accepted(check: &Check) -> impl Iterator<Item = (usize, &Body)> {
    check
        .drafts
        .iter()
        .enumerate()
        .filter_map(|(index, draft)| draft.body.as_ref().map(|body| (index, body)))
}

/// Prerequisites that are missing, refused, or ask for what their flag never is.
fn prerequisites(check: &Check) -> Vec<Found> {
    let mut found = Vec::new();
    for (draft, body) in accepted(check) {
        let Body::Flag(flag) = body else {
            continue;
        };
        for (index, prerequisite) in flag.requires.iter().enumerate() {
            let key = prerequisite.flag.as_str();
            let (field, problem) = match check.find(KeySpace::Subjects, key) {
                None => ("flag", Some(missing(check, key))),
                Some(target) => match &check.drafts[target].body {
                    None => ("flag", Some(Problem::PrerequisiteRefused { key: key.to_owned() })),
                    Some(target) => ("is", never_is(key, target, &prerequisite.is)),
                },
            };
            if let Some(problem) = problem {
                let steps = vec![Step::Key("requires"), Step::Index(index), Step::Key(field)];
                found.push((draft, steps, problem));
            }
        }
    }
    found
}

fn missing(check: &Check, key: &str) -> Problem {
    let subjects = check.drafts.iter().map(|draft| &draft.entry).filter(|entry| {
        matches!(entry.kind, DocumentKind::Flag | DocumentKind::Experiment) && entry.key != key
    });
    let similar = closest(key, subjects.map(|entry| entry.key.as_str())).map(str::to_owned);
    Problem::PrerequisiteMissing { key: key.to_owned(), similar }
}

/// The problem where a flag or experiment never has the required result.
fn never_is(key: &str, target: &Body, required: &Required) -> Option<Problem> {
    let (target, variants): (_, &[Variant]) = match target {
        Body::Flag(Flag { strategy: Strategy::Variant { variants }, .. }) => {
            ("a variant flag", variants)
        }
        Body::Experiment(experiment) => ("an experiment", &experiment.variants),
        _ => ("on or off", &[]),
    };
    let possible = match required {
        Required::On(_) => variants.is_empty(),
        Required::Variant(name) => variants.iter().any(|variant| variant.name == *name),
    };
    let found = match required {
        Required::On(on) => on.to_string(),
        Required::Variant(name) => format!("\"{}\"", shown(name)),
    };
    let known = if variants.is_empty() {
        vec!["true".to_owned(), "false".to_owned()]
    } else {
        variants.iter().map(|variant| shown(&variant.name)).collect()
    };
    (!possible).then(|| Problem::PrerequisiteIs { key: key.to_owned(), target, found, known })
}

/// What each document names, as indices of documents.
fn edges(check: &Check) -> Vec<Vec<usize>> {
    let mut edges = vec![Vec::new(); check.drafts.len()];
    for (draft, body) in accepted(check) {
        if let Body::Flag(flag) = body {
            let keys = flag.requires.iter().map(|prerequisite| prerequisite.flag.as_str());
            edges[draft].extend(keys.filter_map(|key| check.find(KeySpace::Subjects, key)));
        }
        for rule in rules(body).1 {
            each_segment(&rule.conditions, &mut |name| {
                edges[draft].extend(check.find(KeySpace::Segments, name));
            });
        }
    }
    edges
}

/// The documents over a limit of depth or work; or, first, those that form a circle.
fn circle_or_costs(check: &Check) -> Result<Vec<Found>, Vec<Found>> {
    let edges = edges(check);
    let order = order(&edges).map_err(|circle| circle_problems(check, &circle))?;
    let mut depth = vec![0_u32; edges.len()];
    let mut steps = vec![0_u32; edges.len()];
    let mut found = Vec::new();
    for draft in order {
        let Some(body) = &check.drafts[draft].body else {
            continue;
        };
        let own = rules(body).1.into_iter().map(|rule| count(&rule.conditions));
        let named = edges[draft].iter().map(|&name| steps[name]);
        steps[draft] = own.chain(named).fold(1, u32::saturating_add);
        depth[draft] = edges[draft].iter().map(|&name| depth[name] + 1).max().unwrap_or(0);
        if depth[draft] > REFERENCE_DEPTH_MAX {
            found.push((draft, Vec::new(), Problem::ReferenceDepth { depth: depth[draft] }));
        } else if steps[draft] > EVALUATION_STEPS_MAX {
            found.push((draft, Vec::new(), Problem::EvaluationSteps { steps: steps[draft] }));
        }
    }
    // Whoever names one of these is refused for that; only the first of a chain is over a limit.
    found.truncate(1);
    Ok(found)
}

fn circle_problems(check: &Check, circle: &[usize]) -> Vec<Found> {
    const SHOWN: usize = 6;
    let keys: Vec<_> = circle.iter().map(|&draft| check.drafts[draft].entry.key.as_str()).collect();
    let more = if keys.len() > SHOWN { "… → " } else { "" };
    let shown = keys[..keys.len().min(SHOWN)].join(" → ");
    let circle_text = format!("{shown} → {more}{}", keys[0]);
    let segments =
        circle.iter().any(|&draft| check.drafts[draft].entry.kind == DocumentKind::Segment);
    let problem = |circle| {
        if segments {
            Problem::SegmentCycle { circle }
        } else {
            Problem::PrerequisiteCycle { circle }
        }
    };
    let field = if segments { "rules" } else { "requires" };
    let one = |&draft: &usize| (draft, vec![Step::Key(field)], problem(circle_text.clone()));
    circle.iter().map(one).collect()
}
