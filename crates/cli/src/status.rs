//! `hoist status`.

mod watch;

use std::fmt;
use std::io::Write;
use std::time::Duration;

use hoist_api::{
    ConfigStatus, Drift, EventsSummary, Freeze, FreezeScope, FreezeWindow, NextSchedule,
    RefusedSchedule, SchedulesSummary, Status,
};

use crate::Outcome;
use crate::arguments::StatusArguments;
use crate::instances::{Laggards, summary};
use crate::output::{printable, write_json};
use crate::server::Server;
use crate::table::time;

pub(crate) fn run(arguments: &StatusArguments, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let server = Server::of_emergency(&arguments.server)?;
    if let Some(seq) = arguments.until_applied {
        let timeout = Duration::from_secs(arguments.timeout);
        return watch::until_applied(&server, seq, timeout, arguments.json, out);
    }
    if arguments.watch {
        return watch::watch(&server, arguments.json, out);
    }
    let status = server.ask(server.client.status())?;
    if arguments.json {
        write_json(&status, out)?;
        return Ok(Outcome::Done);
    }
    write!(out, "{}", Page(&status))?;
    if status.instances.lagging > 0 {
        let instances = server.ask(server.client.instances(None))?;
        write!(out, "\n{}", Laggards(&instances.items))?;
    }
    Ok(Outcome::Done)
}

/// Most that is told of what is not as files say; the rest is in the JSON output.
const DRIFT_MAX: usize = 20;

/// Events that wait no longer to be summed up are as they should be.
const LAG_SECONDS: f64 = 5.0;

/// A status for people, one line a topic.
struct Page<'s>(&'s Status);

impl fmt::Display for Page<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Status { environment, seq, flags, experiments, ruleset_age_seconds, .. } = self.0;
        let mut line = |topic: &str, text: &str| writeln!(f, "{topic:12} {}", printable(text));
        let server = format!("{environment}, seq {seq}, server {}", self.0.version);
        line("environment", &server)?;
        line("flags", &format!("{}, {} of them enabled", flags.total, flags.enabled))?;
        let killed = if flags.killed.is_empty() { "none" } else { &flags.killed.join(", ") };
        line("killed", killed)?;
        if !flags.moving.is_empty() {
            line("moving", &format!("{} by their schedules", flags.moving.join(", ")))?;
        }
        let frozen = if experiments.frozen { ", frozen" } else { "" };
        line("experiments", &format!("{} running{frozen}", experiments.running))?;
        freezes(&self.0.freeze).iter().try_for_each(|text| line("freeze", text))?;
        let planned = self.0.freeze.windows.iter().filter(|window| !window.holds);
        planned.map(planned_freeze).try_for_each(|text| line("planned", &text))?;
        let SchedulesSummary { pending, refused, .. } = &self.0.schedules;
        if *pending > 0 {
            line("schedules", &schedules(&self.0.schedules))?;
        }
        for RefusedSchedule { id, at, reason } in refused {
            line("refused", &format!("{id} at {}: {reason}", time(*at)))?;
        }
        if *ruleset_age_seconds > 0.0 {
            let age = format!("perhaps not the newest, for {ruleset_age_seconds:.0} s");
            line("rules", &age)?;
        } else {
            line("rules", "the newest")?;
        }
        line("instances", &summary(&self.0.instances))?;
        if let Some(events) = self.0.events.as_ref().filter(|it| it.lag_seconds > LAG_SECONDS) {
            line("events", &lagging(events))?;
        }
        let Some(ConfigStatus { path, applied, applied_at, problems, drift }) = &self.0.config
        else {
            return Ok(());
        };
        let since = applied_at.map(|at| format!(", last applied {}", time(at)));
        let verdict = if *applied { "" } else { ", not what holds" };
        line("config", &format!("{path}{verdict}{}", since.unwrap_or_default()))?;
        problems.iter().try_for_each(|problem| line("", problem))?;
        for (place, drift) in drift.iter().take(DRIFT_MAX).enumerate() {
            line(if place == 0 { "drift" } else { "" }, &drift_line(drift))?;
        }
        match drift.len().checked_sub(DRIFT_MAX).filter(|more| *more > 0) {
            Some(more) => line("", &format!("and {more} more")),
            None => Ok(()),
        }
    }
}

/// `those of 1234 users wait for 12 s; summed up is what came until …`.
fn lagging(EventsSummary { waiting_users, lag_seconds, as_of }: &EventsSummary) -> String {
    let until = as_of.map(|as_of| format!("; summed up is what came until {}", time(as_of)));
    format!(
        "those of {waiting_users} users wait for {lag_seconds:.0} s{}",
        until.unwrap_or_default()
    )
}

fn drift_line(Drift { collection, key, file, line, detail, .. }: &Drift) -> String {
    let place = file.as_ref().zip(*line).map(|(file, line)| format!(" ({file}:{line})"));
    format!("{collection}/{key}{}: {detail}", place.unwrap_or_default())
}

/// The freezes that hold, each with its id.
fn freezes(freeze: &Freeze) -> Vec<String> {
    let held: Vec<String> =
        freeze.windows.iter().filter(|window| window.holds).map(held_freeze).collect();
    if held.is_empty() { vec!["none".to_owned()] } else { held }
}

fn held_freeze(window: &FreezeWindow) -> String {
    let FreezeWindow { id, scope, from, until, by, reason, .. } = window;
    let what = match scope {
        FreezeScope::All => "all definitions",
        FreezeScope::Experiments => "experiments",
    };
    let until = until.map_or_else(String::new, |until| format!(" until {}", time(until)));
    let why = reason.as_ref().map_or_else(String::new, |why| format!(": {why}"));
    format!("{what} by {by} since {}{until} ({id}){why}", time(*from))
}

fn planned_freeze(window: &FreezeWindow) -> String {
    let FreezeWindow { id, scope, from, until, by, reason, .. } = window;
    let what = match scope {
        FreezeScope::All => "a freeze of all definitions",
        FreezeScope::Experiments => "a freeze of experiments",
    };
    let until = until.map_or_else(String::new, |until| format!(" until {}", time(until)));
    let why = reason.as_ref().map_or_else(String::new, |why| format!(": {why}"));
    format!("{what} from {}{until} by {by} ({id}){why}", time(*from))
}

/// `3 to come, 1 of them held by the freeze, the next at …: features/search (sch_1)`.
fn schedules(summary: &SchedulesSummary) -> String {
    let mut text = format!("{} to come", summary.pending);
    if summary.held > 0 {
        text.push_str(&format!(", {} of them held by the freeze", summary.held));
    }
    if let Some(NextSchedule { id, at, collection, key }) = &summary.next {
        let document = format!("{}/{key}", collection.kind().section());
        text.push_str(&format!(", the next at {}: {document} ({id})", time(*at)));
    }
    text
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_bad_day_and_a_good_one() {
        let bad = json!({
            "environment": "production",
            "seq": 42,
            "flags": {"total": 12, "enabled": 9, "killed": ["checkout_flow", "search"], "moving": ["migration"]},
            "experiments": {"running": 2, "frozen": true},
            "ruleset_age_seconds": 12.3,
            "freeze": {
                "frozen": true,
                "scope": "all",
                "by": "token:ops",
                "at": "2026-03-01T09:00:00Z",
                "reason": "sale",
                "until": "2026-03-02T09:00:00Z",
                "seq": 42,
                "windows": [
                    {"id": "all", "holds": true, "scope": "all", "from": "2026-03-01T09:00:00Z",
                        "until": "2026-03-02T09:00:00Z", "by": "token:ops", "reason": "sale",
                        "seq": 42},
                    {"id": "frz_1", "holds": true, "scope": "experiments",
                        "from": "2026-02-01T09:00:00Z", "until": null, "by": "token:ops",
                        "reason": null, "seq": 41},
                ],
            },
            "instances": {"applied": 12, "lagging": 1, "not_tracked": 3},
            "config": {
                "path": "features.yaml", "applied": false, "applied_at": "2026-02-01T09:00:00Z",
                "problems": ["features.yaml:7:17: 101 is no percentage"],
                "drift": [
                    {"what": "killed", "collection": "features", "key": "search", "file": "features.yaml",
                        "line": 9, "detail": "killed by token:ops since 2026-03-01T09:00:00Z: fire"},
                    {"what": "unmanaged", "collection": "segments", "key": "staff", "detail": "no file has it"},
                ],
            },
            "version": "0.1.0",
        });
        let mut status: Status = serde_json::from_value(bad).unwrap();
        assert_snapshot!(Page(&status), @"
        environment  production, seq 42, server 0.1.0
        flags        12, 9 of them enabled
        killed       checkout_flow, search
        moving       migration by their schedules
        experiments  2 running, frozen
        freeze       all definitions by token:ops since 2026-03-01T09:00:00Z until 2026-03-02T09:00:00Z (all): sale
        freeze       experiments by token:ops since 2026-02-01T09:00:00Z (frz_1)
        rules        perhaps not the newest, for 12 s
        instances    12 have applied everything, 1 lags, 3 are not tracked
        config       features.yaml, not what holds, last applied 2026-02-01T09:00:00Z
                     features.yaml:7:17: 101 is no percentage
        drift        features/search (features.yaml:9): killed by token:ops since 2026-03-01T09:00:00Z: fire
                     segments/staff: no file has it
        ");
        status.flags.killed.clear();
        status.flags.moving.clear();
        status.freeze.frozen = false;
        status.freeze.windows.clear();
        status.experiments.frozen = false;
        status.ruleset_age_seconds = 0.0;
        status.config = None;
        status.instances = Default::default();
        assert_snapshot!(Page(&status), @"
        environment  production, seq 42, server 0.1.0
        flags        12, 9 of them enabled
        killed       none
        experiments  2 running
        freeze       none
        rules        the newest
        instances    none
        ");
    }

    #[test]
    fn what_is_to_come() {
        let window = json!({"id": "frz_1", "holds": false, "scope": "experiments",
            "from": "2026-12-24T18:00:00Z", "until": "2027-01-02T08:00:00Z", "by": "token:ops",
            "reason": "holidays", "seq": 40});
        let window = serde_json::from_value(window).unwrap();
        assert_snapshot!(planned_freeze(&window), @"a freeze of experiments from 2026-12-24T18:00:00Z until 2027-01-02T08:00:00Z by token:ops (frz_1): holidays");
        let next = json!({"id": "sch_1", "at": "2026-12-01T08:00:00Z", "collection": "features",
            "key": "search"});
        let summary = json!({"pending": 3, "held": 1, "next": next, "refused": []});
        let mut summary = serde_json::from_value(summary).unwrap();
        assert_snapshot!(schedules(&summary), @"3 to come, 1 of them held by the freeze, the next at 2026-12-01T08:00:00Z: features/search (sch_1)");
        (summary.held, summary.next) = (0, None);
        assert_snapshot!(schedules(&summary), @"3 to come");
    }
}
