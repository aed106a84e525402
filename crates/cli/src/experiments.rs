//! `hoist experiments`.

mod definitions;
mod life;
mod results;
mod rows;
mod simulate;

use std::io::Write;

use crate::Outcome;
use crate::arguments::ExperimentsCommand;

pub(crate) fn run(command: &ExperimentsCommand, out: &mut impl Write) -> anyhow::Result<Outcome> {
    match command {
        ExperimentsCommand::List(arguments) => definitions::list(arguments, out),
        ExperimentsCommand::Get(arguments) => definitions::get(arguments, out),
        ExperimentsCommand::Create(arguments) => definitions::create(arguments, out),
        ExperimentsCommand::Set(arguments) => definitions::set(arguments, out),
        ExperimentsCommand::Delete(arguments) => definitions::delete(arguments, out),
        ExperimentsCommand::Start(arguments) => life::start(arguments, out),
        ExperimentsCommand::Conclude(arguments) => life::conclude(arguments, out),
        ExperimentsCommand::Archive(arguments) => life::archive(arguments, out),
        ExperimentsCommand::Results(arguments) => return results::run(arguments, out),
        ExperimentsCommand::Simulate(arguments) => return simulate::run(arguments, out),
        ExperimentsCommand::Monitor(arguments) => life::monitor(arguments, out),
    }?;
    Ok(Outcome::Done)
}
