//! `hoist release start`, `pause`, `resume`, `promote`, `approve`, `abort`, `status` and `checks`.

use std::io::Write;

use hoist_api::client::{CheckRunsOf, ReleaseVerb};
use hoist_api::{AbortRequest, ApproveRequest, ReleaseRun, ReleaseStartRequest, ReleaseStatus};

use super::page;
use crate::arguments::{
    Asking, Changing, ReleaseAbortArguments, ReleaseApproveArguments, ReleaseAskArguments,
    ReleaseChecksArguments, ReleaseOfArguments, ReleaseStartArguments,
};
use crate::output::{printable, write_json};
use crate::server::Server;

pub(super) fn start(arguments: &ReleaseStartArguments, out: &mut impl Write) -> anyhow::Result<()> {
    let ReleaseStartArguments { key, how, changing } = arguments;
    let server = Server::of(&changing.asking.server)?;
    let request = ReleaseStartRequest {
        revive: how.revive.then_some(true),
        dry_run: how.dry_run.then_some(true),
        reason: changing.reason.clone(),
    };
    told(&server.ask(server.client.start_release(key, &request))?, &changing.asking, out)
}

pub(super) fn ask(
    verb: ReleaseVerb,
    arguments: &ReleaseAskArguments,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let ReleaseAskArguments { key, changing: Changing { reason, asking } } = arguments;
    let server = Server::of(&asking.server)?;
    told(&server.ask(server.client.ask_release(key, verb, reason.clone()))?, asking, out)
}

pub(super) fn abort(arguments: &ReleaseAbortArguments, out: &mut impl Write) -> anyhow::Result<()> {
    let ReleaseAbortArguments { key, leave_traffic, changing } = arguments;
    let Changing { reason, asking } = changing;
    let server = Server::of(&asking.server)?;
    let leave_traffic = leave_traffic.then_some(true);
    let request = AbortRequest { leave_traffic, reason: reason.clone() };
    told(&server.ask(server.client.abort_release(key, &request))?, asking, out)
}

pub(super) fn approve(
    arguments: &ReleaseApproveArguments,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let ReleaseApproveArguments { key, step, changing: Changing { reason, asking } } = arguments;
    let server = Server::of(&asking.server)?;
    let request = ApproveRequest { step: step.clone(), reason: reason.clone() };
    told(&server.ask(server.client.approve_release(key, &request))?, asking, out)
}

/// `checkout_v2: run 3, paused, checkout at 25 % (early); paused: lunch (token:ops)`
pub(super) fn told(
    release: &ReleaseStatus,
    asking: &Asking,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    if asking.json { write_json(release, out) } else { Ok(writeln!(out, "{}", line(release))?) }
}

fn line(release: &ReleaseStatus) -> String {
    let run @ ReleaseRun { key, run: number, flag, share, step_name, decision, .. } =
        &release.summary;
    let state = page::state(run);
    let why = page::decided(decision);
    printable(&format!("{key}: run {number}, {state}, {flag} at {share} % ({step_name}); {why}"))
}

pub(super) fn status(arguments: &ReleaseOfArguments, out: &mut impl Write) -> anyhow::Result<()> {
    let ReleaseOfArguments { key, run, asking } = arguments;
    let server = Server::of(&asking.server)?;
    let release = server.ask(server.client.release(key, *run))?;
    if asking.json {
        return write_json(&release, out);
    }
    Ok(write!(out, "{}", page::page(&release, usize::MAX))?)
}

pub(super) fn checks(
    arguments: &ReleaseChecksArguments,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let ReleaseChecksArguments { key, run, check, limit, asking } = arguments;
    let server = Server::of(&asking.server)?;
    let of = CheckRunsOf { run: *run, check: check.as_deref() };
    let found = server
        .pages(Some(*limit), async |page| server.client.release_checks(key, of, page).await)?;
    if asking.json {
        return write_json(&found, out);
    }
    match found.items.as_slice() {
        [] => writeln!(out, "no check was made")?,
        items => write!(out, "{}", page::findings(items))?,
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::page::tests::example;
    use super::line;

    #[test]
    fn what_was_asked_for_people() {
        assert_snapshot!(line(&example()), @"checkout_v2: run 3, running, checkout at 25 % (early); stepped: going to 25 %");
    }
}
