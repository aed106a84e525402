//! `hoist stats`: JSON in, JSON out, so that anybody can check a number.

mod adjust;
mod answer;
mod beliefs;
mod compare;
mod fields;
mod given;
mod json;
mod power;
mod sequential;
mod srm;
mod strata;

use std::io::Write;
use std::path::Path;

use serde::Serialize;

use crate::arguments::StatsCommand;
use crate::{Outcome, input};
use fields::Fields;
use given::Given;

pub(crate) fn run(command: StatsCommand, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let input = json::read(&input::source(Path::new("-"))?.bytes)?;
    let given = Given::of(&input);
    let fields = Fields::of(input)?;
    match command {
        StatsCommand::Compare => write(&compare::compare(fields)?, &given, out),
        StatsCommand::Power => write(&power::power(fields)?, &given, out),
        StatsCommand::Srm => write(&srm::srm(fields)?, &given, out),
        StatsCommand::Adjust => write(&adjust::adjust(fields)?, &given, out),
        StatsCommand::Sequential => write(&sequential::sequential(fields)?, &given, out),
        StatsCommand::Strata => write(&strata::strata(fields)?, &given, out),
        StatsCommand::Beliefs => write(&beliefs::beliefs(fields)?, &given, out),
    }
}

/// What a command answers.
trait Answer: Serialize {
    /// Whether the number that was asked for is not in it.
    fn is_refused(&self) -> bool {
        false
    }
}

fn write(answer: &impl Answer, given: &Given, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let mut told = serde_json::to_value(answer)?;
    given.explain(&mut told);
    serde_json::to_writer_pretty(&mut *out, &told)?;
    writeln!(out)?;
    Ok(if answer.is_refused() { Outcome::Refused } else { Outcome::Done })
}
