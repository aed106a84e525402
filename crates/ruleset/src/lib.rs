//! Hoist's vocabulary: what people write, what is wrong with it, and what evaluation reads.
//!
//! - [`read()`] turns YAML and JSON into [`Documents`] and tells every problem of the input.
//! - [`Ruleset::compile`] turns documents and [`State`] into the form that `hoist-eval` reads.
//!
//! The crate is pure: no clock, no randomness, no environment, no I/O. Equal input gives equal
//! output on every machine.

mod check;
pub mod compiled;
mod diagnostic;
mod diff;
mod digest;
pub mod document;
mod key;
mod layer;
pub mod limits;
pub mod lint;
mod list;
pub mod log;
mod number;
mod pages;
mod pairs;
mod path;
mod places;
mod read;
mod source;
mod state;
mod time;

pub use compiled::Ruleset;
pub use diagnostic::{Code, Diagnostic, Problem, STANDING};
pub use diff::{FieldChange, diff};
pub use digest::{Digest, NotADigest};
pub use document::Documents;
pub use key::{ExperimentKey, FlagKey, MetricKey, ReleaseKey, SegmentKey, is_environment_key};
pub use layer::{LayerFull, find_room, layer_range, unplaced};
pub use list::{KeyList, Lists, LoadError};
pub use number::{Number, Percentage, Weight};
pub use pairs::Pairs;
pub use read::{DocumentKind, Entry, Onto, READ_ONLY, Reading, read, read_beside_state, read_onto};
pub use source::{Holds, Mark, Source, Syntax};
pub use state::{ExperimentState, ExperimentStatus, State};
pub use time::{Hours, TimeZoneName, parse_timestamp};

pub use diagnostic::closest;
