//! Fills the folder of a server that does not run with the events of many users, in bulk: for
//! `cargo xtask bench results`. The server folds them when it is started, like any others.
//!
//! Arguments: the folder, the experiment, its variants with commas between them, how many users,
//! how many metrics (`metric_0` and so on), and when they were exposed.

use std::env;
use std::error::Error;
use std::sync::Arc;

use hoist_store::{Content, Event, EventBatch, Happening, Store};
use jiff::{SignedDuration, Timestamp};

/// Users whose events are written in one transaction.
const USERS_MAX: u64 = 5_000;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [folder, key, variants, users, metrics, at] = arguments.as_slice() else {
        return Err("usage: fill_events FOLDER KEY VARIANTS USERS METRICS AT".into());
    };
    let (users, metrics): (u64, u64) = (users.parse()?, metrics.parse()?);
    let (at, variants): (Timestamp, Vec<&str>) = (at.parse()?, variants.split(',').collect());
    let store = Store::open(folder.as_ref())?;
    let log = store.logs()?.into_iter().find(|log| log.name == "default");
    let log: Arc<str> = log.ok_or("there is no environment `default`")?.head.log.into();
    let events = store.events()?;
    let mut first = 0;
    while first < users {
        let last = users.min(first + USERS_MAX);
        let some = (first..last).flat_map(|user| happened(user, key, &variants, metrics, at));
        let content = Content::Events(some.collect());
        events.write(&[EventBatch { log: Arc::clone(&log), content }])?;
        first = last;
    }
    Ok(())
}

/// An exposure, and for most metrics an event soon after it.
fn happened(user: u64, key: &str, variants: &[&str], metrics: u64, at: Timestamp) -> Vec<Event> {
    let event = |number: u64, what| {
        let id = (u128::from(user) << 16 | u128::from(number)).to_be_bytes();
        let at = at + SignedDuration::from_secs(i64::try_from(number).unwrap_or(0));
        Event { id, user: format!("user-{user}"), at, what }
    };
    let place = usize::try_from(user).unwrap_or(0) % variants.len().max(1);
    let variant = variants.get(place).copied().unwrap_or_default().to_owned();
    let exposure = Happening::Exposure { key: key.to_owned(), variant, attributes: None };
    let mut all = vec![event(0, exposure)];
    for metric in (0..metrics).filter(|metric| !(user + metric).is_multiple_of(3)) {
        let value = 1.0 + (user / 7 % 50) as f64;
        let name = format!("metric_{metric}");
        let what = Happening::Observation { event: name, value, experiment: None };
        all.push(event(metric + 1, what));
    }
    all
}
