//! Rows as lines of an export, and back. Pure, and exact: numbers are decimal fractions of a
//! millionth, which `f64` holds up to the greatest total.

use std::collections::BTreeMap;

use hoist_api::{ExportRow, ExportTotals};
use hoist_experiment::{Plan, Row, Shown, Totals, UNIT, millionths};
use hoist_ruleset::Digest;

/// A row as it is exported. Who it is is told by a digest.
#[must_use]
pub fn exported(plan: &Plan, row: &Row, user: Option<&str>) -> ExportRow {
    let variant = match row.shown {
        Shown::One(place) => plan.variants.get(usize::from(place)).map(|it| it.name.clone()),
        Shown::Several => None,
    };
    let metrics = plan.metrics.iter().zip(&row.totals);
    let with_some = metrics.filter(|(_, totals)| **totals != Totals::default());
    ExportRow {
        user: user.map(|user| Digest::of(user).to_string()),
        exposed_at: row.exposed_at,
        variant,
        cut: row.is_cut,
        metrics: with_some.map(|(metric, it)| (metric.key.clone(), fraction_of(it))).collect(),
    }
}

fn fraction_of(totals: &Totals) -> ExportTotals {
    ExportTotals {
        outcome: fraction(totals.outcome),
        denominator: fraction(totals.denominator),
        outcome_before: fraction(totals.outcome_before),
        denominator_before: fraction(totals.denominator_before),
        values: totals.values.iter().copied().map(fraction).collect(),
    }
}

fn fraction(millionths: i64) -> f64 {
    millionths as f64 / UNIT as f64
}

/// The row that was exported.
///
/// # Errors
///
/// The plan does not have its variant or a metric.
pub fn imported(plan: &Plan, row: ExportRow) -> Result<Row, String> {
    let ExportRow { exposed_at, variant, mut metrics, cut: is_cut, .. } = row;
    let Some(name) = variant else {
        let (shown, totals) = (Shown::Several, Vec::new());
        return Ok(Row { exposed_at, shown, totals, is_cut });
    };
    let place = plan.variant(&name).and_then(|place| u16::try_from(place).ok());
    let place = place.ok_or_else(|| format!("the plan has no variant `{name}`"))?;
    let totals = plan.metrics.iter().map(|metric| totals(&mut metrics, &metric.key)).collect();
    match metrics.keys().next() {
        Some(metric) => Err(format!("the plan has no metric `{metric}`")),
        None => Ok(Row { exposed_at, shown: Shown::One(place), totals, is_cut }),
    }
}

fn totals(metrics: &mut BTreeMap<String, ExportTotals>, metric: &str) -> Totals {
    let ExportTotals { outcome, denominator, outcome_before, denominator_before, values } =
        metrics.remove(metric).unwrap_or_default();
    Totals {
        outcome: millionths(outcome),
        denominator: millionths(denominator),
        outcome_before: millionths(outcome_before),
        denominator_before: millionths(denominator_before),
        values: values.into_iter().map(millionths).collect(),
    }
}

#[cfg(test)]
mod tests {
    use hoist_experiment::TOTAL_MAX;
    use hoist_ruleset::{Source, read};
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::*;

    fn plan() -> Plan {
        let file = "metrics:\n  \
            wait: {event: wait, kind: quantile, quantile: 0.9}\n  \
            clicks: {event: click, kind: ratio, denominator: view}\n\
            experiments:\n  \
            layout:\n    variants: {control: 0.5, short: 0.5}\n    metrics: [clicks, wait]\n";
        let documents = read(&[Source::new("f.yaml", file.to_owned())]).documents;
        Plan::of_experiment(&documents, "layout", 1, Timestamp::UNIX_EPOCH).unwrap()
    }

    prop_compose! {
        fn any_totals()(
            numbers in prop::array::uniform4(-TOTAL_MAX..=TOTAL_MAX),
            values in prop::collection::vec(-TOTAL_MAX..=TOTAL_MAX, 0..4),
        ) -> Totals {
            let [outcome, denominator, outcome_before, denominator_before] = numbers;
            Totals { outcome, denominator, outcome_before, denominator_before, values }
        }
    }

    proptest! {
        #[test]
        fn what_is_exported_comes_back_to_the_last_digit(
            totals in prop::collection::vec(any_totals(), 2),
            variant in 0_u16..2,
            at_ms in 0_i64..4_000_000_000_000,
            is_cut: bool,
        ) {
            let exposed_at = Timestamp::from_millisecond(at_ms).unwrap();
            let row = Row { exposed_at, shown: Shown::One(variant), totals, is_cut };
            let line = serde_json::to_string(&exported(&plan(), &row, Some("ana"))).unwrap();
            prop_assert!(!line.contains("ana"));
            let back = imported(&plan(), serde_json::from_str(&line).unwrap()).unwrap();
            prop_assert_eq!(back, row);
        }
    }

    #[test]
    fn who_saw_several_variants_has_none_and_strangers_are_refused() {
        let row = Row {
            exposed_at: Timestamp::UNIX_EPOCH,
            shown: Shown::Several,
            totals: Vec::new(),
            is_cut: false,
        };
        let line = exported(&plan(), &row, None);
        assert_eq!((line.variant.as_ref(), line.user.as_ref()), (None, None));
        assert_eq!(imported(&plan(), line.clone()), Ok(row));
        let stranger = ExportRow { variant: Some("long".to_owned()), ..line.clone() };
        assert_eq!(imported(&plan(), stranger).unwrap_err(), "the plan has no variant `long`");
        let metrics = BTreeMap::from([("other".to_owned(), ExportTotals::default())]);
        let stranger = ExportRow { variant: Some("control".to_owned()), metrics, ..line };
        assert_eq!(imported(&plan(), stranger).unwrap_err(), "the plan has no metric `other`");
    }
}
