//! How fast Hoist evaluates, beside a floor and beside others.
//!
//! `flags` says what everybody is given, `evaluator` what one has to do to be measured, `report`
//! what becomes of it.
#![allow(clippy::disallowed_methods, reason = "clocks are read to measure")]

pub mod agreement;
pub mod contender;
pub mod evaluator;
pub mod flags;
pub mod floor;
pub mod growth;
pub mod hoist;
pub mod machine;
pub mod measure;
mod plot;
pub mod report;
pub mod scenario;
pub mod table;
pub mod verdict;

use std::process::ExitCode;

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

/// How a program ends.
pub fn exit(result: Result<(), String>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::FAILURE
        }
    }
}
