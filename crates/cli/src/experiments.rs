//! `hoist experiments`.

mod results;

use std::io::Write;

use crate::Outcome;
use crate::arguments::ExperimentsCommand;

pub(crate) fn run(command: &ExperimentsCommand, out: &mut impl Write) -> anyhow::Result<Outcome> {
    match command {
        ExperimentsCommand::Results(arguments) => results::run(arguments, out),
    }
}
