//! Starting a release: what has to be so, and the entry and the run that it begins with.

use std::collections::BTreeMap;
use std::sync::Arc;

use hoist_api::{Code, ReleaseStartRequest};
use hoist_delivery::{Failure, Plan, Release, Status};
use hoist_ruleset::DocumentKind;
use hoist_ruleset::document::{self, Flag, OnFailure, ReleaseCheck, Strategy};
use hoist_ruleset::log::Kind;
use hoist_store::{Lease, StoredRun};
use jiff::Timestamp;
use serde_json::Value;

use super::{Run, effects, entries, evidence, lock, reach};
use crate::app::App;
use crate::author::Author;
use crate::environment::{Environment, Planning, unavailable};
use crate::flagger;
use crate::moment::Moment;
use crate::plan::{Plan as Change, Planned, Refusal, frozen, no_such, refusal};

/// Who starts a release, and how.
#[derive(Clone, Debug)]
pub(crate) struct Launch {
    pub(crate) request: ReleaseStartRequest,
    pub(crate) author: Author,
}

/// Starts a release; one that runs stays as it is. Blocks.
pub(crate) fn launch(
    app: &App,
    environment: &Arc<Environment>,
    key: &str,
    launch: &Launch,
) -> Result<Run, Refusal> {
    let _looking = app.releases.looking();
    let before = Before::read(app, &environment.moment().head.log, key)?;
    if let Some(run) = before.open_run() {
        check_joined(run, launch)?;
        return Ok(run.clone());
    }
    let changed = environment.change(Planning::Quick, |moment, now| {
        let (change, run) = begin(app, moment, key, &before, launch, now)?;
        Ok((change.from(&launch.author), run))
    })?;
    app.releases.ring();
    Ok(changed.found)
}

/// What is known of runs before one begins.
pub(super) struct Before {
    lease: Lease,
    /// The last run of the release, if it can be read.
    pub(super) last: Option<Run>,
    /// Which run of the release the next one is.
    next: u64,
    /// Those of all releases that are not over. Not all of them may be such as can be read.
    open: Vec<StoredRun>,
}

impl Before {
    /// Reads it, with nobody looking meanwhile.
    pub(super) fn read(app: &App, log: &str, key: &str) -> Result<Self, Refusal> {
        let lease = app.releases.lease(app, log)?;
        let stored = app.store.run(log, key, None).map_err(|error| unavailable(&error))?;
        let next = stored.as_ref().map_or(1, |stored| stored.run + 1);
        let last = match stored {
            // What it was is of no matter to the next.
            Some(stored) if stored.is_over => Run::read(&stored).ok(),
            stored => stored.as_ref().map(Run::read).transpose()?,
        };
        let open = app.store.open_runs(log).map_err(|error| unavailable(&error))?;
        Ok(Self { lease, last, next, open })
    }

    /// The last run, if it is not over.
    pub(super) fn open_run(&self) -> Option<&Run> {
        self.last.as_ref().filter(|run| !run.release.is_over())
    }
}

/// Refuses who starts what runs already, and not as they want it.
pub(super) fn check_joined(run: &Run, launch: &Launch) -> Result<(), Refusal> {
    run.check_steered(&launch.author)?;
    let (wants_dry, is_dry) = (launch.request.dry_run == Some(true), run.is_dry());
    let is_always_dry = run.definition().is_ok_and(|it| it.on_failure == OnFailure::Ignore);
    let (is, wanted) = match (wants_dry, is_dry) {
        (true, false) => ("in earnest", "a dry run"),
        (false, true) if !is_always_dry => ("as a dry run", "one in earnest"),
        _ => return check_not_ending(run),
    };
    let (key, number) = (&run.release.key, run.run);
    let detail = format!(
        "The release {key} runs already, {is} (run {number}). Wait for its end, or abort it, \
         before you start {wanted}."
    );
    Err(not_now(detail))
}

/// Refuses who starts what is being taken back: it would be as if that was of no account.
fn check_not_ending(run: &Run) -> Result<(), Refusal> {
    let Release { key, status, .. } = &run.release;
    if *status != Status::RollingBack {
        return Ok(());
    }
    let left = match run.release.leaves_traffic() {
        true => lock::LEFT,
        false => "",
    };
    let number = run.run;
    let detail = format!(
        "Run {number} of the release {key} is being taken back. Wait for its end, then start it \
         again.{left}"
    );
    Err(not_now(detail))
}

/// Plans the beginning of a run where all that it needs is there.
pub(super) fn begin(
    app: &App,
    moment: &Moment,
    key: &str,
    before: &Before,
    launch: &Launch,
    now: Timestamp,
) -> Planned<Run> {
    let release = moment.documents.releases().get(key);
    let release = release.ok_or_else(|| no_such(moment, DocumentKind::Release, key))?;
    reach::check_steered(key, release, &launch.author)?;
    evidence::check(app, moment, release)?;
    effects::check(app, release)?;
    let (mut change, run) = plan(moment, (key, release), before, launch, now)?;
    change.lease = Some(before.lease.clone());
    Ok((change, run))
}

/// Plans the beginning of a run. Pure.
fn plan(
    moment: &Moment,
    (key, release): (&str, &document::Release),
    before: &Before,
    launch: &Launch,
    now: Timestamp,
) -> Planned<Run> {
    if let Some(freeze) = moment.freeze_of(DocumentKind::Release, now) {
        return Err(frozen(freeze));
    }
    let flag = release.flag.as_str();
    let rival = before.open.iter().find(|run| run.flag == flag).map(|run| run.key.as_str());
    if let Some(rival) = rival.or(moment.progress.of_flag(flag).map(|(rival, _)| rival)) {
        let detail = format!(
            "The release {rival} moves the share of the flag {flag} already. Wait for its end, or \
             abort it."
        );
        return Err(not_now(detail));
    }
    flagger::check_unmoved(moment, flag)?;
    let share = share(moment, flag)?;
    let ReleaseStartRequest { revive, dry_run, .. } = launch.request;
    let (revive, is_killed) = (revive == Some(true), moment.kills.contains_key(flag));
    if is_killed && !revive {
        let detail = format!(
            "The flag {flag} is killed, so nobody would be in. Revive it, or start the release \
             with `\"revive\": true` (`--revive`)."
        );
        return Err(not_now(detail));
    }
    let mut agreed = Plan::of(release);
    if dry_run == Some(true) {
        agreed.on_failure = Failure::Ignore;
    }
    let author = &launch.author;
    let asked = (author.actor.as_str(), author.reason.as_deref());
    let begun = Release::start(key, agreed, share, revive && is_killed, asked, now);
    let begun = begun.map_err(|error| not_now(format!("{key} cannot start: {error}.")))?;
    let missing = || no_such(moment, DocumentKind::Release, key);
    let definition = moment.definition(DocumentKind::Release, key).ok_or_else(missing)?;
    let value = moment.documents.to_value(DocumentKind::Release, key).ok().flatten();
    let run = Run {
        run: before.next,
        document: value.unwrap_or_default(),
        metrics: metrics(moment, release),
        version: definition.version,
        started_at: now,
        started_by: author.actor.clone(),
        ended_at: None,
        launched: moment.head.seq + 1,
        watched_since: None,
        release: begun,
    };
    let decision = &run.release.decision;
    let entry = entries::progress(&run, Kind::Launched, author, (0, false), decision);
    let kept = run.change(std::slice::from_ref(decision), &[])?;
    Ok((Change { drafts: vec![entry], run: Some(kept), ..Change::default() }, run))
}

/// Definitions of the metrics that a release compares; those that have none are what their names say.
pub(super) fn metrics(moment: &Moment, release: &document::Release) -> BTreeMap<String, Value> {
    let keys = release
        .checks
        .iter()
        .filter_map(ReleaseCheck::metric)
        .map(hoist_ruleset::MetricKey::as_str);
    let definition = |key| moment.documents.to_value(DocumentKind::Metric, key).ok().flatten();
    keys.filter_map(|key| Some((key.to_owned(), definition(key)?))).collect()
}

/// The share of the flag that is in force; nobody's where there is no flag yet.
pub(super) fn share(moment: &Moment, flag: &str) -> Result<u16, Refusal> {
    let Some(document) = moment.documents.flags().get(flag) else {
        return match moment.documents.experiments().contains_key(flag) {
            true => Err(refusal(
                Code::Invalid,
                format!("{flag} is an experiment: a release moves the share of a flag."),
            )),
            false => Ok(0),
        };
    };
    let Flag { strategy: Strategy::Percentage { percentage }, .. } = &**document else {
        let detail =
            format!("The flag {flag} is none of type percentage: it has no share to move.");
        return Err(refusal(Code::Invalid, detail));
    };
    if !document.enabled || document.archived {
        let (state, first) = match document.archived {
            true => ("archived", "Take it out of the archive, with `enabled: true`"),
            false => ("turned off", "Set `enabled` to true"),
        };
        let detail = format!(
            "The flag {flag} is {state}, so nobody would be in. {first}, first; its percentage may \
             be 0."
        );
        return Err(not_now(detail));
    }
    let share = moment.state.shares.get(flag).unwrap_or(percentage);
    Ok(share.threshold())
}

pub(super) fn not_now(detail: impl Into<String>) -> Refusal {
    refusal(Code::NotNow, detail)
}
