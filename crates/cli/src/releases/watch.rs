//! `hoist release watch`: a run of a release until it is over.

use std::io::{IsTerminal as _, Write};
use std::pin::pin;
use std::time::Duration;

use hoist_api::ReleaseStatus;
use hoist_api::client::Error;

use super::{lines, page};
use crate::arguments::ReleaseOfArguments;
use crate::output::{complain, write_json};
use crate::server::Server;
use crate::{Outcome, input};

/// How often the server is asked.
const INTERVAL: Duration = Duration::from_millis(500);
/// Puts the cursor of a terminal to its beginning; clears what is behind the cursor.
const HOME: &str = "\x1b[H";
const CLEAR: &str = "\x1b[J";
/// Decisions that a terminal has room for; `status` has all of them.
const DECISIONS_MAX: usize = 5;

/// How the watching ended.
pub(super) enum End {
    /// The release is over.
    Over(Box<ReleaseStatus>),
    /// Somebody does not want to see more.
    Stopped,
}

pub(super) fn run(arguments: &ReleaseOfArguments, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let ReleaseOfArguments { key, run, asking } = arguments;
    let server = Server::of(&asking.server)?;
    // The run that is the last one now, also when another begins meanwhile.
    let run = match run {
        Some(run) => *run,
        None => server.ask(server.client.release(key, None))?.summary.run,
    };
    match follow(&server, key, run, asking.json, out)? {
        End::Over(release) => Ok(verdict(&release)),
        End::Stopped => Ok(Outcome::Done),
    }
}

/// Whether everybody is in; if not, it is told on stderr why.
pub(super) fn verdict(release: &ReleaseStatus) -> Outcome {
    let Some(failure) = lines::failure(release) else { return Outcome::Done };
    complain(format_args!("error: {failure}"));
    Outcome::Refused
}

/// Shows a run until it is over or Ctrl-C is pressed. A server that does not answer may answer again.
pub(super) fn follow(
    server: &Server,
    key: &str,
    run: u64,
    json: bool,
    out: &mut impl Write,
) -> anyhow::Result<End> {
    let is_terminal = std::io::stdout().is_terminal() && !json;
    let mut stop = pin!(tokio::signal::ctrl_c());
    let mut before: Option<ReleaseStatus> = None;
    let mut trouble = String::new();
    if is_terminal {
        write!(out, "{HOME}{CLEAR}")?;
    }
    loop {
        let asked = server.unless_stopped(stop.as_mut(), server.client.release(key, Some(run)));
        let Some(asked) = asked else { return Ok(stopped(key)) };
        match asked {
            Ok(now) => {
                if is_terminal {
                    draw(&page::page(&now, DECISIONS_MAX), out)?;
                } else {
                    let lines = lines::changes(before.as_ref(), &now, input::now());
                    tell(&lines, &now, json, out)?;
                }
                if now.summary.status.is_over() {
                    return Ok(End::Over(Box::new(now)));
                }
                trouble.clear();
                before = Some(now);
            }
            // It answers, and will answer the same again.
            Err(error) if matches!(&error, Error::Problem(problem) if problem.status < 500) => {
                return Err(server.refusal(&error).into());
            }
            Err(error) => {
                let text = format!("error: {}", server.refusal(&error));
                if is_terminal {
                    draw(&text, out)?;
                } else if text != trouble {
                    complain(format_args!("{text}"));
                }
                trouble = text;
            }
        }
        let pause = async { tokio::time::sleep(INTERVAL).await };
        let paused = server.unless_stopped(stop.as_mut(), pause);
        if paused.is_none() {
            return Ok(stopped(key));
        }
    }
}

/// Draws over what was there, which would flicker if it were cleared first.
fn draw(text: &str, out: &mut impl Write) -> anyhow::Result<()> {
    let lines = text.lines().map(|line| format!("{line}\x1b[K\r\n")).collect::<String>();
    write!(out, "{HOME}{lines}{CLEAR}")?;
    Ok(out.flush()?)
}

fn tell(
    lines: &[String],
    now: &ReleaseStatus,
    json: bool,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    if json {
        // Of time alone that passes nobody wants a line twice a second.
        if !lines.is_empty() || now.summary.status.is_over() {
            write_json(now, out)?;
        }
    } else {
        lines.iter().try_for_each(|line| writeln!(out, "{line}"))?;
    }
    Ok(out.flush()?)
}

fn stopped(key: &str) -> End {
    complain(format_args!(
        "stopped watching; the release goes on: `hoist release watch {key}` shows it again, \
         `hoist release abort {key}` takes it back"
    ));
    End::Stopped
}
