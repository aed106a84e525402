//! One look at a release: it is read, taken on by what is known, and written down.

use std::sync::Arc;

use hoist_api::ReleaseHold;
use hoist_delivery::{Advance, Effect, Evidence, Held, News, Release, Status, advance};
use hoist_ruleset::DocumentKind;
use hoist_store::Lease;
use jiff::{SignedDuration, Timestamp};
use tracing::info;

use super::{Releases, Run, lock, replaced, told};
use crate::app::App;
use crate::environment::{Environment, unavailable};
use crate::moment::Moment;
use crate::plan::{Refusal, to_the_second};

/// A release at which nothing happens is written down this often. What is not written down is no
/// time of the release if its server is gone.
const QUIET: SignedDuration = SignedDuration::from_secs(5);

/// What a look left.
pub(super) struct Looked {
    pub(super) run: Run,
    /// What is to be done now, under this lease.
    pub(super) effects: Vec<Effect>,
    pub(super) lease: Lease,
}

/// How the world stands for a run.
pub(super) struct World {
    frozen: Option<String>,
    killed: Option<String>,
}

impl World {
    pub(super) fn of(moment: &Moment, run: &Run, now: Timestamp) -> Self {
        let frozen = moment.freeze_of(DocumentKind::Release, now).map(|freeze| {
            let why = freeze.reason.as_deref().map(|why| format!(": {why}")).unwrap_or_default();
            format!("{} has frozen changes since {}{why}", freeze.by, to_the_second(freeze.from))
        });
        let killed = lock::off(moment, run.flag(), run.launched, &run.actor());
        Self { frozen, killed }
    }

    /// The release as it would be seen now by who looks at it, if nothing was done.
    pub(super) fn view(&self, run: &Run, now: Timestamp) -> Release {
        self.view_under(run.release.epoch, run, now)
    }

    /// The release as it would be seen now under an epoch, if nothing was done.
    pub(super) fn view_under(&self, epoch: u64, run: &Run, now: Timestamp) -> Release {
        advance(&run.release, &self.evidence(epoch, Vec::new()), now).release
    }

    pub(super) fn evidence(&self, epoch: u64, news: Vec<News>) -> Evidence {
        let (frozen, killed) = (self.frozen.is_some(), self.killed.is_some());
        Evidence { epoch, frozen, killed, news }
    }
}

/// The run as people are told of it: how much time is left is that of this moment, not of the last
/// look that was written down.
pub(crate) fn as_of(moment: &Moment, run: Run, now: Timestamp) -> Run {
    let view = World::of(moment, &run, now).view(&run, now);
    let is_same = view.step == run.release.step && view.phase == run.release.phase;
    if !is_same || run.release.is_over() {
        return run;
    }
    let Release { clock_ms, since_ms, deadline_ms, held, .. } = view;
    Run { release: Release { clock_ms, since_ms, deadline_ms, held, ..run.release }, ..run }
}

/// What holds a run that is not over, as it is told.
pub(crate) fn held(moment: &Moment, run: &Run, now: Timestamp) -> Option<ReleaseHold> {
    let world = World::of(moment, run, now);
    if run.release.is_over() || run.release.status == Status::RollingBack {
        return None;
    }
    let killed = world.killed.map(|why| told::hold(Held::Killed, &why));
    killed.or(world.frozen.map(|why| told::hold(Held::Frozen, &why)))
}

/// Looks as one worker at a release that is not over, with what is new, which is of one run where
/// one is named. None where it is over, or there is none. Blocks.
pub(super) fn look(
    app: &App,
    worker: &Releases,
    environment: &Arc<Environment>,
    (key, of): (&str, Option<u64>),
    news: Vec<News>,
) -> Result<Option<Looked>, Refusal> {
    let _looking = worker.looking();
    let log = environment.moment().head.log.clone();
    let lease = worker.lease(app, &log)?;
    let is_meant = |run: &Run| !run.release.is_over() && of.is_none_or(|of| of == run.run);
    let Some(run) = read(app, &log, key)?.filter(is_meant) else {
        return Ok(None);
    };
    let (moment, now) = (environment.moment(), app.now());
    let evidence = World::of(&moment, &run, now).evidence(lease.epoch(), news);
    let is_told = !evidence.news.is_empty();
    let turn = advance(&run.release, &evidence, now);
    if turn.release.epoch > lease.epoch() {
        worker.forget(&log);
        return Err(replaced());
    }
    let after = after(&run, &turn, now);
    if is_told || is_news(&run.release, &turn) {
        let change = after.change(&turn.decisions, &turn.findings)?;
        let kept = app.store.keep_run(&log, &lease, &change);
        if kept.map_err(|error| unavailable(&error))?.is_none() {
            worker.forget(&log);
            return Err(replaced());
        }
        environment.note_journal();
        tell(environment, &turn);
    }
    Ok(Some(Looked { run: after, effects: turn.effects, lease }))
}

pub(super) fn read(app: &App, log: &str, key: &str) -> Result<Option<Run>, Refusal> {
    let stored = app.store.run(log, key, None).map_err(|error| unavailable(&error))?;
    stored.as_ref().map(Run::read).transpose()
}

/// The run as it is after a look.
pub(super) fn after(run: &Run, turn: &Advance, now: Timestamp) -> Run {
    let (before, release) = (&run.release, turn.release.clone());
    let in_force = |release: &Release| (release.watched, release.in_force_ms);
    let is_over = release.is_over() && !before.is_over();
    Run {
        watched_since: match in_force(before) == in_force(&release) {
            true => run.watched_since,
            false => Some(now),
        },
        ended_at: if is_over { Some(now) } else { run.ended_at },
        release,
        ..run.clone()
    }
}

/// Whether there is more to write down than that time has passed. That is written too, a few
/// times in a minute: the release's clock goes on by it.
fn is_news(before: &Release, turn: &Advance) -> bool {
    let after = &turn.release;
    let same = Release {
        seen: after.seen,
        clock_ms: after.clock_ms,
        deadline_ms: after.deadline_ms,
        since_ms: after.since_ms,
        checks: after.checks.clone(),
        ..before.clone()
    };
    !turn.decisions.is_empty()
        || !turn.findings.is_empty()
        || same != *after
        || after.seen.duration_since(before.seen).abs() >= QUIET
}

fn tell(environment: &Environment, turn: &Advance) {
    let (environment, release) = (environment.name.as_str(), turn.release.key.as_str());
    for decision in &turn.decisions {
        info!(environment, release, kind = ?decision.kind, why = decision.reason, "a release moves");
    }
}
