//! What an analysis is made of.

use jiff::Timestamp;

use crate::measure::Measured;
use crate::plan::Plan;
use crate::sums::{Ledger, Sums};
use crate::tested::Tested;

/// What an analysis is made of. All that was decided before is in it: an analysis remembers
/// nothing.
#[derive(Clone, Copy, Debug)]
pub struct Input<'i> {
    /// What is measured.
    pub plan: &'i Plan,
    /// The users.
    pub ledger: &'i Ledger,
    /// All tests of the phase that are in the log, in its order.
    pub tested: &'i [Tested],
    /// What sums cannot tell, read from single rows. A metric that needs it and has none is
    /// refused.
    pub measured: &'i Measured,
    /// The moment.
    pub now: Timestamp,
}

impl Input<'_> {
    /// The sums of a metric and variant that its value is computed from: those of capped totals
    /// where the cap is a percentile.
    #[must_use]
    pub fn sums(&self, metric: usize, variant: usize) -> Sums {
        crate::contrast::sums(self, metric, variant, i32::MAX)
    }
}
