//! Jobs over all users of a phase, for what sums cannot tell.
//!
//! Rows are read a few at a time, each time as one short reading, so that neither the fold nor
//! requests wait. What is kept in memory is bounded, whatever the number of users.

use hoist_api::{Breakdown, Code};
use hoist_experiment::{Measured, Row};
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
/// What the job for quantiles is called.
const QUANTILES: &str = "quantiles";

/// An estimate as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    metric: usize,
    variant: usize,
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

/// The quantiles of a phase, from the values of all its users, and keeps them.
pub(crate) fn quantiles(
    app: &App,
    log: &str,
    phase: &Phase,
    now: Timestamp,
) -> Result<Vec<Measured>, Refusal> {
    let mut gathered = Gathered::of(phase.plan.clone());
    let read = |first, max| {
        let rows = app.events.rows(phase.stored.number, first, max)?;
        Ok(rows.into_iter().map(|(number, row)| RowOf { number, row, beside: None }).collect())
    };
    each_row(app, phase, read, |row, _| gathered.add(&row))?;
    let measured = gathered.measured();
    let kept: Vec<Kept> = measured.iter().map(Kept::of).collect();
    let body = serde_json::to_string(&kept).unwrap_or_default();
    let of = PhaseOf { log, key: &phase.plan.key, phase: phase.plan.phase };
    let kept = app.events.keep_job(of, QUANTILES, &Finding { as_of: now, body });
    kept.map_err(|error| unavailable(&error))?;
    Ok(measured)
}

impl Kept {
    fn of(measured: &Measured) -> Self {
        let &Measured { metric, variant, estimate } = measured;
        let variance = estimate.variance() * estimate.units() as f64;
        Self { metric, variant, users: estimate.units(), value: estimate.value(), variance }
    }
}

/// The quantiles that the job has found last.
pub(super) fn stored(app: &App, of: PhaseOf<'_>) -> Result<Vec<Measured>, Refusal> {
    let found = app.events.job(of, QUANTILES).map_err(|error| unavailable(&error))?;
    let kept: Vec<Kept> =
        found.and_then(|found| serde_json::from_str(&found.body).ok()).unwrap_or_default();
    let measured =
        kept.into_iter().filter_map(|Kept { metric, variant, users, value, variance }| {
            let estimate = Estimate::new(users, value, variance).ok()?;
            Some(Measured { metric, variant, estimate })
        });
    Ok(measured.collect())
}

/// What a phase comes to by the values of an attribute.
pub(crate) fn by_attribute(
    app: &App,
    phase: &Phase,
    attribute: &str,
    now: Timestamp,
) -> Result<Breakdown, Refusal> {
    let mut parts = Parts::of(&phase.plan);
    let exposed_at = |row: &[u8]| Row::from_bytes(row).ok().map(|row| row.exposed_at);
    let read = |first, max| app.events.rows_with_attributes(&phase.stored, first, max, exposed_at);
    each_row(app, phase, read, |row, attributes| {
        let value = attributes.and_then(|attributes| value_of(&attributes, attribute));
        parts.add(&row, value);
    })?;
    Ok(parts.told(&phase.plan, attribute, now))
}

/// The value of an attribute as a text. Attributes of exposures are flat.
fn value_of(attributes: &str, attribute: &str) -> Option<String> {
    const CHARACTERS_MAX: usize = 100;
    let attributes: Map<String, Value> = serde_json::from_str(attributes).ok()?;
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
    fn attributes_are_texts() {
        let attributes = r#"{"plan":"free","age":42,"beta":true,"none":null}"#;
        for (name, expected) in [
            ("plan", Some("free")),
            ("age", Some("42")),
            ("beta", Some("true")),
            ("none", None),
            ("other", None),
            ("", None),
        ] {
            assert_eq!(value_of(attributes, name).as_deref(), expected, "{name}");
        }
        assert_eq!(value_of("no object", "plan"), None);
    }
}
