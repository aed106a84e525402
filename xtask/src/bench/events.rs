//! `cargo xtask bench events`: how many events a real server stores in a second, through HTTP.
//!
//! Connections that stay open send batches of new events, most of them of new users, one after
//! the other. An event counts when the server has answered that it accepted it, which it does once
//! it is on the disk. Meanwhile the server sums them up for an experiment with a goal, and is asked
//! how far that is.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use std::{fs, thread};

use anyhow::{Context, Result, ensure};
use clap::Parser;

use crate::cargo::{self, Lockfile};
use crate::demo::http::{Request, field, send};
use crate::demo::server::Server;
use crate::soak::date;

/// One user in so many sends a second event.
const KNOWN_USERS_EVERY: u64 = 5;
/// How often it is looked how far summing up is.
const LOOK: Duration = Duration::from_millis(250);
/// Events that are stored in a second, at least.
const RATE_MIN: f64 = 10_000.0;
/// How far summing up may be behind at any time, in seconds.
const LAG_MAX_S: f64 = 5.0;
const DOCUMENTS: &str = r#"{"metrics": {"bought": {"event": "bought", "kind": "conversion"}},
    "experiments": {"layout": {"start_date": "2025-01-01T00:00:00Z", "metrics": ["bought"],
        "variants": {"control": 0.5, "wide": 0.5}}}}"#;

/// How much is sent.
#[derive(Clone, Copy, Debug, Parser)]
#[command(bin_name = "cargo xtask bench events")]
struct Load {
    /// For how long, in seconds.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// Over how many connections.
    #[arg(long, default_value_t = 16)]
    connections: u64,
    /// Events in a request.
    #[arg(long, default_value_t = 100)]
    batch: u64,
    /// Measure the program that is there, without building it anew.
    #[arg(long)]
    built: bool,
}

/// Numbers of users and events, each given out once.
#[derive(Default)]
struct Numbers {
    users: AtomicU64,
    events: AtomicU64,
}

/// Starts a release build of the server on a new folder, and prints what it stores. Fails where that
/// is too little, or summed up too late.
pub(super) fn run(arguments: &[String]) -> Result<()> {
    let name = std::iter::once("events".to_owned());
    let load = Load::try_parse_from(name.chain(arguments.iter().cloned()))?;
    if !load.built {
        cargo::run("build --release --package hoist", Lockfile::MayChange)?;
    }
    let folder = std::env::temp_dir().join(format!("hoist-bench-events-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let measured = measure(&folder, load);
    fs::remove_dir_all(&folder).context("cannot remove the folder of the server")?;
    measured
}

fn measure(folder: &Path, load: Load) -> Result<()> {
    let server = Server::start_release(folder)?;
    let (address, token) = (server.address.clone(), server.token()?);
    let (path, content_type) = ("/api/import", "application/json");
    send(&address, &token, Request { method: "POST", path, content_type, body: DOCUMENTS })?;
    println!("{load:?}, load of the machine before: {}", load_average());
    let numbers = Numbers::default();
    let (start, cpu_before) = (Instant::now(), cpu_s(server.process_id())?);
    let until = start + Duration::from_secs(load.seconds);
    let (results, lags) = thread::scope(|scope| {
        let send = || send_until(&address, &token, &numbers, load.batch, until);
        let watcher = scope.spawn(|| watch_until(&address, &token, until));
        let senders: Vec<_> = (0..load.connections).map(|_| scope.spawn(send)).collect();
        let results: Vec<_> = senders.into_iter().map(|sender| sender.join()).collect();
        (results, watcher.join())
    });
    let (took_s, cpu) = (start.elapsed().as_secs_f64(), cpu_s(server.process_id())? - cpu_before);
    let mut latencies_ms = Vec::new();
    let mut accepted = 0;
    for result in results {
        let sent = result.ok().context("a sender panicked")??;
        accepted += sent.accepted;
        latencies_ms.extend(sent.latencies_ms);
    }
    let mut lags_s = lags.ok().context("the watcher panicked")??;
    let users = numbers.users.load(Ordering::Relaxed);
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    let rate = accepted as f64 / took_s;
    println!("{accepted} events of {users} users stored in {took_s:.1} s: {rate:.0} a second");
    let [middle, late, _] = parts(&mut latencies_ms);
    println!("a request took p50 {middle:.1} ms, p99 {late:.1} ms");
    let [middle, late, most] = parts(&mut lags_s);
    println!(
        "summing up was behind by p50 {middle:.2} s, p99 {late:.2} s, at most {most:.2} s; with all \
         of it {:.2} s after the last event",
        summed_up_after(&address, &token)?
    );
    let database = fs::metadata(folder.join("hoist-data/events.db"))?.len() >> 20;
    println!("the server used {:.2} cores; its database has {database} MiB", cpu / took_s);
    println!("load of the machine after: {}", load_average());
    check(rate, most)
}

/// Holds the server to what is promised of it where nothing else runs.
fn check(rate: f64, lag_s: f64) -> Result<()> {
    ensure!(rate >= RATE_MIN, "{rate:.0} events a second are fewer than {RATE_MIN:.0}");
    ensure!(lag_s <= LAG_MAX_S, "summing up was {lag_s:.2} s behind, and may be {LAG_MAX_S} s");
    Ok(())
}

/// The one in the middle, the 99th of 100, and the greatest.
fn parts(figures: &mut [f64]) -> [f64; 3] {
    figures.sort_by(f64::total_cmp);
    [50, 99, 100].map(|part| {
        let place = (figures.len() * part / 100).min(figures.len().saturating_sub(1));
        figures.get(place).copied().unwrap_or_default()
    })
}

/// For how long events may have been waiting to be summed up, looked at again and again.
fn watch_until(address: &str, token: &str, until: Instant) -> Result<Vec<f64>> {
    let mut lags_s = Vec::new();
    while Instant::now() < until {
        lags_s.push(metric(address, token, "hoist_fold_lag_seconds")?);
        thread::sleep(LOOK);
    }
    Ok(lags_s)
}

/// Waits until everything is summed up, and tells how long that took in seconds.
fn summed_up_after(address: &str, token: &str) -> Result<f64> {
    let start = Instant::now();
    while metric(address, token, "hoist_fold_waiting_users")? > 0.0 {
        thread::sleep(LOOK / 10);
    }
    Ok(start.elapsed().as_secs_f64())
}

/// A number of the server's telemetry.
fn metric(address: &str, token: &str, name: &str) -> Result<f64> {
    let (method, path, content_type) = ("GET", "/metrics", "application/json");
    let text = send(address, token, Request { method, path, content_type, body: "" })?;
    let line = text.lines().find(|line| line.starts_with(name)).context("it is not told")?;
    line.rsplit(' ').next().unwrap_or_default().parse().context("it is no number")
}

#[derive(Default)]
struct Sent {
    accepted: u64,
    latencies_ms: Vec<f64>,
}

/// Sends batches over one connection until a time.
fn send_until(
    address: &str,
    token: &str,
    numbers: &Numbers,
    batch: u64,
    until: Instant,
) -> Result<Sent> {
    let mut stream = TcpStream::connect(address).context("cannot reach the server")?;
    stream.set_nodelay(true)?;
    let mut answers = BufReader::new(stream.try_clone()?);
    let mut sent = Sent::default();
    while Instant::now() < until {
        let body = body(numbers, batch)?;
        let length = body.len();
        let request = format!(
            "POST /api/events HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        let start = Instant::now();
        stream.write_all(request.as_bytes())?;
        let answer = read_answer(&mut answers)?;
        sent.latencies_ms.push(start.elapsed().as_secs_f64() * 1e3);
        let accepted: u64 = field(&answer, "accepted").parse().context("no answer")?;
        ensure!(accepted == batch, "not all were accepted: {answer}");
        sent.accepted += accepted;
    }
    Ok(sent)
}

/// The body of the next answer, which has to be a 202.
fn read_answer(answers: &mut impl BufRead) -> Result<String> {
    let (mut status, mut length, mut line) = (String::new(), 0, String::new());
    loop {
        line.clear();
        ensure!(answers.read_line(&mut line)? > 0, "the server closed the connection");
        let lower = line.trim().to_ascii_lowercase();
        if status.is_empty() {
            status = lower;
        } else if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse()?;
        } else if lower.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    answers.read_exact(&mut body)?;
    let body = String::from_utf8_lossy(&body).into_owned();
    ensure!(status.contains(" 202 "), "{status}: {body}");
    Ok(body)
}

/// Events that nobody has sent before.
fn body(numbers: &Numbers, batch: u64) -> Result<String> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let of_day = now % 86_400;
    let (hour, minute, second) = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
    let at = format!("{}T{hour:02}:{minute:02}:{second:02}Z", date(now / 86_400));
    let mut events = Vec::new();
    for _ in 0..batch {
        let event = numbers.events.fetch_add(1, Ordering::Relaxed);
        let user = if event.is_multiple_of(KNOWN_USERS_EVERY) {
            scrambled(event) % numbers.users.load(Ordering::Relaxed).max(1)
        } else {
            numbers.users.fetch_add(1, Ordering::Relaxed)
        };
        let (high, low) = (scrambled(event), scrambled(event ^ u64::MAX));
        let id = format!(
            "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xfff,
            low >> 52,
            low & 0xffff_ffff_ffff
        );
        let what = match event % 3 {
            0 => r#""type":"metric","event":"bought","value":9.5"#,
            1 => r#""type":"exposure","key":"layout","variant":"control""#,
            _ => r#""type":"exposure","key":"layout","variant":"wide""#,
        };
        let user = scrambled(user);
        events.push(format!(r#"{{{what},"id":"{id}","user":"user-{user:016x}","at":"{at}"}}"#));
    }
    Ok(format!(r#"{{"events":[{}]}}"#, events.join(",")))
}

/// A number that looks like chance, another one for each number: the finaliser of `splitmix64`.
fn scrambled(number: u64) -> u64 {
    let mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// Processor time that a process has had, in seconds.
fn cpu_s(process: u32) -> Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name of the program stands in parentheses, and may hold anything.
    let fields = stat.rsplit_once(')').context("an unknown form of /proc/PID/stat")?.1;
    let ticks = fields.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
    Ok(ticks.sum::<Result<f64, _>>()? / 100.0)
}

/// How many processes ran or wanted to, over the last 1, 5 and 15 minutes.
fn load_average() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').take(3).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_few_and_too_late_fail() {
        for (rate, lag_s, is_right) in [
            (24_448.0, 3.0, true),
            (10_000.0, 5.0, true),
            (500.0, 1.0, false),
            (24_448.0, 60.0, false),
        ] {
            assert_eq!(check(rate, lag_s).is_ok(), is_right, "{rate} {lag_s}");
        }
    }
}
