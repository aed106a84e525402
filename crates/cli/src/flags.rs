//! `hoist flags`.

use std::io::{Read, Write};
use std::path::Path;

use anyhow::Context;
use hoist_api::client::{Terms, When};
use hoist_api::{Document, Warning};
use hoist_ruleset::DocumentKind::Flag;
use serde_json::{Map, Value};

use crate::arguments::{
    Asking, Changing, CreateArguments, DeleteArguments, FlagsCommand, FlipArguments, GetArguments,
    HistoryArguments, ListArguments, SetArguments,
};
use crate::audit::{page_of, write_changes};
use crate::output::{complain, printable, write_json};
use crate::rows::{self, State};
use crate::server::Server;
use crate::{Outcome, input, patch, stale};

pub(crate) fn run(command: &FlagsCommand, out: &mut impl Write) -> anyhow::Result<Outcome> {
    match command {
        FlagsCommand::List(arguments) => list(arguments, out),
        FlagsCommand::Get(arguments) => get(arguments, out),
        FlagsCommand::Create(arguments) => create(arguments, out),
        FlagsCommand::Set(arguments) => set(arguments, out),
        FlagsCommand::Flip(arguments) => flip(arguments, out),
        FlagsCommand::Delete(arguments) => delete(arguments, out),
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

fn get(arguments: &GetArguments, out: &mut impl Write) -> anyhow::Result<()> {
    let Asking { json, server } = &arguments.asking;
    let server = Server::of(server)?;
    let at = arguments.when.text();
    let when = When { at: at.as_deref(), now: None };
    let flag = server.ask(server.client.get_at(Flag, &arguments.key, when))?;
    if *json {
        return write_json(&flag, out);
    }
    if let Some(at) = at {
        writeln!(out, "# as of {at}")?;
    }
    Ok(write!(out, "{}", rows::flag_page(&flag)?)?)
}

fn create(arguments: &CreateArguments, out: &mut impl Write) -> anyhow::Result<()> {
    let mut flag = match &arguments.from {
        Some(path) => definition(path)?,
        None => patch::of_fields(fields(arguments))?,
    };
    flag.insert("key".to_owned(), arguments.key.as_str().into());
    let Changing { reason, asking } = &arguments.changing;
    let server = Server::of(&asking.server)?;
    let terms = Terms { if_version: None, reason: reason.as_deref() };
    let flag = server.ask(server.client.create(Flag, &flag.into(), terms))?;
    told(asking, "created", &flag, out)
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

/// The JSON object of a file.
pub(crate) fn definition(path: &Path) -> anyhow::Result<Map<String, Value>> {
    let mut text = Vec::new();
    let name = path.display();
    input::lines(path)?.read_to_end(&mut text).with_context(|| format!("cannot read {name}"))?;
    let what = "is no JSON object of one document; for YAML there is `hoist import`";
    serde_json::from_slice(&text).with_context(|| format!("{name} {what}"))
}

fn set(arguments: &SetArguments, out: &mut impl Write) -> anyhow::Result<()> {
    let fields = arguments.fields.iter().map(|(name, value)| (name.as_str(), value.clone()));
    let patch = patch::of_changes(fields)?.into();
    let Changing { reason, asking } = &arguments.changing;
    let server = Server::of(&asking.server)?;
    let if_version = arguments.version.if_version;
    let terms = Terms { if_version, reason: reason.as_deref() };
    let flag = server.ask(server.client.patch(Flag, &arguments.key, &patch, terms))?;
    told(asking, "changed", &flag, out)
}

fn flip(arguments: &FlipArguments, out: &mut impl Write) -> anyhow::Result<()> {
    let Changing { reason, asking } = &arguments.changing;
    let server = Server::of(&asking.server)?;
    let if_version = arguments.version.if_version;
    let terms = Terms { if_version, reason: reason.as_deref() };
    let flag = server.ask(server.client.flip(&arguments.key, terms))?;
    told(asking, "changed", &flag, out)
}

fn delete(arguments: &DeleteArguments, out: &mut impl Write) -> anyhow::Result<()> {
    let Changing { reason, asking } = &arguments.changing;
    let server = Server::of(&asking.server)?;
    let if_version = arguments.version.if_version;
    let terms = Terms { if_version, reason: reason.as_deref() };
    let confirm = arguments.confirm.as_deref();
    server.ask(server.client.delete(Flag, &arguments.key, confirm, terms))?;
    // There is no answer that could be printed as it is.
    if !asking.json {
        writeln!(out, "deleted {}", arguments.key)?;
    }
    Ok(())
}

fn history(arguments: &HistoryArguments, out: &mut impl Write) -> anyhow::Result<()> {
    let Asking { json, server } = &arguments.asking;
    let server = Server::of(server)?;
    let changes = server.pages(Some(arguments.limit), async |page| {
        server.client.history(Flag, &arguments.key, page).await.map(page_of)
    })?;
    write_changes(&changes, *json, out)
}

/// `changed checkout_flow: it is on (version 43)`.
fn told(asking: &Asking, what: &str, flag: &Document, out: &mut impl Write) -> anyhow::Result<()> {
    if asking.json {
        return write_json(flag, out);
    }
    let state = State::of(flag).name();
    let key = printable(&flag.key);
    writeln!(out, "{what} {key}: it is {state} (version {})", flag.version)?;
    out.flush()?;
    for Warning { code, severity, path, detail, remedy } in &flag.warnings {
        let what = printable(&format!("{severity}[{code}] {path}: {detail}"));
        complain(format_args!("{what}\n    {}", printable(remedy)));
    }
    Ok(())
}
