//! What experiments are about is what was sent, exactly: each event once, whatever came late, early
//! or twice, whoever was shown two variants, and whoever was erased.

mod killed;
mod waiting;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use hoist_experiment::{Cell, Ledger, Plan, Row, Sums};
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::clock::{now, until};
use crate::server::{Server, stopped_in_time};

const VARIANTS: [&str; 2] = ["control", "wide"];
const WINDOW: SignedDuration = SignedDuration::from_secs(60);

/// An experiment with a conversion and a mean of the same event.
fn experiment() -> Value {
    json!({"metrics": ["bought", "spent"], "variants": {"control": 0.5, "wide": 0.5}})
}

fn fill(server: &Server) {
    let documents = json!({
        "metrics": {"bought": {"event": "bought", "kind": "conversion", "window": "1m"},
            "spent": {"event": "bought", "kind": "mean", "window": "1m"}},
        "experiments": {"layout": experiment()},
    });
    server.post("/api/import", &documents).expect(200);
    server.post("/api/experiments/layout/start", &json!({})).expect(200);
}

/// Something that happens to a user.
#[derive(Clone, Debug, PartialEq)]
struct Sent {
    id: u64,
    user: String,
    at: Timestamp,
    /// A variant, or how much was spent.
    what: Result<usize, f64>,
}

impl Sent {
    fn json(&self) -> Value {
        let Self { id, user, at, what } = self;
        let id = format!("00000000-0000-4000-8000-{id:012x}");
        match what {
            Ok(variant) => json!({"type": "exposure", "key": "layout", "id": id, "user": user,
                "at": at, "variant": VARIANTS[*variant]}),
            Err(value) => json!({"type": "metric", "event": "bought", "id": id, "user": user,
                "at": at, "value": value}),
        }
    }
}

fn send(server: &Server, events: &[Sent]) -> Value {
    let events: Vec<Value> = events.iter().map(Sent::json).collect();
    let answer = server.post("/api/events", &json!({"events": events})).expect(202);
    // Who was exposed before it started took no part; all else is taken.
    let is_early = |refused: &Value| {
        let detail = refused["detail"].as_str().unwrap();
        detail.contains("started at") && detail.contains("before that nobody took part")
    };
    assert!(answer["refused"].as_array().unwrap().iter().all(is_early), "{answer}");
    answer
}

/// What a variant of a metric comes to: users, their sum, and the sum of squares, in millionths.
type Truth = BTreeMap<(u16, u16), (u64, i128, i128)>;

/// What was sent comes to in a phase, told by the plainest means.
fn truth(events: &[Sent], plan: &Plan) -> Truth {
    let phase = plan.started..plan.ended.unwrap_or(Timestamp::MAX);
    let mut users: BTreeMap<&str, Vec<&Sent>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for event in events {
        if seen.insert(event.id) {
            users.entry(&event.user).or_default().push(event);
        }
    }
    let mut truth = Truth::new();
    for events in users.into_values() {
        let exposures = || {
            let exposures = events.iter().filter_map(|sent| Some((sent.at, sent.what.ok()?)));
            exposures.filter(|(at, _)| phase.contains(at))
        };
        let Some((first, _)) = exposures().min() else { continue };
        let variants: BTreeSet<usize> = exposures().map(|(_, variant)| variant).collect();
        let mut add = |metric, variant, value: i128| {
            let sum = truth.entry((metric, variant)).or_default();
            *sum = (sum.0 + 1, sum.1 + value, sum.2 + value * value);
        };
        let variant = match variants.len() {
            1 => variants.first().copied().unwrap().try_into().unwrap(),
            _ => Cell::SEVERAL,
        };
        add(Cell::USERS, variant, 0);
        if variant == Cell::SEVERAL {
            continue;
        }
        let counted = first..phase.end.min(first + WINDOW);
        let counted = events.iter().filter(|sent| counted.contains(&sent.at));
        #[expect(clippy::cast_possible_truncation, reason = "they are halves of whole numbers")]
        let spent: Vec<i128> =
            counted.filter_map(|sent| Some((sent.what.err()? * 1e6) as i128)).collect();
        add(0, variant, if spent.is_empty() { 0 } else { 1_000_000 });
        add(
            1,
            variant,
            spent.iter().sum::<i128>().clamp(-100_000_000_000_000, 100_000_000_000_000),
        );
    }
    truth
}

/// What the sums of a folder's phase come to, which are those of its rows.
fn folded(data: &Path, phase: u32) -> Option<Truth> {
    let database = Connection::open(data.join("events.db")).unwrap();
    let moment = database.unchecked_transaction().unwrap();
    let plan = "SELECT number FROM plans WHERE phase = ?1 AND NOT is_gone";
    let plan: i64 = moment.query_row(plan, [phase], |row| row.get(0)).ok()?;
    let mut rows = moment.prepare("SELECT row FROM rows WHERE plan = ?1").unwrap();
    let rows: Vec<Row> = rows
        .query_map([plan], |row| row.get::<_, Vec<u8>>(0))
        .unwrap()
        .map(|row| Row::from_bytes(&row.unwrap()).unwrap())
        .collect();
    let mut sums =
        moment.prepare("SELECT metric, variant, day, sum FROM sums WHERE plan = ?1").unwrap();
    let ledger: Ledger = sums
        .query_map([plan], |row| {
            let cell = Cell { metric: row.get(0)?, variant: row.get(1)?, day: row.get(2)? };
            Ok((cell, Sums::from_bytes(&row.get::<_, Vec<u8>>(3)?).unwrap()))
        })
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(ledger, rows.iter().collect(), "sums are those of the rows");
    let mut truth = Truth::new();
    for (Cell { metric, variant, .. }, sums) in ledger.iter() {
        let sum = truth.entry((*metric, *variant)).or_default();
        *sum = (sum.0 + sums.users(), sum.1 + sums.sum(0), sum.2 + sums.product(0, 0));
    }
    Some(truth)
}

/// The number on a line of the telemetry, without the label of the environment.
fn metric(server: &Server, name: &str) -> Option<f64> {
    let text = server.get("/metrics").text;
    let line = text.lines().find_map(|line| line.strip_prefix(name).map(str::to_owned))?;
    Some(line.rsplit(' ').next()?.parse().unwrap())
}

/// Waits until everything that is stored by now is summed up.
#[track_caller]
fn settle(server: &Server) {
    let stored = now().as_millisecond();
    until("everything is summed up", Duration::from_secs(120), || {
        let as_of = metric(server, "hoist_fold_as_of_timestamp_seconds")?;
        let is_settled = plans(&server.data).iter().all(|(_, is_whole)| *is_whole);
        #[expect(clippy::cast_precision_loss, reason = "milliseconds are exact for long")]
        (is_settled && as_of * 1e3 > stored as f64).then_some(())
    });
}

/// The plans of a folder, and whether all that was there when they came is summed up.
fn plans(data: &Path) -> Vec<(Plan, bool)> {
    let database = Connection::open(data.join("events.db")).unwrap();
    let mut plans = database.prepare("SELECT body, is_whole, is_gone FROM plans").unwrap();
    let plans = plans.query_map([], |row| {
        let body: Value = serde_json::from_str(&row.get::<_, String>(0)?).unwrap();
        let plan = serde_json::from_value(body["plan"].clone()).unwrap();
        Ok((plan, row.get::<_, bool>(1)? && !row.get::<_, bool>(2)?))
    });
    plans.unwrap().map(Result::unwrap).collect()
}

/// The plan of a phase.
fn plan(data: &Path, phase: u32) -> Plan {
    let mut plans = plans(data).into_iter().rev().map(|(plan, _)| plan);
    plans.find(|plan| plan.phase == phase).unwrap()
}

/// The sums of a phase are those of what was sent.
#[track_caller]
fn check(data: &Path, phase: u32, sent: &[Sent]) {
    assert_eq!(folded(data, phase).unwrap(), truth(sent, &plan(data, phase)), "phase {phase}");
}

fn exposed(id: u64, user: &str, at: Timestamp, variant: usize) -> Sent {
    Sent { id, user: user.to_owned(), at, what: Ok(variant) }
}

fn spent(id: u64, user: &str, at: Timestamp, value: f64) -> Sent {
    Sent { id, user: user.to_owned(), at, what: Err(value) }
}

/// Each kind of event that comes otherwise than one would like, one after the other. Events may be
/// some minutes ahead, so that what lies between them needs no waiting.
#[test]
fn whatever_comes_and_goes_the_sums_are_those_of_what_is_there() {
    let server = Server::start();
    fill(&server);
    settle(&server);
    let started = plan(&server.data, 1).started;
    let at = |second: i64| started + SignedDuration::from_secs(second);
    let mut sent = Vec::new();
    let mut then = |more: Vec<Sent>| {
        send(&server, &more);
        sent.extend(more);
        settle(&server);
        check(&server.data, 1, &sent);
        sent.clone()
    };
    then(vec![exposed(1, "ana", at(20), 0), spent(2, "ana", at(30), 2.5)]);
    then(vec![spent(2, "ana", at(30), 2.5)]);
    then(vec![spent(3, "bo", at(100), 4.0), spent(4, "bo", at(20), 8.0)]);
    then(vec![exposed(5, "bo", at(90), 1)]);
    then(vec![exposed(6, "bo", at(10), 1), exposed(7, "bo", at(-10), 0)]);
    let outlier = |id| spent(id, "cy", at(i64::try_from(id).unwrap()), 1e8);
    then(vec![exposed(8, "cy", at(5), 1), outlier(9), outlier(10)]);
    then(vec![exposed(11, "ana", at(50), 1)]);
    let all = then(vec![spent(12, "dy", at(40), 1.0), exposed(13, "eve", at(41), 0)]);
    let erased = server.post("/api/erase", &json!({"user": "cy"})).expect(200);
    assert_eq!(erased["events"], 3);
    let left: Vec<Sent> = all.into_iter().filter(|sent| sent.user != "cy").collect();
    // At once, without the outlier.
    check(&server.data, 1, &left);
    let text = server.get("/metrics").text;
    for line in [
        "business_sessions_total{experiment=\"layout\",variant=\"control\"} 2",
        "business_sessions_total{experiment=\"layout\",variant=\"wide\"} 2",
        "business_conversions_total{experiment=\"layout\",variant=\"control\"} 1",
        "business_conversions_total{experiment=\"layout\",variant=\"wide\"} 2",
        "hoist_fold_waiting_users{environment=\"default\"} 0",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}

/// What comes with a change is about whoever was exposed before it was made; what is deleted is
/// gone.
#[test]
fn a_phase_that_ends_another_that_begins_and_one_that_goes_are_summed_up_anew() {
    let server = Server::start();
    fill(&server);
    settle(&server);
    let started = plan(&server.data, 1).started;
    let at = |second: u64| started + SignedDuration::from_secs(i64::try_from(second).unwrap());
    let mut sent = Vec::new();
    for user in 0..300 {
        let name = format!("u{user}");
        sent.push(exposed(user * 2, &name, at(user % 250), usize::from(user % 3 == 0)));
        sent.push(spent(user * 2 + 1, &name, at(user * 7 % 250), 0.5));
    }
    send(&server, &sent);
    settle(&server);
    let events = server.get("/status").expect(200)["events"].clone();
    assert_eq!((&events["waiting_users"], &events["lag_seconds"]), (&json!(0), &json!(0.0)));
    let as_of: Timestamp = events["as_of"].as_str().unwrap().parse().unwrap();
    assert!(now().duration_since(as_of) < SignedDuration::from_mins(1), "{events}");
    check(&server.data, 1, &sent);
    let mut other = experiment();
    other["variants"] = json!({"control": 0.2, "wide": 0.8});
    server.put("/api/experiments/layout", &other).expect(200);
    until("another phase has begun", Duration::from_secs(60), || {
        (plans(&server.data).len() == 2).then_some(())
    });
    settle(&server);
    assert!(plan(&server.data, 1).ended.is_some());
    assert_ne!(folded(&server.data, 2).unwrap(), Truth::new(), "some come after its beginning");
    [1, 2].into_iter().for_each(|phase| check(&server.data, phase, &sent));
    server.post("/api/experiments/layout/conclude", &json!({})).expect(200);
    server.delete("/api/experiments/layout").expect(204);
    until("nothing is left of it", Duration::from_secs(60), || {
        let database = Connection::open(server.data.join("events.db")).unwrap();
        let count = |table: &str| -> i64 {
            let sql = format!("SELECT count(*) FROM {table}");
            database.query_row(&sql, [], |row| row.get(0)).unwrap()
        };
        (count("plans") + count("rows") + count("sums") == 0).then_some(())
    });
}

#[test]
fn a_stop_sums_up_what_came_last() {
    let (found, expected) = stopped_in_time(|| {
        let server = Server::start();
        fill(&server);
        settle(&server);
        let at = plan(&server.data, 1).started + SignedDuration::from_secs(1);
        let user = |number| exposed(number, &format!("u{number}"), at, 0);
        let sent: Vec<Sent> = (0..500).map(user).collect();
        send(&server, &sent);
        let data = server.data.clone();
        let (status, log, _folder) = server.stop_and_keep();
        assert!(status.success(), "{log}");
        (log, (folded(&data, 1).unwrap(), truth(&sent, &plan(&data, 1))))
    });
    assert_eq!(found, expected);
}
