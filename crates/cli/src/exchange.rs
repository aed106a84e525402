//! `hoist import` and `hoist export`.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};
use hoist_api::client::{Format, ImportQuery, When};
use hoist_api::{ImportFile, ImportFiles};
use hoist_ruleset::{Source, read};

use crate::arguments::{ExportArguments, FileFormat, ImportArguments};
use crate::output::{printable, write_json};
use crate::server::Server;
use crate::{Outcome, folder, imported, input};

pub(crate) fn export(arguments: &ExportArguments, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let ExportArguments { file, folder, prune, format, when, server } = arguments;
    let is_json =
        |path: &Path| path.extension().is_some_and(|end| end.eq_ignore_ascii_case("json"));
    let format = match format {
        Some(FileFormat::Json) => Format::Json,
        None if file.as_deref().is_some_and(is_json) => Format::Json,
        Some(FileFormat::Yaml) | None => Format::Yaml,
    };
    let server = Server::of(server)?;
    let at = when.text();
    let when = When { at: at.as_deref(), now: None };
    if let Some(folder) = folder {
        let text = server.ask(server.client.export_at(Format::Json, when))?;
        return export_folder(text, folder, format, *prune, out);
    }
    let text = server.ask(server.client.export_at(format, when))?;
    // As for what is read, a file - is the standard one.
    match file.as_ref().filter(|path| path.as_os_str() != "-") {
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
    let ImportArguments { files, dry_run, prune, allow_deletes, exit_code, markdown, changing } =
        arguments;
    input::check_standard_input(files.iter())?;
    let (sources, errors) = input::sources(files);
    if let Some(error) = errors.into_iter().next() {
        return Err(error);
    }
    let files = sources.into_iter().map(file).collect::<anyhow::Result<_>>()?;
    let server = Server::of(&changing.asking.server)?;
    let query = ImportQuery {
        dry_run: *dry_run,
        prune: *prune,
        allow_deletes: *allow_deletes,
        reason: changing.reason.as_deref(),
    };
    let report = match server.wait(server.client.import(&ImportFiles { files }, query)) {
        Ok(report) => report,
        Err(error) => {
            let refusal = server.refusal(&error);
            if *markdown {
                write!(out, "{}", imported::refused(&refusal))?;
            }
            return Err(refusal.into());
        }
    };
    if changing.asking.json {
        write_json(&report, out)?;
    } else if *markdown {
        write!(out, "{}", imported::markdown(&report))?;
    } else {
        write!(out, "{}", imported::lines(&report))?;
    }
    let is_refused = *exit_code && imported::is_change(&report);
    Ok(if is_refused { Outcome::Refused } else { Outcome::Done })
}

pub(crate) fn file(source: Source) -> anyhow::Result<ImportFile> {
    let Source { name, bytes, .. } = source;
    let text = String::from_utf8(bytes);
    let text = text.with_context(|| format!("{name} is not UTF-8: save it as UTF-8"))?;
    // Standard input has no ending that would tell its syntax, and needs none.
    Ok(ImportFile { name: name.to_string(), text })
}
