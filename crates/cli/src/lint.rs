//! `hoist lint`.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::bail;
use hoist_api::client::Format;
use hoist_ruleset::lint::{Located, Severity, lint, locate};
use hoist_ruleset::{Documents, Reading, Source, read};
use serde_json::{Value, json};

use crate::arguments::{LintArguments, ServerArguments};
use crate::output::{complain, diagnostic, printable};
use crate::server::Server;
use crate::{Outcome, input};

pub(crate) fn run(arguments: &LintArguments, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let LintArguments { files, against, now, json, server } = arguments;
    input::check_standard_input(files.iter().chain(against))?;
    let (sources, errors) = match files.as_slice() {
        [] => (vec![exported(server)?], Vec::new()),
        files => input::sources(files),
    };
    let before = against.as_ref().map(|path| before(path, server)).transpose()?;
    let reading = read(&sources);
    let found = lint(&reading.documents, before.as_ref(), input::time(*now));
    let found = locate(&sources, &reading.entries, found);
    // Nobody has the lines of a server's documents.
    let has_lines = !files.is_empty();
    if *json {
        let findings: Value = found.iter().map(|each| finding(each, has_lines)).collect();
        let diagnostics: Value = reading.diagnostics.iter().map(diagnostic).collect();
        writeln!(out, "{}", json!({"findings": findings, "diagnostics": diagnostics}))?;
    } else {
        found.iter().try_for_each(|each| writeln!(out, "{}", text(each, has_lines)))?;
        out.flush()?;
        reading.diagnostics.iter().for_each(|each| complain(format_args!("{each}")));
        complain(format_args!("{}", summary(&reading, &found)));
    }
    for error in &errors {
        complain(format_args!("error: {error:#}"));
    }
    let is_warned = found.iter().any(|each| each.finding.severity() == Severity::Warning);
    let is_sound = !is_warned && reading.diagnostics.is_empty() && errors.is_empty();
    Ok(if is_sound { Outcome::Done } else { Outcome::Refused })
}

/// The documents of a server, as one file.
fn exported(server: &ServerArguments) -> anyhow::Result<Source> {
    let server = Server::of(server)?;
    Ok(Source::new("server.json", server.ask(server.client.export(Format::Json))?))
}

/// The documents that were there before. Those that do not stand would compare as if they were new.
fn before(path: &PathBuf, server: &ServerArguments) -> anyhow::Result<Documents> {
    let (sources, errors) = if path == Path::new("server") {
        (vec![exported(server)?], Vec::new())
    } else {
        input::sources(std::slice::from_ref(path))
    };
    if let Some(error) = errors.into_iter().next() {
        return Err(error);
    }
    let reading = read(&sources);
    if let Some(first) = reading.diagnostics.first() {
        bail!("what was there before is not valid:\n{first}");
    }
    Ok(reading.documents)
}

fn text(found: &Located, has_lines: bool) -> String {
    if has_lines {
        return found.to_string();
    }
    let (finding, path) = (&found.finding, &found.path);
    let (severity, code, fault) = (finding.severity(), finding.code(), &finding.fault);
    printable(&format!("{severity}[{code}] {path}: {fault}")) + "\n    " + fault.remedy()
}

fn finding(found: &Located, has_lines: bool) -> Value {
    let finding = &found.finding;
    let mut value = json!({
        "code": finding.code().to_string(),
        "severity": finding.severity().to_string(),
    });
    if has_lines {
        value["file"] = json!(&*found.file);
        value["line"] = found.mark.line.into();
        value["column"] = found.mark.column.into();
    }
    value["path"] = found.path.as_str().into();
    value["detail"] = finding.fault.to_string().into();
    value["remedy"] = finding.fault.remedy().into();
    value
}

/// `12 documents: 2 warnings, 1 advice`.
fn summary(reading: &Reading, found: &[Located]) -> String {
    let counted = |count: usize, one: &str, many: &str| {
        format!("{count} {}", if count == 1 { one } else { many })
    };
    let of = |severity| found.iter().filter(|each| each.finding.severity() == severity).count();
    let documents = counted(reading.entries.len(), "document", "documents");
    let counts = [
        (reading.problems, "problem", "problems"),
        (of(Severity::Warning), "warning", "warnings"),
        (of(Severity::Advice), "advice", "advice"),
    ];
    let counts = counts.into_iter().filter(|(count, ..)| *count > 0);
    let parts: Vec<_> = counts.map(|(count, one, many)| counted(count, one, many)).collect();
    let found = if parts.is_empty() { "nothing found".to_owned() } else { parts.join(", ") };
    format!("{documents}: {found}")
}
