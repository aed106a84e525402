//! `hoist environments`.

use std::io::Write;

use hoist_api::client::PageQuery;
use hoist_api::{Comparison, Environment, EnvironmentPatch, NewEnvironment, Page, Standing};

use crate::arguments::{
    ChangingInstance, EnvironmentArchiveArguments, EnvironmentCompareArguments,
    EnvironmentCreateArguments, EnvironmentListArguments, EnvironmentsCommand,
};
use crate::output::{printable, write_json};
use crate::server::Server;
use crate::table::{Table, optional, time};
use crate::{Outcome, Usage, differences};

pub(crate) fn run(command: &EnvironmentsCommand, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let protect =
        |protected| EnvironmentPatch { protected: Some(protected), ..EnvironmentPatch::default() };
    match command {
        EnvironmentsCommand::List(arguments) => list(arguments, out),
        EnvironmentsCommand::Create(arguments) => create(arguments, out),
        EnvironmentsCommand::Protect(it) => change(&it.key, protect(true), &it.changing, out),
        EnvironmentsCommand::Unprotect(it) => change(&it.key, protect(false), &it.changing, out),
        EnvironmentsCommand::Describe(it) => {
            let description = Some(it.description.clone());
            let patch = EnvironmentPatch { description, ..EnvironmentPatch::default() };
            change(&it.key, patch, &it.changing, out)
        }
        EnvironmentsCommand::Archive(arguments) => archive(arguments, out),
        EnvironmentsCommand::Compare(arguments) => compare(arguments, out),
    }?;
    Ok(Outcome::Done)
}

fn list(arguments: &EnvironmentListArguments, out: &mut impl Write) -> anyhow::Result<()> {
    let EnvironmentListArguments { archived, asking } = arguments;
    let server = Server::of_address(&asking.address)?;
    let page = server.ask(server.client.environments(*archived))?;
    if asking.json {
        return write_json(&page, out);
    }
    if *archived {
        write!(out, "{}", archived_table(&page.items))?;
    } else {
        write!(out, "{}", table(&page.items))?;
    }
    Ok(())
}

fn table(environments: &[Environment]) -> Table<5> {
    let mut table = Table::new(["KEY", "PROTECTED", "SEQ", "CREATED", "DESCRIPTION"]);
    for environment in environments {
        table.push([
            environment.key.clone(),
            if environment.protected { "yes" } else { "no" }.to_owned(),
            environment.seq.to_string(),
            time(environment.created_at),
            optional(environment.description.as_ref()),
        ]);
    }
    table
}

fn archived_table(environments: &[Environment]) -> Table<5> {
    let mut table = Table::new(["KEY", "LOG", "SEQ", "CREATED", "ARCHIVED"]);
    for environment in environments {
        table.push([
            environment.key.clone(),
            environment.log.clone(),
            environment.seq.to_string(),
            time(environment.created_at),
            optional(environment.archived_at.map(time)),
        ]);
    }
    table
}

fn create(arguments: &EnvironmentCreateArguments, out: &mut impl Write) -> anyhow::Result<()> {
    let EnvironmentCreateArguments { key, description, protected, changing } = arguments;
    let ChangingInstance { reason, asking } = changing;
    let server = Server::of_address(&asking.address)?;
    let wanted = NewEnvironment {
        key: key.clone(),
        description: description.clone(),
        protected: *protected,
        reason: reason.clone(),
    };
    let made = server.ask(server.client.make_environment(&wanted))?;
    told(&made, "made", changing, out)
}

fn change(
    key: &str,
    patch: EnvironmentPatch,
    changing: &ChangingInstance,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let ChangingInstance { reason, asking } = changing;
    let server = Server::of_address(&asking.address)?;
    let patch = EnvironmentPatch { reason: reason.clone(), ..patch };
    let changed = server.ask(server.client.change_environment(key, &patch))?;
    told(&changed, "changed", changing, out)
}

/// `made production: it is protected`.
fn told(
    environment: &Environment,
    what: &str,
    changing: &ChangingInstance,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    if changing.asking.json {
        return write_json(environment, out);
    }
    let state = if environment.protected { "protected" } else { "not protected" };
    Ok(writeln!(out, "{what} {}: it is {state}", printable(&environment.key))?)
}

fn archive(arguments: &EnvironmentArchiveArguments, out: &mut impl Write) -> anyhow::Result<()> {
    let EnvironmentArchiveArguments { key, confirm, changing } = arguments;
    let ChangingInstance { reason, asking } = changing;
    let server = Server::of_address(&asking.address)?;
    server.ask(server.client.archive_environment(key, Some(confirm), reason.as_deref()))?;
    // There is no answer that could be printed as it is.
    if !asking.json {
        writeln!(out, "archived {key}: it is served no more, and its log is kept")?;
    }
    Ok(())
}

fn compare(arguments: &EnvironmentCompareArguments, out: &mut impl Write) -> anyhow::Result<()> {
    let EnvironmentCompareArguments { key, with, asking } = arguments;
    if key == with {
        return Err(Usage(format!("{key} is the same as {key}: name two environments")).into());
    }
    let server = Server::of_address(&asking.address)?;
    // The pages as one, under what the last of them says of the whole.
    let mut last = None;
    let page = server.pages(None, async |page: PageQuery<'_>| {
        let mut comparison = server.client.compare(key, with, page).await?;
        let items = std::mem::take(&mut comparison.items);
        let next = comparison.next.take();
        last = Some(comparison);
        Ok(Page::new(items, next))
    })?;
    let Some(mut comparison) = last else { return Ok(()) };
    comparison.items = page.items;
    if asking.json {
        return write_json(&comparison, out);
    }
    Ok(write!(out, "{}", compared(&comparison))?)
}

/// A line for each document that differs, its fields below it, and a line for the rest.
fn compared(comparison: &Comparison) -> String {
    let Comparison { environment, seq, with, with_seq, items, unchanged, .. } = comparison;
    let mut text = String::new();
    for item in items {
        let standing = match item.standing {
            Standing::Created => format!("only in {environment}:"),
            Standing::Changed => "different:".to_owned(),
            Standing::Missing => format!("only in {with}:"),
        };
        text += &differences::document(&standing, &item.collection, &item.key, &item.changes);
    }
    let place = format!("{environment} is at seq {seq}, {with} at seq {with_seq}");
    text + &differences::unchanged(*unchanged, &place)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_list() {
        let environment = json!({
            "key": "production", "log": "log_1", "seq": 42, "description": "What customers see",
            "protected": true, "created_at": "2026-01-01T00:00:00Z",
            "archived_at": "2026-03-01T09:00:00Z",
        });
        let environments: [Environment; 1] = [serde_json::from_value(environment).unwrap()];
        assert_snapshot!(table(&environments), @"
        KEY         PROTECTED  SEQ  CREATED               DESCRIPTION
        production  yes        42   2026-01-01T00:00:00Z  What customers see
        ");
        assert_snapshot!(archived_table(&environments), @"
        KEY         LOG    SEQ  CREATED               ARCHIVED
        production  log_1  42   2026-01-01T00:00:00Z  2026-03-01T09:00:00Z
        ");
    }

    #[test]
    fn a_comparison() {
        let comparison = json!({
            "environment": "staging", "seq": 9, "with": "production", "with_seq": 4, "next": null,
            "unchanged": 3,
            "items": [
                {"collection": "features", "key": "checkout", "standing": "changed",
                 "changes": [{"path": "percentage", "before": 25, "after": 50}]},
                {"collection": "features", "key": "search", "standing": "created"},
                {"collection": "segments", "key": "old", "standing": "missing"},
            ],
        });
        let comparison = serde_json::from_value(comparison).unwrap();
        assert_snapshot!(compared(&comparison), @"
        different: features/checkout
          ~ percentage: 25 → 50
        only in staging: features/search
        only in production: segments/old
        unchanged: 3 (staging is at seq 9, production at seq 4)
        ");
    }
}
