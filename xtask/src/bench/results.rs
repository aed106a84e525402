//! `cargo xtask bench results`: how long the page of results takes, with many users.
//!
//! The events of all users are written into the folder of a server in bulk; then it is started, and
//! folds them as it folds any others. Once all are in its sums, the page is asked for again and
//! again: as it is kept, and computed anew.

use std::fs;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use clap::Parser;

use crate::cargo::{self, Lockfile};
use crate::demo::http::{Request, field, send};
use crate::demo::server::Server;
use crate::soak::date;

/// How long the page may take, in milliseconds, at p99.
const PAGE_MS_MAX: f64 = 200.0;
/// How often each page is asked for.
const ASKED: usize = 200;
/// How long folding may take.
const FOLD_MAX: Duration = Duration::from_secs(3_600);
const PAGE: &str = "/api/experiments/layout/results";

/// How much there is.
#[derive(Clone, Copy, Debug, Parser)]
#[command(bin_name = "cargo xtask bench results")]
struct Load {
    /// Users of the experiment.
    #[arg(long, default_value_t = 1_000_000)]
    users: u64,
    /// Its metrics.
    #[arg(long, default_value_t = 5)]
    metrics: u64,
    /// With 2,000 users, by the program as it is developed: that all of it works.
    #[arg(long)]
    once: bool,
    /// Measure the program as it is developed, which is some times slower.
    #[arg(long)]
    debug: bool,
}

/// Fills a new folder, starts a server on it, and prints how long its page takes.
pub(super) fn run(arguments: &[String]) -> Result<()> {
    let name = std::iter::once("results".to_owned());
    let mut load = Load::try_parse_from(name.chain(arguments.iter().cloned()))?;
    if load.once {
        load = Load { users: 2_000, debug: true, ..load };
    }
    let profile = if load.debug { "" } else { "--release" };
    match load.debug {
        true => cargo::build_hoist(Lockfile::MayChange)?,
        false => cargo::run("build --release --package hoist", Lockfile::MayChange)?,
    }
    let folder = std::env::temp_dir().join(format!("hoist-bench-results-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let measured = measure(&folder, load, profile);
    fs::remove_dir_all(&folder).context("cannot remove the folder of the server")?;
    measured
}

fn measure(folder: &Path, load: Load, profile: &str) -> Result<()> {
    let start = || match load.debug {
        true => Server::start(folder, "127.0.0.1:0"),
        false => Server::start_release(folder),
    };
    let server = start()?;
    let body = documents(load.metrics);
    let (path, content_type) = ("/api/import", "application/json");
    let import = Request { method: "POST", path, content_type, body: &body };
    send(&server.address, &server.token()?, import)?;
    server.kill()?;
    let (users, metrics, at) = (load.users, load.metrics, two_days_ago()?);
    let data = folder.join("hoist-data");
    let fill = Instant::now();
    let program = format!("run --quiet {profile} --package hoist-store --example fill_events");
    let arguments = format!("{} layout control,wide {users} {metrics} {at}", data.display());
    cargo::run(&format!("{program} -- {arguments}"), Lockfile::MayChange)?;
    println!("{users} users with {metrics} metrics: written in {:.1} s", seconds(fill));
    let server = start()?;
    let (address, token) = (server.address.clone(), server.token()?);
    let fold = Instant::now();
    while !is_whole(&address, &token, users) {
        ensure!(fold.elapsed() < FOLD_MAX, "not everybody was folded in {FOLD_MAX:?}");
        sleep(Duration::from_millis(500));
    }
    println!("folded in {:.1} s", seconds(fold));
    let kept = ask(&address, &token, PAGE)?;
    ask(&address, &token, &format!("{PAGE}?refresh=true"))?;
    ensure!(kept < PAGE_MS_MAX, "the page took {kept:.1} ms, and may take {PAGE_MS_MAX}");
    Ok(())
}

fn documents(metrics: u64) -> String {
    let names: Vec<String> = (0..metrics).map(|metric| format!("\"metric_{metric}\"")).collect();
    format!(
        "{{\"experiments\": {{\"layout\": {{\"start_date\": \"2025-01-01T00:00:00Z\", \
         \"variants\": {{\"control\": 0.5, \"wide\": 0.5}}, \"sample_size\": 1000000, \
         \"metrics\": [{}]}}}}}}",
        names.join(", ")
    )
}

fn two_days_ago() -> Result<String> {
    let day = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs() / 86_400;
    Ok(format!("{}T00:00:00Z", date(day - 2)))
}

/// Whether so many users are in the results.
fn is_whole(address: &str, token: &str, users: u64) -> bool {
    let path = format!("{PAGE}?refresh=true");
    let found = get(address, token, &path);
    found.is_ok_and(|results| field(&results, "observed") == users.to_string())
}

fn get(address: &str, token: &str, path: &str) -> Result<String> {
    let content_type = "application/json";
    send(address, token, Request { method: "GET", path, content_type, body: "" })
}

/// Asks for a page again and again, prints how long that takes, and gives the p99 in milliseconds.
fn ask(address: &str, token: &str, path: &str) -> Result<f64> {
    let (mut took, mut bytes) = (Vec::with_capacity(ASKED), 0);
    for _ in 0..ASKED {
        let start = Instant::now();
        bytes = get(address, token, path)?.len();
        took.push(seconds(start) * 1e3);
    }
    took.sort_by(f64::total_cmp);
    let at = |part: usize| took.get(took.len() * part / 100).copied().unwrap_or_default();
    println!("GET {path}: p50 {:.1} ms, p99 {:.1} ms, {bytes} bytes", at(50), at(99));
    Ok(at(99))
}

fn seconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64()
}
