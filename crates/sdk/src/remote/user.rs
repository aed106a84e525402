//! Who is asked for, in remote mode.

use std::collections::BTreeMap;

use hoist_eval::{ErrorCode, EvaluationContext};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Remote, RemoteHoist};
use crate::error::{Error, Kind};
use crate::fallback;
use crate::hook::{Call, CallKind};
use crate::resolution::Resolution;
use crate::tracking::Done;
use crate::user::User;
use crate::variant::Variant;

/// A user whose flags the server evaluates. Made by [`RemoteHoist::with_user`].
///
/// The questions are those of [`crate::User`], and `async`. Where the server does not answer in
/// time, the application's defaults are used.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), hoist_sdk::Error> {
/// # let remote = hoist_sdk::Hoist::remote("http://127.0.0.1:1", "a-client-token").build()?;
/// use hoist_sdk::remote::RemoteUser;
///
/// async fn steps(user: &RemoteUser) -> u32 {
///     if user.is_enabled("short_checkout").await { 1 } else { 3 }
/// }
///
/// assert_eq!(steps(&remote.with_user("u-1")).await, 3);
/// # Ok(())
/// # }
/// ```
pub type RemoteUser = User<RemoteHoist>;

/// Questions that the server answers.
impl User<RemoteHoist> {
    /// As [`crate::User::is_enabled`]. The server does not tell which variant is the control, so
    /// `off` and `control` are told by their names.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), hoist_sdk::Error> {
    /// # let (url, token) = ("http://127.0.0.1:1", "a-client-token");
    /// # use hoist_sdk::Hoist;
    /// let remote = Hoist::remote(url, token).default("dark_mode", true).build()?;
    /// let user = remote.with_user("u-1");
    /// assert!(user.is_enabled("dark_mode").await, "the default: nobody answers here");
    /// # Ok(())
    /// # }
    /// ```
    pub async fn is_enabled(&self, key: &str) -> bool {
        match self.ask(CallKind::IsEnabled, key, |_| Ok(())).await {
            Ok((resolution, ())) => resolution.enabled,
            Err(_) => self.fallback(key).is_some_and(fallback::is_enabled),
        }
    }

    /// As [`crate::User::variant`].
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), hoist_sdk::Error> {
    /// # let (url, token) = ("http://127.0.0.1:1", "a-client-token");
    /// # use hoist_sdk::Hoist;
    /// let remote = Hoist::remote(url, token).default("theme", "blue").build()?;
    /// let user = remote.with_user("u-1");
    /// assert_eq!(user.variant("theme").await, "blue");
    /// # Ok(())
    /// # }
    /// ```
    pub async fn variant(&self, key: &str) -> Variant {
        match self.ask(CallKind::Variant, key, |_| Ok(())).await {
            Ok((Resolution { variant: Some(variant), .. }, ())) => Variant::new(&variant),
            _ => Variant::new(self.fallback(key).map_or(fallback::CONTROL, fallback::variant)),
        }
    }

    /// As [`crate::User::value`].
    ///
    /// # Errors
    ///
    /// There is no value, or no answer, and no default; or it is of another type.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), hoist_sdk::Error> {
    /// # let (url, token) = ("http://127.0.0.1:1", "a-client-token");
    /// # use hoist_sdk::Hoist;
    /// let remote = Hoist::remote(url, token).default("retries", 3).build()?;
    /// let user = remote.with_user("u-1");
    /// assert_eq!(user.value::<u32>("retries").await?, 3);
    /// assert!(user.value::<String>("retries").await.unwrap_err().is_mismatch());
    /// # Ok(())
    /// # }
    /// ```
    pub async fn value<T: DeserializeOwned>(&self, key: &str) -> Result<T, Error> {
        let answer = self.ask(CallKind::Value, key, |resolution| match &resolution.value {
            Some(value) => Kind::read(key, value),
            None => Err(no_value(key, resolution.error)),
        });
        match (answer.await, self.fallback(key)) {
            (Ok((_, value)), _) => Ok(value),
            (Err(error), Some(value)) if !error.is_mismatch() => Kind::read(key, value),
            (Err(error), _) => Err(error),
        }
    }

    /// As [`crate::User::resolve`].
    ///
    /// # Errors
    ///
    /// There is no answer in time.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), hoist_sdk::Error> {
    /// # let remote = hoist_sdk::Hoist::remote("http://127.0.0.1:1", "a-client-token").build()?;
    /// match remote.with_user("u-1").resolve("dark_mode").await {
    ///     Ok(resolution) => println!("{:?}, since {:?}", resolution.value, resolution.reason),
    ///     Err(error) => println!("{error}"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn resolve(&self, key: &str) -> Result<Resolution, Error> {
        self.ask(CallKind::Resolve, key, |_| Ok(())).await.map(|(resolution, ())| resolution)
    }

    /// As [`crate::User::track_conversion`].
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), hoist_sdk::Error> {
    /// # let remote = hoist_sdk::Hoist::remote("http://127.0.0.1:1", "a-client-token").build()?;
    /// remote.with_user("u-1").track_conversion("homepage_redesign", 1.0);
    /// assert_eq!(remote.event_counts().pushed, 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn track_conversion(&self, experiment: &str, value: f64) {
        self.observe("conversion", value, Some(experiment));
    }

    /// As [`crate::User::track`].
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), hoist_sdk::Error> {
    /// # let remote = hoist_sdk::Hoist::remote("http://127.0.0.1:1", "a-client-token").build()?;
    /// remote.with_user("u-1").track("purchase", 19.9);
    /// assert_eq!(remote.event_counts().pushed, 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn track(&self, event: &str, value: f64) {
        self.observe(event, value, None);
    }

    fn observe(&self, event: &str, value: f64, experiment: Option<&str>) {
        let Remote { hooks, tracking, clock, .. } = self.hoist.remote();
        let user = self.context.targeting_key().filter(|key| !key.is_empty());
        let done = Done { event, value, experiment, user };
        tracking.observe(&done, hooks, &self.context, clock);
    }

    fn fallback(&self, key: &str) -> Option<&Value> {
        self.hoist.remote().fallbacks.get(key)
    }

    async fn ask<R>(
        &self,
        kind: CallKind,
        key: &str,
        answer: impl FnOnce(&Resolution) -> Result<R, Error>,
    ) -> Result<(Resolution, R), Error> {
        let remote = self.hoist.remote();
        let call = Call { key, kind, context: &self.context };
        remote.hooks.before(&call);
        let resolution = remote.resolve(&text(&self.context), key).await;
        let answer = resolution.and_then(|resolution| {
            let answer = answer(&resolution)?;
            Ok((resolution, answer))
        });
        match &answer {
            Ok((resolution, _)) => match resolution.error {
                None => remote.hooks.done(&call, Ok(Some(resolution))),
                code => remote.hooks.done(&call, Err(&no_value(key, code))),
            },
            Err(error) => remote.hooks.done(&call, Err(error)),
        }
        answer
    }
}

fn no_value(key: &str, code: Option<ErrorCode>) -> Error {
    Kind::NoValue { key: key.to_owned(), code: code.unwrap_or(ErrorCode::FlagNotFound) }.into()
}

/// A context as it is sent: the same text, in whatever order it was put together.
pub(super) fn text(context: &EvaluationContext) -> String {
    let mut members: BTreeMap<&str, &Value> = context.attributes().collect();
    let key = context.targeting_key().map(Value::from);
    members.extend(key.as_ref().map(|key| ("targetingKey", key)));
    // Texts and JSON: nothing in it can fail to be written.
    serde_json::to_string(&members).unwrap_or_default()
}
