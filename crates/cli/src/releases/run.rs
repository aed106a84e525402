//! `hoist release run`: from a file to everybody, or back.

use std::io::Write;
use std::slice;

use anyhow::bail;
use hoist_api::{ReleaseOfFile, ReleaseRun, ReleaseRunRequest, ReleaseState, ReleaseStatus};
use hoist_ruleset::{DocumentKind, Source, read};

use super::asking;
use super::watch::{End, follow, verdict};
use crate::arguments::{Changing, ReleaseRunArguments};
use crate::output::{complain, printable};
use crate::server::Server;
use crate::{Outcome, exchange, imported, input};

pub(super) fn run(
    arguments: &ReleaseRunArguments,
    out: &mut impl Write,
) -> anyhow::Result<Outcome> {
    let ReleaseRunArguments { file, wait, how, changing } = arguments;
    let Changing { reason, asking } = changing;
    let source = input::source(file)?;
    let key = key(&source)?;
    let server = Server::of(&asking.server)?;
    let request = ReleaseRunRequest {
        file: exchange::file(source)?,
        revive: how.revive.then_some(true),
        dry_run: how.dry_run.then_some(true),
        reason: reason.clone(),
    };
    let of_file = server.ask(server.client.run_release(&key, &request))?;
    let ReleaseOfFile { written, release: started } = of_file;
    let run = started.summary.run;
    match &written {
        Some(report) if !asking.json => write!(out, "{}", imported::lines(report))?,
        Some(_) => {}
        None => complain(format_args!("note: {}", printable(&already(&started)))),
    }
    if !asking.json || !wait {
        asking::told(&started, asking, out)?;
    }
    out.flush()?;
    if !wait {
        return Ok(Outcome::Done);
    }
    match follow(&server, &key, run, asking.json, out)? {
        End::Over(release) => Ok(verdict(&release)),
        // Nobody knows yet how it ends, so what comes after it must not begin.
        End::Stopped => Ok(Outcome::Refused),
    }
}

/// The key of the one release of a file. Whether it is sound is told by the server, which knows what
/// it refers to.
fn key(source: &Source) -> anyhow::Result<String> {
    let entries = read(slice::from_ref(source)).entries;
    let releases = entries.into_iter().filter(|entry| entry.kind == DocumentKind::Release);
    let keys: Vec<String> = releases.map(|entry| entry.key).collect();
    match keys.as_slice() {
        [key] => Ok(key.clone()),
        [] => bail!("{} has no release: it takes `releases` with one", source.name),
        several => bail!(
            "{} has several releases ({}): give each a file of its own, or import them and start \
             each by itself",
            source.name,
            several.join(", ")
        ),
    }
}

/// Says that nothing began, since there is a run of what the file says.
fn already(started: &ReleaseStatus) -> String {
    let ReleaseRun { key, run, started_by, status, .. } = &started.summary;
    let what = match status {
        ReleaseState::Succeeded => "has succeeded already by this document, and everybody is in",
        _ => "runs already by this document",
    };
    format!("{key} {what} (run {run}, started by {started_by}): nothing was written")
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    fn of(text: &str) -> String {
        let found = key(&Source::new("release.yaml", text.as_bytes().to_vec()));
        found.unwrap_or_else(|error| error.to_string())
    }

    #[test]
    fn a_file_has_one_release() {
        assert_eq!(of("releases: {a: {flag: f, checks: []}}"), "a");
        // What is wrong with it is for the server to say.
        assert_eq!(of("releases: {a: {flag: f, checks: [{name: x}]}}"), "a");
        assert_snapshot!(of("features: {}"), @"release.yaml has no release: it takes `releases` with one");
        assert_snapshot!(of("releases: {a: {flag: f}, b: {flag: g}}"), @"release.yaml has several releases (a, b): give each a file of its own, or import them and start each by itself");
    }
}
