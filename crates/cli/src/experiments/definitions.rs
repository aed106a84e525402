//! `hoist experiments list` and `create`.

use std::io::Write;

use hoist_api::client::When;
use hoist_ruleset::DocumentKind::Experiment;
use serde_json::Value;

use super::rows;
use crate::arguments::{Asking, ExperimentCreateArguments, ExperimentListArguments};
use crate::documents::{Told, definition};
use crate::output::write_json;
use crate::server::Server;
use crate::{documents, patch};

/// How an experiment is told.
pub(super) const EXPERIMENT: Told = Told {
    kind: Experiment,
    page: rows::page,
    state: |experiment| experiment.status.clone().unwrap_or_else(|| "there".to_owned()),
};

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

pub(super) fn create(
    arguments: &ExperimentCreateArguments,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let ExperimentCreateArguments { key, fields, from, changing } = arguments;
    let experiment = match from {
        Some(path) => definition(path)?,
        None => {
            let named = fields.iter().map(|(name, value)| (name.as_str(), value.clone()));
            patch::of_fields(named.collect::<Vec<(&str, Value)>>())?
        }
    };
    documents::create(&EXPERIMENT, key, experiment, changing, out)
}
