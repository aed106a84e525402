//! The command line of Hoist: the composition root, where files, clock and terminal are.
//!
//! Everything that decides lives in the pure crates and in the server; here input is read, one
//! function is called or one question asked, and the result is written. Exit status: 0 done,
//! 1 refused or failed, 2 usage.

mod arguments;
mod audit;
mod audit_file;
mod audit_offline;
mod backup;
mod differences;
mod documents;
mod emergency;
mod environments;
mod erase;
mod evaluate;
mod exchange;
mod experiments;
mod explain;
mod flags;
mod folder;
mod history;
mod imported;
mod input;
mod instances;
mod lint;
mod login;
mod markdown;
mod notifications;
mod output;
mod patch;
mod plan;
mod promote;
mod references;
mod refusal;
mod releases;
mod remote;
mod rows;
mod schedule;
mod serve;
mod server;
mod stale;
mod stats;
mod status;
mod steps;
mod subject;
mod table;
mod tokens;
mod users;
mod validate;

use std::ffi::OsString;
use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use arguments::{Arguments, Command};

/// Whether a command did what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Done,
    /// Something was refused; it has been told what.
    Refused,
}

/// Runs the program on its arguments, the first of which is its own name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version go to stdout with status 0, mistakes to stderr with status 2.
            let status = u8::try_from(error.exit_code()).unwrap_or(2);
            return error.print().map_or(ExitCode::FAILURE, |()| ExitCode::from(status));
        }
    };
    // There is one provider of cryptography for all of the process; a second call changes nothing.
    rustls::crypto::ring::default_provider().install_default().ok();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let result = dispatch(arguments.command, &mut out).and_then(|outcome| match out.flush() {
        Err(error) if outcome == Outcome::Done => Err(error.into()),
        _ => Ok(outcome),
    });
    match result {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Refused) => ExitCode::FAILURE,
        // Whoever read our output has seen enough, as in `hoist … | head`.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            output::complain(format_args!("error: {error:#}"));
            if error.is::<Usage>() { ExitCode::from(2) } else { ExitCode::FAILURE }
        }
    }
}

/// Arguments that do not go together.
#[derive(Debug)]
struct Usage(String);

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Usage {}

fn dispatch(command: Command, out: &mut impl Write) -> anyhow::Result<Outcome> {
    match command {
        Command::Serve(arguments) => serve::run(*arguments, out),
        Command::Validate(arguments) => validate::run(&arguments, out),
        Command::Lint(arguments) => lint::run(&arguments, out),
        Command::Evaluate(arguments) => evaluate::run(&arguments, out),
        Command::Explain(arguments) => explain::run(&arguments, out),
        Command::Flags(command) => flags::run(&command, out),
        Command::Experiments(command) => experiments::run(&command, out),
        Command::Release(command) => releases::run(&command, out),
        Command::Schedule(command) => schedule::run(&command, out),
        Command::Kill(arguments) => emergency::kill(&arguments, out),
        Command::Revive(arguments) => emergency::revive(&arguments, out),
        Command::Rollback(arguments) => {
            refusal::as_json(emergency::rollback(&arguments, out), arguments.act.json, out)
        }
        Command::Freeze(arguments) => emergency::freeze(&arguments, out),
        Command::Unfreeze(arguments) => emergency::unfreeze(&arguments, out),
        Command::Status(arguments) => status::run(&arguments, out),
        Command::Import(arguments) => {
            let is_json = arguments.changing.asking.json;
            refusal::as_json(exchange::import(&arguments, out), is_json, out)
        }
        Command::Plan(arguments) => {
            refusal::as_json(plan::run(&arguments, out), arguments.json, out)
        }
        Command::Export(arguments) => exchange::export(&arguments, out),
        Command::Environments(command) => environments::run(&command, out),
        Command::Promote(arguments) => {
            let is_json = arguments.changing.asking.json;
            refusal::as_json(promote::run(&arguments, out), is_json, out)
        }
        Command::Tokens(command) => tokens::run(&command, out),
        Command::Login(arguments) => login::run(&arguments, out),
        Command::Notifications(command) => notifications::run(&command, out),
        Command::Audit(command) => audit::run(&command, out),
        Command::Backup(arguments) => backup::backup(&arguments, out),
        Command::Restore(arguments) => backup::restore(&arguments, out),
        Command::References(arguments) => references::run(&arguments, out),
        Command::Erase(arguments) => erase::run(&arguments, out),
        Command::Stats(command) => stats::run(command, out),
        Command::Completions { shell } => {
            // The generator panics where it cannot write, so it writes to memory.
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut command_line(), "hoist", &mut script);
            out.write_all(&script)?;
            Ok(Outcome::Done)
        }
    }
}

/// The whole command line, for completions and for the generated reference.
pub fn command_line() -> clap::Command {
    Arguments::command()
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let io = error.chain().find_map(|cause| cause.downcast_ref::<io::Error>());
    io.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
