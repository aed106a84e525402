//! 1,000 instances of the SDK on one server (RELIABILITY R5, R8): how soon a change is in force
//! in all of them, and that all come back after the server was away.

use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use hoist_sdk::{Connection, Hoist};
use hoist_testkit::Proxy;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use crate::clock::{timed, until};
use crate::seed::{seed, setting, tell};
use crate::server::Server;

const IS_OPTIMISED: bool = !cfg!(debug_assertions);
/// Without optimisation each of them takes ten times as long for a change.
const INSTANCES: usize = if IS_OPTIMISED { 1_000 } else { 200 };
const FLAGS: usize = 200;
/// How often the flag is flipped where nobody says how often.
const FLIPS: u64 = 20;
/// From a flip's answer to its effect, for 99 of 100 instances, on a machine that does nothing
/// else: a thousand instances need all that two cores can do in that time.
const P99_MAX: Duration = Duration::from_millis(100);
/// The same among other tests, which may have all processors meanwhile, or without optimisation.
const P99_AMONG_OTHERS_MAX: Duration = Duration::from_secs(if IS_OPTIMISED { 2 } else { 5 });
/// The same of all flips together, however the machine stalls: sooner than whoever missed a change would
/// learn of it by themselves.
const P99_STALLED_MAX: Duration = Duration::from_secs(10);
/// All instances are back so long after the server is, at the latest.
const BACK_MAX: Duration = Duration::from_secs(30);
/// For what is not measured.
const LONG: Duration = Duration::from_secs(120);

/// An instance has put a change of the flag in force.
struct Effect(Instant);

/// Times from the answers of flips to their effects.
struct Delays {
    p50: Duration,
    p99: Duration,
    /// The 99th percentile of a usual flip, which is the median of those of all flips.
    usual_p99: Duration,
}

#[test]
fn a_flip_is_in_force_in_1_000_instances_at_once() {
    raise_limits();
    let server = start();
    let token = server.token("server", &["default"]);
    let runtime = Runtime::new().unwrap();
    let (instances, took) = timed(|| connect(&runtime, &server.url, &token));
    let effects = listen(&instances);
    let soaked = setting("HOIST_SOAK_ROUNDS");
    let flips = soaked.unwrap_or(FLIPS);
    let spent = || [std::process::id(), server.pid()].map(processor_time);
    let before = spent();
    let Delays { p50, p99, usual_p99 } = flip(&server, &instances, &effects, flips);
    let [here, there] = [0, 1].map(|at| (spent()[at] - before[at]) / share(flips));
    tell(format_args!(
        "figure: {INSTANCES} instances with {FLAGS} flags (connected in {took:.1?}), {flips} flips: \
         in force after the answer p50 {p50:.1?}, p99 {p99:.1?}, p99 of a usual flip \
         {usual_p99:.1?}; processor time of each instance for each flip {here:.0?}, of the server \
         {there:.0?}"
    ));
    // A stall of the machine is the time of all instances in one flip.
    let is_quiet = soaked.is_some() && IS_OPTIMISED;
    assert!(!is_quiet || p99 < P99_MAX, "{p99:?}");
    assert!(usual_p99 < P99_AMONG_OTHERS_MAX, "{usual_p99:?}");
    assert!(p99 < P99_STALLED_MAX, "{p99:?}");
    close(&runtime, instances);
}

#[test]
fn after_a_restart_of_the_server_1_000_instances_come_back() {
    raise_limits();
    let mut server = start();
    let token = server.token("server", &["default"]);
    let runtime = Runtime::new().unwrap();
    let starting = Proxy::start(address(&server), seed());
    let proxy = runtime.block_on(starting).unwrap();
    let instances = connect(&runtime, &format!("http://{}", proxy.address()), &token);
    let data = server.data.clone();
    server.kill();
    until("all notice", LONG, || are_all(&instances, |hoist| !is_live(hoist)).then_some(()));
    for hoist in &instances {
        assert!(hoist.with_user("u").is_enabled("flag_0"), "evaluation goes on");
    }
    let again = Server::start_on(&data, &["--log", "info"]);
    proxy.lead_to(address(&again));
    again.patch("/api/features/flag_0", &json!({"enabled": false})).expect(200);
    let has_change = |hoist: &Hoist| is_live(hoist) && !hoist.with_user("u").is_enabled("flag_0");
    let ((), took) = timed(|| {
        until("all are back", LONG, || are_all(&instances, has_change).then_some(()));
    });
    tell(format_args!("figure: {INSTANCES} instances back {took:.1?} after the server"));
    assert!(took < BACK_MAX, "{took:?}");
    close(&runtime, instances);
}

/// A server with all flags, and not the log of each request.
fn start() -> Server {
    let server = Server::start_with(&["--log", "info"]);
    let flag = |number| (format!("flag_{number}"), json!({"type": "boolean", "enabled": true}));
    let flags: serde_json::Map<String, Value> = (0..FLAGS).map(flag).collect();
    server.post("/api/import", &json!({"features": flags})).expect(200);
    server
}

fn address(server: &Server) -> std::net::SocketAddr {
    server.url.strip_prefix("http://").unwrap().parse().unwrap()
}

/// Each instance has a connection, on both sides.
fn raise_limits() {
    let limit = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit }).unwrap();
}

fn connect(runtime: &Runtime, url: &str, token: &str) -> Vec<Hoist> {
    let mut building = JoinSet::new();
    for _ in 0..INSTANCES {
        let builder = Hoist::connect(url, token).start_wait(LONG);
        building.spawn_on(builder.build(), runtime.handle());
    }
    let instances: Vec<Hoist> =
        runtime.block_on(building.join_all()).into_iter().map(|built| built.unwrap()).collect();
    until("all are live", LONG, || are_all(&instances, is_live).then_some(()));
    instances
}

fn is_live(hoist: &Hoist) -> bool {
    hoist.status().connection == Connection::Live
}

fn are_all(instances: &[Hoist], is_so: impl Fn(&Hoist) -> bool) -> bool {
    instances.iter().all(is_so)
}

#[expect(clippy::disallowed_methods, reason = "this test is about how long things take")]
fn listen(instances: &[Hoist]) -> Receiver<Effect> {
    let (tell, effects) = channel();
    for hoist in instances {
        let tell = tell.clone();
        // The rules are in force when this is called.
        hoist.on_change(move |_| tell.send(Effect(Instant::now())).unwrap_or_default());
    }
    effects
}

/// Flips a flag again and again.
#[expect(clippy::disallowed_methods, reason = "this test is about how long things take")]
fn flip(server: &Server, instances: &[Hoist], effects: &Receiver<Effect>, flips: u64) -> Delays {
    let (mut all, mut p99s) = (Vec::new(), Vec::new());
    for flip in 0..flips {
        let mut delays = Vec::new();
        let is_on = flip % 2 == 1;
        server.patch("/api/features/flag_1", &json!({"enabled": is_on})).expect(200);
        let answered = Instant::now();
        for _ in 0..INSTANCES {
            let Effect(at) = effects.recv_timeout(LONG).unwrap();
            delays.push(at.saturating_duration_since(answered));
        }
        assert!(are_all(instances, |hoist| hoist.with_user("u").is_enabled("flag_1") == is_on));
        delays.sort_unstable();
        p99s.push(percentile(&delays, 99));
        all.extend(delays);
    }
    all.sort_unstable();
    p99s.sort_unstable();
    let (p50, p99) = (percentile(&all, 50), percentile(&all, 99));
    Delays { p50, p99, usual_p99: percentile(&p99s, 50) }
}

fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    sorted[sorted.len() * percent / 100]
}

/// What all instances did in all flips, by one.
fn share(flips: u64) -> u32 {
    u32::try_from(flips * INSTANCES as u64).unwrap()
}

/// Processor time that a process has used so far, as Linux tells it: to 1/100 s.
fn processor_time(process: u32) -> Duration {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let (_, behind_name) = stat.rsplit_once(')').unwrap();
    let ticks = behind_name.split_whitespace().skip(11).take(2);
    Duration::from_millis(10 * ticks.map(|field| field.parse::<u64>().unwrap()).sum::<u64>())
}

fn close(runtime: &Runtime, instances: Vec<Hoist>) {
    let mut closing = JoinSet::new();
    for hoist in instances {
        closing.spawn_on(async move { hoist.close().await }, runtime.handle());
    }
    runtime.block_on(closing.join_all());
}
