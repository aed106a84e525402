//! `hoist experiments results`.

mod csv;
mod number;
mod offline;
mod parts;
#[cfg(test)]
mod sample;
mod series;
mod text;
mod why;

use std::io::Write;
use std::path::Path;
use std::time::Duration;

use hoist_api::client::{Error, ResultsOf};
use hoist_api::{Code, Results, SeriesStep};
use hoist_ruleset::DocumentKind;

use crate::Outcome;
use crate::arguments::ExperimentResultsArguments;
use crate::output::{complain, printable, write_json};
use crate::server::Server;
pub(crate) use number::plain;
use offline::Computed;

/// While users are being summed up it is asked anew, so often and after such pauses.
const ASKED_MAX: u32 = 120;
const PAUSE: Duration = Duration::from_millis(500);

pub(crate) fn run(
    arguments: &ExperimentResultsArguments,
    out: &mut impl Write,
) -> anyhow::Result<Outcome> {
    if let Some(file) = &arguments.file {
        return of_file(file, arguments, out);
    }
    let key = arguments.key.as_deref().unwrap_or_default();
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
        write_results(&results, arguments, out)?;
    }
    Ok(Outcome::Done)
}

fn write_results(
    results: &Results,
    arguments: &ExperimentResultsArguments,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    match (arguments.csv, arguments.asking.json) {
        (true, _) => write!(out, "{}", csv::results(results))?,
        (_, true) => write_json(results, out)?,
        _ => write!(out, "{}", text::text(results, arguments.why))?,
    }
    Ok(())
}

/// Computes the results of an export, and tells whether the server found the same.
fn of_file(
    file: &Path,
    arguments: &ExperimentResultsArguments,
    out: &mut impl Write,
) -> anyhow::Result<Outcome> {
    let Computed { results, differences } = offline::compute(file)?;
    if differences.is_empty() {
        write_results(&results, arguments, out)?;
        out.flush()?;
        complain(format_args!("computed from single users: the server found the same"));
        return Ok(Outcome::Done);
    }
    complain(format_args!(
        "error: the server found something else, which stands at the end of the export: it was \
         changed since, or another version of Hoist wrote it. The first that differs:"
    ));
    for difference in differences {
        complain(format_args!("  {}", printable(&difference)));
    }
    Ok(Outcome::Refused)
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
        let ask =
            |kind| server.wait(summed(async || question(ResultsOf { kind, key, phase }).await));
        let is_missing = |error: &Error| matches!(error, Error::Problem(problem) if problem.code == Code::NotFound);
        let found = ask(DocumentKind::Experiment).or_else(|error| match is_missing(&error) {
            true => ask(DocumentKind::Flag)
                .map_err(|other| if is_missing(&other) { error } else { other }),
            false => Err(error),
        });
        Ok(found.map_err(|error| server.refusal(&error))?)
    }
}

/// Asks until users are summed up, which takes a moment after something was changed or sent.
async fn summed<T>(question: impl AsyncFn() -> Result<T, Error>) -> Result<T, Error> {
    let mut asked = 0;
    loop {
        let answer = question().await;
        let waits =
            matches!(&answer, Err(Error::Problem(problem)) if problem.code == Code::SummingUp);
        if !waits || asked == ASKED_MAX {
            return answer;
        }
        asked += 1;
        tokio::time::sleep(PAUSE).await;
    }
}
