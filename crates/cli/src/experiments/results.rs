//! `hoist experiments results`.

mod csv;
mod number;
mod parts;
#[cfg(test)]
mod sample;
mod series;
mod text;
mod why;

use std::io::Write;

use hoist_api::client::{Error, ResultsOf};
use hoist_api::{Code, SeriesStep};
use hoist_ruleset::DocumentKind;

use crate::Outcome;
use crate::arguments::ExperimentResultsArguments;
use crate::output::write_json;
use crate::server::Server;

pub(crate) fn run(
    arguments: &ExperimentResultsArguments,
    out: &mut impl Write,
) -> anyhow::Result<Outcome> {
    let Some(key) = &arguments.key else {
        anyhow::bail!("no key was given");
    };
    let server = Server::of(&arguments.asking.server)?;
    let asked = Asked { server: &server, key, phase: arguments.phase };
    let (csv, json) = (arguments.csv, arguments.asking.json);
    if arguments.export {
        let mut download = asked.ask(async |of| server.client.export_results(of).await)?;
        while let Some(part) = server.ask(download.next())? {
            out.write_all(&part)?;
        }
    } else if arguments.series {
        let step = if arguments.daily { SeriesStep::Day } else { SeriesStep::Hour };
        let series = asked.ask(async |of| server.client.results_series(of, step).await)?;
        match (csv, json) {
            (true, _) => write!(out, "{}", csv::series(&series))?,
            (_, true) => write_json(&series, out)?,
            _ => write!(out, "{}", series::text(&series))?,
        }
    } else if let Some(attribute) = &arguments.breakdown {
        let refresh = arguments.refresh;
        let breakdown =
            asked.ask(async |of| server.client.results_breakdown(of, attribute, refresh).await)?;
        match (csv, json) {
            (true, _) => write!(out, "{}", csv::breakdown(&breakdown))?,
            (_, true) => write_json(&breakdown, out)?,
            _ => write!(out, "{}", parts::text(&breakdown))?,
        }
    } else {
        let results = asked.ask(async |of| server.client.results(of, arguments.refresh).await)?;
        match (csv, json) {
            (true, _) => write!(out, "{}", csv::results(&results))?,
            (_, true) => write_json(&results, out)?,
            _ => write!(out, "{}", text::text(&results, arguments.why))?,
        }
    }
    Ok(Outcome::Done)
}

/// What was asked for, of whichever kind it is: a key is one of an experiment or one of a flag.
struct Asked<'a> {
    server: &'a Server,
    key: &'a str,
    phase: Option<u32>,
}

impl Asked<'_> {
    fn ask<T>(
        &self,
        question: impl AsyncFn(ResultsOf<'_>) -> Result<T, Error>,
    ) -> anyhow::Result<T> {
        let Self { server, key, phase } = *self;
        let ask = |kind| server.wait(question(ResultsOf { kind, key, phase }));
        let is_missing = |error: &Error| matches!(error, Error::Problem(problem) if problem.code == Code::NotFound);
        let found = ask(DocumentKind::Experiment).or_else(|error| match is_missing(&error) {
            true => ask(DocumentKind::Flag)
                .map_err(|other| if is_missing(&other) { error } else { other }),
            false => Err(error),
        });
        Ok(found.map_err(|error| server.refusal(&error))?)
    }
}
