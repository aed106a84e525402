//! What experiments, and flags with metrics, have found.
//!
//! Everything here that makes numbers is a pure function of a plan, of what users come to and of
//! the tests in the log: `hoist experiments results --file` calls the same ones. `read` reads
//! those of a phase, and `keep` stores what comes of them, so that pages are read whatever the
//! number of users.

mod breakdown;
mod export;
mod gathered;
mod job;
pub(crate) mod keep;
pub(crate) mod living;
pub(crate) mod read;
mod told;
mod why;

pub use export::{exported, imported};
pub use gathered::Gathered;
pub(crate) use job::by_attribute;
pub(crate) use living::living;
pub use living::over;
pub(crate) use told::point;
pub use told::told;
