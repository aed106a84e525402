//! Releases of a real service: two versions of a shop behind `HAProxy`, which a real Prometheus
//! measures, with people who ask all the time. The brief's steps, each minute of them a second.

mod programs;
mod shop;

use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::clock::{timed, until};
use crate::notifications::receiver::Receiver;
use crate::server::Server;
use programs::{Haproxy, Load, Prometheus};
use shop::{Shop, Trouble};

const RELEASE: &str = "/api/releases/checkout_v2";
/// Longer than all steps of a release that nothing holds.
const ENOUGH: Duration = Duration::from_secs(180);
/// How often checks are made.
const INTERVAL: Duration = Duration::from_secs(4);
/// How often it is tried whether a release is taken back in time.
const TRIES: usize = 3;

/// Everything that a release has to do with.
struct Stage {
    // The first to end: who asks while HAProxy ends is told nothing good.
    _load: Load,
    server: Server,
    haproxy: Haproxy,
    prometheus: Prometheus,
    stable: Shop,
    canary: Shop,
    receiver: Receiver,
    _folder: TempDir,
}

impl Stage {
    /// A release that has begun, with other fields.
    fn start(more: &Value) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (stable, canary, receiver) = (Shop::start(), Shop::start(), Receiver::start());
        let haproxy = Haproxy::start(folder.path(), stable.address, canary.address);
        let prometheus = Prometheus::start(folder.path(), stable.address, canary.address);
        let server = Server::start_with(&[
            "--prometheus-url",
            &prometheus.url,
            "--allow-haproxy",
            &haproxy.socket,
            "--allow-outbound",
            "127.0.0.1",
        ]);
        let channel = json!({"name": "chat", "type": "webhook", "url": receiver.url,
            "collections": ["releases"], "kinds": ["taken_back", "succeeded"]});
        server.post("/api/notifications", &channel).expect(201);
        let mut document = release(&haproxy.socket);
        document.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        server.put(RELEASE, &document).expect(201);
        let load = Load::start(&haproxy.url);
        server.post(&format!("{RELEASE}/start"), &json!({})).expect(200);
        Self { _load: load, server, haproxy, prometheus, stable, canary, receiver, _folder: folder }
    }

    fn status(&self) -> Value {
        self.server.get(&format!("{RELEASE}/status")).expect(200)
    }

    /// Waits until the release is so.
    #[track_caller]
    fn wait(&self, what: &str, is_so: impl Fn(&Value) -> bool) -> Value {
        until(what, ENOUGH, || {
            let status = self.status();
            let is_over = ["succeeded", "rolled_back"].iter().any(|over| status["status"] == *over);
            assert!(!is_over || is_so(&status), "{what}: it is over before: {status:#}");
            Some(status).filter(&is_so)
        })
    }

    /// Waits until a share is in force.
    #[track_caller]
    fn reach(&self, percent: f64) {
        self.wait(&format!("{percent} % are in"), |status| {
            status["share"] == percent && status["phase"] == "watching"
        });
    }

    /// How often the flag is on for 200 users.
    fn are_in(&self) -> usize {
        let is_in = |user: usize| {
            let body = json!({"context": {"targetingKey": format!("u{user}")}});
            let answer = self.server.post("/ofrep/v1/evaluate/flags/checkout", &body);
            answer.expect(200)["value"] == true
        };
        (0..200).filter(|user| is_in(*user)).count()
    }

    /// That it was taken back wholly, and that the chat has read why. Gives how long it took too.
    #[track_caller]
    fn is_taken_back(&self, words: &[&str]) -> (Value, Duration) {
        let (weights, took) = timed(|| {
            until("the flag is killed and its traffic is gone", ENOUGH, || {
                let flag = self.server.get("/api/features/checkout").expect(200);
                let weights = self.haproxy.weights();
                (!flag["killed"].is_null() && weights[0] == 0).then_some(weights)
            })
        });
        assert_eq!(weights, [0, 100]);
        let status = self.wait("it is taken back", |status| status["status"] == "rolled_back");
        assert_eq!((&status["share"], self.are_in()), (&json!(0.0), 0));
        // Once those are served that were sent there before, nobody is sent to the new version any
        // more, however many come.
        let many_come = || {
            let stable = self.stable.requests();
            until("the old version is asked", ENOUGH, || {
                (self.stable.requests() > stable + 100).then_some(())
            });
            self.canary.requests()
        };
        until("those are served", ENOUGH, || (many_come() == many_come()).then_some(()));
        assert_eq!(many_come(), many_come());
        let told = self.receiver.wait(1)[0].text();
        for word in words {
            assert!(told.contains(word), "{word:?} is not in {told:?}");
        }
        (status, took)
    }
}

/// That a version that gets into trouble is taken back within two intervals, in one of some tries:
/// a machine may stand still for longer than that leaves.
#[track_caller]
fn is_taken_back_in_time(trouble: Trouble, words: &[&str]) -> Value {
    let mut all = Vec::new();
    loop {
        let stage = Stage::start(&json!({}));
        stage.reach(25.0);
        stage.canary.has(trouble);
        let (status, took) = stage.is_taken_back(words);
        if took <= 2 * INTERVAL {
            return status;
        }
        all.push(took);
        assert!(all.len() < TRIES, "it took {all:?}");
    }
}

/// The brief's steps, with the checks of errors and latency that a release has by itself.
fn release(socket: &str) -> Value {
    const ALL: &str = concat!(
        r#"sum(increase(http_server_request_duration_seconds_count{track="{{track}}"}"#,
        "[{{interval}}]))"
    );
    const ERRORS: &str = concat!(
        r#"sum(increase(http_server_request_duration_seconds_count{track="{{track}}","#,
        r#"http_response_status_code=~"5.."}[{{interval}}])) or vector(0)"#
    );
    const P95: &str = concat!(
        "histogram_quantile(0.95, sum(rate(http_server_request_duration_seconds_bucket",
        r#"{track="{{track}}"}[{{interval}}])) by (le))"#
    );
    let interval = format!("{}s", INTERVAL.as_secs());
    json!({"flag": "checkout",
    "steps": [
        {"name": "canary", "percentage": 5, "duration": "5s"},
        {"name": "early", "percentage": 25, "duration": "10s"},
        {"name": "half", "percentage": 50, "duration": "15s"},
        {"name": "majority", "percentage": 75, "duration": "10s"},
        {"name": "full", "percentage": 100, "duration": "5s"},
    ],
    "router": {"haproxy":
        {"socket": socket, "backend": "shop", "candidate": "green", "stable": "blue"}},
    "checks": [
        {"name": "error rate", "source": "prometheus", "query": ERRORS, "samples": ALL,
            "max_ratio": 1.1, "test": "sequential", "interval": interval},
        {"name": "p95 latency", "source": "prometheus", "query": P95, "samples": ALL,
            "max_ratio": 1.2, "min_samples": 20, "interval": interval},
    ]})
}

#[test]
#[ignore = "it runs Prometheus and HAProxy: `cargo xtask test` finds them"]
fn a_healthy_version_gets_everybody_and_a_reload_of_the_router_is_mended() {
    let mut stage = Stage::start(&json!({}));
    stage.reach(50.0);
    assert_eq!(stage.haproxy.weights(), [50, 50]);
    stage.haproxy.reload();
    until("the weights are set again", ENOUGH, || {
        (stage.haproxy.weights() == [50, 50]).then_some(())
    });
    let status = stage.wait("it is done", |status| status["status"] == "succeeded");
    assert_eq!((&status["share"], stage.are_in()), (&json!(100.0), 200));
    assert_eq!(stage.haproxy.weights(), [100, 0]);
    let decisions = status["decisions"].as_array().unwrap();
    let shares: Vec<&Value> =
        decisions.iter().map(|it| &it["share"]).filter(|share| !share.is_null()).collect();
    assert_eq!(json!(shares), json!([5.0, 25.0, 50.0, 75.0, 100.0]), "{status:#}");
    assert!(decisions.iter().any(|it| it["kind"] == "rerouted"), "{status:#}");
    assert!(stage.receiver.wait(1)[0].text().contains("checkout_v2"));
}

#[test]
#[ignore = "it runs Prometheus and HAProxy: `cargo xtask test` finds them"]
fn errors_take_it_back_within_two_intervals_and_the_message_says_which_number() {
    let words = ["error rate: ", " where at most ", "p = "];
    let status = is_taken_back_in_time(Trouble::Errors, &words);
    let deciding = &status["decision"]["evidence"][0];
    assert_eq!((&deciding["check"], &deciding["verdict"]), (&json!("error rate"), &json!("fail")));
    assert!(deciding["value"].as_f64().unwrap() > deciding["baseline"].as_f64().unwrap());
}

#[test]
#[ignore = "it runs Prometheus and HAProxy: `cargo xtask test` finds them"]
fn slowness_does_too() {
    let words = ["p95 latency: ", " where at most 0.228 is allowed", "the baseline is 0.19"];
    is_taken_back_in_time(Trouble::Slowness, &words);
}

#[test]
#[ignore = "it runs Prometheus and HAProxy: `cargo xtask test` finds them"]
fn without_prometheus_it_holds_and_then_fails() {
    let mut checks = release("")["checks"].take();
    for check in checks.as_array_mut().unwrap() {
        let check = check.as_object_mut().unwrap();
        check.extend([("interval".into(), "2s".into()), ("no_data_limit".into(), "20s".into())]);
    }
    let mut stage = Stage::start(&json!({"checks": checks}));
    stage.reach(25.0);
    stage.prometheus.stop();
    let held = stage.wait("it holds, though the time of the step is over", |status| {
        status["step_left_seconds"].is_null() && status["step_name"] == "early"
    });
    assert_eq!((&held["share"], stage.haproxy.weights()), (&json!(25.0), [25, 75]));
    let why = "error rate: no data for ";
    let words = [why, "Prometheus, query of canary: ", "127.0.0.1"];
    let (status, _) = stage.is_taken_back(&words);
    let reason = status["decision"]["reason"].as_str().unwrap();
    let seconds: u64 =
        reason.strip_prefix(why).unwrap().split_once(' ').unwrap().0.parse().unwrap();
    assert!((20..30).contains(&seconds), "{reason}");
    let steps = status["decisions"].as_array().unwrap().iter();
    let highest = steps.filter_map(|it| it["share"].as_f64()).fold(0.0, f64::max);
    assert!(highest <= 25.0, "{status:#}");
}
