//! One who folds the users of a log, a portion at a time, while it holds the lease.

use std::collections::BTreeMap;
use std::sync::Arc;

use hoist_experiment::{Plan, USER_EVENTS_MAX};
use hoist_store::{Events, Lease, PlanChange, Portion, StoreError, StoredPlan, SummedUser};
use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;
use tracing::error;

use super::plans::{self, Active, Known};
use super::summing::{self, Arrived, Failed};

/// What is folded in one transaction: others get in between. One event more than counts tells who
/// has too many.
const PORTION: Portion = Portion { users: 2_000, events: 20_000, of_user: USER_EVENTS_MAX + 1 };
/// Users of a new plan that are marked in one transaction, and rows of one that goes.
const ROWS_MAX: usize = 5_000;
/// Changes of plans in one transaction.
const CHANGES_MAX: usize = 500;
/// Transactions of a step in which users are marked and rows removed: the lease outlasts them.
const WRITES_MAX: usize = 50;
/// The number that no plan has.
const NO_PLAN: i64 = 0;
/// How long whoever does not give its lease back keeps others waiting.
const LEASE: SignedDuration = SignedDuration::from_secs(10);

/// One who folds.
pub(crate) struct Worker {
    log: Arc<str>,
    holder: Arc<str>,
    lease: Option<Taken>,
    round: Round,
    /// The plans that were stored when it was looked last.
    known: Arc<[Known]>,
}

struct Taken {
    lease: Lease,
    at: Timestamp,
}

/// A walk through everybody who was marked when it began. Users who are new since have greater
/// numbers, so it comes to an end however many come.
#[derive(Default)]
struct Round {
    /// Where it goes on.
    next_user: i64,
    /// Where it ends.
    last_user: i64,
    /// When it began.
    began: Option<(Instant, Timestamp)>,
    /// Plans whose users were all marked when it began, and that are not yet whole.
    becoming_whole: Vec<i64>,
}

/// What a step did.
#[derive(Debug, Default)]
pub(crate) struct Step {
    /// Users that were summed up.
    pub(crate) users: u64,
    /// Whether there may be more to do at once.
    pub(crate) is_more: bool,
    /// Where a round ended, when it began: everything that was there then is summed up.
    pub(crate) as_of: Option<(Instant, Timestamp)>,
    /// Who is new, by key and variant.
    pub(crate) arrived: BTreeMap<(String, String), Arrived>,
}

impl Worker {
    pub(crate) fn new(log: &Arc<str>, holder: Arc<str>) -> Self {
        let (round, known) = (Round::default(), Arc::default());
        Self { log: Arc::clone(log), holder, lease: None, round, known }
    }

    /// Takes a step: towards the plans that are wanted, and where they are there, with the next
    /// portion of users. Blocks.
    pub(crate) fn step(
        &mut self,
        events: &Events,
        wanted: &[Arc<Plan>],
        began: (Instant, Timestamp),
    ) -> Result<Step, StoreError> {
        let (_, now) = began;
        let (known, due) = self.due(events, wanted, now)?;
        let is_settled = |known: &Known| known.stored.is_whole && !known.stored.is_gone;
        let is_idle = due.is_empty() && known.iter().all(is_settled);
        if is_idle && events.last_marked(&self.log)?.is_none() {
            self.round = Round::default();
            return Ok(Step { as_of: Some(began), ..Step::default() });
        }
        let Some(lease) = self.lease(events, now)? else { return Ok(Step::default()) };
        // Whoever had the lease until now may have done it, or more, since it was looked.
        let (known, due) = self.due(events, wanted, now)?;
        let known = if due.is_empty() {
            Some(known)
        } else {
            // Who was folded in this round was folded by other plans.
            self.round = Round::default();
            let changed = events.change_plans(&lease, &self.log, first(&due))?;
            changed.map(|()| self.known(events)).transpose()?
        };
        let step = match known {
            Some(known) => {
                // After the plans: whoever had the lease may have marked more users of theirs.
                self.begin(&known, events.last_marked(&self.log)?, began);
                self.fold(events, &lease, &known, now)?
            }
            None => None,
        };
        let Some(mut step) = step else {
            (self.lease, self.round) = (None, Round::default());
            return Ok(Step::default());
        };
        step.is_more |= !due.is_empty();
        Ok(step)
    }

    /// The plans that are stored, and what is due so that they are those that are wanted.
    fn due(
        &mut self,
        events: &Events,
        wanted: &[Arc<Plan>],
        now: Timestamp,
    ) -> Result<(Arc<[Known]>, Vec<PlanChange>), StoreError> {
        let known = self.known(events)?;
        let due = plans::due(wanted, &known, now).unwrap_or_else(|error| {
            error!(%error, "a plan cannot be written");
            Vec::new()
        });
        Ok((known, due))
    }

    /// The plans that are stored, of which only those are read that are new or say something else.
    fn known(&mut self, events: &Events) -> Result<Arc<[Known]>, StoreError> {
        self.known = plans::known(events.plans(&self.log)?, &self.known).into();
        Ok(Arc::clone(&self.known))
    }

    /// Gives the lease back.
    pub(crate) fn stop(self, events: &Events) -> Result<(), StoreError> {
        self.lease.map_or(Ok(()), |taken| events.release(&taken.lease))
    }

    /// The lease, if nobody else has it. It is renewed when half of it is over.
    fn lease(&mut self, events: &Events, now: Timestamp) -> Result<Option<Lease>, StoreError> {
        let is_fresh = |taken: &&Taken| {
            let age = now.duration_since(taken.at);
            SignedDuration::ZERO <= age && age < LEASE / 2
        };
        if let Some(taken) = self.lease.as_ref().filter(is_fresh) {
            return Ok(Some(taken.lease.clone()));
        }
        let until = now.checked_add(LEASE).unwrap_or(Timestamp::MAX);
        let lease = events.lease(&format!("fold {}", self.log), &self.holder, now, until)?;
        if self.lease.as_ref().map(|taken| &taken.lease) != lease.as_ref() {
            // Whoever had it in between may have had everybody marked anew.
            self.round = Round::default();
        }
        self.lease = lease.clone().map(|lease| Taken { lease, at: now });
        Ok(lease)
    }

    /// Begins a round, where none goes on.
    fn begin(&mut self, known: &[Known], last_user: Option<i64>, began: (Instant, Timestamp)) {
        if self.round.began.is_some() {
            return;
        }
        let is_becoming = |plan: &&StoredPlan| !plan.is_whole && plan.next_user.is_none();
        let becoming_whole = known.iter().map(|known| &known.stored).filter(is_becoming);
        self.round = Round {
            next_user: 0,
            last_user: last_user.unwrap_or_default(),
            began: Some(began),
            becoming_whole: becoming_whole.map(|plan| plan.number).collect(),
        };
    }

    /// Folds the next portion. Gives nothing where somebody else has the lease by now.
    fn fold(
        &mut self,
        events: &Events,
        lease: &Lease,
        known: &[Known],
        now: Timestamp,
    ) -> Result<Option<Step>, StoreError> {
        let Some(is_busy) = prepare(events, lease, &self.log, known)? else { return Ok(None) };
        let plans = plans::active(known, now);
        let marked = events.marked(&self.log, self.round.next_user, PORTION)?;
        let by_key = summing::by_key(&plans);
        let users: Vec<SummedUser> =
            marked.users.into_iter().map(|user| summing::summed(&by_key, user)).collect();
        let written = match write(events, lease, &self.log, &users, &plans) {
            Ok(Some(written)) => written,
            Ok(None) => return Ok(None),
            Err(Failed { plan, error }) => {
                let mut stored = known.iter().map(|known| &known.stored);
                let damaged = stored.find(|stored| stored.number == plan);
                let is_damaged = matches!(error, StoreError::Damaged { .. });
                let Some(damaged) = damaged.filter(|_| is_damaged) else { return Err(error) };
                let (key, phase) = (&damaged.key, damaged.phase);
                error!(log = &*self.log, key, phase, %error, "a phase is summed up anew");
                self.round = Round::default();
                let renewed = events.change_plans(lease, &self.log, &renewed(damaged))?;
                // Where that does not help, it is not tried without a pause.
                return Ok(renewed.map(|()| Step::default()));
            }
        };
        let Written { users: count, arrived } = written;
        let mut step = Step { arrived, users: number(count), is_more: true, as_of: None };
        if let Some(next) = marked.next_user.filter(|next| *next <= self.round.last_user) {
            self.round.next_user = next;
            return Ok(Some(step));
        }
        let round = std::mem::take(&mut self.round);
        let becoming = &round.becoming_whole;
        if !becoming.is_empty() && events.set_whole(lease, becoming)?.is_none() {
            return Ok(None);
        }
        step.as_of = round.began;
        step.is_more = is_busy || marked.next_user.is_some();
        Ok(Some(step))
    }
}

struct Written {
    users: usize,
    arrived: BTreeMap<(String, String), Arrived>,
}

fn write(
    events: &Events,
    lease: &Lease,
    log: &str,
    users: &[SummedUser],
    plans: &[Active],
) -> Result<Option<Written>, Failed> {
    if users.is_empty() {
        return Ok(Some(Written { users: 0, arrived: BTreeMap::new() }));
    }
    let (mut arrived, mut failing) = (BTreeMap::new(), NO_PLAN);
    let written = events.fold(lease, log, users, |changes, sums| {
        let rows = summing::replace(changes, sums).map_err(|Failed { plan, error }| {
            failing = plan;
            error
        })?;
        arrived = summing::arrived(plans, &rows);
        Ok(())
    });
    let written = written.map_err(|error| Failed { plan: failing, error })?;
    Ok(written.map(|users| Written { users, arrived }))
}

/// The changes that are carried out at once. A plan that replaces another one comes with it.
fn first(due: &[PlanChange]) -> &[PlanChange] {
    let is_split = matches!(due.get(CHANGES_MAX - 1), Some(PlanChange::Leave { .. }));
    due.get(..CHANGES_MAX + usize::from(is_split)).unwrap_or(due)
}

/// What has a plan summed up anew from the stored events.
fn renewed(StoredPlan { number, key, phase, body, .. }: &StoredPlan) -> [PlanChange; 2] {
    let (key, phase, body) = (key.clone(), *phase, body.clone());
    [PlanChange::Leave { plan: *number }, PlanChange::Add { key, phase, body }]
}

/// Marks some of those whom new plans are about, and removes some of what plans have left. Gives
/// whether there is more of it to do, and nothing where somebody else has the lease by now.
fn prepare(
    events: &Events,
    lease: &Lease,
    log: &str,
    known: &[Known],
) -> Result<Option<bool>, StoreError> {
    let (mut is_busy, mut writes) = (false, 0);
    for plan in known.iter().map(|known| &known.stored) {
        if writes == WRITES_MAX {
            return Ok(Some(true));
        }
        writes += usize::from(plan.is_gone || plan.next_user.is_some());
        let is_more = if plan.is_gone {
            events.clear_plan(lease, plan.number, ROWS_MAX)?
        } else if plan.next_user.is_some() {
            // Once all are marked, the plan becomes whole in the next round.
            events.mark(lease, log, plan, ROWS_MAX)?.map(|_| true)
        } else {
            Some(!plan.is_whole)
        };
        let Some(is_more) = is_more else { return Ok(None) };
        is_busy |= is_more;
    }
    Ok(Some(is_busy))
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
