//! A file whose release is to run: its documents are made so and the release is started, both or
//! neither.

use std::sync::Arc;

use hoist_api::{Code, Warning};
use hoist_delivery::{FULL, Status};
use hoist_ruleset::{DocumentKind, Documents, Source};

use super::launch::{Before, begin, check_joined, metrics, not_now, share};
use super::{Launch, Run};
use crate::app::App;
use crate::environment::{Environment, Planning};
use crate::lifecycle;
use crate::moment::Moment;
use crate::plan::{Definitions, Outcome, Plan, Refusal, define, refusal};

/// What became of a file.
pub(crate) struct Begun {
    pub(crate) run: Run,
    /// What was made so, where the run began with it.
    pub(crate) written: Option<Written>,
}

/// What was made so.
pub(crate) struct Written {
    pub(crate) before: Moment,
    pub(crate) after: Documents,
    pub(crate) outcome: Outcome,
    pub(crate) begun: Vec<(String, Warning)>,
}

/// Makes the documents of a file be so and starts its release. Where that runs already as the file
/// has it, or has brought everybody in, nothing is written and that run is given. Blocks.
pub(crate) fn run_file(
    app: &App,
    environment: &Arc<Environment>,
    key: &str,
    file: &Source,
    launch: &Launch,
) -> Result<Begun, Refusal> {
    let _looking = app.releases.looking();
    let before = Before::read(app, &environment.moment().head.log, key)?;
    let changed = environment.change(Planning::Quick, |moment, now| {
        let definitions = Definitions { sources: vec![file.clone()], ..Definitions::default() };
        let (change, outcome) = define(moment, definitions, &launch.author, now)?;
        if !outcome.places.has(DocumentKind::Release, key) {
            let detail = format!("{} has no release {key}.", file.name);
            return Err(refusal(Code::Invalid, detail));
        }
        let after = change.documents.clone().unwrap_or_default();
        let sealed = Plan::seal(change.drafts.clone(), &moment.head, now);
        let later = moment.after(&sealed, after.clone());
        if let Some(run) = earlier(moment, &later, key, &before, launch)? {
            return Ok((Plan::default(), Begun { run, written: None }));
        }
        let (start, run) = begin(app, &later, key, &before, launch, now)?;
        let begun = lifecycle::begun(moment, &change);
        let drafts = change.drafts.into_iter().chain(start.drafts).collect();
        let plan = Plan { drafts, run: start.run, lease: start.lease, ..change };
        let written = Some(Written { before: moment.clone(), after, outcome, begun });
        Ok((plan.from(&launch.author), Begun { run, written }))
    })?;
    app.releases.ring();
    Ok(changed.found)
}

/// The run that a file asks for, where there is one already: it runs, or everybody is in by it.
fn earlier(
    moment: &Moment,
    later: &Moment,
    key: &str,
    before: &Before,
    launch: &Launch,
) -> Result<Option<Run>, Refusal> {
    let Some(last) = &before.last else { return Ok(None) };
    if before.open_run().is_some() {
        if !is_of(last, later, key) {
            let (number, by) = (last.run, &last.started_by);
            return Err(not_now(format!(
                "The release {key} runs already (run {number}, started by {by}), by another \
                 document than this. Wait for its end, or abort it, then run this file again: \
                 nothing of it was written."
            )));
        }
        check_joined(last, launch)?;
        return Ok(Some(last.clone()));
    }
    let flag = last.flag();
    let has_succeeded = last.release.status == Status::Succeeded
        && is_of(last, later, key)
        && !moment.kills.contains_key(flag)
        && share(moment, flag).is_ok_and(|share| share == FULL);
    Ok(has_succeeded.then(|| last.clone()))
}

/// Whether a run is of a document that says the same, about metrics that do.
fn is_of(run: &Run, moment: &Moment, key: &str) -> bool {
    let document = moment.documents.to_value(DocumentKind::Release, key).ok().flatten();
    let release = moment.documents.releases().get(key);
    document.as_ref() == Some(&run.document)
        && release.is_some_and(|release| metrics(moment, release) == run.metrics)
}
