//! `hoist stats`: JSON in, JSON out, so that anybody can check a number.

mod adjust;
mod answer;
mod beliefs;
mod compare;
mod fields;
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

pub(crate) fn run(command: StatsCommand, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let fields = read()?;
    match command {
        StatsCommand::Compare => write(&compare::compare(fields)?, out),
        StatsCommand::Power => write(&power::power(fields)?, out),
        StatsCommand::Srm => write(&srm::srm(fields)?, out),
        StatsCommand::Adjust => write(&adjust::adjust(fields)?, out),
        StatsCommand::Sequential => write(&sequential::sequential(fields)?, out),
        StatsCommand::Strata => write(&strata::strata(fields)?, out),
        StatsCommand::Beliefs => write(&beliefs::beliefs(fields)?, out),
    }
}

/// What a command answers.
trait Answer: Serialize {
    /// Whether the number that was asked for is not in it.
    fn is_refused(&self) -> bool {
        false
    }
}

fn read() -> anyhow::Result<Fields> {
    let source = input::source(Path::new("-"))?;
    Fields::of(json::read(&source.bytes)?)
}

fn write(answer: &impl Answer, out: &mut impl Write) -> anyhow::Result<Outcome> {
    serde_json::to_writer_pretty(&mut *out, answer)?;
    writeln!(out)?;
    Ok(if answer.is_refused() { Outcome::Refused } else { Outcome::Done })
}
