//! A release as it stands: all that is known between two calls of [`advance()`](crate::advance()).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::command::because;
use crate::decision::{Decision, Kind};
use crate::effect::{Intent, Pending};
use crate::finding::{Finding, Verdict};
use crate::plan::{FULL, Failure, Hundredths, Plan, percent};
use crate::sequential::Tally;

/// What it is held by where nobody is in.
const OFF: &str = "nobody is in: the flag is killed, turned off or archived";

/// A release as it stands.
///
/// Its clock is the time during which somebody looked at it: it stands still while nobody does, and
/// where the wall clock jumps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Release {
    /// Its key.
    pub key: String,
    /// What was agreed on.
    pub plan: Plan,
    /// The latest epoch under which it was looked at.
    pub epoch: u64,
    /// The last time at which it was looked at.
    pub seen: Timestamp,
    /// Its clock.
    pub clock_ms: u64,
    /// When it is taken back unless it is done, by its clock.
    pub deadline_ms: u64,
    /// Where it is in its life.
    pub status: Status,
    /// What keeps it where it is.
    pub held: Option<Held>,
    /// What it does at this step.
    pub phase: Phase,
    /// The place of the step that it is at or goes to.
    pub step: usize,
    /// When the step began, by its clock, times in which it was held taken out.
    pub since_ms: u64,
    /// The step whose share is in force, which is what checks are about.
    pub watched: Option<usize>,
    /// Since when its share is in force, by its clock: checks look back no farther.
    pub in_force_ms: u64,
    /// The share that is in force, as far as is known.
    pub share: Hundredths,
    /// Why traffic is not as it was set, where that is so.
    pub misrouted: Option<String>,
    /// Effects that are not done yet, in their order.
    pub pending: Vec<Pending>,
    /// The number of the next effect.
    pub next_number: u64,
    /// How each check stands.
    pub checks: Vec<CheckState>,
    /// Whether it goes on as soon as checks hold.
    pub promoted: bool,
    /// The steps whose gates are open.
    pub approved: Vec<usize>,
    /// What was decided last.
    pub decision: Decision,
}

/// Where a release is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It goes on by itself.
    Running,
    /// It stays where it is until somebody decides.
    Paused,
    /// All steps are done, what belongs to its end is not.
    Finishing,
    /// It is being taken back.
    RollingBack,
    /// Everybody is in.
    Succeeded,
    /// It is taken back.
    RolledBack,
}

/// What a release does at a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// What has to be there before the first step.
    Preparing,
    /// Going to the step's share.
    Moving,
    /// Looking at the checks.
    Watching,
}

/// What keeps a release where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Held {
    /// Nothing may move. Checks go on, and it can be taken back.
    Frozen,
    /// Somebody has killed the flag, turned it off or archived it, so there is nothing to look at, and no traffic.
    Killed,
}

/// How a check stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CheckState {
    /// The number of its next run.
    pub run: u64,
    /// Failed runs of this step.
    pub failures: u32,
    /// Failed runs in a row.
    pub row: u32,
    /// What its last run in this step found.
    pub last: Option<Finding>,
    /// When there was data last, or is to be first, by the release's clock.
    pub data_ms: u64,
    /// The most samples of the candidate that a run in this step was told.
    pub samples: u64,
    /// When it is due, by the release's clock.
    pub due_ms: u64,
    /// Whether it was not made since nobody looked at the release for a while.
    #[serde(default)]
    pub is_stale: bool,
    /// The last value of the baseline, and the place of its step.
    pub baseline: Option<(usize, f64)>,
    /// Counts by step, for a sequential test.
    pub tally: Tally,
}

/// A check that is to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// Its place.
    pub check: usize,
    /// The place of the step.
    pub step: usize,
    /// Which run it is.
    pub run: u64,
    /// For how long the step's share has been in force.
    pub elapsed_ms: u64,
}

/// Why a release cannot be started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StartError {
    /// There is no step above the share.
    #[error(
        "the share is {}, and no step is above it: there is nobody left to let in. To release \
         something new, lower the percentage of the flag first, or take another flag",
        percent(*share)
    )]
    NothingToDo {
        /// In 1/100 %.
        share: Hundredths,
    },
    /// There never is a baseline.
    #[error(
        "the share is {}, and the next step is for everybody: its checks would have nobody to \
         compare with",
        percent(*share)
    )]
    NoBaseline {
        /// In 1/100 %.
        share: Hundredths,
    },
}

impl Release {
    /// A release that begins at the first step above a share, with who asked for it and what they
    /// said.
    ///
    /// # Errors
    ///
    /// A release that would have nothing to do, or nothing to compare with.
    pub fn start(
        key: &str,
        plan: Plan,
        share: Hundredths,
        revive: bool,
        (by, why): (&str, Option<&str>),
        now: Timestamp,
    ) -> Result<Self, StartError> {
        let first = plan.steps.iter().position(|step| step.share > share);
        let step = first.ok_or(StartError::NothingToDo { share })?;
        let is_relative = plan.checks.iter().any(|check| check.is_relative());
        if is_relative && plan.steps.get(step).is_some_and(|step| step.share >= FULL) {
            return Err(StartError::NoBaseline { share });
        }
        let decision = Decision {
            kind: Kind::Started,
            at: now,
            reason: because(&format!("started at {}", percent(share)), why),
            by: Some(by.to_owned()),
            evidence: Vec::new(),
        };
        let mut release = Self {
            key: key.to_owned(),
            epoch: 0,
            seen: now,
            clock_ms: 0,
            deadline_ms: plan.deadline_ms,
            status: Status::Running,
            held: None,
            phase: Phase::Preparing,
            step,
            since_ms: 0,
            watched: None,
            in_force_ms: 0,
            share,
            misrouted: None,
            pending: Vec::new(),
            next_number: 1,
            checks: vec![CheckState::default(); plan.checks.len()],
            promoted: false,
            approved: Vec::new(),
            decision,
            plan,
        };
        let intents = [
            (revive, Intent::Revive),
            (true, Intent::CreateFlag),
            (release.plan.deploys, Intent::Deploy),
            (release.plan.smoke_tests, Intent::SmokeTest),
        ];
        release.intend(intents);
        Ok(release)
    }

    /// Whether nothing will happen any more.
    pub fn is_over(&self) -> bool {
        matches!(self.status, Status::Succeeded | Status::RolledBack)
    }

    /// Whether it may still go either way.
    pub fn is_open(&self) -> bool {
        matches!(self.status, Status::Running | Status::Paused)
    }

    /// How much traffic belongs to the share that is in force: none while somebody has killed the
    /// flag, since nobody is in then.
    pub fn traffic_share(&self) -> Hundredths {
        if self.held == Some(Held::Killed) { 0 } else { self.share }
    }

    /// Whether it can be taken back: until everybody is in by the flag's definition, and while
    /// somebody has killed the flag.
    pub fn may_abort(&self) -> bool {
        let is_definition = |each: &Pending| matches!(each.intent, Intent::SetDefinition { .. });
        let is_left = self.held == Some(Held::Killed) || self.pending.iter().any(is_definition);
        self.is_open() || self.status == Status::Finishing && is_left
    }

    /// Whether it is being taken back and traffic is not.
    pub fn leaves_traffic(&self) -> bool {
        let is_left = self.pending.iter().any(|each| each.intent.is_traffic());
        self.status == Status::RollingBack && is_left
    }

    /// Whether the share is on its way, forth or back: it is at no step.
    pub fn is_moving(&self) -> bool {
        self.phase == Phase::Moving || self.pending.iter().any(|each| each.intent.is_move())
    }

    /// Whether an effect is still to be done. Who asks when it is done, and not only when it was
    /// told to, does nothing that somebody has decided against since.
    pub fn is_asked_for(&self, number: u64) -> bool {
        self.pending.iter().any(|each| each.number == number)
    }

    /// The checks that are to be made now.
    pub fn due(&self) -> Vec<Due> {
        let Some(step) = self.watched.filter(|_| self.is_open()) else {
            return Vec::new();
        };
        if self.held == Some(Held::Killed) {
            return Vec::new();
        }
        let elapsed_ms = self.clock_ms.saturating_sub(self.in_force_ms);
        let checks = self.checks.iter().enumerate();
        let due = checks.filter(|(_, state)| state.due_ms <= self.clock_ms);
        due.map(|(check, state)| Due { check, step, run: state.run, elapsed_ms }).collect()
    }

    /// What it waits for, in sentences; nothing where it goes on.
    pub fn waits_for(&self) -> Vec<String> {
        let mut waits = Vec::new();
        match self.held {
            Some(Held::Frozen) => waits.push("nothing may move while there is a freeze".to_owned()),
            Some(Held::Killed) => waits.push(OFF.to_owned()),
            None => {}
        }
        if self.status == Status::Paused {
            // What was decided meanwhile is not why.
            let why = Some(&self.decision).filter(|decision| decision.kind == Kind::Paused);
            let why = why.map(|decision| format!(": {}", decision.reason)).unwrap_or_default();
            waits.push(format!("it is paused{why}"));
        }
        let misrouted = self.misrouted.as_ref();
        waits.extend(misrouted.map(|why| format!("traffic is not as it was set: {why}")));
        for pending in &self.pending {
            let problem = pending.problem.as_ref();
            waits.extend(problem.map(|problem| format!("{} failed: {problem}", pending.intent)));
        }
        if self.phase == Phase::Watching && self.is_open() {
            waits.extend(self.left_ms().map(|left| {
                let name = self.plan.steps.get(self.step).map_or("", |step| step.name.as_str());
                format!("step {name} has {} seconds left", left.div_ceil(1_000))
            }));
        }
        for (check, state) in self.plan.checks.iter().zip(&self.checks) {
            let is_watched = self.watched.is_some() && self.is_open();
            let why = match &state.last {
                Some(finding)
                    if finding.verdict == Verdict::Pass
                        && self.is_fresh(state, check.interval_ms) =>
                {
                    continue;
                }
                Some(finding) if finding.verdict != Verdict::Pass => finding.reason.clone(),
                _ => self.unmeasured(state),
            };
            waits.extend(is_watched.then(|| format!("check {}: {why}", check.name)));
        }
        let gate = self.closed_gate().filter(|_| self.is_open());
        waits.extend(gate.map(|step| format!("the gate before {} is closed", step.name)));
        waits
    }

    /// How much of the step's time is left, where some is.
    pub fn left_ms(&self) -> Option<u64> {
        let step = self.plan.steps.get(self.step)?;
        let left = step.duration_ms.saturating_sub(self.clock_ms.saturating_sub(self.since_ms));
        (left > 0 && !self.promoted).then_some(left)
    }

    /// That a check has no measurement that counts by now, and when there is to be one.
    fn unmeasured(&self, state: &CheckState) -> String {
        let seconds = |from: u64, to: u64| to.saturating_sub(from).div_ceil(1_000);
        match (seconds(self.clock_ms, state.due_ms), seconds(state.due_ms, self.clock_ms)) {
            (0, 0) => "there is no new measurement".to_owned(),
            (0, late) => format!("there is no new measurement; one has been due for {late} s"),
            (soon, _) => format!("there is no new measurement; one is made in {soon} s"),
        }
    }

    /// Whether all checks hold by measurements that are new, or do not matter.
    pub(crate) fn checks_hold(&self) -> bool {
        let holds = |state: &CheckState, interval_ms| {
            state.last.as_ref().is_some_and(|finding| finding.verdict == Verdict::Pass)
                && self.is_fresh(state, interval_ms)
        };
        let mut checks = self.plan.checks.iter().zip(&self.checks);
        self.plan.on_failure == Failure::Ignore
            || checks.all(|(check, state)| holds(state, check.interval_ms))
    }

    fn is_fresh(&self, state: &CheckState, interval_ms: u64) -> bool {
        !state.is_stale && self.clock_ms <= state.due_ms.saturating_add(interval_ms)
    }

    /// What is to be done because of the last decision, behind what is still to be done.
    pub(crate) fn intend(&mut self, intents: impl IntoIterator<Item = (bool, Intent)>) {
        for (_, intent) in intents.into_iter().filter(|(is_due, _)| *is_due) {
            let number = self.next_number;
            self.next_number = number.saturating_add(1);
            let decision = self.decision.clone();
            self.pending.push(Pending { number, intent, decision, failures: 0, problem: None });
        }
    }

    /// The last findings of this step.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        self.checks.iter().filter_map(|state| state.last.clone()).collect()
    }

    /// Begins to look at a step whose share is in force.
    pub(crate) fn begin_watching(&mut self) {
        (self.phase, self.since_ms) = (Phase::Watching, self.clock_ms);
        self.watched = Some(self.step);
        self.forget();
        for state in &mut self.checks {
            state.run = 0;
        }
    }

    /// Forgets what was found at a step whose share is in force from now on, so that everything has
    /// to hold anew. What a check looks back at is one interval, so it is made when that is over:
    /// sooner it would be told of the time before the step.
    pub(crate) fn forget(&mut self) {
        // Who asked to go on meant what was before.
        (self.in_force_ms, self.promoted) = (self.clock_ms, false);
        for (check, state) in self.plan.checks.iter().zip(&mut self.checks) {
            (state.failures, state.row, state.last, state.samples) = (0, 0, None, 0);
            state.is_stale = false;
            // One that is being made right now looks back at what was before.
            state.run = state.run.saturating_add(1);
            state.due_ms = self.clock_ms.saturating_add(check.interval_ms);
            // Nobody was silent who was not asked.
            state.data_ms = state.due_ms;
        }
    }
}
