//! `hoist audit`.

use std::io::Write;

use hoist_api::client::{ChangesFilter, ChangesQuery};
use hoist_api::{Change, Changes, Page, Verification};

use crate::arguments::{
    AuditCommand, AuditExportArguments, AuditFilterArguments, AuditListArguments,
    AuditVerifyArguments,
};
use crate::audit_file::Checked;
use crate::output::{complain, printable, write_json};
use crate::server::Server;
use crate::{Outcome, audit_file, audit_offline, history};

pub(crate) fn run(command: &AuditCommand, out: &mut impl Write) -> anyhow::Result<Outcome> {
    match command {
        AuditCommand::List(arguments) => list(arguments, out),
        AuditCommand::Export(arguments) => export(arguments, out),
        AuditCommand::Verify(arguments) => verify(arguments, out),
    }
}

fn list(arguments: &AuditListArguments, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let AuditListArguments { filter, oldest_first, diff, instance, limit, asking } = arguments;
    let server = Server::of(&asking.server)?;
    let changes = server.pages(Some(*limit), async |page| {
        let query = ChangesQuery {
            filter: filter_of(filter),
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

fn filter_of(arguments: &AuditFilterArguments) -> ChangesFilter<'_> {
    let AuditFilterArguments { kind, collection, key, actor, since, until, after, before } =
        arguments;
    ChangesFilter {
        kind: kind.as_deref(),
        collection: collection.as_deref(),
        key: key.as_deref(),
        actor: actor.as_deref(),
        since: *since,
        until: *until,
        after: *after,
        before: *before,
    }
}

fn export(arguments: &AuditExportArguments, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let AuditExportArguments { filter, instance, server } = arguments;
    let server = Server::of(server)?;
    let filter = filter_of(filter);
    let mut download = match instance {
        false => server.ask(server.client.export_changes(filter))?,
        true => server.ask(server.client.export_instance_changes(filter))?,
    };
    while let Some(part) = server.ask(download.next())? {
        out.write_all(&part)?;
    }
    Ok(Outcome::Done)
}

/// Changes as a page like any other.
pub(crate) fn page_of(changes: Changes) -> Page<Change> {
    Page::new(changes.items, changes.next)
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
    let AuditVerifyArguments { file, expect, data, instance, asking } = arguments;
    if let Some(file) = file {
        let checked = audit_file::verify(file, expect.as_deref())?;
        return told_of_file(&checked, asking.json, out);
    }
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

/// Tells what a check of an export found.
fn told_of_file(checked: &Checked, json: bool, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let Checked { verification, filtered, gone, expected } = checked;
    let Verification { log, entries, hash, faults } = verification;
    let outcome = if faults.is_empty() { Outcome::Done } else { Outcome::Refused };
    if json {
        let mut told = serde_json::to_value(verification)?;
        told["filtered"] = (*filtered).into();
        // Of an excerpt it cannot be told why something is not there.
        told[if *filtered { "absent" } else { "erased" }] = (*gone).into();
        told["expected"] = (*expected).into();
        write_json(&told, out)?;
        return Ok(outcome);
    }
    if !filtered || outcome == Outcome::Refused {
        told(verification, json, out)?;
    } else {
        let log = printable(log);
        writeln!(out, "the excerpt of the log {log}: {entries} entries, each as it was appended")?;
        writeln!(out, "the log ended at the hash {} then", printable(hash))?;
        complain(format_args!(
            "note: it was exported with filters, so whether entries are missing cannot be told"
        ));
    }
    if let Some(seq) = expected.filter(|_| outcome == Outcome::Done) {
        writeln!(out, "the expected hash is that of entry {seq}")?;
    }
    let not_there = format!("{gone} of its documents and addresses are not");
    match (*gone, *filtered) {
        (0, _) => {}
        (_, false) => writeln!(out, "{not_there} there: they were erased")?,
        (_, true) => complain(format_args!(
            "note: {not_there} in this file; whether they were erased cannot be told from an excerpt"
        )),
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
