//! What can be typed about moments of the past.

use clap::Args;

use super::values::{Moment, parse_moment};

/// As it was.
#[derive(Args, Debug)]
pub(crate) struct AtArguments {
    /// As it was then: after the entry with this seq of the change log, or at this time
    #[arg(long, value_name = "SEQ|TIME", value_parser = parse_moment)]
    pub(crate) at: Option<Moment>,
}

impl AtArguments {
    /// The moment as a server reads it.
    pub(crate) fn text(&self) -> Option<String> {
        self.at.map(|moment| moment.to_string())
    }
}
