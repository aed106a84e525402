//! Schedules that are over, never end, or overlap.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Document;
use super::fault::{EXPERIMENT, Fault, SCHEDULE};
use super::finding::{Finding, Steps};
use super::formula::{Fact, Formula};
use super::prerequisites::is_complete;
use super::prove::Prover;
use super::rules::Tried;
use crate::document::{
    Clause, Documents, Experiment, Flag, MetricRole, Rule, Schedule, Strategy, TimeWindow,
};
use crate::number::Percentage;
use crate::read::DocumentKind;

/// A flag's own schedule, those of its rules, and the day on which it was to be gone.
pub(super) fn of_flag(document: &mut Document<'_, '_>, flag: &Flag, tried: &[Tried<'_>]) {
    let now = document.set.now;
    if let Some(on) = flag.expires
        && on < TimeZone::UTC.to_datetime(now).date()
    {
        document.report(&Steps::default().key("expires"), Fault::Expired { on: on.to_string() });
    }
    if let Strategy::Gradual(schedule) = &flag.strategy {
        of_schedule(document, schedule);
    }
    let from_now_on = Formula::Is(Fact::Since(now));
    let live: Vec<&Tried<'_>> = tried.iter().filter(|each| !each.is_dead).collect();
    for (index, own) in live.iter().enumerate() {
        let steps = Steps::default().key("rules").index(own.index);
        if document.prover.excludes([(&own.formula, true), (&from_now_on, true)]) {
            let so = "it matches nobody any more".to_owned();
            document.report(&steps, Fault::ScheduleOver { what: "this rule", so });
        } else if let Some(other) = live[..index].iter().find(|other| overlap(own.rule, other.rule))
        {
            let so = "where both hold, that one decides".to_owned();
            let other = format!("rules[{}]", other.index);
            document.report(&steps, Fault::ScheduleOverlap { other, so });
        }
    }
}

fn of_schedule(document: &mut Document<'_, '_>, schedule: &Schedule) {
    let field = match schedule {
        Schedule::Linear { .. } => "end_date",
        Schedule::Curve { .. } => "curve",
    };
    let steps = Steps::default().key(field);
    if is_complete(schedule, document.set.now) {
        let so = "everybody is in".to_owned();
        document.report(&steps, Fault::ScheduleOver { what: SCHEDULE, so });
    }
    if let Schedule::Curve { curve } = schedule
        && curve.last().is_some_and(|last| last.percentage < Percentage::FULL)
    {
        let why = "its last point is below 100 %";
        document.report(&steps, Fault::NeverEnds { what: SCHEDULE, why });
    }
}

/// Whether two rules are windows of time and nothing else, of which each leaves a part to the
/// other.
fn overlap(own: &Rule, other: &Rule) -> bool {
    let window = |rule: &Rule| -> Option<(Timestamp, Timestamp)> {
        let [Clause::Time(window)] = &rule.conditions.clauses[..] else {
            return None;
        };
        let TimeWindow { after, before, days: None, hours: None, .. } = **window else {
            return None;
        };
        after.zip(before)
    };
    window(own).zip(window(other)).is_some_and(|((from, to), (other_from, other_to))| {
        from < other_to && other_from < to && !(from <= other_from && other_to <= to)
    })
}

/// The window of an experiment by itself.
pub(super) fn of_experiment(document: &mut Document<'_, '_>, experiment: &Experiment) {
    let steps = Steps::default();
    match experiment.end_date {
        Some(end) if end <= document.set.now => {
            let so = "everybody gets the control, or what was shipped".to_owned();
            let fault = Fault::ScheduleOver { what: EXPERIMENT, so };
            document.report(&steps.key("end_date"), fault);
        }
        None if experiment.start_date.is_some() && experiment.sample_size.is_none() => {
            let why = "it has neither `end_date` nor `sample_size`";
            let fault = Fault::NeverEnds { what: EXPERIMENT, why };
            document.report(&steps.key("start_date"), fault);
        }
        _ => {}
    }
}

/// Experiments that move the same goal at the same time and may share users: the effect of one is
/// in the other's figures.
pub(super) fn of_experiments(documents: &Documents, now: Timestamp) -> Vec<Finding> {
    let mut by_goal: HashMap<&str, Vec<(&str, &Experiment)>, FixedState> = HashMap::default();
    let mut findings = Vec::new();
    for (key, experiment) in documents.experiments.iter() {
        let (key, kind) = (key.as_str(), DocumentKind::Experiment);
        let goals = experiment.metrics.iter().filter(|used| used.role == MetricRole::Goal);
        let mut found = None;
        for goal in goals.map(|used| used.metric.as_str()) {
            let others = by_goal.entry(goal).or_default();
            let other = others.iter().find(|(_, other)| may_share(experiment, other, now));
            found = found.or(other.map(|(other, _)| (*other, goal)));
            others.push((key, experiment));
        }
        if let Some((other, goal)) = found {
            let so = format!("both have the goal {goal} and may share users");
            let fault = Fault::ScheduleOverlap { other: format!("experiments.{other}"), so };
            let steps = Steps::default().key("start_date");
            findings.push(Finding { kind, key: key.to_owned(), fault, steps });
        }
    }
    findings
}

fn may_share(own: &Experiment, other: &Experiment, now: Timestamp) -> bool {
    let (Some(start), Some(other_start)) = (own.start_date, other.start_date) else {
        return false;
    };
    let from = start.max(other_start).max(now);
    let is_at_once = |end: Option<Timestamp>| end.is_none_or(|end| from < end);
    let is_apart = own.layer.is_some() && own.layer == other.layer;
    is_at_once(own.end_date) && is_at_once(other.end_date) && !is_apart && may_meet(own, other)
}

/// Whether somebody may be in both audiences.
fn may_meet(own: &Experiment, other: &Experiment) -> bool {
    !Prover::new().excludes([(&audience(own), true), (&audience(other), true)])
}

fn audience(experiment: &Experiment) -> Formula<'_> {
    let Some(rules) = &experiment.audience else {
        return Formula::TRUE;
    };
    let enabled = rules.iter().filter(|rule| rule.enabled);
    Formula::Any(enabled.map(|rule| Formula::of(&rule.conditions)).collect())
}
