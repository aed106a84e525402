//! `hoist flags`.

use std::io::Write;

use hoist_api::client::{Terms, When};
use hoist_ruleset::DocumentKind::Flag;
use serde_json::Value;

use crate::arguments::{
    Asking, Changing, CreateArguments, FlagsCommand, FlipArguments, HistoryArguments, ListArguments,
};
use crate::audit::{page_of, write_changes};
use crate::documents::Told;
use crate::output::{complain, printable, write_json};
use crate::rows::{self, State};
use crate::server::Server;
use crate::{Outcome, documents, patch, stale};

/// How a flag is told.
const FLAG: Told = Told {
    kind: Flag,
    page: rows::flag_page,
    state: |flag| format!("it is {}", State::of(flag).name()),
};

pub(crate) fn run(command: &FlagsCommand, out: &mut impl Write) -> anyhow::Result<Outcome> {
    match command {
        FlagsCommand::List(arguments) => list(arguments, out),
        FlagsCommand::Get(arguments) => documents::get(&FLAG, arguments, out),
        FlagsCommand::Create(arguments) => create(arguments, out),
        FlagsCommand::Set(arguments) => documents::set(&FLAG, arguments, out),
        FlagsCommand::Flip(arguments) => flip(arguments, out),
        FlagsCommand::Delete(arguments) => documents::delete(Flag, arguments, out),
        FlagsCommand::History(arguments) => history(arguments, out),
    }?;
    Ok(Outcome::Done)
}

fn list(arguments: &ListArguments, out: &mut impl Write) -> anyhow::Result<()> {
    let Asking { json, server } = &arguments.asking;
    let server = Server::of(server)?;
    if arguments.stale {
        return stale::list(arguments, &server, out);
    }
    let at = arguments.when.text();
    let when = When { at: at.as_deref(), now: None };
    let flags = server.pages(None, async |page| server.client.list_at(Flag, when, page).await)?;
    if *json {
        return write_json(&flags, out);
    }
    if let Some(at) = &at {
        writeln!(out, "# as of {at}")?;
    }
    if flags.items.is_empty() {
        let were = if at.is_some() { "were" } else { "are" };
        writeln!(out, "there {were} no flags")?;
    } else {
        write!(out, "{}", rows::flags_table(&flags.items))?;
    }
    if !flags.erased.is_empty() {
        out.flush()?;
        let keys = flags.erased.join(", ");
        complain(format_args!(
            "note: these cannot be shown any more, since documents were erased: {}",
            printable(&keys)
        ));
    }
    Ok(())
}

fn create(arguments: &CreateArguments, out: &mut impl Write) -> anyhow::Result<()> {
    let flag = match &arguments.from {
        Some(path) => documents::definition(path)?,
        None => patch::of_fields(fields(arguments))?,
    };
    documents::create(&FLAG, &arguments.key, flag, &arguments.changing, out)
}

/// What `flags create` says of a definition without a file.
fn fields(arguments: &CreateArguments) -> Vec<(&str, Value)> {
    let CreateArguments { kind, enabled, percentage, description, fields, .. } = arguments;
    let mut all = Vec::new();
    all.extend(kind.as_ref().map(|kind| ("type", kind.as_str().into())));
    all.extend(enabled.then_some(("enabled", true.into())));
    all.extend(percentage.as_ref().map(|share| ("percentage", Value::Number(share.clone()))));
    all.extend(description.as_ref().map(|text| ("description", text.as_str().into())));
    all.extend(fields.iter().map(|(name, value)| (name.as_str(), value.clone())));
    all
}

fn flip(arguments: &FlipArguments, out: &mut impl Write) -> anyhow::Result<()> {
    let Changing { reason, asking } = &arguments.changing;
    let server = Server::of(&asking.server)?;
    let if_version = arguments.version.if_version;
    let terms = Terms { if_version, reason: reason.as_deref() };
    let flag = server.ask(server.client.flip(&arguments.key, terms))?;
    FLAG.told(asking, "changed", &flag, out)
}

fn history(arguments: &HistoryArguments, out: &mut impl Write) -> anyhow::Result<()> {
    let Asking { json, server } = &arguments.asking;
    let server = Server::of(server)?;
    let changes = server.pages(Some(arguments.limit), async |page| {
        server.client.history(Flag, &arguments.key, page).await.map(page_of)
    })?;
    write_changes(&changes, *json, out)
}
