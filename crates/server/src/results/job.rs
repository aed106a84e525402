//! Jobs over all users of a phase, for what sums cannot tell.
//!
//! Rows are read a few at a time, each time as one short reading, so that neither the fold nor
//! requests wait. What is kept in memory is bounded, whatever the number of users.

use hoist_api::{Breakdown, Code};
use hoist_experiment::{Capped, Cell, Ledger, Measured, Quantile, Row, Sums, analyse};
use hoist_stats::Estimate;
use hoist_store::{Finding, PhaseOf, RowOf, StoreError};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::breakdown::Parts;
use super::gathered::Gathered;
use super::read::{Phase, unreadable};
use crate::app::App;
use crate::intake::unavailable;
use crate::plan::{Refusal, refusal};

/// Rows that are read at a time.
pub(super) const ROWS_MAX: usize = 1_000;
/// What the job for what sums do not tell is called.
const MEASURED: &str = "measured";

/// What was measured as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    quantiles: Vec<KeptQuantile>,
    caps: Vec<Capped>,
    /// Metric, variant, day, and the sums.
    capped: Vec<(u16, u16, i32, Vec<u8>)>,
    #[serde(default)]
    too_many: bool,
}

#[derive(Serialize, Deserialize)]
struct KeptQuantile {
    metric: usize,
    variant: usize,
    estimate: KeptEstimate,
    closed: Option<KeptEstimate>,
}

#[derive(Serialize, Deserialize)]
struct KeptEstimate {
    users: u64,
    value: f64,
    /// Of one user.
    variance: f64,
}

/// Does something with each row of a phase.
pub(super) fn each_row(
    app: &App,
    phase: &Phase,
    read: impl Fn(i64, usize) -> Result<Vec<RowOf>, StoreError>,
    mut with: impl FnMut(Row, Option<String>),
) -> Result<(), Refusal> {
    let mut first = 0;
    loop {
        if *app.stopping.borrow() {
            return Err(refusal(Code::StoreUnavailable, "The server is stopping."));
        }
        let rows = read(first, ROWS_MAX).map_err(|error| unavailable(&error))?;
        let Some(last) = rows.last().map(|row| row.number) else { return Ok(()) };
        for RowOf { row, beside, .. } in rows {
            let row = Row::from_bytes(&row);
            let row =
                row.map_err(|_malformed| unreadable(&phase.stored.key, phase.stored.phase))?;
            with(row, beside);
        }
        first = last + 1;
    }
}

/// What sums do not tell of a phase, from all its users, and keeps it.
pub(crate) fn measure(
    app: &App,
    log: &str,
    phase: &Phase,
    now: Timestamp,
) -> Result<Measured, Refusal> {
    let mut gathered = Gathered::of(phase.plan.clone());
    let read = |first, max| {
        let rows = app.events.rows(phase.stored.number, first, max)?;
        Ok(rows.into_iter().map(|(number, row)| RowOf { number, row, beside: None }).collect())
    };
    each_row(app, phase, read, |row, _| gathered.add(&row))?;
    let measured = gathered.measured(now);
    let body = serde_json::to_string(&Kept::of(&measured)).unwrap_or_default();
    let of = PhaseOf { log, key: &phase.plan.key, phase: phase.plan.phase };
    let kept = app.events.keep_job(of, MEASURED, &Finding { as_of: now, body });
    kept.map_err(|error| unavailable(&error))?;
    Ok(measured)
}

impl Kept {
    fn of(measured: &Measured) -> Self {
        let quantile = |it: &Quantile| KeptQuantile {
            metric: it.metric,
            variant: it.variant,
            estimate: KeptEstimate::of(&it.estimate),
            closed: it.closed.as_ref().map(KeptEstimate::of),
        };
        let cell =
            |(cell, sums): (&Cell, &Sums)| (cell.metric, cell.variant, cell.day, sums.to_bytes());
        Self {
            quantiles: measured.quantiles.iter().map(quantile).collect(),
            caps: measured.caps.clone(),
            capped: measured.capped.iter().map(cell).collect(),
            too_many: measured.too_many,
        }
    }

    /// What was kept; none where another version of Hoist did, which is found again.
    fn read(self) -> Option<Measured> {
        let quantile = |it: KeptQuantile| {
            Some(Quantile {
                metric: it.metric,
                variant: it.variant,
                estimate: it.estimate.read()?,
                closed: it.closed.and_then(KeptEstimate::read),
            })
        };
        let cell = |(metric, variant, day, bytes): (u16, u16, i32, Vec<u8>)| {
            Some((Cell { metric, variant, day }, Sums::from_bytes(&bytes).ok()?))
        };
        Some(Measured {
            quantiles: self.quantiles.into_iter().filter_map(quantile).collect(),
            caps: self.caps,
            capped: self.capped.into_iter().map(cell).collect::<Option<Ledger>>()?,
            too_many: self.too_many,
        })
    }
}

impl KeptEstimate {
    fn of(estimate: &Estimate) -> Self {
        let variance = estimate.variance() * estimate.units() as f64;
        Self { users: estimate.units(), value: estimate.value(), variance }
    }

    fn read(self) -> Option<Estimate> {
        Estimate::new(self.users, self.value, self.variance).ok()
    }
}

/// What was measured last.
pub(super) fn stored(app: &App, of: PhaseOf<'_>) -> Result<Measured, Refusal> {
    let found = app.events.job(of, MEASURED).map_err(|error| unavailable(&error))?;
    let kept: Option<Kept> = found.and_then(|found| serde_json::from_str(&found.body).ok());
    Ok(kept.and_then(Kept::read).unwrap_or_default())
}

/// What a phase comes to by the values of an attribute.
pub(crate) fn by_attribute(
    app: &App,
    log: &str,
    phase: &Phase,
    attribute: &str,
    now: Timestamp,
) -> Result<Breakdown, Refusal> {
    let has_percentile = phase.plan.metrics.iter().any(|metric| metric.percentile().is_some());
    let measured =
        if has_percentile { measure(app, log, phase, now)? } else { Measured::default() };
    let mut parts = Parts::of(&phase.plan, &measured);
    let exposed_at = |row: &[u8]| Row::from_bytes(row).ok().map(|row| row.exposed_at);
    let read = |first, max| app.events.rows_with_attributes(&phase.stored, first, max, exposed_at);
    each_row(app, phase, read, |row, attributes| {
        let sent = attributes.and_then(|attributes| serde_json::from_str(&attributes).ok());
        let sent: Map<String, Value> = sent.unwrap_or_default();
        parts.see(sent.keys());
        parts.add(&row, value_of(&sent, attribute));
    })?;
    let is_split_ok = analyse(&phase.input(now)).health.srm.ok;
    Ok(parts.told(&phase.plan, attribute, now, is_split_ok))
}

/// The value of an attribute as a text. Attributes of exposures are flat.
fn value_of(attributes: &Map<String, Value>, attribute: &str) -> Option<String> {
    const CHARACTERS_MAX: usize = 100;
    let text = match attributes.get(attribute)? {
        Value::Null => return None,
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    Some(text.chars().take(CHARACTERS_MAX).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back() {
        let estimate = |value| Estimate::new(4, value, 2.0).unwrap();
        let quantile =
            |variant, closed| Quantile { metric: 1, variant, estimate: estimate(7.5), closed };
        let cap = Capped {
            metric: 0,
            outcome: Some(5_000_000),
            outcome_before: None,
            users_above: 1,
            users: 4,
        };
        let cell = |day| Cell { metric: 0, variant: 1, day };
        let measured = Measured {
            quantiles: vec![quantile(0, Some(estimate(-0.25))), quantile(1, None)],
            caps: vec![cap],
            capped: [(cell(-1), Sums::of_user()), (cell(20_513), Sums::of_user())]
                .into_iter()
                .collect(),
            too_many: true,
        };
        let text = serde_json::to_string(&Kept::of(&measured)).unwrap();
        let mut kept: Kept = serde_json::from_str(&text).unwrap();
        kept.capped[0].3.push(0);
        assert!(kept.read().is_none(), "no sums");
        let kept: Kept = serde_json::from_str(&text).unwrap();
        assert_eq!(kept.read(), Some(measured));
    }

    #[test]
    fn attributes_are_texts() {
        let attributes = r#"{"plan":"free","age":42,"beta":true,"none":null}"#;
        let attributes: Map<String, Value> = serde_json::from_str(attributes).unwrap();
        for (name, expected) in [
            ("plan", Some("free")),
            ("age", Some("42")),
            ("beta", Some("true")),
            ("none", None),
            ("other", None),
            ("", None),
        ] {
            assert_eq!(value_of(&attributes, name).as_deref(), expected, "{name}");
        }
    }
}
