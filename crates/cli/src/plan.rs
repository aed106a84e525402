//! `hoist plan`.

mod markdown;
mod sentence;
mod text;

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{anyhow, bail};
use hoist_api::{ImportFiles, Plan};
use hoist_eval::movement::Record;
use hoist_ruleset::compiled::Before;
use hoist_ruleset::{
    DocumentKind, Documents, Entry, Onto, Reading, Ruleset, Source, State, read, read_onto,
};
use hoist_server::preview::{self, Change};

use crate::arguments::PlanArguments;
use crate::output::write_json;
use crate::refusal::Refusal;
use crate::server::Server;
use crate::users::Users;
use crate::{Outcome, exchange, input};

pub(crate) fn run(arguments: &PlanArguments, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let planned = planned(arguments);
    if let Err(error) = &planned
        && let Some(refusal) = error.downcast_ref::<Refusal>()
        && arguments.markdown
    {
        write!(out, "{}", crate::markdown::refused(&refusal.to_string()))?;
    }
    let plan = planned?;
    match (arguments.json, arguments.markdown) {
        (true, _) => write_json(&plan, out)?,
        (false, true) => write!(out, "{}", markdown::comment(&plan))?,
        (false, false) => write!(out, "{}", text::page(&plan))?,
    }
    let is_refused = arguments.exit_code && !plan.documents.is_empty();
    Ok(if is_refused { Outcome::Refused } else { Outcome::Done })
}

fn planned(arguments: &PlanArguments) -> anyhow::Result<Plan> {
    let PlanArguments { files, against, users, .. } = arguments;
    input::check_standard_input(files.iter().chain(against).chain(users))?;
    let sources = read_all(files)?;
    if let Some(path) = against {
        return offline(&sources, path, arguments);
    }
    let files = sources.into_iter().map(exchange::file).collect::<anyhow::Result<_>>()?;
    let server = Server::of(&arguments.server)?;
    let PlanArguments { prune, allow_deletes, .. } = *arguments;
    server.ask(server.client.plan(&ImportFiles { files }, prune, allow_deletes))
}

fn read_all(paths: &[PathBuf]) -> anyhow::Result<Vec<Source>> {
    let (sources, errors) = input::sources(paths);
    errors.into_iter().next().map_or(Ok(sources), Err)
}

/// The plan of files against files.
fn offline(sources: &[Source], against: &Path, arguments: &PlanArguments) -> anyhow::Result<Plan> {
    let standing = read(&read_all(&[against.to_owned()])?);
    if let Some(first) = standing.diagnostics.first() {
        bail!("what was there before is not valid:\n{first}");
    }
    let documents = &standing.documents;
    let lists = documents.lists();
    let onto = Onto { documents, lists: &lists, remove: &[] };
    let remove = if arguments.prune {
        absent(documents, &read_onto(&onto, sources).entries)
    } else {
        Vec::new()
    };
    let Reading { documents: after, entries, diagnostics, .. } =
        read_onto(&Onto { remove: &remove, ..onto }, sources);
    if !diagnostics.is_empty() {
        return Err(Refusal::of_files(&diagnostics).into());
    }
    if !arguments.allow_deletes {
        let checked = preview::check_deletes(&remove, documents.keys().count());
        checked.map_err(Refusal::of_mistake)?;
    }
    let state = State::default();
    let ruleset = Ruleset::compile(documents, &state);
    let before = Before { ruleset: &ruleset, documents, state: &state };
    let change = Change { before, after: &after, sources, entries: &entries };
    // What is wrong with the first line that is no context.
    let mut wrong = None;
    let records = records(arguments.users.as_deref())?
        .map_while(|record| record.map_err(|error| wrong = Some(error)).ok());
    let plan = preview::plan(&change, records, false, input::time(arguments.now));
    wrong.map_or(Ok(plan), Err)
}

/// The documents that files do not have.
fn absent(documents: &Documents, entries: &[Entry]) -> Vec<(DocumentKind, String)> {
    let there: std::collections::HashSet<_> =
        entries.iter().map(|entry| (entry.kind, entry.key.as_str())).collect();
    let absent = documents.keys().filter(|name| !there.contains(name));
    absent.map(|(kind, key)| (kind, key.to_owned())).collect()
}

/// The contexts of a file, one after the other.
fn records(users: Option<&Path>) -> anyhow::Result<impl Iterator<Item = anyhow::Result<Record>>> {
    let users =
        users.map(|path| anyhow::Ok((path, Users::new(input::lines(path)?)))).transpose()?;
    Ok(users.into_iter().flat_map(|(path, users)| {
        users.map(move |line| {
            let (number, user) = line?;
            let user = user.map_err(|error| anyhow!("{}:{number}: {error}", path.display()))?;
            Ok(Record { context: user.context, asked: None, at: None })
        })
    }))
}
