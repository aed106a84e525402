//! `hoist audit`.

use std::io::Write;

use hoist_api::client::ChangesQuery;
use hoist_api::{Change, Changes, Page, Verification};

use crate::arguments::{AuditCommand, AuditListArguments, AuditVerifyArguments};
use crate::output::{complain, printable, write_json};
use crate::server::Server;
use crate::{Outcome, audit_offline, history};

pub(crate) fn run(command: &AuditCommand, out: &mut impl Write) -> anyhow::Result<Outcome> {
    match command {
        AuditCommand::List(arguments) => list(arguments, out),
        AuditCommand::Verify(arguments) => verify(arguments, out),
    }
}

fn list(arguments: &AuditListArguments, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let AuditListArguments { after, before, oldest_first, diff, instance, limit, asking } =
        arguments;
    let server = Server::of(&asking.server)?;
    let changes = server.pages(Some(*limit), async |page| {
        let query = ChangesQuery {
            after: *after,
            before: *before,
            oldest_first: *oldest_first,
            diff: *diff,
            limit: page.limit,
            cursor: page.cursor,
        };
        let changes = match instance {
            false => server.client.changes(query).await,
            true => server.client.instance_changes(query).await,
        };
        changes.map(page_of)
    })?;
    write_changes(&changes, asking.json, out)?;
    Ok(Outcome::Done)
}

/// Changes as a page like any other.
pub(crate) fn page_of(changes: Changes) -> Page<Change> {
    Page { items: changes.items, next: changes.next }
}

pub(crate) fn write_changes(
    changes: &Page<Change>,
    json: bool,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    if json {
        return write_json(changes, out);
    }
    write!(out, "{}", history::text(&changes.items))?;
    out.flush()?;
    if changes.next.is_some() {
        complain(format_args!("hint: there are more; --limit says how many are shown"));
    }
    Ok(())
}

fn verify(arguments: &AuditVerifyArguments, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let AuditVerifyArguments { data, instance, asking } = arguments;
    let Some(data) = data else {
        let server = Server::of(&asking.server)?;
        let verification = match instance {
            false => server.ask(server.client.verify())?,
            true => server.ask(server.client.verify_instance())?,
        };
        return told(&verification, asking.json, out);
    };
    let mut outcome = Outcome::Done;
    for verification in audit_offline::verify(data)? {
        if told(&verification, asking.json, out)? == Outcome::Refused {
            outcome = Outcome::Refused;
        }
    }
    Ok(outcome)
}

/// Tells what a check of a log found. Refused where something is wrong.
fn told(verification: &Verification, json: bool, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let Verification { log, entries, hash, faults } = verification;
    let outcome = if faults.is_empty() { Outcome::Done } else { Outcome::Refused };
    if json {
        write_json(verification, out)?;
        return Ok(outcome);
    }
    let log = printable(log);
    if outcome == Outcome::Done {
        writeln!(out, "the log {log} is sound: {entries} entries, each as it was appended")?;
        writeln!(out, "its last hash is {}", printable(hash))?;
        return Ok(outcome);
    }
    for fault in faults {
        writeln!(out, "{}", printable(fault))?;
    }
    out.flush()?;
    let noun = if faults.len() == 1 { "fault" } else { "faults" };
    complain(format_args!(
        "error: the log {log} is not what was appended: {} {noun} in {entries} entries",
        faults.len()
    ));
    Ok(outcome)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_with_faults_is_refused() {
        for (faults, expected) in [
            (
                vec![],
                (
                    Outcome::Done,
                    "the log l1 is sound: 3 entries, each as it was appended\n\
                     its last hash is 5f\n",
                ),
            ),
            (
                vec!["seq 2: its hash is another"],
                (Outcome::Refused, "seq 2: its hash is another\n"),
            ),
        ] {
            let faults = faults.into_iter().map(str::to_owned).collect();
            let (log, hash) = ("l1".to_owned(), "5f".to_owned());
            let verification = Verification { log, entries: 3, hash, faults };
            let mut out = Vec::new();
            let outcome = told(&verification, false, &mut out).unwrap();
            assert_eq!((outcome, std::str::from_utf8(&out).unwrap()), expected);
        }
    }
}
