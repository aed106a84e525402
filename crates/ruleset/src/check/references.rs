//! Prerequisites, segments, metrics and the flags of releases: they exist or may be absent, fit, go in no circle, and
//! stay within the limits of depth and work.

use super::graph::{Order, order};
use super::{Check, KeySpace, Step, release};
use crate::closest;
use crate::diagnostic::Problem;
use crate::document::names::{each_name, each_segment, rules};
use crate::document::{Clause, Conditions, MetricUse, Operator, Release, ReleaseCheck, Required};
use crate::key::MetricKey;
use crate::limits::{EVALUATION_STEPS_MAX, REFERENCE_DEPTH_MAX};
use crate::read::{Body, DocumentKind, Draft, shown};

/// Checks all references: what is named is judged before what names it.
///
/// Flags come behind what only they name, and releases behind them. So layers are filled with the
/// experiments that stand, and who requires one that found no room is refused with it.
pub(super) fn check(check: &mut Check<'_>) {
    let edges = edges(check);
    let order = order(&edges);
    let count = edges.len();
    let mut judge = Judge { edges, lost: vec![false; count], costs: vec![Cost::default(); count] };
    for &draft in order.circles.iter().flatten().chain(&order.behind) {
        judge.lost[draft] = true;
    }
    judge.pass(check, &order, |kind| !matches!(kind, DocumentKind::Flag | DocumentKind::Release));
    check.layers();
    judge.pass(check, &order, |kind| kind == DocumentKind::Flag);
    judge.pass(check, &order, |kind| kind == DocumentKind::Release);
}

/// What is known of documents while they are judged.
struct Judge {
    /// What each document names.
    edges: Vec<Vec<usize>>,
    /// Whether a document is in a circle, or names one that is.
    lost: Vec<bool>,
    /// Of documents that stand.
    costs: Vec<Cost>,
}

impl Judge {
    /// Judges the documents of some kinds.
    fn pass(&mut self, check: &mut Check<'_>, order: &Order, kinds: impl Fn(DocumentKind) -> bool) {
        let is_due = |draft: &Draft<'_>| kinds(draft.entry.kind);
        let is_due: Vec<bool> = check.drafts.iter().map(is_due).collect();
        let due = |drafts: &[usize]| -> Vec<usize> {
            drafts.iter().copied().filter(|&draft| is_due[draft]).collect()
        };
        for draft in due(&order.sorted) {
            refuse_all(check, draft, unsound(check, draft, &[]));
            self.costs[draft] = cost(check, draft, &self.edges[draft], &self.costs);
            if let Some(problem) = self.costs[draft].over_limit() {
                check.refuse(draft, &[], problem);
            }
        }
        let circles: Vec<_> = order.circles.iter().map(|circle| due(circle)).collect();
        // All are judged before the first is refused: the members of a circle name each other.
        let members = circles.iter().flatten().map(|&draft| (draft, unsound(check, draft, &[])));
        let behind = due(&order.behind);
        let behind = behind.iter().map(|&draft| (draft, unsound(check, draft, &self.lost)));
        let found: Vec<_> = members.chain(behind).collect();
        for circle in &circles {
            refuse_circle(check, circle);
        }
        for (draft, found) in found {
            refuse_all(check, draft, found);
        }
    }
}

fn refuse_all(check: &mut Check<'_>, draft: usize, found: Vec<Found>) {
    for (steps, problem) in found {
        check.refuse(draft, &steps, problem);
    }
}

type Found = (Vec<Step>, Problem);

/// The worst case of one evaluation.
#[derive(Clone, Copy, Default)]
pub(super) struct Cost {
    /// Links of the longest chain of references.
    pub(super) depth: u32,
    /// Comparisons that may be made.
    pub(super) steps: u32,
}

impl Cost {
    /// What an evaluation of a document costs at worst, by the costs of all that it names.
    pub(super) fn of(body: &Body, named: impl Iterator<Item = Self>) -> Self {
        if matches!(body, Body::Release(_)) {
            // Nobody evaluates one.
            return Self::default();
        }
        let own = rules(body).1.into_iter().map(|rule| count(&rule.conditions));
        let own = Self { depth: 0, steps: own.fold(1, u32::saturating_add) };
        named.fold(own, |sum, named| Self {
            depth: sum.depth.max(named.depth + 1),
            steps: sum.steps.saturating_add(named.steps),
        })
    }

    pub(super) fn over_limit(self) -> Option<Problem> {
        let Self { depth, steps } = self;
        if depth > REFERENCE_DEPTH_MAX {
            Some(Problem::ReferenceDepth { depth })
        } else if steps > EVALUATION_STEPS_MAX {
            Some(Problem::EvaluationSteps { steps })
        } else {
            None
        }
    }
}

/// What an evaluation of a document costs at worst; nothing where it was refused.
fn cost(check: &Check<'_>, draft: usize, names: &[usize], costs: &[Cost]) -> Cost {
    let body = check.drafts[draft].body.as_ref();
    body.map_or(Cost::default(), |body| Cost::of(body, names.iter().map(|&name| costs[name])))
}

/// The metrics that a document uses.
fn metrics(body: &Body) -> &[MetricUse] {
    match body {
        Body::Flag(flag) => &flag.metrics,
        Body::Experiment(experiment) => &experiment.metrics,
        Body::Segment(_) | Body::Metric(_) | Body::Release(_) => &[],
    }
}

/// Comparisons that these conditions may make, those of the segments they name not counted.
fn count(conditions: &Conditions) -> u32 {
    let of_clause = |clause: &Clause| match clause {
        Clause::All(members) | Clause::Any(members) => {
            members.iter().map(count).fold(0, u32::saturating_add)
        }
        Clause::Not(member) => count(member),
        Clause::Segments(names) => saturate(names.len()),
        Clause::Tests(_, operators) => operators.iter().map(operands).fold(0, u32::saturating_add),
        _ => 1,
    };
    conditions.clauses.iter().map(of_clause).fold(1, u32::saturating_add)
}

/// Comparisons of one operator: sets are looked up, other operands are tried one by one.
fn operands(operator: &Operator) -> u32 {
    saturate(match operator {
        Operator::Contains(values) => values.len(),
        Operator::StartsWith(texts) | Operator::EndsWith(texts) => texts.len(),
        Operator::Matches(patterns) => patterns.len(),
        Operator::Semver(requirements) => requirements.len(),
        Operator::Cidr(ranges) => ranges.len(),
        _ => 1,
    })
}

fn saturate(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn accepted<'c>(check: &'c Check<'_>) -> impl Iterator<Item = (usize, &'c Body)> {
    let drafts = check.drafts.iter().enumerate();
    drafts.filter_map(|(index, draft)| draft.body.as_ref().map(|body| (index, body)))
}

/// The references of a document that lead nowhere, or to what was refused or is lost.
fn unsound(check: &Check<'_>, draft: usize, lost: &[bool]) -> Vec<Found> {
    let Some(body) = &check.drafts[draft].body else {
        return Vec::new();
    };
    let refused = |target: usize| {
        !check.is_accepted(target) || lost.get(target).is_some_and(|is_lost| *is_lost)
    };
    let mut found = Vec::new();
    let (field, rules) = rules(body);
    for (index, rule) in rules.iter().enumerate() {
        each_segment(&rule.conditions, &mut |name| {
            if check.find(KeySpace::Segments, name).is_some_and(refused) {
                let steps = vec![Step::Key(field), Step::Index(index)];
                found.push((steps, Problem::SegmentRefused { key: shown(name) }));
            }
        });
    }
    for (index, used) in metrics(body).iter().enumerate() {
        let key = used.metric.as_str();
        if check.find(KeySpace::Metrics, key).is_some_and(refused) {
            let steps = vec![Step::Key("metrics"), Step::Index(index)];
            found.push((steps, Problem::MetricRefused { key: key.to_owned() }));
        }
    }
    let flag = match body {
        Body::Flag(flag) => flag,
        Body::Release(release) => return unsound_release(check, release, refused),
        _ => return found,
    };
    for (index, prerequisite) in flag.requires.iter().enumerate() {
        let key = prerequisite.flag.as_str();
        let (field, problem) = match check.find(KeySpace::Subjects, key) {
            None => ("flag", Some(missing(check, key))),
            Some(target) if refused(target) => {
                ("flag", Some(Problem::PrerequisiteRefused { key: key.to_owned() }))
            }
            Some(target) => {
                let target = check.drafts[target].body.as_ref();
                ("is", target.and_then(|target| never_is(key, target, &prerequisite.is)))
            }
        };
        if let Some(problem) = problem {
            let steps = vec![Step::Key("requires"), Step::Index(index), Step::Key(field)];
            found.push((steps, problem));
        }
    }
    found
}

/// The flag of a release, which may be yet to be made, and the metrics of its checks.
fn unsound_release(
    check: &Check<'_>,
    release: &Release,
    refused: impl Fn(usize) -> bool,
) -> Vec<Found> {
    let mut found = Vec::new();
    let key = release.flag.as_str();
    let flag = match check.find(KeySpace::Subjects, key) {
        Some(target) if refused(target) => {
            Some(Problem::PrerequisiteRefused { key: key.to_owned() })
        }
        Some(target) => {
            let target = check.drafts[target].body.as_ref();
            target.and_then(|target| release::never_moves(key, target))
        }
        None => None,
    };
    found.extend(flag.map(|problem| (vec![Step::Key("flag")], problem)));
    let are_default = release.checks == ReleaseCheck::defaults();
    for (index, each) in release.checks.iter().enumerate() {
        let Some(key) = each.metric().map(MetricKey::as_str) else {
            continue;
        };
        let metric = check.find(KeySpace::Metrics, key);
        let (field, problem) = if metric.is_some_and(&refused) {
            ("metric", Some(Problem::MetricRefused { key: key.to_owned() }))
        } else {
            let metric = metric.and_then(|metric| check.drafts[metric].body.as_ref());
            ("test", release::never_counts(each, are_default, metric))
        };
        let steps = vec![Step::Key("checks"), Step::Index(index), Step::Key(field)];
        found.extend(problem.map(|problem| (steps, problem)));
    }
    found
}

/// A prerequisite that is nowhere, with the key that was probably meant.
///
/// Looking for it takes a walk over all keys, so it is done for the first few problems only.
fn missing(check: &Check<'_>, key: &str) -> Problem {
    const GUESSES_MAX: usize = 10;
    if check.collector.count() > GUESSES_MAX {
        return Problem::PrerequisiteMissing { key: key.to_owned(), similar: None };
    }
    let subjects = check.drafts.iter().map(|draft| &draft.entry).filter(|entry| {
        matches!(entry.kind, DocumentKind::Flag | DocumentKind::Experiment) && entry.key != key
    });
    let similar = closest(key, subjects.map(|entry| entry.key.as_str())).map(str::to_owned);
    Problem::PrerequisiteMissing { key: key.to_owned(), similar }
}

/// The problem where a flag or experiment never has the required result.
fn never_is(key: &str, target: &Body, required: &Required) -> Option<Problem> {
    if can_be(target, required) {
        return None;
    }
    let variants = target.variants();
    let target = match target {
        Body::Experiment(_) => "an experiment",
        _ if variants.is_empty() => "on or off",
        _ => "a variant flag",
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
    Some(Problem::PrerequisiteIs { key: key.to_owned(), target, found, known })
}

/// Whether a flag or experiment can have a result.
pub(super) fn can_be(target: &Body, required: &Required) -> bool {
    match required {
        Required::On(_) => target.variants().is_empty(),
        Required::Variant(name) => target.variants().iter().any(|each| each.name == *name),
    }
}

/// What each document names, as indices of documents.
fn edges(check: &Check<'_>) -> Vec<Vec<usize>> {
    let mut edges = vec![Vec::new(); check.drafts.len()];
    for (draft, body) in accepted(check) {
        each_name(body, &mut |space, key| edges[draft].extend(check.find(space, key)));
    }
    edges
}

fn refuse_circle(check: &mut Check<'_>, circle: &[usize]) {
    const SHOWN: usize = 6;
    let keys: Vec<_> = circle.iter().map(|&draft| check.drafts[draft].entry.key.as_str()).collect();
    let more = if keys.len() > SHOWN { "… → " } else { "" };
    let shown = keys[..keys.len().min(SHOWN)].join(" → ");
    let first = keys.first().copied().unwrap_or_default();
    let text = format!("{shown} → {more}{first}");
    for &draft in circle {
        let circle = text.clone();
        let (field, problem) = match check.drafts[draft].entry.kind {
            DocumentKind::Segment => ("rules", Problem::SegmentCycle { circle }),
            _ => ("requires", Problem::PrerequisiteCycle { circle }),
        };
        check.refuse(draft, &[Step::Key(field)], problem);
    }
}
