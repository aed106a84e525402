//! Setting a client up: what all kinds of clients have in common.

use serde_json::Value;

use crate::connect::LocalSetup;
use crate::fallback::Fallbacks;
use crate::hook::{Hook, Hooks};

/// Sets a client up.
///
/// It is made by [`Hoist::connect`](crate::Hoist::connect), [`Hoist::remote`](crate::Hoist::remote),
/// [`Hoist::from_file`](crate::Hoist::from_file) and
/// [`TestHoist::builder`](crate::testing::TestHoist::builder). Defaults and hooks are set in one
/// way, whichever client it is; what else there is to set depends on `S`.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), hoist_sdk::Error> {
/// # let (url, token) = ("http://127.0.0.1:1", "a-server-token");
/// use std::time::Duration;
///
/// use hoist_sdk::Hoist;
/// use serde_json::json;
///
/// let hoist = Hoist::connect(url, token)
///     .environment("production")
///     .default("dark_mode", true)
///     .defaults([("checkout_flow", json!("treatment_a")), ("limits", json!({"rps": 10}))])
///     .bootstrap("features.yaml")
///     .start_wait(Duration::from_millis(200))
///     .build()
///     .await?;
/// # Ok(())
/// # }
/// ```
#[must_use]
pub struct Builder<S = LocalSetup> {
    pub(crate) own: Own,
    pub(crate) setup: S,
}

/// What an application brings with it.
#[derive(Default)]
pub(crate) struct Own {
    pub(crate) fallbacks: Fallbacks,
    pub(crate) hooks: Hooks,
}

impl<S> Builder<S> {
    pub(crate) fn new(setup: S) -> Self {
        Self { own: Own::default(), setup }
    }

    /// What is used where there is no value or no answer: before the first rules, and for keys that
    /// nothing has. `true` and `false` are on and off, a text is a variant's name and the value at
    /// once, anything else is a value alone.
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// use hoist_sdk::testing::TestHoist;
    ///
    /// let test = TestHoist::builder("").default("dark_mode", true).default("retries", 3).build()?;
    /// let user = test.hoist().with_user("u-1");
    /// assert!(user.is_enabled("dark_mode"));
    /// assert_eq!(user.value::<u32>("retries")?, 3);
    /// # Ok(())
    /// # }
    /// ```
    pub fn default(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.own.fallbacks.insert(key.to_owned(), value.into());
        self
    }

    /// Many defaults, as [`Builder::default`].
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// use hoist_sdk::testing::TestHoist;
    ///
    /// let defaults = [("checkout_flow", "treatment_a"), ("theme", "blue")];
    /// let test = TestHoist::builder("").defaults(defaults).build()?;
    /// assert_eq!(test.hoist().with_user("u-1").variant("theme"), "blue");
    /// # Ok(())
    /// # }
    /// ```
    pub fn defaults<K: AsRef<str>, V: Into<Value>>(
        self,
        defaults: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        let add = |builder: Self, (key, value): (K, V)| builder.default(key.as_ref(), value);
        defaults.into_iter().fold(self, add)
    }

    /// Something that happens around every call; see [`Hook`].
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// use hoist_sdk::testing::TestHoist;
    /// use hoist_sdk::{Call, Error, Hook};
    ///
    /// struct Complain;
    ///
    /// impl Hook for Complain {
    ///     fn error(&self, call: &Call<'_>, error: &Error) {
    ///         eprintln!("{:?} of {}: {error}", call.kind, call.key);
    ///     }
    /// }
    ///
    /// let test = TestHoist::builder("").hook(Complain).build()?;
    /// test.hoist().with_user("u-1").is_enabled("nothing_has_this_key");
    /// # Ok(())
    /// # }
    /// ```
    pub fn hook(mut self, hook: impl Hook + 'static) -> Self {
        self.own.hooks.add(hook);
        self
    }
}
