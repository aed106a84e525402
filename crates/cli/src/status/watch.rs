//! Watching how things are, and waiting until everybody has applied a change.

use std::io::{IsTerminal as _, Write};
use std::time::Duration;

use hoist_api::client::Error;
use hoist_api::{Instances, InstancesSummary, Status};
use tokio::time::Instant;

use super::Page;
use crate::Outcome;
use crate::instances::{Laggards, summary};
use crate::output::{complain, printable, write_json};
use crate::server::Server;

/// How often the server is asked.
const INTERVAL: Duration = Duration::from_millis(500);
/// Puts the cursor of a terminal to its beginning; clears what is behind the cursor.
const HOME: &str = "\x1b[H";
const CLEAR: &str = "\x1b[J";
/// Instances that are named where somebody waited for them in vain.
const NAMED_MAX: usize = 5;

/// Shows how things are until somebody stops it. A server that does not answer may answer again.
pub(super) fn watch(server: &Server, json: bool, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let is_terminal = std::io::stdout().is_terminal() && !json;
    let mut told = String::new();
    if is_terminal {
        write!(out, "{HOME}{CLEAR}")?;
    }
    loop {
        let asked = server.wait(async {
            Ok((server.client.status().await?, server.client.instances(None).await?))
        });
        if let Err(error @ Error::Problem(problem)) = &asked
            && problem.status < 500
        {
            // It answers, and will answer the same again.
            return Err(server.refusal(error).into());
        }
        let text = match &asked {
            Ok((status, _)) if json => serde_json::to_string(status)?,
            Ok((status, instances)) if is_terminal => screen(status, instances),
            Ok((status, _)) => line(status),
            Err(error) => format!("error: {}", server.refusal(error)),
        };
        if is_terminal {
            // Drawn over what was there, which would flicker if it were cleared first.
            let lines = text.lines().map(|line| format!("{line}\x1b[K\r\n")).collect::<String>();
            write!(out, "{HOME}{lines}{CLEAR}")?;
        } else if text != told {
            match &asked {
                Ok(_) => writeln!(out, "{text}")?,
                Err(_) => complain(format_args!("{text}")),
            }
        }
        out.flush()?;
        told = text;
        server.pause(INTERVAL);
    }
}

fn screen(status: &Status, instances: &Instances) -> String {
    match status.instances.lagging {
        0 => Page(status).to_string(),
        _ => format!("{}\n{}", Page(status), Laggards(&instances.items)),
    }
}

fn line(status: &Status) -> String {
    let killed = match status.flags.killed.len() {
        0 => "nothing is killed".to_owned(),
        1 => "1 is killed".to_owned(),
        many => format!("{many} are killed"),
    };
    let instances = summary(&status.instances);
    printable(&format!("seq {}: {killed}; instances: {instances}", status.seq))
}

/// Waits until everybody who is tracked has applied the change of a seq.
pub(super) fn until_applied(
    server: &Server,
    seq: u64,
    timeout: Duration,
    json: bool,
    out: &mut impl Write,
) -> anyhow::Result<Outcome> {
    let deadline = Instant::now().checked_add(timeout);
    let mut told = String::new();
    loop {
        let instances = server.ask(server.client.instances(Some(seq)))?;
        let is_done = is_applied(&instances.summary);
        let is_over = deadline.is_some_and(|deadline| Instant::now() >= deadline);
        if json && (is_done || is_over) {
            write_json(&instances, out)?;
        }
        let text = progress(seq, &instances);
        if !json && text != told {
            writeln!(out, "{text}")?;
        }
        out.flush()?;
        told = text;
        if is_done {
            return Ok(Outcome::Done);
        }
        if is_over {
            let seconds = timeout.as_secs();
            let what = printable(&missing(&instances));
            complain(format_args!("error: after {seconds} s {what}"));
            return Ok(Outcome::Refused);
        }
        server.pause(INTERVAL);
    }
}

/// Whether everybody who is there has told that they have applied it. Of those who cannot tell
/// nothing is known, so they alone are not enough; where nobody is there, nobody has to.
fn is_applied(summary: &InstancesSummary) -> bool {
    let InstancesSummary { applied, lagging, not_tracked } = *summary;
    lagging == 0 && (applied > 0 || not_tracked == 0)
}

fn progress(seq: u64, instances: &Instances) -> String {
    let summary = &instances.summary;
    let (applied, all) = (summary.applied, summary.applied + summary.lagging);
    let not_tracked = match summary.not_tracked {
        0 => String::new(),
        some => format!("; {some} more cannot tell"),
    };
    match all {
        0 if summary.not_tracked == 0 => format!("seq {seq}: nobody is connected to apply it"),
        0 => format!("seq {seq}: nobody reports what they have applied{not_tracked}"),
        _ => format!("seq {seq}: applied by {applied} of {all}{not_tracked}"),
    }
}

/// What is missing where somebody waited in vain.
fn missing(instances: &Instances) -> String {
    if instances.summary.lagging == 0 {
        return "nobody who is connected can tell whether it is applied".to_owned();
    }
    format!("it is not applied by {}", laggards(instances))
}

fn laggards(instances: &Instances) -> String {
    let lagging = instances.items.iter().filter(|instance| instance.lag_seconds.is_some());
    let names: Vec<&str> = lagging.take(NAMED_MAX).map(|instance| &*instance.id).collect();
    let more = instances.summary.lagging.saturating_sub(u64::try_from(names.len()).unwrap_or(0));
    let names = names.join(", ");
    match (more, &*names) {
        (0, names) => names.to_owned(),
        (more, "") => format!("{more} who have told nothing yet"),
        (more, names) => format!("{names} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::*;

    fn instances(applied: u64, lagging: u64, not_tracked: u64) -> Instances {
        let instance = |number| {
            json!({"id": format!("shop-{number}"), "sdk": "hoist-rust/0.1.0", "seq_applied": 40,
                "kill_seq_applied": 40, "lag_seconds": 1.5, "streaming": true,
                "seen_at": "2026-03-01T09:00:00Z"})
        };
        let items: Vec<_> = (0..lagging).map(instance).collect();
        serde_json::from_value(json!({"seq": 42, "ruleset_seq": 42, "items": items, "summary":
            {"applied": applied, "lagging": lagging, "not_tracked": not_tracked}}))
        .unwrap()
    }

    #[test]
    fn how_far_a_change_is() {
        assert_snapshot!(progress(42, &instances(3, 2, 0)), @"seq 42: applied by 3 of 5");
        assert_snapshot!(progress(42, &instances(0, 0, 7)), @"seq 42: nobody reports what they have applied; 7 more cannot tell");
        assert_snapshot!(progress(42, &instances(0, 0, 0)), @"seq 42: nobody is connected to apply it");
        assert_snapshot!(laggards(&instances(3, 2, 0)), @"shop-0, shop-1");
        assert_snapshot!(laggards(&instances(3, 7, 0)), @"shop-0, shop-1, shop-2, shop-3, shop-4 and 2 more");
        let unheard = Instances { items: Vec::new(), ..instances(3, 2, 0) };
        assert_snapshot!(missing(&unheard), @"it is not applied by 2 who have told nothing yet");
        assert_snapshot!(missing(&instances(0, 0, 7)), @"nobody who is connected can tell whether it is applied");
    }

    #[test]
    fn who_cannot_tell_is_not_enough() {
        for ((applied, lagging, not_tracked), expected) in [
            ((0, 0, 0), true),
            ((1, 0, 0), true),
            ((1, 0, 5), true),
            ((0, 0, 5), false),
            ((1, 1, 0), false),
            ((0, 1, 0), false),
        ] {
            let found = is_applied(&instances(applied, lagging, not_tracked).summary);
            assert_eq!(found, expected, "{applied} {lagging} {not_tracked}");
        }
    }
}
