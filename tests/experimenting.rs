//! Experiments from YAML to their verdict, over real HTTP: what is known is what was sent, each
//! day, whatever came late, twice and out of order, and the monitor ends each of them once.
//!
//! The clock is set from day to day, so that windows close; users and what they do are the same in
//! each run.

mod guide;
mod happening;
mod simulated;

use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

use hoist_sdk::Hoist;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use happening::{Days, Sent, count, sent, share, told, user};

use crate::clock::{timed, until};
use crate::program::{hoist_in, root, seen, tempfile};
use crate::seed::tell;
use crate::set_clock::Clocked;

const START: &str = "2026-03-01T00:00:00Z";
const FILE: &str = "tests/fixtures/experiments.yaml";
/// Users of each variant of each experiment.
const USERS: u32 = 20_000;
/// Days on which users come.
const DAYS: u32 = 10;
const WITHIN: Duration = Duration::from_secs(300);
/// Events of one request: as many as a server takes.
const BATCH: usize = 1_000;
const WINDOW: SignedDuration = SignedDuration::from_hours(24);

/// An experiment of the file, what its users do, and how it has to end.
struct Journey {
    key: &'static str,
    /// Events, with the share of users who cause them, by control and the other variant.
    does: &'static [(&'static str, [f64; 2])],
    /// The part of the other variant's users of whom nothing is heard.
    lost: f64,
    verdict: &'static str,
    everybody_gets: &'static str,
    /// What the reason has to name.
    names: &'static [&'static str],
}

const JOURNEYS: [Journey; 5] = [
    Journey {
        key: "better",
        does: &[("signup", [0.25, 0.275])],
        lost: 0.0,
        verdict: "ship",
        everybody_gets: "wide",
        names: &["`wide` is better than `control` by signing_up"],
    },
    Journey {
        key: "same",
        does: &[("signup", [0.25, 0.25])],
        lost: 0.0,
        verdict: "no_difference",
        everybody_gets: "control",
        names: &[],
    },
    Journey {
        key: "lossy",
        does: &[("signup", [0.25, 0.25])],
        lost: 0.08,
        verdict: "withheld",
        everybody_gets: "control",
        names: &["not split as planned", "wide"],
    },
    Journey {
        key: "harmful",
        does: &[("signup", [0.25, 0.25]), ("failed", [0.05, 0.08])],
        lost: 0.0,
        verdict: "roll_back",
        everybody_gets: "control",
        names: &["failing"],
    },
    Journey {
        key: "bouncing",
        does: &[("bounce", [0.40, 0.45])],
        lost: 0.0,
        verdict: "roll_back",
        everybody_gets: "control",
        names: &["bounce_rate"],
    },
];

fn send(server: &Clocked<32>, events: &[Value]) {
    let token = server.admin();
    let batches: Vec<&[Value]> = events.chunks(BATCH).collect();
    thread::scope(|scope| {
        for some in batches.chunks(batches.len().div_ceil(4).max(1)) {
            let token = &token;
            scope.spawn(move || {
                for batch in some {
                    let body = json!({ "events": batch });
                    let answer = server.ask_as(token, "POST", "/api/events", Some(&body));
                    let answer = answer.expect(202);
                    assert_eq!(answer["refused"], json!([]));
                }
            });
        }
    });
}

/// What the command line prints; it has to succeed.
fn run(server: &Clocked<32>, arguments: &[&str]) -> String {
    let variables = [("HOIST_URL", &*server.url), ("HOIST_TOKEN", &*server.admin())];
    let output = hoist_in(&variables, arguments, b"");
    assert!(output.status.success(), "{arguments:?}: {}", seen(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// What an SDK that is connected assigns to all who take part, as days of events.
fn happenings(server: &Clocked<32>) -> Vec<Days> {
    let body = json!({"name": "shop", "kind": "server", "environments": ["default"]});
    let token = server.ask("POST", "/api/tokens", Some(&body)).expect(201)["token"].clone();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let builder = Hoist::connect(&server.url, token.as_str().unwrap());
    // Its clock is that of this machine, so exposures are sent by hand.
    let builder = builder.events(false).telemetry(false).start_wait(WITHIN);
    let hoist = runtime.block_on(builder.build()).unwrap();
    let days = JOURNEYS.iter().map(|journey| {
        let mut all: Vec<Sent> = Vec::new();
        let mut left = [USERS; 2];
        for number in 0_u32.. {
            let name = format!("{}-{number}", journey.key);
            let variant = usize::from(hoist.with_user(&name).variant(journey.key) == "wide");
            // Exactly so many of each: what chance makes of the split is no part of the question.
            if left == [0, 0] {
                break;
            }
            if left[variant] == 0 {
                continue;
            }
            left[variant] -= 1;
            if variant == 0 || share(&name, "lost") >= journey.lost {
                all.extend(sent(journey, &name, &user(journey, &name, number, variant)));
            }
        }
        all.sort_by(|one, other| {
            (one.day, one.order).partial_cmp(&(other.day, other.order)).unwrap()
        });
        let mut days = Days::new();
        all.into_iter().for_each(|sent| days.entry(sent.day).or_default().push(sent.event));
        days
    });
    let days = days.collect();
    let asked = json!({"context": {"targetingKey": "better-7"}, "keys": ["better"]});
    let answer = server.ask("POST", "/api/evaluate", Some(&asked)).expect(200);
    let of_sdk = hoist.with_user("better-7").variant("better");
    assert_eq!(answer["items"][0]["variant"], of_sdk.as_ref(), "server and SDK agree");
    runtime.block_on(hoist.close());
    days
}

fn conclusion(server: &Clocked<32>, key: &str) -> Option<Value> {
    let found = server.get(&format!("/api/experiments/{key}"))["life"]["conclusion"].clone();
    found.is_object().then_some(found)
}

/// Waits until the results of an experiment are what was sent, or until it is over.
fn check(server: &Clocked<32>, journey: &Journey, sent: &[&Value]) {
    let path = format!("/api/experiments/{}/results?refresh=true", journey.key);
    let expected = count(journey, sent);
    until(&format!("{}: {expected:?}", journey.key), WITHIN, || {
        if conclusion(server, journey.key).is_some() {
            return Some(());
        }
        let answer = server.ask("GET", &path, None);
        (answer.status == 200 && told(&answer.json()) == expected).then_some(())
    });
}

#[test]
fn experiments_end_as_they_should() {
    let server = Clocked::<32>::start(START);
    let text = std::fs::read_to_string(root().join(FILE)).unwrap();
    let file = tempfile(&text.replace("36000", &(USERS * 9 / 5).to_string()));
    run(&server, &["import", file.to_str().unwrap()]);
    for Journey { key, .. } in &JOURNEYS {
        run(&server, &["experiments", "start", key, "--baseline", "0.25"]);
    }
    let happenings = happenings(&server);
    let ((), took) = timed(|| live(&server, &happenings));
    let events: usize = happenings.iter().flat_map(BTreeMap::values).map(Vec::len).sum();
    tell(format_args!("{events} events of five experiments took {took:?}"));
    JOURNEYS.iter().for_each(|journey| ended(&server, journey));
}

/// Lets the days pass until all is over.
fn live(server: &Clocked<32>, happenings: &[Days]) {
    let mut now: Timestamp = START.parse().unwrap();
    let last = happenings.iter().filter_map(|days| days.keys().last()).max().unwrap();
    for day in 0..=*last {
        now += SignedDuration::from_hours(24);
        server.set(now);
        for (journey, days) in JOURNEYS.iter().zip(happenings) {
            // What comes afterwards counts for nobody.
            if conclusion(server, journey.key).is_some() {
                continue;
            }
            send(server, days.get(&day).map_or(&[], Vec::as_slice));
            let all: Vec<&Value> = days.range(..=day).flat_map(|(_, events)| events).collect();
            check(server, journey, &all);
        }
    }
    // All windows close; bounces have one of seven days.
    server.jump(SignedDuration::from_hours(24 * 9));
}

/// What became of an experiment.
fn ended(server: &Clocked<32>, journey: &Journey) {
    let Journey { key, verdict, everybody_gets, names, .. } = journey;
    let conclusion = until(&format!("{key} is over"), WITHIN, || conclusion(server, key));
    assert_eq!(conclusion["verdict"], *verdict, "{key}: {conclusion}");
    assert_eq!(conclusion["everybody_gets"], *everybody_gets, "{key}: {conclusion}");
    for name in *names {
        assert!(conclusion["detail"].as_str().unwrap().contains(name), "{key}: {conclusion}");
    }
    let history = server.get(&format!("/api/experiments/{key}/history?limit=100"))["items"].clone();
    let ends = history.as_array().unwrap().iter().filter(|change| change["kind"] == "concluded");
    assert_eq!(ends.count(), 1, "{key}: {history}");

    // Whoever has the export comes to the same without the server.
    // Its end is another plan, so its users are summed up once more.
    let path = format!("/api/experiments/{key}/results/export");
    until("all is summed up", Duration::from_secs(60), || {
        (server.ask("GET", &path, None).status == 200).then_some(())
    });
    let export = run(server, &["experiments", "results", key, "--export"]);
    let end: Value = serde_json::from_str(export.lines().last().unwrap()).unwrap();
    assert_eq!(end["end"]["results"]["verdict"], *verdict, "{key}");
    let file = tempfile(&export);
    let file = file.to_str().unwrap();
    let computed = run(server, &["experiments", "results", "--json", "--file", file]);
    let computed: Value = serde_json::from_str(&computed).unwrap();
    // Beside it stands what it was concluded with.
    let mut expected = end["end"]["results"].clone();
    assert_eq!(end["end"]["conclusion"], conclusion, "{key}");
    expected["conclusion"] = conclusion;
    // Nobody is advised to do what is done, nor anything else.
    let advice = computed["recommendation"].as_str().unwrap();
    assert!(advice.contains(&format!(": everybody gets `{everybody_gets}`")), "{key}: {advice}");
    expected["recommendation"] = advice.into();
    assert_eq!(computed, expected, "{key}");
}
