//! Computing results again from an export, without a server. It may be of any length: of each user
//! only sums are kept.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _};
use std::path::Path;

use anyhow::{Context, anyhow, bail};
use hoist_api::{ExportEnd, ExportRow, ExportStart, Results};
use hoist_experiment::{Plan, Tested};
use hoist_server::results::{Gathered, imported, over};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// No line is longer.
const LINE_BYTES_MAX: u64 = 32 << 20;

/// So many differences are told.
const DIFFERENCES_MAX: usize = 5;

/// What an export comes to.
#[derive(Debug)]
pub(super) struct Computed {
    pub(super) results: Results,
    /// Where it is something else than the server made of it, to the last digit; the first few.
    pub(super) differences: Vec<String>,
}

/// A line that is no user.
#[derive(Deserialize)]
struct Beside<'l> {
    #[serde(default)]
    test: Option<Tested>,
    #[serde(default, borrow)]
    end: Option<&'l RawValue>,
}

/// Computes the results of the export in a file, or on standard input.
pub(super) fn compute(file: &Path) -> anyhow::Result<Computed> {
    if file.as_os_str() == "-" {
        return of_lines(io::stdin().lock(), "standard input");
    }
    let name = file.display().to_string();
    let open = File::open(file).with_context(|| format!("cannot read {name}"))?;
    of_lines(BufReader::new(open), &name)
}

fn of_lines(mut lines: impl BufRead, name: &str) -> anyhow::Result<Computed> {
    let no_export =
        || format!("{name} is no export, as `hoist experiments results KEY --export` writes it");
    let first = line(&mut lines, name)?.with_context(no_export)?;
    let start: ExportStart = serde_json::from_slice(&first).with_context(no_export)?;
    if start.results_export != 1 {
        bail!("{name} is an export of form {}: take a newer hoist", start.results_export);
    }
    let plan: Plan = serde_json::from_value(Value::Object(start.plan))
        .with_context(|| format!("line 1 of {name} has no plan"))?;
    let mut gathered = Gathered::of(plan.clone());
    let (mut users, mut tested) = (0_u64, Vec::new());
    for number in 2_u64.. {
        let at = || format!("line {number} of {name}");
        let Some(text) = line(&mut lines, name)? else {
            bail!("{name} breaks off after line {}: export it again", number - 1);
        };
        let is_beside = text.starts_with(b"{\"test\"") || text.starts_with(b"{\"end\"");
        if !is_beside {
            let row: ExportRow = serde_json::from_slice(&text).with_context(at)?;
            let row = imported(&plan, row).map_err(|why| anyhow!("{}: {why}", at()))?;
            gathered.add(&row);
            users += 1;
            continue;
        }
        match serde_json::from_slice(&text).with_context(at)? {
            Beside { test: Some(test), .. } => tested.push(test),
            Beside { end: Some(end), .. } => {
                let told: ExportEnd = serde_json::from_str(end.get()).with_context(at)?;
                if told.users != users || told.tests != tested.len() as u64 {
                    bail!(
                        "{name} has {users} users and {} tests, and says {} and {} at its end: \
                         lines are missing",
                        tested.len(),
                        told.users,
                        told.tests
                    );
                }
                let results = gathered.results(&tested, told.results.as_of);
                let differences = differences(&results, &told.results)?;
                // It is what was known then, and not computed from these users.
                let results = over(Results { conclusion: told.conclusion, ..results });
                return Ok(Computed { results, differences });
            }
            Beside { .. } => bail!("{} is neither a user, a test nor the end", at()),
        }
    }
    bail!(no_export())
}

/// Where the results of both differ, each with what both say.
fn differences(own: &Results, told: &Results) -> anyhow::Result<Vec<String>> {
    let [own, told] = [serde_json::to_value(own)?, serde_json::to_value(told)?];
    let mut found = Vec::new();
    differ("", &own, &told, &mut found);
    Ok(found)
}

fn differ(path: &str, own: &Value, told: &Value, found: &mut Vec<String>) {
    let at = |part: &str| match path {
        "" => part.to_owned(),
        path => format!("{path}.{part}"),
    };
    match (own, told) {
        _ if own == told || found.len() == DIFFERENCES_MAX => {}
        (Value::Object(own), Value::Object(told)) => {
            let mut names: Vec<&String> = own.keys().chain(told.keys()).collect();
            names.sort_unstable();
            names.dedup();
            for name in names {
                let of =
                    |fields: &Map<String, Value>| fields.get(name).cloned().unwrap_or_default();
                differ(&at(name), &of(own), &of(told), found);
            }
        }
        (Value::Array(own), Value::Array(told)) if own.len() == told.len() => {
            for (place, (own, told)) in own.iter().zip(told).enumerate() {
                differ(&at(&place.to_string()), own, told, found);
            }
        }
        _ => found.push(format!("{path}: {own} by these users, {told} by the server")),
    }
}

/// The next line; none at the end.
fn line(lines: &mut impl BufRead, name: &str) -> anyhow::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    let read = lines.take(LINE_BYTES_MAX).read_until(b'\n', &mut line);
    read.with_context(|| format!("cannot read {name}"))?;
    if line.len() as u64 >= LINE_BYTES_MAX {
        bail!("{name} has a line of more than {LINE_BYTES_MAX} bytes, which no export has");
    }
    Ok((!line.is_empty()).then_some(line))
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn where_results_differ_is_told_with_both_values() {
        let own = sample::decided();
        assert_eq!(differences(&own, &own).unwrap(), Vec::<String>::new());
        let mut told = own.clone();
        told.winner = None;
        told.metrics[0].variants[1].users += 1;
        let expected = [
            "metrics.0.variants.1.users: 10000 by these users, 10001 by the server",
            "winner: \"short\" by these users, null by the server",
        ];
        assert_eq!(differences(&own, &told).unwrap(), expected);
    }
}
