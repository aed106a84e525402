//! Who is asked for: a context that is bound to the rules.

use std::fmt;

use hoist_eval::EvaluationContext;
use hoist_ruleset::compiled::SubjectKind;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{Error, Kind};
use crate::hoist::Hoist;
use crate::hook::CallKind;
use crate::instance::{Instance, Lookup};
use crate::resolution::{Resolution, Seen};
use crate::tracking::Done;
use crate::variant::Variant;

/// A user, and what is known of them. Made by [`Hoist::with_user`], asked as often as needed.
///
/// Each question is answered by the rules that are in force when it is asked. Asking never waits,
/// never panics and never fails: before there are rules, and for keys that nothing has, the
/// application's defaults are used.
///
/// ```
/// # fn main() -> Result<(), hoist_sdk::Error> {
/// # let test = hoist_sdk::testing::TestHoist::new("
/// # features:
/// #   premium_features: {type: targeted, enabled: true, rules: [{type: property, value: true, conditions: {plan: premium}}]}
/// #   cache_settings: {type: boolean, enabled: true, when_on: {ttl: 60}}
/// # ")?;
/// # let hoist = test.hoist();
/// #[derive(serde::Deserialize, Default)]
/// struct CacheSettings {
///     ttl: u32,
/// }
///
/// let user = hoist.with_user("u-1").attribute("plan", "premium").attribute("country", "BR");
/// assert!(user.is_enabled("premium_features"));
/// let settings: CacheSettings = user.value("cache_settings").unwrap_or_default();
/// assert_eq!(settings.ttl, 60);
/// user.track_conversion("homepage_redesign", 1.0);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct User<H = Hoist> {
    pub(crate) hoist: H,
    pub(crate) context: EvaluationContext,
}

/// What is known of a user: the same, wherever flags are evaluated.
impl<H> User<H> {
    /// Adds what is known of the user, or replaces it.
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// # let test = hoist_sdk::testing::TestHoist::new("")?;
    /// # let hoist = test.hoist();
    /// let user = hoist.with_user("u-1").attribute("age", 42).attribute("groups", vec!["staff"]);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn attribute(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.context = self.context.with(name, value);
        self
    }

    /// Adds many attributes.
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// # let test = hoist_sdk::testing::TestHoist::new("")?;
    /// # let hoist = test.hoist();
    /// let user = hoist.with_user("u-1").attributes([("plan", "premium"), ("country", "BR")]);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn attributes<N: AsRef<str>, V: Into<Value>>(
        self,
        attributes: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        let add = |user: Self, (name, value): (N, V)| user.attribute(name.as_ref(), value);
        attributes.into_iter().fold(self, add)
    }

    /// The evaluation context.
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// # let test = hoist_sdk::testing::TestHoist::new("")?;
    /// let user = test.hoist().with_user("u-1").attribute("plan", "premium");
    /// assert_eq!(user.context().attribute("plan"), Some(&"premium".into()));
    /// # Ok(())
    /// # }
    /// ```
    pub fn context(&self) -> &EvaluationContext {
        &self.context
    }
}

/// Questions that the rules in this process answer.
impl User {
    /// Whether a flag is on: its variant is `on`. A flag with variants, or an experiment, is on
    /// for who gets another variant than the control.
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// # let test = hoist_sdk::testing::TestHoist::new("features: {dark_mode: {type: boolean, enabled: true}}")?;
    /// # let hoist = test.hoist();
    /// let user = hoist.with_user("u-1");
    /// assert!(user.is_enabled("dark_mode"));
    /// assert!(!user.is_enabled("nothing_has_this_key"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_enabled(&self, key: &str) -> bool {
        self.ask_enabled(Lookup::Key(key))
    }

    /// The variant that the user gets; without rules, that of the default, else `control`.
    ///
    /// See [`Variant`] for how to match on it.
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// # let test = hoist_sdk::testing::TestHoist::new("features: {layout: {type: variant, enabled: true, variants: {narrow: 0, wide: 1}}}")?;
    /// # let user = test.hoist().with_user("u-1");
    /// assert_eq!(user.variant("layout"), "wide");
    /// # Ok(())
    /// # }
    /// ```
    pub fn variant(&self, key: &str) -> Variant {
        self.ask_variant(Lookup::Key(key))
    }

    /// The value that the user gets, as any type that it can be read as.
    ///
    /// # Errors
    ///
    /// There is no value and no default, or it is of another type. `unwrap_or_default` and
    /// `unwrap_or` are the usual answer to both.
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// # let test = hoist_sdk::testing::TestHoist::new("features: {retries: {type: boolean, enabled: true, when_on: 3}}")?;
    /// # let user = test.hoist().with_user("u-1");
    /// assert_eq!(user.value::<u32>("retries")?, 3);
    /// assert!(user.value::<String>("retries").unwrap_err().is_mismatch());
    /// # Ok(())
    /// # }
    /// ```
    pub fn value<T: DeserializeOwned>(&self, key: &str) -> Result<T, Error> {
        self.ask_value(Lookup::Key(key))
    }

    /// Everything about an evaluation: value, variant, reason, rule, error.
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// # let test = hoist_sdk::testing::TestHoist::new("")?;
    /// # let user = test.hoist().with_user("u-1");
    /// use hoist_sdk::ErrorCode;
    ///
    /// assert_eq!(user.resolve("nothing_has_this_key").error, Some(ErrorCode::FlagNotFound));
    /// # Ok(())
    /// # }
    /// ```
    pub fn resolve(&self, key: &str) -> Resolution {
        self.ask_resolution(Lookup::Key(key))
    }

    /// Tells that the user did what an experiment is about: an event `conversion`, which counts
    /// for that experiment alone.
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// # let test = hoist_sdk::testing::TestHoist::new("")?;
    /// test.hoist().with_user("u-1").track_conversion("homepage_redesign", 1.0);
    /// assert_eq!(test.observations()[0].event, "conversion");
    /// # Ok(())
    /// # }
    /// ```
    pub fn track_conversion(&self, experiment: &str, value: f64) {
        self.observe("conversion", value, Some(experiment));
    }

    /// Tells that the user did something that a metric measures.
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// # let test = hoist_sdk::testing::TestHoist::new("")?;
    /// test.hoist().with_user("u-1").track("purchase", 19.9);
    /// assert_eq!(test.observations()[0].value, 19.9);
    /// # Ok(())
    /// # }
    /// ```
    pub fn track(&self, event: &str, value: f64) {
        self.observe(event, value, None);
    }

    pub(crate) fn ask_enabled(&self, lookup: Lookup<'_>) -> bool {
        self.ask(CallKind::IsEnabled, lookup, |seen| seen.is_enabled())
    }

    pub(crate) fn ask_variant(&self, lookup: Lookup<'_>) -> Variant {
        self.ask(CallKind::Variant, lookup, |seen| Variant::new(seen.variant()))
    }

    pub(crate) fn ask_value<T: DeserializeOwned>(&self, lookup: Lookup<'_>) -> Result<T, Error> {
        let read = |seen: &Seen<'_>| {
            let value = seen.value().ok_or_else(|| seen.no_value())?;
            Kind::read(seen.key, value)
        };
        let instance = self.hoist.instance();
        instance.call(CallKind::Value, lookup, &self.context, read, |read| read.as_ref().err())
    }

    pub(crate) fn ask_resolution(&self, lookup: Lookup<'_>) -> Resolution {
        self.ask(CallKind::Resolve, lookup, |seen| seen.to_resolution())
    }

    /// Asks what always has an answer.
    fn ask<R>(&self, kind: CallKind, lookup: Lookup<'_>, answer: impl FnOnce(&Seen<'_>) -> R) -> R {
        self.hoist.instance().call(kind, lookup, &self.context, answer, |_| None)
    }

    fn observe(&self, event: &str, value: f64, experiment: Option<&str>) {
        let Instance { hooks, tracking, clock, .. } = self.hoist.instance();
        let user = self.who(experiment);
        let done = Done { event, value, experiment, user: user.as_deref() };
        tracking.observe(&done, hooks, &self.context, clock);
    }

    /// Who did it: what the experiment buckets by, else the targeting key.
    fn who(&self, experiment: Option<&str>) -> Option<String> {
        let current = self.hoist.instance().current();
        let subject = experiment.and_then(|key| current.known.ruleset.get(key));
        let bucketing = subject.map(|subject| match &subject.kind {
            SubjectKind::Flag(flag) => &flag.bucketing,
            SubjectKind::Experiment(experiment) => &experiment.bucketing,
        });
        match bucketing {
            Some(bucketing) => self.context.bucketing_value(&bucketing.by).map(Into::into),
            None => {
                let key = self.context.targeting_key().filter(|key| !key.is_empty());
                key.map(str::to_owned)
            }
        }
    }
}

impl<H> fmt::Debug for User<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User").field("context", &self.context).finish_non_exhaustive()
    }
}
