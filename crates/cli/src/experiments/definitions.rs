//! `hoist experiments list`, `get`, `create`, `set` and `delete`.

use std::io::Write;

use hoist_api::client::{Terms, When};
use hoist_api::{Document, Warning};
use hoist_ruleset::DocumentKind::Experiment;
use serde_json::Value;

use super::rows;
use crate::arguments::{
    Asking, Changing, DeleteArguments, ExperimentCreateArguments, ExperimentListArguments,
    GetArguments, SetArguments,
};
use crate::flags::definition;
use crate::output::{complain, printable, write_json};
use crate::patch;
use crate::server::Server;

pub(super) fn list(
    arguments: &ExperimentListArguments,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let Asking { json, server } = &arguments.asking;
    let server = Server::of(server)?;
    let at = arguments.when.text();
    let (when, status) = (When { at: at.as_deref(), now: None }, arguments.status.as_deref());
    let experiments =
        server.pages(None, async |page| server.client.experiments(status, when, page).await)?;
    if *json {
        return write_json(&experiments, out);
    }
    if let Some(at) = &at {
        writeln!(out, "# as of {at}")?;
    }
    match experiments.items.as_slice() {
        [] => writeln!(out, "there are no experiments")?,
        items => write!(out, "{}", rows::table(items))?,
    }
    Ok(())
}

pub(super) fn get(arguments: &GetArguments, out: &mut impl Write) -> anyhow::Result<()> {
    let Asking { json, server } = &arguments.asking;
    let server = Server::of(server)?;
    let at = arguments.when.text();
    let when = When { at: at.as_deref(), now: None };
    let experiment = server.ask(server.client.get_at(Experiment, &arguments.key, when))?;
    if *json {
        return write_json(&experiment, out);
    }
    if let Some(at) = at {
        writeln!(out, "# as of {at}")?;
    }
    Ok(write!(out, "{}", rows::page(&experiment)?)?)
}

pub(super) fn create(
    arguments: &ExperimentCreateArguments,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let ExperimentCreateArguments { key, fields, from, changing } = arguments;
    let mut experiment = match from {
        Some(path) => definition(path)?,
        None => {
            let named = fields.iter().map(|(name, value)| (name.as_str(), value.clone()));
            patch::of_fields(named.collect::<Vec<(&str, Value)>>())?
        }
    };
    experiment.insert("key".to_owned(), key.as_str().into());
    let Changing { reason, asking } = changing;
    let server = Server::of(&asking.server)?;
    let terms = Terms { if_version: None, reason: reason.as_deref() };
    let made = server.ask(server.client.create(Experiment, &experiment.into(), terms))?;
    told(asking, "created", &made, out)
}

pub(super) fn set(arguments: &SetArguments, out: &mut impl Write) -> anyhow::Result<()> {
    let fields = arguments.fields.iter().map(|(name, value)| (name.as_str(), value.clone()));
    let patch = patch::of_changes(fields)?.into();
    let Changing { reason, asking } = &arguments.changing;
    let server = Server::of(&asking.server)?;
    let if_version = arguments.version.if_version;
    let terms = Terms { if_version, reason: reason.as_deref() };
    let changed = server.ask(server.client.patch(Experiment, &arguments.key, &patch, terms))?;
    told(asking, "changed", &changed, out)
}

pub(super) fn delete(arguments: &DeleteArguments, out: &mut impl Write) -> anyhow::Result<()> {
    let Changing { reason, asking } = &arguments.changing;
    let server = Server::of(&asking.server)?;
    let if_version = arguments.version.if_version;
    let terms = Terms { if_version, reason: reason.as_deref() };
    let confirm = arguments.confirm.as_deref();
    server.ask(server.client.delete(Experiment, &arguments.key, confirm, terms))?;
    // There is no answer that could be printed as it is.
    if !asking.json {
        writeln!(out, "deleted {}", arguments.key)?;
    }
    Ok(())
}

/// `changed checkout: it is a draft (version 43)`, and what is doubtful about it.
fn told(asking: &Asking, what: &str, made: &Document, out: &mut impl Write) -> anyhow::Result<()> {
    if asking.json {
        return write_json(made, out);
    }
    let (key, status) = (printable(&made.key), made.status.as_deref().unwrap_or("there"));
    writeln!(out, "{what} {key}: {status} (version {})", made.version)?;
    out.flush()?;
    warn(&made.warnings);
    Ok(())
}

/// Tells on stderr what is doubtful.
pub(super) fn warn(warnings: &[Warning]) {
    for Warning { code, severity, path, detail, remedy } in warnings {
        let what = printable(&format!("{severity}[{code}] {path}: {detail}"));
        complain(format_args!("{what}\n    {}", printable(remedy)));
    }
}
