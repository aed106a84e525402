//! `hoist release run`: from a file to everybody, or back.

use std::io::Write;
use std::slice;

use anyhow::bail;
use hoist_api::client::{Error, ImportQuery};
use hoist_api::{Code, ImportFiles, ReleaseStatus};
use hoist_ruleset::{DocumentKind, Source, read};

use super::asking;
use super::watch::{End, follow, verdict};
use crate::arguments::{Changing, ReleaseRunArguments};
use crate::output::complain;
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
    let files = ImportFiles { files: vec![exchange::file(source)?] };
    let query = ImportQuery { reason: reason.as_deref(), ..ImportQuery::default() };
    let report = server.ask(server.client.import(&files, query))?;
    if !asking.json {
        write!(out, "{}", imported::lines(&report))?;
    }
    let before = last(&server, &key)?;
    let request = asking::start_request(how, changing);
    let started = server.ask(server.client.start_release(&key, &request))?;
    let run = started.summary.run;
    if before.is_some_and(|before| before.summary.run == run) {
        already(&started)?;
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

/// The last run, if there ever was one.
fn last(server: &Server, key: &str) -> anyhow::Result<Option<ReleaseStatus>> {
    match server.wait(server.client.release(key, None)) {
        Ok(release) => Ok(Some(release)),
        Err(Error::Problem(problem)) if problem.code == Code::NotFound => Ok(None),
        Err(error) => Err(server.refusal(&error).into()),
    }
}

/// Says that it ran before; with another document than the file's, that is no success of the file.
fn already(started: &ReleaseStatus) -> anyhow::Result<()> {
    let run = &started.summary;
    let (key, by) = (&run.key, &run.started_by);
    if started.edited {
        bail!(
            "{key} runs already (run {}, started by {by}) by what its document said before: wait \
             for its end or abort it, then run this file again",
            run.run
        );
    }
    complain(format_args!("note: {key} runs already (run {}, started by {by})", run.run));
    Ok(())
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
