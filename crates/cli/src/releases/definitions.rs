//! `hoist release list`, `get` and `create`.

use std::collections::BTreeMap;
use std::io::Write;

use hoist_api::{Document, Page, ReleaseRun};
use hoist_ruleset::DocumentKind::Release;
use serde::Serialize;
use serde_json::Value;

use super::page;
use crate::arguments::{Asking, ReleaseCreateArguments, ReleaseListArguments};
use crate::documents::{self, Told};
use crate::output::{printable, write_json};
use crate::server::Server;
use crate::table::{Table, optional, time};

/// How a release is told.
pub(super) const RELEASE: Told =
    Told { kind: Release, page: yaml, state: |release| format!("of the flag {}", flag(release)) };

/// A release, and its last run if it was ever started.
#[derive(Debug, Serialize)]
struct Listed {
    key: String,
    flag: String,
    run: Option<ReleaseRun>,
}

pub(super) fn list(arguments: &ReleaseListArguments, out: &mut impl Write) -> anyhow::Result<()> {
    let ReleaseListArguments { active, asking: Asking { json, server } } = arguments;
    let server = Server::of(server)?;
    let runs = server.pages(None, async |page| server.client.release_runs(*active, page).await)?;
    let documents = server.pages(None, async |page| server.client.list(Release, page).await)?;
    let mut listed = listed(&documents.items, runs.items);
    listed.retain(|each| each.run.is_some() || !active);
    if *json {
        return write_json(&Page::new(listed, None), out);
    }
    match listed.as_slice() {
        [] if *active => writeln!(out, "no release runs")?,
        [] => writeln!(out, "there are no releases")?,
        listed => write!(out, "{}", table(listed))?,
    }
    Ok(())
}

/// Each release with the newest of some runs, of which the newest come first.
fn listed(documents: &[Document], runs: Vec<ReleaseRun>) -> Vec<Listed> {
    let mut newest = BTreeMap::new();
    for run in runs {
        newest.entry(run.key.clone()).or_insert(run);
    }
    let listed = |document: &Document| {
        let run = newest.remove(&document.key);
        // While it runs, the document may name another flag already.
        let flag = run.as_ref().map_or_else(|| flag(document), |run| run.flag.clone());
        Listed { key: document.key.clone(), flag, run }
    };
    documents.iter().map(listed).collect()
}

fn table(releases: &[Listed]) -> Table<7> {
    let mut table = Table::new(["KEY", "FLAG", "RUN", "STATUS", "SHARE", "STEP", "STARTED"]);
    for Listed { key, flag, run } in releases {
        let run = run.as_ref();
        table.push([
            key.clone(),
            flag.clone(),
            optional(run.map(|run| run.run)),
            run.map_or_else(|| "never started".to_owned(), page::state),
            optional(run.map(|run| format!("{} %", run.share))),
            optional(run.map(|run| &run.step_name)),
            optional(run.map(|run| time(run.started_at))),
        ]);
    }
    table
}

fn flag(release: &Document) -> String {
    release.definition.get("flag").and_then(Value::as_str).unwrap_or("-").to_owned()
}

/// A release as YAML, with what is no part of its definition as comments.
fn yaml(release: &Document) -> anyhow::Result<String> {
    let mut lines =
        vec![format!("version {}, updated {}", release.version, time(release.updated_at))];
    lines.extend(release.managed_by.as_ref().map(|who| format!("managed by {who}")));
    let comments = lines.iter().map(|line| format!("# {}\n", printable(line)));
    let definition = BTreeMap::from([(&release.key, &release.definition)]);
    let file = BTreeMap::from([("releases", definition)]);
    Ok(comments.collect::<String>() + &serde_saphyr::to_string(&file)?)
}

pub(super) fn create(
    arguments: &ReleaseCreateArguments,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let ReleaseCreateArguments { key, definition, changing } = arguments;
    documents::create(&RELEASE, key, documents::defined(definition)?, changing, out)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::super::page::tests::example;
    use super::*;

    fn document(key: &str) -> Document {
        let document = json!({"key": key, "version": 42, "created_at": "2026-01-01T00:00:00Z",
            "updated_at": "2026-02-01T00:00:00Z", "killed": null, "managed_by": "features.yaml",
            "flag": "checkout", "checks": []});
        serde_json::from_value(document).unwrap()
    }

    #[test]
    fn releases_for_people() {
        let newest = example().summary;
        let older = ReleaseRun { run: 2, ..newest.clone() };
        let documents = [document("checkout_v2"), document("search_v3")];
        assert_snapshot!(table(&listed(&documents, vec![newest, older])), @"
        KEY          FLAG      RUN  STATUS         SHARE  STEP   STARTED
        checkout_v2  checkout  3    running        25 %   early  2026-03-01T09:00:00Z
        search_v3    checkout  -    never started  -      -      -
        ");
        assert_snapshot!(yaml(&document("search_v3")).unwrap(), @"
        # version 42, updated 2026-02-01T00:00:00Z
        # managed by features.yaml
        releases:
          search_v3:
            flag: checkout
            checks: []
        ");
    }
}
