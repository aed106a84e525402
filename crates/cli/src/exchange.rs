//! `hoist import` and `hoist export`.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};
use hoist_api::client::{Format, ImportQuery};
use hoist_api::{ImportFile, ImportFiles, ImportReport, Imported};
use hoist_ruleset::{Source, read};

use crate::arguments::{ExportArguments, FileFormat, ImportArguments};
use crate::output::{printable, write_json};
use crate::server::Server;
use crate::{Outcome, folder, input};

pub(crate) fn export(arguments: &ExportArguments, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let ExportArguments { file, folder, prune, format, server } = arguments;
    let is_json =
        |path: &Path| path.extension().is_some_and(|end| end.eq_ignore_ascii_case("json"));
    let format = match format {
        Some(FileFormat::Json) => Format::Json,
        None if file.as_deref().is_some_and(is_json) => Format::Json,
        Some(FileFormat::Yaml) | None => Format::Yaml,
    };
    let server = Server::of(server)?;
    if let Some(folder) = folder {
        let text = server.ask(server.client.export(Format::Json))?;
        return export_folder(text, folder, format, *prune, out);
    }
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

fn export_folder(
    export: Vec<u8>,
    folder: &Path,
    format: Format,
    prune: bool,
    out: &mut impl Write,
) -> anyhow::Result<Outcome> {
    let reading = read(&[Source::new("the server's export.json", export)]);
    if let Some(diagnostic) = reading.diagnostics.first() {
        bail!("this version of hoist does not understand what the server has: {diagnostic}");
    }
    let plan = folder::plan(&reading.documents, &folder::files(folder)?, format, prune)?;
    folder::carry_out(&plan, folder)?;
    let shown = |path: &Path| printable(&folder.join(path).display().to_string());
    for (path, _) in &plan.write {
        writeln!(out, "wrote {}", shown(path))?;
    }
    for path in &plan.remove {
        writeln!(out, "removed {}", shown(path))?;
    }
    for (path, why) in &plan.left {
        writeln!(out, "left {}, whose documents are no more: {why}", shown(path))?;
    }
    writeln!(out, "unchanged: {}", plan.unchanged)?;
    Ok(Outcome::Done)
}

pub(crate) fn import(arguments: &ImportArguments, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let ImportArguments { files, dry_run, prune, changing } = arguments;
    input::check_standard_input(files.iter())?;
    let (sources, errors) = input::sources(files);
    if let Some(error) = errors.into_iter().next() {
        return Err(error);
    }
    let files = sources.into_iter().map(file).collect::<anyhow::Result<_>>()?;
    let server = Server::of(&changing.asking.server)?;
    let reason = changing.reason.as_deref();
    let query = ImportQuery { dry_run: *dry_run, prune: *prune, reason };
    let report = server.ask(server.client.import(&ImportFiles { files }, query))?;
    if changing.asking.json {
        write_json(&report, out)?;
    } else {
        write!(out, "{}", lines(&report))?;
    }
    Ok(Outcome::Done)
}

fn file(source: Source) -> anyhow::Result<ImportFile> {
    let Source { name, bytes, .. } = source;
    let text = String::from_utf8(bytes);
    let text = text.with_context(|| format!("{name} is not UTF-8: save it as UTF-8"))?;
    // Standard input has no ending that would tell its syntax, and needs none.
    Ok(ImportFile { name: name.to_string(), text })
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
