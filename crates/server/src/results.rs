//! What experiments, and flags with metrics, have found.
//!
//! Everything here that makes numbers is a pure function of a plan, of what users come to and of
//! the tests in the log: `hoist experiments results --file` calls the same ones. `keep` stores what
//! they give, so that pages read it whatever the number of users.

mod told;
mod why;

pub use told::{point, told};
