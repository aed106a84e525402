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
    /// Users with stored events that the sums do not have.
    pub unsummed: u64,
    /// The moment that the sums are of.
    pub as_of: Timestamp,
    /// The moment by which windows and the phase have ended: `as_of`, or for whoever decides for
    /// good so long before it that what happened until then has arrived.
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
