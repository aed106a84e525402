//! One instance of the SDK, and what was seen of it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hoist_sdk::{EventCounts, Hoist};
use tokio::runtime::Runtime;

use super::world::{FLAGS, World, key};
use crate::clock::until;
use crate::generator::Random;

/// What was in force after a change.
struct Seen {
    /// Kills were obeyed up to here.
    seq: u64,
    killed: Vec<bool>,
}

/// By flag: the last entry that is certainly there, and whether it is a kill.
type Places = BTreeMap<usize, (u64, bool)>;

pub(super) struct Client {
    hoist: Hoist,
    name: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    /// The seqs that evaluation was by, the last one.
    last: Mutex<(u64, u64)>,
    tracked: AtomicU64,
    /// Up to which entry of each flag this client has certainly got, and whether it is a kill; and
    /// the last seq that was looked at.
    places: Mutex<(Places, u64)>,
}

impl Client {
    pub(super) fn connect(runtime: &Runtime, url: &str, token: &str, number: usize) -> Self {
        let builder = Hoist::connect(url, token)
            .start_wait(Duration::from_secs(60))
            .poll_interval(Duration::from_millis(200));
        let hoist = runtime.block_on(builder.build()).unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (noted, asked) = (Arc::clone(&seen), hoist.clone());
        // The instance is closed at the end, though it has itself in here.
        hoist.on_change(move |change| {
            let user = asked.with_user("anybody");
            let killed = (0..FLAGS).map(|number| user.resolve(&key(number)).killed).collect();
            noted.lock().unwrap().push(Seen { seq: change.seq, killed });
        });
        let (name, tracked) = (format!("client-{number}"), AtomicU64::new(0));
        Self { hoist, name, seen, last: Mutex::default(), tracked, places: Mutex::default() }
    }

    pub(super) fn seq(&self) -> u64 {
        self.hoist.status().seq
    }

    /// Evaluates every flag; each has a value, and what it is by does not become older.
    pub(super) fn evaluate(&self) -> u64 {
        let user = self.hoist.with_user("somebody");
        for number in 0..FLAGS {
            let resolution = user.resolve(&key(number));
            assert!(resolution.value.is_some(), "{}: {resolution:?}", self.name);
        }
        let status = self.hoist.status();
        let mut last = self.last.lock().unwrap();
        let now = (status.seq, status.kill_seq);
        assert!(now.0 >= last.0 && now.1 >= last.1, "{}: {now:?} after {last:?}", self.name);
        *last = now;
        u64::try_from(FLAGS).unwrap()
    }

    pub(super) fn track(&self, random: &mut Random) {
        for _ in 0..random.below(40) {
            self.hoist.with_user(&self.name).track("tried", 1.0);
            self.tracked.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Compares what was seen with what the server has told to have done.
    pub(super) fn check(&self, world: &World, round: u64) {
        for user in ["u-1", "u-2", "u-3"] {
            for (key, expected) in world.values(user) {
                let value = self.hoist.with_user(user).resolve(&key).value.unwrap_or_default();
                assert_eq!(value, expected, "{} in round {round}: {key}", self.name);
            }
        }
        let seen = std::mem::take(&mut *self.seen.lock().unwrap());
        let mut places = self.places.lock().unwrap();
        let (places, last_seq) = &mut *places;
        for Seen { seq, killed } in &seen {
            assert!(seq >= last_seq, "{}: {seq} after {last_seq}", self.name);
            *last_seq = *seq;
            for (number, is_killed) in killed.iter().enumerate() {
                let place = places.entry(number).or_insert((0, false));
                if place.1 == *is_killed {
                    continue;
                }
                let key = key(number);
                let reason = world.switched.iter().find(|switched| {
                    switched.key == key
                        && switched.is_kill == *is_killed
                        && (place.0 + 1..=*seq).contains(&switched.seq)
                });
                let reason = reason.unwrap_or_else(|| {
                    panic!("{}: {key} changed at {seq} without a reason", self.name)
                });
                *place = (reason.seq, *is_killed);
            }
        }
    }

    /// Ends in good order; gives what became of its events.
    pub(super) fn close(self, runtime: &Runtime) -> EventCounts {
        runtime.block_on(self.hoist.close());
        // A close ends in time, also where the machine stalls before all is told.
        let what = format!("{}: what became of all events", self.name);
        let counts = until(&what, Duration::from_secs(60), || {
            let counts = self.hoist.event_counts();
            let told = counts.stored + counts.refused + counts.dropped;
            (counts.pushed == told).then_some(counts)
        });
        assert_eq!(counts.pushed, self.tracked.into_inner(), "{}: {counts:?}", self.name);
        counts
    }
}
