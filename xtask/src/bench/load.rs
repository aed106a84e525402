//! Load on one server by `wrk`, and what it costs that server: processor time and memory, as the
//! kernel counts them. Time on the clock says little where the load comes from the same machine.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// Ticks of processor time in a second: what Linux shows to programs on every architecture.
const TICKS_PER_S: f64 = 100.0;
const CONNECTIONS: u32 = 32;

/// What one load cost.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cost {
    /// Of the server, in user and kernel mode, for one request.
    pub(super) cpu_us: f64,
    pub(super) per_second: f64,
}

/// Whether `wrk` is there.
pub(super) fn check() -> Result<()> {
    let found = Command::new("wrk").arg("--version").output();
    found.map(drop).context("this needs `wrk`, which Debian has as a package: apt install wrk")
}

/// Loads a server for some seconds with the requests of a `wrk` script.
pub(super) fn run(url: &str, script: &Path, process: u32, seconds: u32) -> Result<Cost> {
    let before = ticks(process)?;
    let output = Command::new("wrk")
        .args(["--threads", "1", "--connections", &CONNECTIONS.to_string()])
        .args(["--duration", &format!("{seconds}s"), "--script"])
        .arg(script)
        .arg(url)
        .output()
        .context("cannot start wrk")?;
    let spent = ticks(process)? - before;
    let text = String::from_utf8_lossy(&output.stdout);
    ensure!(output.status.success(), "wrk failed:\n{text}");
    ensure!(!text.contains("Non-2xx"), "some requests failed:\n{text}");
    ensure!(!text.contains("Socket errors"), "some connections failed:\n{text}");
    let requests = word_before(&text, "requests in")?;
    ensure!(requests > 0.0, "no request was answered:\n{text}");
    let cpu_us = spent / TICKS_PER_S / requests * 1e6;
    Ok(Cost { cpu_us, per_second: requests / f64::from(seconds) })
}

fn word_before(text: &str, words: &str) -> Result<f64> {
    let word = text.split_once(words).and_then(|(before, _)| before.split_whitespace().last());
    let word = word.with_context(|| format!("wrk does not say {words:?}:\n{text}"))?;
    word.parse().with_context(|| format!("{word:?} is no number"))
}

/// Ticks that a process has had in user and kernel mode.
fn ticks(process: u32) -> Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name of the program stands in parentheses, and may hold anything.
    let fields = stat.rsplit_once(')').context("an unknown form of /proc/PID/stat")?.1;
    let fields: Vec<&str> = fields.split_whitespace().collect();
    let ticks = |index: usize| -> Result<f64> {
        Ok(fields.get(index).context("a short /proc/PID/stat")?.parse()?)
    };
    Ok(ticks(11)? + ticks(12)?)
}

/// Memory of a process that is in use, in MiB.
pub(super) fn memory_mib(process: u32) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().next());
    Ok(kib.context("no VmRSS in /proc/PID/status")?.parse::<f64>()? / 1024.0)
}
