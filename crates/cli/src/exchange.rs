//! `hoist import` and `hoist export`.

use std::io::Write;
use std::path::Path;

use anyhow::Context;
use hoist_api::client::{Format, ImportQuery};
use hoist_api::{ImportReport, Imported};
use hoist_ruleset::{Source, Syntax};

use crate::arguments::{ExportArguments, FileFormat, ImportArguments};
use crate::output::{printable, write_json};
use crate::server::Server;
use crate::{Outcome, Usage, input};

pub(crate) fn export(arguments: &ExportArguments, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let ExportArguments { file, format, server } = arguments;
    let is_json =
        |path: &Path| path.extension().is_some_and(|end| end.eq_ignore_ascii_case("json"));
    let format = match format {
        Some(FileFormat::Json) => Format::Json,
        None if file.as_deref().is_some_and(is_json) => Format::Json,
        Some(FileFormat::Yaml) | None => Format::Yaml,
    };
    let server = Server::of(server)?;
    let text = server.ask(server.client.export(format))?;
    match file {
        Some(path) => {
            let name = path.display();
            std::fs::write(path, text).with_context(|| format!("cannot write {name}"))?;
            writeln!(out, "wrote {name}")?;
        }
        None => out.write_all(&text)?,
    }
    Ok(Outcome::Done)
}

pub(crate) fn import(arguments: &ImportArguments, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let ImportArguments { files, dry_run, prune, changing } = arguments;
    input::check_standard_input(files.iter())?;
    let (sources, errors) = input::sources(files);
    if let Some(error) = errors.into_iter().next() {
        return Err(error);
    }
    if *prune && sources.len() > 1 {
        let why = "--prune takes one file: each would delete what the others have";
        return Err(Usage(why.to_owned()).into());
    }
    let server = Server::of(&changing.asking.server)?;
    let reason = changing.reason.as_deref();
    let query = ImportQuery { dry_run: *dry_run, prune: *prune, reason };
    let several = sources.len() > 1;
    for source in sources {
        let Source { name, bytes, syntax, .. } = source;
        let format = if syntax == Some(Syntax::Json) { Format::Json } else { Format::Yaml };
        let report = server.ask(server.client.import(bytes, format, query));
        let report = if several { report.context(name.to_string()) } else { report }?;
        if changing.asking.json {
            write_json(&report, out)?;
        } else {
            if several {
                writeln!(out, "{name}:")?;
            }
            write!(out, "{}", lines(&report))?;
        }
        // What was applied is told even if the next file is refused.
        out.flush()?;
    }
    Ok(Outcome::Done)
}

/// One line for each document that changes, and one for the rest.
fn lines(report: &ImportReport) -> String {
    let ImportReport { dry_run, created, updated, deleted, unchanged, seq } = report;
    let verbs = if *dry_run {
        ["would create", "would update", "would delete"]
    } else {
        ["created", "updated", "deleted"]
    };
    let mut text = String::new();
    for (verb, documents) in verbs.into_iter().zip([created, updated, deleted]) {
        for Imported { collection, key } in documents {
            text.push_str(&printable(&format!("{verb} {collection}/{key}")));
            text.push('\n');
        }
    }
    text + &format!("unchanged: {unchanged} (seq {seq})\n")
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    #[test]
    fn a_report() {
        let features =
            |key: &str| Imported { collection: "features".to_owned(), key: key.to_owned() };
        let mut report = ImportReport {
            dry_run: false,
            created: vec![features("a"), features("b")],
            updated: vec![features("c")],
            deleted: vec![],
            unchanged: 3,
            seq: 45,
        };
        assert_snapshot!(lines(&report), @"
        created features/a
        created features/b
        updated features/c
        unchanged: 3 (seq 45)
        ");
        report.dry_run = true;
        assert_snapshot!(lines(&report), @"
        would create features/a
        would create features/b
        would update features/c
        unchanged: 3 (seq 45)
        ");
    }
}
