//! What happens to users, and what that comes to, counted by the plainest means.

use std::collections::{BTreeMap, HashSet};

use hoist_eval::bucketing;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{DAYS, Journey, START, WINDOW};

/// A number from 0 to 1 that looks random and is the same in each run.
pub(super) fn share(user: &str, of: &str) -> f64 {
    let hash = bucketing::hash(user, &format!("seed 20260301 {of}"));
    (hash >> 11) as f64 / (1_u64 << 53) as f64
}

/// Something that is sent, and on which day.
pub(super) struct Sent {
    pub(super) day: u32,
    pub(super) order: f64,
    pub(super) event: Value,
}

/// Somebody who takes part.
pub(super) struct User {
    variant: usize,
    at: Timestamp,
    /// What they do, by its place in `does`.
    done: Vec<(usize, Timestamp)>,
}

/// What happens to the user with a number: when they come, and what they do before their window
/// closes, or just after.
pub(super) fn user(journey: &Journey, name: &str, number: u32, variant: usize) -> User {
    let start: Timestamp = START.parse().unwrap();
    let after = |most: f64, of: &str| {
        SignedDuration::from_secs_f64(60.0 + (most - 120.0) * share(name, of))
    };
    let day = SignedDuration::from_hours(24 * i64::from(number % DAYS));
    let at = start + day + after(86_400.0, "comes");
    let does = (0..).zip(journey.does);
    let done = does.filter(|(_, (event, shares))| share(name, event) < shares[variant]);
    let mut done: Vec<(usize, Timestamp)> = done
        .map(|(place, (event, _))| (place, at + after(72_000.0, &format!("{event} at"))))
        .collect();
    // Who does it too late is no success.
    if share(name, "late") < 0.02 {
        done = vec![(0, at + WINDOW + SignedDuration::from_secs(1))];
    }
    User { variant, at, done }
}

/// The events of a user as they are sent: a twentieth a day late, a twentieth twice.
pub(super) fn sent(journey: &Journey, name: &str, user: &User) -> Vec<Sent> {
    let Journey { key, does, .. } = journey;
    let start: Timestamp = START.parse().unwrap();
    let variant = ["control", "wide"][user.variant];
    let id = |what: &str| uuid(&format!("{name} {what}"));
    let exposure = json!({"type": "exposure", "id": id("exposed"), "key": key,
        "variant": variant, "user": name, "at": user.at});
    let mut events = vec![("exposed", user.at, exposure)];
    for (place, at) in &user.done {
        let (event, _) = does[*place];
        let observed = json!({"type": "metric", "id": id(event), "event": event,
            "user": name, "at": at});
        events.push((event, *at, observed));
    }
    let mut all = Vec::new();
    for (what, at, event) in events {
        let day = u32::try_from(at.duration_since(start).as_hours() / 24).unwrap();
        let late = u32::from(share(name, &format!("{what} is late")) < 0.05);
        let order = share(name, &format!("order of {what}"));
        if share(name, &format!("{what} twice")) < 0.05 {
            all.push(Sent { day: day + late + 1, order: 1.0 - order, event: event.clone() });
        }
        all.push(Sent { day: day + late, order, event });
    }
    all
}

pub(super) fn uuid(text: &str) -> String {
    let (high, low) = (bucketing::hash(text, "high"), bucketing::hash(text, "low"));
    format!(
        "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
        high >> 32,
        high >> 16 & 0xffff,
        high & 0xfff,
        low >> 52,
        low & 0xffff_ffff_ffff
    )
}

/// What is sent on each day, in the order in which it is sent.
pub(super) type Days = BTreeMap<u32, Vec<Value>>;

/// What users of a variant come to: how many there are, and how many did what each metric is about.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Counted {
    users: u64,
    converted: Vec<u64>,
}

/// Counts what was sent, by the plainest means.
pub(super) fn count(journey: &Journey, events: &[&Value]) -> [Counted; 2] {
    let mut exposed: BTreeMap<&str, (usize, Timestamp)> = BTreeMap::new();
    let time = |event: &Value| -> Timestamp { event["at"].as_str().unwrap().parse().unwrap() };
    for event in events.iter().filter(|event| event["type"] == "exposure") {
        let variant = usize::from(event["variant"] == "wide");
        exposed.insert(event["user"].as_str().unwrap(), (variant, time(event)));
    }
    let none = Counted { users: 0, converted: vec![0; journey.does.len()] };
    let mut counted = [none.clone(), none];
    for (variant, _) in exposed.values() {
        counted[*variant].users += 1;
    }
    let mut seen: HashSet<(&str, usize)> = HashSet::new();
    for event in events.iter().filter(|event| event["type"] == "metric") {
        let place = journey.does.iter().position(|(name, _)| event["event"] == *name).unwrap();
        let name = event["user"].as_str().unwrap();
        let Some((variant, first)) = exposed.get(name) else { continue };
        let window = if journey.key == "bouncing" { WINDOW * 7 } else { WINDOW };
        if time(event) < *first + window && seen.insert((name, place)) {
            counted[*variant].converted[place] += 1;
        }
    }
    counted
}

/// The same as a server tells it.
pub(super) fn told(results: &Value) -> [Counted; 2] {
    [0, 1].map(|variant| {
        let of = |metric: &Value| metric["variants"][variant].clone();
        let metrics: Vec<Value> = results["metrics"].as_array().unwrap().iter().map(of).collect();
        let number = |own: &Value, field: &str| own[field].as_u64().unwrap();
        Counted {
            users: number(&metrics[0], "users"),
            converted: metrics.iter().map(|own| number(own, "conversions")).collect(),
        }
    })
}
