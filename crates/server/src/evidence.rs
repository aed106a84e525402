//! What is known of the users of a phase, for whoever concludes.

use hoist_experiment::{Cell, Ledger, Measured, Plan, Row, Sums, measure};
use hoist_ruleset::document::MetricKind;
use hoist_store::{StoreError, StoredPlan, SumOf, Summed};
use jiff::SignedDuration;
use tracing::error;

use crate::app::App;
use crate::environment::unavailable;
use crate::fold;
use crate::plan::{Refusal, refusal};

/// Where something is always waiting, sums that are no older are those of now.
const AGE_MAX: SignedDuration = SignedDuration::from_mins(5);
/// Rows that are read at once.
const ROWS_MAX: usize = 10_000;

/// The sums of a phase, and what sums cannot tell.
#[derive(Debug)]
pub(crate) struct Evidence {
    pub(crate) ledger: Ledger,
    pub(crate) measured: Vec<Measured>,
}

/// What is known of a phase now; none while its users are still being summed up. Blocks.
pub(crate) fn evidence(app: &App, log: &str, plan: &Plan) -> Result<Option<Evidence>, Refusal> {
    let failed = |error: StoreError| unavailable(&error);
    let folded = app.folds.of(app, log).map_err(failed)?;
    let is_recent = folded.as_of.is_some_and(|at| app.now().duration_since(at) <= AGE_MAX);
    if folded.waiting > 0 && !is_recent {
        return Ok(None);
    }
    let summed = app.events.summed(log, &plan.key, plan.phase).map_err(failed)?;
    let of_plan =
        |stored: &StoredPlan| stored.is_whole && fold::plan_of(stored).as_ref() == Some(plan);
    let Some(Summed { plan: stored, sums }) = summed.filter(|summed| of_plan(&summed.plan)) else {
        return Ok(None);
    };
    let sum = |(of, bytes): (SumOf, Vec<u8>)| {
        let SumOf { metric, variant, day } = of;
        Sums::from_bytes(&bytes).map(|sums| (Cell { metric, variant, day }, sums))
    };
    let ledger = sums.into_iter().map(sum).collect::<Result<Ledger, _>>();
    let ledger = ledger.map_err(|error| damaged(&error))?;
    let is_quantile = |kind: &MetricKind| matches!(kind, MetricKind::Quantile { .. });
    let rows = match plan.metrics.iter().any(|metric| is_quantile(&metric.kind)) {
        true => rows(app, stored.number)?,
        false => Vec::new(),
    };
    Ok(Some(Evidence { ledger, measured: measure(plan, rows.iter()) }))
}

/// All rows of a plan.
fn rows(app: &App, plan: i64) -> Result<Vec<Row>, Refusal> {
    let (mut rows, mut first) = (Vec::new(), 0);
    loop {
        let page = app.events.rows(plan, first, ROWS_MAX).map_err(|error| unavailable(&error))?;
        let is_last = page.len() < ROWS_MAX;
        first = page.last().map_or(first, |(user, _)| user + 1);
        for (_, bytes) in page {
            rows.push(Row::from_bytes(&bytes).map_err(|error| damaged(&error))?);
        }
        if is_last {
            return Ok(rows);
        }
    }
}

fn damaged(error: &hoist_experiment::Malformed) -> Refusal {
    error!(%error, "what was summed up of an experiment cannot be read");
    refusal(hoist_api::Code::Internal, "What was summed up of the experiment cannot be read.")
}
