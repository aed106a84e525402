//! `hoist experiments list` and `create`.

use std::io::Write;

use hoist_api::client::When;
use hoist_ruleset::DocumentKind::Experiment;

use super::rows;
use crate::arguments::{Asking, ExperimentCreateArguments, ExperimentListArguments};
use crate::documents::{self, Told};
use crate::output::write_json;
use crate::server::Server;

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
    let ExperimentCreateArguments { key, definition, changing } = arguments;
    documents::create(&EXPERIMENT, key, documents::defined(definition)?, changing, out)
}
