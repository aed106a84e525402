//! What whoever changes definitions is told of the phases that begin with that.

use std::collections::BTreeMap;
use std::sync::Arc;

use hoist_api::Warning;
use hoist_ruleset::compiled::Before;
use hoist_ruleset::log::{Collection, Kind};
use hoist_ruleset::{Documents, ExperimentStatus, Ruleset};

use serde_json::Value;

use super::plan::plan;
use super::{moved, with};
use crate::moment::{Life, LifeBody, Moment, Phase};
use crate::plan::{Plan, to_the_second};

/// Of a change of what runs, the warning of a phase tells how many move, so this one need not.
pub(crate) const SPLIT_CHANGED: &str = "split_changed";

/// A warning for each experiment of which a plan begins a phase, or changes what it will be measured
/// by once a phase begins, by its key.
pub(crate) fn begun(moment: &Moment, plan: &Plan) -> Vec<(String, Warning)> {
    let starts = plan.drafts.iter().filter(|(draft, _)| {
        draft.kind == Kind::Started && draft.collection == Collection::Experiments
    });
    let bodies = starts.filter_map(|(draft, text)| {
        Some((draft.key.clone(), serde_json::from_str::<LifeBody>(text.as_deref()?).ok()?))
    });
    // Of what its dates have begun and a change goes on with, the last entry tells all.
    let bodies: BTreeMap<String, LifeBody> = bodies.collect();
    let documents = plan.documents.as_ref().unwrap_or(&moment.documents);
    let kept = kept(moment, documents, |key| bodies.contains_key(key));
    if bodies.is_empty() {
        return kept;
    }
    let before =
        Before { ruleset: &moment.ruleset, documents: &moment.documents, state: &moment.state };
    let after = Ruleset::recompile(&before, documents, &with(&moment.state, &plan.drafts));
    let told = |(key, body): (String, LifeBody)| {
        let moved = moved(&moment.ruleset, &after, &key);
        let warning = warning(&body, moved)?;
        Some((key, warning))
    };
    bodies.into_iter().filter_map(told).chain(kept).collect()
}

/// A warning for each experiment that runs and goes on with metrics of which the documents change.
fn kept(
    moment: &Moment,
    documents: &Documents,
    has_begun: impl Fn(&str) -> bool,
) -> Vec<(String, Warning)> {
    let running = moment
        .lives
        .iter()
        .filter(|(key, life)| life.body.status() == ExperimentStatus::Running && !has_begun(key));
    let told = |(key, life): (&str, &Arc<Life>)| {
        let Phase { phase, started, plan: kept, .. } = life.body.last_phase()?;
        let of = |documents| plan(documents, key, *phase, *started);
        let wanted = of(documents);
        let mut changed = changed_metrics(&of(&moment.documents), &wanted);
        // One that is again what it was measured by is no other.
        let other = changed_metrics(kept, &wanted);
        changed.retain(|key| other.contains(key));
        (!changed.is_empty()).then(|| {
            let warning = Warning {
                code: "metric_kept".to_owned(),
                severity: "warning".to_owned(),
                path: "metrics".to_owned(),
                detail: format!(
                    "it runs, and keeps the old definition of {} until its next phase",
                    changed.join(", ")
                ),
                remedy: "To measure by the new one, conclude it and start another experiment."
                    .to_owned(),
            };
            (key.to_owned(), warning)
        })
    };
    running.filter_map(told).collect()
}

/// The metrics of two plans that are defined otherwise, whatever they are for.
fn changed_metrics(one: &Value, other: &Value) -> Vec<String> {
    let by_key = |plan: &Value| {
        let metrics = plan["metrics"].as_array().into_iter().flatten().cloned();
        let defined = metrics.filter_map(|mut metric| {
            let fields = metric.as_object_mut()?;
            for use_of in ["role", "margin"] {
                fields.remove(use_of);
            }
            Some((fields["key"].as_str()?.to_owned(), metric))
        });
        defined.collect::<BTreeMap<String, Value>>()
    };
    let (one, other) = (by_key(one), by_key(other));
    let is_changed =
        |(key, metric): &(&String, &Value)| one.get(*key).is_some_and(|before| before != *metric);
    other.iter().filter(is_changed).map(|(key, _)| key.clone()).collect()
}

fn warning(body: &LifeBody, moved: Option<u32>) -> Option<Warning> {
    let Phase { phase, started, plan, .. } = body.last_phase()?;
    if body.phases.len() == 1 {
        let started = to_the_second(*started);
        return Some(Warning {
            code: "runs".to_owned(),
            severity: "advice".to_owned(),
            path: "start_date".to_owned(),
            detail: format!("it runs since {started}, by its dates"),
            remedy: "To end it, conclude it.".to_owned(),
        });
    }
    let moved = match moved {
        Some(0) => "Nobody gets another variant.".to_owned(),
        Some(moved) => format!("{moved} of 10,000 users of its audience get another variant."),
        None => "Everybody is dealt anew: it is bucketed by something else.".to_owned(),
    };
    let before = body.phases.iter().rev().nth(1).map(|before| &before.plan);
    let changed = before.map_or(Vec::new(), |before| changed_metrics(before, plan));
    let metrics = match changed.is_empty() {
        true => String::new(),
        false => format!(" From now on {} is measured as it is defined now.", changed.join(", ")),
    };
    let detail = format!(
        "phase {phase} begins, since the plan of what runs is changed. {moved}{metrics} Who came \
         before is analysed apart, by the plan that was"
    );
    Some(Warning {
        code: "phase_begun".to_owned(),
        severity: "warning".to_owned(),
        path: String::new(),
        detail,
        remedy: "To keep one plan, conclude it and start another experiment.".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn metrics_that_are_defined_otherwise_are_named() {
        let plan = |metrics: &[(&str, &str, &str)]| {
            let metric = |(key, role, event): &(&str, &str, &str)| json!({"key": key, "role": role, "events": [event], "margin": 0.1});
            json!({"metrics": metrics.iter().map(metric).collect::<Vec<_>>()})
        };
        let before = plan(&[("bought", "goal", "buy"), ("left", "goal", "leave")]);
        for (after, changed) in [
            (&[("bought", "goal", "buy"), ("left", "secondary", "leave")][..], &[][..]),
            (&[("bought", "goal", "pay"), ("left", "guardrail", "go")], &["bought", "left"]),
            (&[("new", "goal", "come")], &[]),
        ] {
            assert_eq!(changed_metrics(&before, &plan(after)), changed, "{after:?}");
        }
        assert!(changed_metrics(&Value::Null, &before).is_empty());
    }
}
