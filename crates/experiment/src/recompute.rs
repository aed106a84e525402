//! An analysis from single rows, for whoever has an export and no server.

use jiff::Timestamp;

use crate::analyse::analyse;
use crate::analysis::Analysis;
use crate::input::Input;
use crate::measure::measure;
use crate::plan::Plan;
use crate::row::Row;
use crate::sums::Ledger;
use crate::tested::Tested;

/// What is known of a phase by its rows, in any order, and the tests in its log: the analysis that
/// the server had at that moment, to the last bit.
#[must_use]
pub fn recompute(plan: &Plan, rows: &[Row], tested: &[Tested], now: Timestamp) -> Analysis {
    let ledger: Ledger = rows.iter().collect();
    let measured = measure(plan, &ledger, rows.iter(), now);
    let (ledger, measured) = (&ledger, &measured);
    analyse(&Input { plan, ledger, tested, measured, unsummed: 0, as_of: now, now })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::{Trial, start};
    use crate::{Shown, Totals, UNIT};

    #[test]
    fn an_export_says_what_the_server_said() {
        let plan = "metrics: [revenue, p90]";
        let mut trial = Trial::of(plan).after(3);
        trial.plan.metrics[1].kind =
            hoist_ruleset::document::MetricKind::Quantile { quantile: 0.9 };
        let row = |place: i64| {
            let (variant, outcome) = (place % 2, place % 13 + place % 2);
            let values = vec![UNIT * (place % 101 + 5 * variant), UNIT * (place % 37)];
            let one = Totals { outcome: UNIT * outcome, ..Totals::default() };
            Row {
                exposed_at: start(),
                shown: Shown::One(u16::try_from(variant).unwrap()),
                totals: vec![one, Totals { values, ..Totals::default() }],
                is_cut: place == 7,
            }
        };
        let rows: Vec<Row> = (0..2000).map(row).collect();
        rows.iter().for_each(|row| trial.ledger.put(row));
        // Sums alone do not tell a quantile.
        let of_sums = trial.analyse();
        assert_eq!(of_sums.metrics[1].variants[1].refusal.as_ref().unwrap().code, "user_totals");
        trial.measured = measure(&trial.plan, &trial.ledger, rows.iter(), trial.now);
        let there = trial.analyse();
        let kept = rows.iter().rev().map(|row| Row::from_bytes(&row.to_bytes()).unwrap());
        let here = recompute(&trial.plan, &kept.collect::<Vec<_>>(), &[], trial.now);
        assert_eq!(here, there);
        assert_eq!(here.health.cut_users, 1);
        let [revenue, p90] = [0, 1].map(|metric: usize| here.metrics[metric].variants[1].clone());
        assert!(revenue.effect.unwrap().estimate > 0.1);
        assert!(p90.effect.unwrap().estimate > 0.0 && p90.mean.unwrap() > 80.0);
    }
}
