//! What is done to one document alike, whatever kind it is of.

use std::io::{Read, Write};
use std::path::Path;

use anyhow::Context;
use hoist_api::client::{Terms, When};
use hoist_api::{Document, Warning};
use hoist_ruleset::DocumentKind;
use serde_json::{Map, Value};

use crate::arguments::{
    Asking, Changing, DefinitionArguments, DeleteArguments, GetArguments, SetArguments,
};
use crate::output::{complain, printable, write_json};
use crate::server::Server;
use crate::{input, patch};

/// How documents of a kind are told.
pub(crate) struct Told {
    pub(crate) kind: DocumentKind,
    /// A whole one.
    pub(crate) page: fn(&Document) -> anyhow::Result<String>,
    /// How it is, in a word or a few.
    pub(crate) state: fn(&Document) -> String,
}

pub(crate) fn get(
    told: &Told,
    arguments: &GetArguments,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let Asking { json, server } = &arguments.asking;
    let server = Server::of(server)?;
    let at = arguments.when.text();
    let when = When { at: at.as_deref(), now: None };
    let document = server.ask(server.client.get_at(told.kind, &arguments.key, when))?;
    if *json {
        return write_json(&document, out);
    }
    if let Some(at) = at {
        writeln!(out, "# as of {at}")?;
    }
    Ok(write!(out, "{}", (told.page)(&document)?)?)
}

pub(crate) fn create(
    told: &Told,
    key: &str,
    mut fields: Map<String, Value>,
    changing: &Changing,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    fields.insert("key".to_owned(), key.into());
    let Changing { reason, asking } = changing;
    let server = Server::of(&asking.server)?;
    let terms = Terms { if_version: None, reason: reason.as_deref() };
    let made = server.ask(server.client.create(told.kind, &fields.into(), terms))?;
    told.told(asking, "created", &made, out)
}

/// What a new document says, in a file or in fields.
pub(crate) fn defined(arguments: &DefinitionArguments) -> anyhow::Result<Map<String, Value>> {
    match &arguments.from {
        Some(path) => definition(path),
        None => {
            let fields = arguments.fields.iter();
            Ok(patch::of_fields(fields.map(|(name, value)| (name.as_str(), value.clone())))?)
        }
    }
}

/// The JSON object of a file.
pub(crate) fn definition(path: &Path) -> anyhow::Result<Map<String, Value>> {
    let mut text = Vec::new();
    let name = path.display();
    input::lines(path)?.read_to_end(&mut text).with_context(|| format!("cannot read {name}"))?;
    let what = "is no JSON object of one document; for YAML there is `hoist import`";
    serde_json::from_slice(&text).with_context(|| format!("{name} {what}"))
}

pub(crate) fn set(
    told: &Told,
    arguments: &SetArguments,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let fields = arguments.fields.iter().map(|(name, value)| (name.as_str(), value.clone()));
    let patch = patch::of_changes(fields)?.into();
    let Changing { reason, asking } = &arguments.changing;
    let server = Server::of(&asking.server)?;
    let if_version = arguments.version.if_version;
    let terms = Terms { if_version, reason: reason.as_deref() };
    let changed = server.ask(server.client.patch(told.kind, &arguments.key, &patch, terms))?;
    // The server ignores both, so that a document can be written as it was read.
    let is_life = |name: &String| matches!(name.as_str(), "status" | "life");
    let is_experiment = told.kind == DocumentKind::Experiment;
    if is_experiment && arguments.fields.iter().all(|(name, _)| is_life(name)) {
        told.told(asking, "unchanged", &changed, out)?;
        complain(format_args!(
            "where in its life an experiment is, is no part of its definition: `hoist experiments \
             start`, `conclude` and `archive` change it"
        ));
        return Ok(());
    }
    told.told(asking, "changed", &changed, out)
}

pub(crate) fn delete(
    kind: DocumentKind,
    arguments: &DeleteArguments,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let Changing { reason, asking } = &arguments.changing;
    let server = Server::of(&asking.server)?;
    let if_version = arguments.version.if_version;
    let terms = Terms { if_version, reason: reason.as_deref() };
    let confirm = arguments.confirm.as_deref();
    server.ask(server.client.delete(kind, &arguments.key, confirm, terms))?;
    // There is no answer that could be printed as it is.
    if !asking.json {
        writeln!(out, "deleted {}", arguments.key)?;
    }
    Ok(())
}

impl Told {
    /// `changed checkout_flow: it is on (version 43)`, and what is doubtful about it.
    pub(crate) fn told(
        &self,
        asking: &Asking,
        what: &str,
        made: &Document,
        out: &mut impl Write,
    ) -> anyhow::Result<()> {
        if asking.json {
            return write_json(made, out);
        }
        let (key, state) = (printable(&made.key), (self.state)(made));
        writeln!(out, "{what} {key}: {state} (version {})", made.version)?;
        out.flush()?;
        warn(&made.warnings);
        Ok(())
    }
}

/// Tells on stderr what is doubtful.
pub(crate) fn warn(warnings: &[Warning]) {
    for Warning { code, severity, path, detail, remedy } in warnings {
        let what = printable(&format!("{severity}[{code}] {path}: {detail}"));
        complain(format_args!("{what}\n    {}", printable(remedy)));
    }
}
