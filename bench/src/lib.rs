//! How fast Hoist evaluates, beside a floor and beside others.

pub mod contender;
pub mod evaluator;
pub mod flags;
pub mod floor;
pub mod hoist;
pub mod measure;
pub mod scenario;
pub mod table;

use contender::{Contender, prepare};
use floor::Floor;
use hoist::Hoist;

/// The floor and Hoist, ready to be measured.
///
/// # Errors
///
/// Where Hoist does not take its flags.
pub fn ours() -> Result<Vec<Box<dyn Contender>>, String> {
    Ok(vec![prepare::<Floor>()?, prepare::<Hoist>()?])
}
