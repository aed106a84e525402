//! What an application is told when the rules change.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use crate::hook::Panics;
use crate::instance::Instance;
use crate::known::Known;

/// A change of the rules, which is in force when this is told.
///
/// ```
/// # fn main() -> Result<(), hoist_sdk::Error> {
/// # let test = hoist_sdk::testing::TestHoist::new("")?;
/// test.hoist().on_change(|change| {
///     println!("seq {}: {} changed", change.seq, change.keys.join(", "));
/// });
/// test.add("features: {dark_mode: {type: boolean, enabled: true}}")?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// The seq that the rules are at now.
    pub seq: u64,
    /// The flags and experiments whose definition, kill or share changed, in order.
    pub keys: Vec<String>,
    /// The segments that changed: flags that ask for them may give other results.
    pub segments: Vec<String>,
}

impl Change {
    /// `None` where nothing is different for who evaluates.
    pub(crate) fn between(before: &Known, after: &Known) -> Option<Self> {
        let (keys, segments) = after.differences(before);
        let differs = !keys.is_empty() || !segments.is_empty();
        differs.then(|| Self { seq: after.kill_seq(), keys, segments })
    }
}

type Listener = Arc<dyn Fn(&Change) + Send + Sync>;

/// Whoever is told of changes.
#[derive(Default)]
pub(crate) struct Listeners {
    listeners: Mutex<Vec<(usize, Listener)>>,
    /// As many as there ever were: the number of the next one.
    numbers: AtomicUsize,
    panics: Panics,
}

impl Listeners {
    pub(crate) fn add(&self, listener: Listener) -> usize {
        let number = self.numbers.fetch_add(1, Ordering::Relaxed);
        self.lock().push((number, listener));
        number
    }

    fn remove(&self, number: usize) {
        self.lock().retain(|(own, _)| *own != number);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(usize, Listener)>> {
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells what is different, if anything is, and if anybody listens. No lock is held meanwhile:
    /// who is told may listen or stop.
    pub(crate) fn tell(&self, before: &Known, after: &Known) {
        let listeners = self.lock().clone();
        if listeners.is_empty() {
            return;
        }
        if let Some(change) = Change::between(before, after) {
            for (number, listener) in listeners {
                self.panics.guard("on_change", number, || listener(&change));
            }
        }
    }
}

/// Something that is called after each change of the rules; made by
/// [`Hoist::on_change`](crate::Hoist::on_change).
///
/// It goes on when this is dropped, so it may be ignored; [`Listening::stop`] ends it.
///
/// ```
/// # fn main() -> Result<(), hoist_sdk::Error> {
/// # let test = hoist_sdk::testing::TestHoist::new("")?;
/// // Whoever never stops need not keep it.
/// test.hoist().on_change(|change| println!("changed: {:?}", change.keys));
/// let listening = test.hoist().on_change(|change| println!("changed: {:?}", change.keys));
/// listening.stop();
/// # Ok(())
/// # }
/// ```
pub struct Listening {
    /// Nobody is kept alive for being listened to.
    instance: Weak<Instance>,
    number: usize,
}

impl Listening {
    pub(crate) fn of(instance: &Arc<Instance>, number: usize) -> Self {
        Self { instance: Arc::downgrade(instance), number }
    }

    /// Changes from now on are not told any more. One that is being told at this moment, on
    /// another thread, is told to the end.
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// use std::sync::Arc;
    /// use std::sync::atomic::{AtomicU32, Ordering};
    ///
    /// # let test = hoist_sdk::testing::TestHoist::new("")?;
    /// let changes = Arc::new(AtomicU32::new(0));
    /// let counted = Arc::clone(&changes);
    /// let listening = test.hoist().on_change(move |_| {
    ///     counted.fetch_add(1, Ordering::Relaxed);
    /// });
    /// test.add("features: {dark_mode: {type: boolean, enabled: true}}")?;
    /// listening.stop();
    /// test.kill("dark_mode");
    /// assert_eq!(changes.load(Ordering::Relaxed), 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn stop(self) {
        if let Some(instance) = self.instance.upgrade() {
            instance.listeners.remove(self.number);
        }
    }
}

impl fmt::Debug for Listening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listening").finish_non_exhaustive()
    }
}
