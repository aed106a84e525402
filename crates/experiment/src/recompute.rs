//! An analysis from single rows, for whoever has an export and no server.

use jiff::Timestamp;

use crate::analyse::analyse;
use crate::analysis::Analysis;
use crate::input::{Input, measure};
use crate::plan::Plan;
use crate::row::Row;
use crate::sums::Ledger;
use crate::tested::Tested;

/// What is known of a phase by its rows, in any order, and the tests in its log: the analysis that
/// the server had at that moment, to the last bit.
#[must_use]
pub fn recompute(plan: &Plan, rows: &[Row], tested: &[Tested], now: Timestamp) -> Analysis {
    let ledger: Ledger = rows.iter().collect();
    let measured = measure(plan, rows.iter());
    analyse(&Input { plan, ledger: &ledger, tested, measured: &measured, now })
}
