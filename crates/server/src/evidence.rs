//! What is known of the users of a phase, for whoever analyses it.

use hoist_experiment::{Ledger, Measured, Plan};

use crate::app::App;
use crate::plan::Refusal;

/// The sums of a phase, and what sums cannot tell.
#[derive(Debug, Default)]
pub(crate) struct Evidence {
    ledger: Ledger,
    measured: Vec<Measured>,
}

impl Evidence {
    /// All of it, once all that is there is summed up.
    pub(crate) fn whole(&self) -> Option<(&Ledger, &[Measured])> {
        Some((&self.ledger, &self.measured))
    }

    /// Why it is not whole.
    pub(crate) fn why_not(&self) -> String {
        "Its users are still being summed up.".to_owned()
    }
}

/// What is known of a phase now. Blocks.
pub(crate) fn evidence(_: &App, _: &str, _: &Plan) -> Result<Evidence, Refusal> {
    Ok(Evidence::default())
}
