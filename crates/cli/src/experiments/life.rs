//! `hoist experiments start`, `conclude`, `archive` and `monitor`.

use std::io::Write;

use hoist_api::{ConcludeRequest, Concluded, Monitored, PowerRow, StartRequest, Started};
use serde_json::Value;

use crate::arguments::{
    Changing, ExperimentArchiveArguments, ExperimentConcludeArguments, ExperimentMonitorArguments,
    ExperimentStartArguments,
};
use crate::documents::warn;
use crate::output::{printable, write_json};
use crate::server::Server;
use crate::table::{Table, optional, time};

pub(super) fn start(
    arguments: &ExperimentStartArguments,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let ExperimentStartArguments { key, baseline, changing } = arguments;
    let Changing { reason, asking } = changing;
    let server = Server::of(&asking.server)?;
    let request = StartRequest { baseline: *baseline, reason: reason.clone() };
    let started = server.ask(server.client.start(key, &request))?;
    if asking.json {
        return write_json(&started, out);
    }
    write!(out, "{}", start_page(&started))?;
    out.flush()?;
    warn(&started.warnings);
    Ok(())
}

/// What a start says: since when, by which plan, and what its sample is enough for.
fn start_page(started: &Started) -> String {
    let Started { key, phase, started_at, was_running, layer_range, plan, power, .. } = started;
    let verb = if *was_running { "runs already" } else { "started" };
    let mut text = printable(&format!("{key}: {verb}, phase {phase} since {}", time(*started_at)));
    text.push('\n');
    if let Some([from, to]) = layer_range {
        let [from, to] = [from, to].map(|rank| f64::from(*rank) / 100.0);
        text += &format!("it has the part from {from} % to {to} % of its layer\n");
    }
    text += &match plan.get("sample_size").and_then(Value::as_u64) {
        Some(sample) => format!("planned sample: {sample} users, all variants together\n"),
        None => "planned sample: none\n".to_owned(),
    };
    if let Some(PowerRow { effect, alpha, .. }) = power.first() {
        let whole = plan.get("alpha").and_then(Value::as_f64).filter(|whole| whole > alpha);
        let part = whole.map(|whole| format!(" (of {whole}: the rest is for reading it before)"));
        text += &format!(
            "to find a relative effect of {} %, by the fixed test, at alpha {alpha}{}:\n",
            effect * 100.0,
            part.unwrap_or_default()
        );
        text += &power_table(power).to_string();
    }
    text
}

fn power_table(rows: &[PowerRow]) -> Table<3> {
    let mut table = Table::new(["BASELINE", "POWER", "USERS FOR 80 %"]);
    for PowerRow { baseline, power, needed, .. } in rows {
        let power = power.map(|power| format!("{:.0} %", power * 100.0));
        table.push([baseline.to_string(), optional(power), needed.to_string()]);
    }
    table
}

pub(super) fn conclude(
    arguments: &ExperimentConcludeArguments,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let ExperimentConcludeArguments { key, ship, changing } = arguments;
    let Changing { reason, asking } = changing;
    let server = Server::of(&asking.server)?;
    let request = ConcludeRequest { ship: ship.clone(), reason: reason.clone() };
    let concluded = server.ask(server.client.conclude(key, &request))?;
    if asking.json {
        return write_json(&concluded, out);
    }
    over(&concluded, out)
}

pub(super) fn archive(
    arguments: &ExperimentArchiveArguments,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let ExperimentArchiveArguments { key, back, changing } = arguments;
    let Changing { reason, asking } = changing;
    let server = Server::of(&asking.server)?;
    let archived = server.ask(server.client.archive(key, *back, reason.clone()))?;
    if asking.json {
        return write_json(&archived, out);
    }
    over(&archived, out)
}

/// `checkout: concluded. It was concluded by hand. From now on everybody gets short.`
fn over(concluded: &Concluded, out: &mut impl Write) -> anyhow::Result<()> {
    let Concluded { key, status, conclusion, .. } = concluded;
    let line = format!("{key}: {status}. {}", conclusion.detail);
    Ok(writeln!(out, "{}", printable(&line))?)
}

pub(super) fn monitor(
    arguments: &ExperimentMonitorArguments,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let Changing { reason, asking } = &arguments.changing;
    let server = Server::of(&asking.server)?;
    let found = server.ask(server.client.monitor(&arguments.key, reason.clone()))?;
    if asking.json {
        return write_json(&found, out);
    }
    let Monitored { key, status, detail, .. } = &found;
    Ok(writeln!(out, "{}", printable(&format!("{key}: {status}. {detail}")))?)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_start_for_people() {
        let started: Started = serde_json::from_value(json!({
            "key": "checkout", "status": "running", "phase": 1, "was_running": false, "seq": 9,
            "started_at": "2026-03-01T09:00:00Z", "layer_range": [0, 2_550],
            "plan": {"sample_size": 50_000, "alpha": 0.05},
            "power": [
                {"baseline": 0.05, "effect": 0.1, "power": 0.724, "needed": 62_471, "alpha": 0.04},
                {"baseline": 0.25, "effect": 0.1, "power": 0.999, "needed": 9_500, "alpha": 0.04},
            ],
        }))
        .unwrap();
        assert_snapshot!(start_page(&started), @r"
        checkout: started, phase 1 since 2026-03-01T09:00:00Z
        it has the part from 0 % to 25.5 % of its layer
        planned sample: 50000 users, all variants together
        to find a relative effect of 10 %, by the fixed test, at alpha 0.04 (of 0.05: the rest is for reading it before):
        BASELINE  POWER  USERS FOR 80 %
        0.05      72 %   62471
        0.25      100 %  9500
        ");
    }
}
