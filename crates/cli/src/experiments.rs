//! `hoist experiments`.

mod definitions;
mod life;
mod results;
mod rows;
mod simulate;

use std::io::Write;

use hoist_ruleset::DocumentKind::Experiment;

use self::definitions::EXPERIMENT;
pub(crate) use self::results::plain;
use crate::arguments::ExperimentsCommand;
use crate::{Outcome, documents};

pub(crate) fn run(command: &ExperimentsCommand, out: &mut impl Write) -> anyhow::Result<Outcome> {
    match command {
        ExperimentsCommand::List(arguments) => definitions::list(arguments, out),
        ExperimentsCommand::Get(arguments) => documents::get(&EXPERIMENT, arguments, out),
        ExperimentsCommand::Create(arguments) => definitions::create(arguments, out),
        ExperimentsCommand::Set(arguments) => documents::set(&EXPERIMENT, arguments, out),
        ExperimentsCommand::Delete(arguments) => documents::delete(Experiment, arguments, out),
        ExperimentsCommand::Start(arguments) => life::start(arguments, out),
        ExperimentsCommand::Conclude(arguments) => life::conclude(arguments, out),
        ExperimentsCommand::Archive(arguments) => life::archive(arguments, out),
        ExperimentsCommand::Results(arguments) => return results::run(arguments, out),
        ExperimentsCommand::Simulate(arguments) => return simulate::run(arguments, out),
        ExperimentsCommand::Monitor(arguments) => life::monitor(arguments, out),
    }?;
    Ok(Outcome::Done)
}
