//! What whoever changes definitions is told of the phases that begin with that.

use hoist_api::Warning;
use hoist_ruleset::Ruleset;
use hoist_ruleset::compiled::Before;
use hoist_ruleset::log::{Collection, Kind};

use super::{moved, with};
use crate::moment::{LifeBody, Moment, Phase};
use crate::plan::{Plan, to_the_second};

/// Of a change of what runs, the warning of a phase tells how many move, so this one need not.
pub(crate) const SPLIT_CHANGED: &str = "split_changed";

/// A warning for each experiment of which a plan begins a phase, by its key.
pub(crate) fn begun(moment: &Moment, plan: &Plan) -> Vec<(String, Warning)> {
    let starts = plan.drafts.iter().filter(|(draft, _)| {
        draft.kind == Kind::Started && draft.collection == Collection::Experiments
    });
    let bodies = starts.filter_map(|(draft, text)| {
        Some((draft.key.clone(), serde_json::from_str::<LifeBody>(text.as_deref()?).ok()?))
    });
    // Of what its dates have begun and a change goes on with, the last entry tells all.
    let bodies: std::collections::BTreeMap<String, LifeBody> = bodies.collect();
    if bodies.is_empty() {
        return Vec::new();
    }
    let documents = plan.documents.as_ref().unwrap_or(&moment.documents);
    let before =
        Before { ruleset: &moment.ruleset, documents: &moment.documents, state: &moment.state };
    let after = Ruleset::recompile(&before, documents, &with(&moment.state, &plan.drafts));
    let told = |(key, body): (String, LifeBody)| {
        let moved = moved(&moment.ruleset, &after, &key);
        let warning = warning(&body, moved)?;
        Some((key, warning))
    };
    bodies.into_iter().filter_map(told).collect()
}

fn warning(body: &LifeBody, moved: Option<u32>) -> Option<Warning> {
    let Phase { phase, started, .. } = body.last_phase()?;
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
    let detail = format!(
        "phase {phase} begins, since the plan of what runs is changed. {moved} Who came before is \
         analysed apart, by the plan that was"
    );
    Some(Warning {
        code: "phase_begun".to_owned(),
        severity: "warning".to_owned(),
        path: String::new(),
        detail,
        remedy: "To keep one plan, conclude it and start another experiment.".to_owned(),
    })
}
