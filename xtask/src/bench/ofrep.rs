//! `cargo xtask bench ofrep`: what an OFREP request costs the server, beside an axum handler that
//! does nothing, in one run. The ratios are what can be compared across machines.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use super::load::{self, Cost};
use crate::cargo::{self, Lockfile};
use crate::demo::http::{Request, field, send};
use crate::demo::server::Server;

const FLAGS: usize = 100;
const ONE: &str = "/ofrep/v1/evaluate/flags/split7";
const ALL: &str = "/ofrep/v1/evaluate/flags";

/// How long, and how often.
struct Plan {
    seconds: u32,
    rounds: usize,
}

/// One thing that is measured.
struct Row {
    name: &'static str,
    url: String,
    script: PathBuf,
    process: u32,
    /// Most times the bare handler's processor time.
    target: f64,
}

/// Builds what is measured, runs it in rounds, and prints the medians.
pub(super) fn run(arguments: &[String]) -> Result<()> {
    let plan = plan(arguments)?;
    load::check()?;
    cargo::run("build --release --package hoist", Lockfile::MayChange)?;
    cargo::run(
        "build --release --manifest-path bench/Cargo.toml --target-dir bench/target --bin bare",
        Lockfile::MayChange,
    )?;
    let folder = std::env::temp_dir().join(format!("hoist-bench-{}", std::process::id()));
    fs::create_dir(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let measured = measure(&folder, &plan);
    fs::remove_dir_all(&folder)?;
    measured
}

fn plan(arguments: &[String]) -> Result<Plan> {
    let mut plan = Plan { seconds: 3, rounds: 7 };
    for argument in arguments {
        match argument.split_once('=') {
            Some(("--seconds", seconds)) => plan.seconds = seconds.parse()?,
            Some(("--rounds", rounds)) => plan.rounds = rounds.parse()?,
            _ if argument == "--once" => plan = Plan { seconds: 1, rounds: 1 },
            _ => bail!("unknown: {argument}; there are --seconds=N, --rounds=N and --once"),
        }
    }
    ensure!(plan.seconds > 0 && plan.rounds > 0, "at least one second and one round");
    Ok(plan)
}

fn measure(folder: &Path, plan: &Plan) -> Result<()> {
    let bare_program = cargo::repository_root().join("bench/target/release/bare");
    let bare = Server::start_by(Command::new(bare_program), folder)?;
    let server = Server::start_release(folder)?;
    let token = fill(&server)?;
    let get = folder.join("get.lua");
    fs::write(&get, "")?;
    let row = |name, path: &str, target| -> Result<Row> {
        let script = folder.join(format!("{}.lua", path.len()));
        fs::write(&script, posts(path, &token))?;
        let url = format!("http://{}", server.address);
        Ok(Row { name, url, script, process: server.process_id(), target })
    };
    let url = format!("http://{}/", bare.address);
    let process = bare.process_id();
    let rows = [
        Row { name: "bare axum handler", url, script: get, process, target: f64::INFINITY },
        row("OFREP, one flag", ONE, 1.8)?,
        row("OFREP, all 100 flags", ALL, 2.4)?,
    ];
    for row in &rows {
        load::run(&row.url, &row.script, row.process, 1)?;
    }
    let mut costs = vec![Vec::new(); rows.len()];
    for round in 1..=plan.rounds {
        for (row, costs) in rows.iter().zip(&mut costs) {
            let cost = load::run(&row.url, &row.script, row.process, plan.seconds)?;
            println!("round {round}: {:<24}{:>8.1} us", row.name, cost.cpu_us);
            costs.push(cost);
        }
    }
    print(&rows, &costs)
}

fn print(rows: &[Row], costs: &[Vec<Cost>]) -> Result<()> {
    println!(
        "\n{:<24}{:>14}{:>8}{:>9}{:>12}{:>10}",
        "median of each", "CPU us/request", "x bare", "at most", "requests/s", "RSS MiB"
    );
    let bare_us = median(&costs[0], |cost| cost.cpu_us);
    for (row, costs) in rows.iter().zip(costs) {
        let cpu_us = median(costs, |cost| cost.cpu_us);
        let per_second = median(costs, |cost| cost.per_second);
        let (ratio, memory_mib) = (cpu_us / bare_us, load::memory_mib(row.process)?);
        let target = Some(row.target).filter(|target| target.is_finite());
        let target = target.map_or_else(|| "-".to_owned(), |target| format!("{target:.1}"));
        println!(
            "{:<24}{cpu_us:>14.1}{ratio:>8.2}{target:>9}{per_second:>12.0}{memory_mib:>10.1}",
            row.name
        );
    }
    Ok(())
}

fn median(costs: &[Cost], of: impl Fn(&Cost) -> f64) -> f64 {
    let mut values: Vec<f64> = costs.iter().map(of).collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Flags of every type. Gives a token as a service would have it.
fn fill(server: &Server) -> Result<String> {
    let admin = server.token()?;
    let ask = |path, body: &str| {
        let content_type = "application/json";
        send(&server.address, &admin, Request { method: "POST", path, content_type, body })
    };
    ask("/api/import", &documents())?;
    let wanted = r#"{"name": "bench", "kind": "server", "environments": ["default"]}"#;
    Ok(field(&ask("/api/tokens", wanted)?, "token").to_owned())
}

fn documents() -> String {
    let mut flags = String::new();
    for n in 0..FLAGS {
        let separator = if n == 0 { "" } else { "," };
        let (name, rest) = match n % 10 {
            0..=2 => ("on", r#""type": "boolean""#),
            3..=5 => ("share", r#""type": "percentage", "percentage": 30"#),
            6 | 7 => (
                "split",
                r#""type": "variant", "variants": {"control": 0.34, "wide": 0.33, "tall": 0.33}"#,
            ),
            _ => (
                "ruled",
                r#""type": "targeted", "rules": [
                    {"type": "property", "conditions": {"plan": "internal"}, "value": true},
                    {"type": "property", "conditions": {"country": ["BR", "CA"]}, "value": false},
                    {"type": "property", "conditions": {"version": {"semver": ">=2"}},
                     "value": true}]"#,
            ),
        };
        // Writing to a string cannot fail.
        write!(flags, r#"{separator}"{name}{n}": {{"enabled": true, {rest}}}"#).ok();
    }
    format!(r#"{{"features": {{{flags}}}}}"#)
}

/// A `wrk` script that posts for a hundred users in turn.
fn posts(path: &str, token: &str) -> String {
    format!(
        r#"
local headers = {{
  ["Authorization"] = "Bearer {token}",
  ["Content-Type"] = "application/json",
}}
local requests, n = {{}}, 0
init = function()
  for user = 1, 100 do
    local body = '{{"context":{{"targetingKey":"user-' .. user
      .. '","plan":"premium","country":"DE","version":"1.2.3"}}}}'
    requests[user] = wrk.format("POST", "{path}", headers, body)
  end
end
request = function()
  n = n % 100 + 1
  return requests[n]
end
"#
    )
}
