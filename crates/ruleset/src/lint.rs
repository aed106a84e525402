//! Static proof: what documents that are sound in themselves cannot do.
//!
//! A rule that nobody reaches, conditions that exclude each other, a share in which nobody is, a
//! prerequisite that is never met: what is a [`Severity::Warning`] of this kind is proven, for
//! every context and every moment. [`Severity::Advice`] is what may be meant so. Where a proof
//! would take too long, nothing is claimed.

mod attribute;
mod branch;
mod change;
mod comparison;
mod contradiction;
mod fault;
mod finding;
mod formula;
mod kinds;
mod people;
mod place;
mod prerequisites;
mod prove;
mod rules;
mod schedules;
mod segments;
mod shares;
mod text;
mod values;
mod variants;
mod version;
mod week;

use std::collections::HashMap;

use foldhash::fast::FixedState;
use jiff::Timestamp;

pub use fault::{Fault, FaultCode, Severity};
pub use finding::{Finding, Located};
pub use place::locate;

use crate::document::{Clause, Conditions, Documents, Experiment, Flag, Release, Segment};
use crate::read::DocumentKind;
use finding::Steps;
use prerequisites::Results;
use prove::Prover;
use rules::Order;

/// Everything that can be found in some documents at a moment, document by document in their
/// order. With those that were there before, also what a change does to users.
///
/// ```
/// use hoist_ruleset::{Source, lint, read};
///
/// let yaml = "
/// features:
///   search:
///     type: boolean
///     enabled: true
///     rules:
///       - {type: location, conditions: {country: [US, CA]}, value: 50}
///       - {type: location, conditions: {country: CA}, value: true}
/// ";
/// let sources = [Source::new("flags.yaml", yaml)];
/// let reading = read(&sources);
/// let now = "2026-01-01T00:00:00Z".parse()?;
/// let found = lint::lint(&reading.documents, None, now);
/// assert_eq!(
///     lint::locate(&sources, &reading.entries, found)[0].to_string(),
///     "flags.yaml:8:9: warning[unreachable_rule] features.search.rules[1]: whoever matches this is \
///      decided before, by rules[0]\n    Give it a smaller `priority`, narrow what comes before, \
///      or take it out.",
/// );
/// # Ok::<(), jiff::Error>(())
/// ```
pub fn lint(documents: &Documents, before: Option<&Documents>, now: Timestamp) -> Vec<Finding> {
    let set = Set { documents, before, now, results: Results::default() };
    let mut findings = Vec::new();
    for (kind, key) in documents.keys() {
        findings.extend(set.document(kind, key));
    }
    findings.extend(kinds::of_attributes(documents));
    findings.extend(segments::unused(documents));
    findings.extend(schedules::of_experiments(documents, now));
    let places: HashMap<_, _, FixedState> = documents.keys().zip(0..).collect();
    findings.sort_by_key(|finding| places.get(&(finding.kind, finding.key.as_str())).copied());
    findings
}

/// What can be found in one of some documents, without comparing it with the others: what is told
/// to whoever writes it.
pub fn lint_document(
    documents: &Documents,
    before: Option<&Documents>,
    (kind, key): (DocumentKind, &str),
    now: Timestamp,
) -> Vec<Finding> {
    Set { documents, before, now, results: Results::default() }.document(kind, key)
}

/// Documents and what is known beside them.
struct Set<'d> {
    documents: &'d Documents,
    before: Option<&'d Documents>,
    now: Timestamp,
    results: Results<'d>,
}

/// One document that is looked at, and what is found in it.
struct Document<'d, 's> {
    set: &'s Set<'d>,
    kind: DocumentKind,
    key: &'d str,
    prover: Prover,
    findings: Vec<Finding>,
}

impl<'d> Set<'d> {
    fn document(&self, kind: DocumentKind, key: &str) -> Vec<Finding> {
        let documents = self.documents;
        match kind {
            DocumentKind::Flag => documents
                .flags
                .get_key_value(key)
                .map(|(key, flag)| Document::new(self, kind, key.as_str()).flag(flag)),
            DocumentKind::Segment => documents
                .segments
                .get_key_value(key)
                .map(|(key, segment)| Document::new(self, kind, key.as_str()).segment(segment)),
            DocumentKind::Experiment => {
                documents.experiments.get_key_value(key).map(|(key, document)| {
                    Document::new(self, kind, key.as_str()).experiment(document)
                })
            }
            DocumentKind::Release => documents
                .releases
                .get_key_value(key)
                .map(|(key, release)| Document::new(self, kind, key.as_str()).release(release)),
            DocumentKind::Metric => None,
        }
        .unwrap_or_default()
    }
}

impl<'d, 's> Document<'d, 's> {
    fn new(set: &'s Set<'d>, kind: DocumentKind, key: &'d str) -> Self {
        Self { set, kind, key, prover: Prover::new(), findings: Vec::new() }
    }

    fn report(&mut self, steps: &Steps, fault: Fault) {
        let (kind, key, steps) = (self.kind, self.key.to_owned(), steps.clone());
        self.findings.push(Finding { kind, key, fault, steps });
    }

    fn flag(mut self, flag: &'d Flag) -> Vec<Finding> {
        if flag.archived {
            return self.findings;
        }
        let rules = flag.rules.iter().map(|rule| &rule.rule);
        let tried = rules::rules(&mut self, "rules", rules, Order::ByPriority);
        shares::of_flag(&mut self, flag, &tried);
        variants::of_flag(&mut self, flag, &tried);
        schedules::of_flag(&mut self, flag, &tried);
        let rules = flag.rules.iter().map(|rule| &rule.rule.conditions);
        self.conditions("rules", rules);
        prerequisites::check(&mut self, flag);
        people::bucket_by(&mut self, flag.bucket_by.as_deref());
        change::of_flag(&mut self, flag);
        self.findings
    }

    fn segment(mut self, segment: &'d Segment) -> Vec<Finding> {
        rules::rules(&mut self, "rules", segment.rules.iter(), Order::Alike);
        self.conditions("rules", segment.rules.iter().map(|rule| &rule.conditions));
        self.findings
    }

    fn release(mut self, release: &Release) -> Vec<Finding> {
        let flag = self.set.documents.flags.get(release.flag.as_str());
        if flag.is_some_and(|flag| !flag.enabled || flag.archived) {
            let key = release.flag.to_string();
            self.report(&Steps::default().key("flag"), Fault::ReleaseFlagDisabled { key });
        }
        if release.checks.is_empty() {
            self.report(&Steps::default().key("checks"), Fault::ReleaseUnchecked);
        }
        self.findings
    }

    fn experiment(mut self, experiment: &'d Experiment) -> Vec<Finding> {
        let audience = experiment.audience.iter().flatten();
        let tried = rules::rules(&mut self, "audience", audience.clone(), Order::Alike);
        shares::of_experiment(&mut self, experiment, &tried);
        variants::of_experiment(&mut self, experiment);
        schedules::of_experiment(&mut self, experiment);
        self.conditions("audience", audience.map(|rule| &rule.conditions));
        people::bucket_by(&mut self, experiment.bucket_by.as_deref());
        change::of_experiment(&mut self, experiment);
        self.findings
    }

    /// What conditions say of attributes and segments, wherever they stand.
    fn conditions(
        &mut self,
        field: &'static str,
        conditions: impl Iterator<Item = &'d Conditions>,
    ) {
        for (index, conditions) in conditions.enumerate() {
            let steps = Steps::default().key(field).index(index);
            values::check(self, conditions, &steps);
            each_clause(conditions, &steps, &mut |clause, steps| {
                segments::missing(self, clause, steps);
                people::attribute(self, clause, steps);
            });
        }
    }
}

/// Calls back with every clause of conditions and the way to it.
fn each_clause<'c>(
    conditions: &'c Conditions,
    steps: &Steps,
    found: &mut impl FnMut(&'c Clause, &Steps),
) {
    let steps = steps.key("conditions");
    for clause in &conditions.clauses {
        let below = steps.key(clause_name(clause));
        match clause {
            Clause::All(members) | Clause::Any(members) => {
                for (index, member) in members.iter().enumerate() {
                    each_clause(member, &below.index(index), found);
                }
            }
            Clause::Not(member) => each_clause(member, &below, found),
            leaf => found(leaf, &below),
        }
    }
}

/// The field in which a clause is written.
fn clause_name(clause: &Clause) -> &str {
    match clause {
        Clause::All(_) => "all",
        Clause::Any(_) => "any",
        Clause::Not(_) => "not",
        Clause::Users(_) => "user_ids",
        Clause::Groups(_) => "groups",
        Clause::Segments(_) => "segment",
        Clause::Percentage(_) => "percentage",
        Clause::Time(window) if window.after.is_some() => "after",
        Clause::Time(window) if window.before.is_some() => "before",
        Clause::Time(window) if window.days.is_some() => "days",
        Clause::Time(_) => "hours",
        Clause::OneOf(name, _) | Clause::Tests(name, _) => name,
    }
}
