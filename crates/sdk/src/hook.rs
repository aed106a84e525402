//! Hooks: what an application wants to happen around every call.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use hoist_eval::EvaluationContext;
use tracing::warn;

use crate::error::Error;
use crate::resolution::Resolution;
use crate::told::Told;

/// Something that happens around every evaluation and every tracked event.
///
/// For each call, `before` runs first; then `after`, or `error` where there was no value of the
/// type that was asked for (a default that was given instead is still an error); then `finally`.
/// Hooks run in the order in which they were added, the last three in reverse. They run on the
/// thread that asks, so they should be quick. One that panics is told in the log and does no
/// other harm.
///
/// ```
/// use std::sync::Arc;
/// use std::sync::atomic::{AtomicU32, Ordering};
///
/// use hoist_sdk::testing::TestHoist;
/// use hoist_sdk::{Call, Hook, Resolution};
///
/// #[derive(Default)]
/// struct Counter(AtomicU32);
///
/// impl Hook for Counter {
///     fn after(&self, call: &Call<'_>, resolution: Option<&Resolution>) {
///         let variant = resolution.and_then(|resolution| resolution.variant.as_deref());
///         assert_eq!((call.key, variant), ("dark_mode", Some("on")));
///         self.0.fetch_add(1, Ordering::Relaxed);
///     }
/// }
///
/// # fn main() -> Result<(), hoist_sdk::Error> {
/// let counter = Arc::new(Counter::default());
/// let test = TestHoist::builder("features: {dark_mode: {type: boolean, enabled: true}}")
///     .hook(Arc::clone(&counter))
///     .build()?;
/// assert!(test.hoist().with_user("u-1").is_enabled("dark_mode"));
/// assert_eq!(counter.0.load(Ordering::Relaxed), 1);
/// # Ok(())
/// # }
/// ```
pub trait Hook: Send + Sync {
    /// Before the call does anything.
    fn before(&self, call: &Call<'_>) {
        _ = call;
    }

    /// After a call that gave what was asked for. A tracked event has no resolution.
    fn after(&self, call: &Call<'_>, resolution: Option<&Resolution>) {
        _ = (call, resolution);
    }

    /// After a call that did not.
    fn error(&self, call: &Call<'_>, error: &Error) {
        _ = (call, error);
    }

    /// At the end, however it went.
    fn finally(&self, call: &Call<'_>) {
        _ = call;
    }
}

impl<H: Hook + ?Sized> Hook for Arc<H> {
    fn before(&self, call: &Call<'_>) {
        (**self).before(call);
    }

    fn after(&self, call: &Call<'_>, resolution: Option<&Resolution>) {
        (**self).after(call, resolution);
    }

    fn error(&self, call: &Call<'_>, error: &Error) {
        (**self).error(call, error);
    }

    fn finally(&self, call: &Call<'_>) {
        (**self).finally(call);
    }
}

/// One call, as hooks see it.
///
/// ```
/// # fn main() -> Result<(), hoist_sdk::Error> {
/// use hoist_sdk::testing::TestHoist;
/// use hoist_sdk::{Call, Hook};
///
/// struct Trace;
///
/// impl Hook for Trace {
///     fn before(&self, call: &Call<'_>) {
///         let user = call.context.targeting_key().unwrap_or("somebody");
///         println!("{:?} of {} for {user}", call.kind, call.key);
///     }
/// }
///
/// let test = TestHoist::builder("").hook(Trace).build()?;
/// test.hoist().with_user("u-1").variant("checkout_flow");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Call<'c> {
    /// The flag or experiment; of a tracked event, its name.
    pub key: &'c str,
    /// What was called.
    pub kind: CallKind,
    /// Who is asked for.
    pub context: &'c EvaluationContext,
}

/// What can be called.
///
/// ```
/// # fn main() -> Result<(), hoist_sdk::Error> {
/// use std::sync::Arc;
/// use std::sync::atomic::{AtomicU32, Ordering};
///
/// use hoist_sdk::testing::TestHoist;
/// use hoist_sdk::{Call, CallKind, Hook};
///
/// /// Counts events, and no evaluations.
/// #[derive(Default)]
/// struct Events(AtomicU32);
///
/// impl Hook for Events {
///     fn finally(&self, call: &Call<'_>) {
///         if call.kind == CallKind::Track {
///             self.0.fetch_add(1, Ordering::Relaxed);
///         }
///     }
/// }
///
/// let events = Arc::new(Events::default());
/// let test = TestHoist::builder("").hook(Arc::clone(&events)).build()?;
/// let user = test.hoist().with_user("u-1");
/// user.is_enabled("dark_mode");
/// user.track("purchase", 19.9);
/// assert_eq!(events.0.load(Ordering::Relaxed), 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CallKind {
    /// `is_enabled`.
    IsEnabled,
    /// `variant`.
    Variant,
    /// `value`.
    Value,
    /// `resolve`.
    Resolve,
    /// `track` or `track_conversion`.
    Track,
}

/// All hooks of an instance.
#[derive(Default)]
pub(crate) struct Hooks {
    hooks: Vec<Box<dyn Hook>>,
    panics: Panics,
}

impl Hooks {
    pub(crate) fn add(&mut self, hook: impl Hook + 'static) {
        self.hooks.push(Box::new(hook));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.hooks.is_empty()
    }

    pub(crate) fn before(&self, call: &Call<'_>) {
        for (place, hook) in self.hooks.iter().enumerate() {
            self.panics.guard("before", place, || hook.before(call));
        }
    }

    /// The rest, after a call.
    pub(crate) fn done(&self, call: &Call<'_>, outcome: Result<Option<&Resolution>, &Error>) {
        for (place, hook) in self.hooks.iter().enumerate().rev() {
            match outcome {
                Ok(resolution) => {
                    self.panics.guard("after", place, || hook.after(call, resolution));
                }
                Err(error) => self.panics.guard("error", place, || hook.error(call, error)),
            }
        }
        for (place, hook) in self.hooks.iter().enumerate().rev() {
            self.panics.guard("finally", place, || hook.finally(call));
        }
    }
}

/// Code of the application may panic; what calls it may not. Each place is told of once.
#[derive(Debug, Default)]
pub(crate) struct Panics(Told<(&'static str, usize)>);

impl Panics {
    /// Runs code of the application: that of `place`, of those that run at one `stage`.
    pub(crate) fn guard(&self, stage: &'static str, place: usize, code: impl FnOnce()) {
        let has_panicked = catch_unwind(AssertUnwindSafe(code)).is_err();
        if has_panicked && self.0.is_news((stage, place)) {
            warn!(stage, place, "code of the application panicked while it was told of something");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::testing::TestHoist;

    struct Faulty;

    impl Hook for Faulty {
        fn after(&self, _: &Call<'_>, _: Option<&Resolution>) {
            panic!("a fault of the application");
        }
    }

    type Stages = Arc<Mutex<Vec<(u8, &'static str)>>>;

    /// Notes what it was called for.
    struct Noting(u8, Stages);

    impl Hook for Noting {
        fn before(&self, _: &Call<'_>) {
            self.1.lock().unwrap().push((self.0, "before"));
        }

        fn after(&self, _: &Call<'_>, _: Option<&Resolution>) {
            self.1.lock().unwrap().push((self.0, "after"));
        }

        fn error(&self, _: &Call<'_>, _: &Error) {
            self.1.lock().unwrap().push((self.0, "error"));
        }

        fn finally(&self, _: &Call<'_>) {
            self.1.lock().unwrap().push((self.0, "finally"));
        }
    }

    #[test]
    fn each_stage_is_over_for_all_hooks_before_the_next() {
        let stages = Stages::default();
        let test = TestHoist::builder("features: {a: {type: boolean, enabled: true}}")
            .hook(Noting(1, Arc::clone(&stages)))
            .hook(Noting(2, Arc::clone(&stages)));
        let test = test.build().unwrap();
        for (key, stage) in [("a", "after"), ("nothing", "error")] {
            test.hoist().with_user("u").is_enabled(key);
            let noted = std::mem::take(&mut *stages.lock().unwrap());
            let before = [(1, "before"), (2, "before")];
            let after = [(2, stage), (1, stage), (2, "finally"), (1, "finally")];
            assert_eq!(noted, [&before[..], &after].concat());
        }
    }

    #[test]
    fn a_hook_that_panics_again_and_again_is_told_once_and_does_no_harm() {
        let test = TestHoist::builder("features: {a: {type: boolean, enabled: true}}");
        let test = test.hook(Faulty).build().unwrap();
        let user = test.hoist().with_user("u");
        for _ in 0..3 {
            assert!(user.is_enabled("a"));
        }
        let Panics(told) = &user.hoist.instance().hooks.panics;
        assert!(!told.is_news(("after", 0)), "it was told");
        assert!(told.is_news(("finally", 0)), "nothing else was");
    }
}
