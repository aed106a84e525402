//! Writes the generated pages of `docs/`; `cargo xtask codegen` runs it.
//!
//! `pages access` prints who may ask for what, `pages cli` the reference of the command line from
//! its own help texts, `pages diagnostics` every diagnostic with an input that causes it, `pages
//! openapi` the description of the HTTP API.

#![expect(clippy::unwrap_used, reason = "the cases are those of the tests")]

use std::io::{self, Write};
use std::process::ExitCode;

use hoist_api::TokenKind;
use strum::IntoEnumIterator;

#[path = "../../../tests/cases.rs"]
mod cases;
#[path = "../../../tests/faults.rs"]
mod faults;

fn main() -> io::Result<ExitCode> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    match std::env::args().nth(1).as_deref() {
        Some("access") => access(&mut out)?,
        Some("cli") => command_line(&mut out)?,
        Some("diagnostics") => diagnostics(&mut out)?,
        Some("openapi") => out.write_all(hoist_server::openapi().as_bytes())?,
        _ => {
            writeln!(io::stderr(), "usage: pages access|cli|diagnostics|openapi")?;
            return Ok(ExitCode::from(2));
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Who may ask for what, as a table.
fn access(out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "# Who may ask for what\n")?;
    writeln!(
        out,
        "Written by `cargo xtask codegen` from the server's own table. A token of a kind"
    )?;
    writeln!(out, "without a mark gets 403, a request without a token 401.\n")?;
    let kinds: Vec<TokenKind> = TokenKind::iter().collect();
    write!(out, "| operation |")?;
    kinds.iter().try_for_each(|kind| write!(out, " {} |", kind.as_ref()))?;
    writeln!(out, "\n|---|{}", ":-:|".repeat(kinds.len()))?;
    for (operation, open_to) in hoist_server::access() {
        write!(out, "| `{operation}` |")?;
        for kind in &kinds {
            let mark = match &open_to {
                None => "open",
                Some(open_to) if open_to.contains(kind) => "✓",
                Some(_) => "",
            };
            write!(out, " {mark} |")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn command_line(out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "# The command line\n")?;
    writeln!(out, "Written by `cargo xtask codegen` from the program's own help.")?;
    let mut program = hoist::command_line().term_width(100);
    program.build();
    sections(out, "hoist", &mut program)
}

/// A command, and then those below it.
fn sections(out: &mut impl Write, name: &str, command: &mut clap::Command) -> io::Result<()> {
    section(out, name, command)?;
    let below = command.get_subcommands_mut().filter(|each| each.get_name() != "help");
    for each in below {
        let name = format!("{name} {}", each.get_name());
        sections(out, &name, each)?;
    }
    Ok(())
}

fn section(out: &mut impl Write, name: &str, command: &mut clap::Command) -> io::Result<()> {
    let help = command.clone().term_width(100).render_long_help().to_string();
    let help: Vec<_> = help.lines().map(str::trim_end).collect();
    writeln!(out, "\n## {name}\n\n```text\n{}\n```", help.join("\n").trim_end())
}

fn diagnostics(out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "# Diagnostics\n")?;
    writeln!(
        out,
        "Everything that `hoist validate` can find wrong, by code, each with an input that causes \
         it and what is\nprinted; then everything that `hoist lint` can find in what is valid. \
         Codes are stable; messages may get\nbetter. Written by `cargo xtask codegen` from \
         `conformance/invalid` and `conformance/lint`."
    )?;
    let mut heading = String::new();
    for case in cases::all() {
        if case.code != heading {
            heading.clone_from(&case.code);
            writeln!(out, "\n## {heading}")?;
        }
        match case.about {
            Some(about) => writeln!(out, "\n{about}")?,
            None => {
                let text = String::from_utf8_lossy(&case.source.bytes);
                let syntax = case.source.name.rsplit('.').next().unwrap_or_default();
                writeln!(out, "\n```{syntax}\n{}\n```", text.trim_end())?;
            }
        }
        let found = case.reading().diagnostics;
        // A case made large on purpose would print a thousand times the same.
        let most = if case.about.is_some() { 2 } else { usize::MAX };
        let shows = |code: String| case.about.is_none() || code == case.code;
        let shown = found.iter().filter(|each| shows(each.code().to_string())).take(most);
        let text: Vec<_> = shown.map(ToString::to_string).collect();
        writeln!(out, "\n```text\n{}\n```", text.join("\n"))?;
    }
    lint(out)
}

fn lint(out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "\n## What `hoist lint` finds\n")?;
    writeln!(
        out,
        "A `warning` is proven for every user and every moment from now on, or moves users; \
         `advice` may be meant so.\nNow is {} here.",
        faults::NOW
    )?;
    for fault in faults::all() {
        writeln!(out, "\n### {}", fault.code)?;
        if let Some(before) = &fault.before {
            let text = String::from_utf8_lossy(&before.bytes);
            writeln!(out, "\nThere was:\n\n```yaml\n{}\n```\n\nThere is:", text.trim_end())?;
        }
        let text = String::from_utf8_lossy(&fault.source.bytes);
        writeln!(out, "\n```yaml\n{}\n```", text.trim_end())?;
        let found: Vec<_> = fault.findings().iter().map(ToString::to_string).collect();
        writeln!(out, "\n```text\n{}\n```", found.join("\n"))?;
    }
    Ok(())
}
