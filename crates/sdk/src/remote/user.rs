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
pub type RemoteUser = User<RemoteHoist>;

/// Questions that the server answers.
impl User<RemoteHoist> {
    /// As [`crate::User::is_enabled`]. The server does not tell which variant is the control, so
    /// `off` and `control` are told by their names.
    pub async fn is_enabled(&self, key: &str) -> bool {
        match self.ask(CallKind::IsEnabled, key, |_| Ok(())).await {
            Ok((resolution, ())) => resolution.enabled,
            Err(_) => self.fallback(key).is_some_and(fallback::is_enabled),
        }
    }

    /// As [`crate::User::variant`].
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
    pub async fn resolve(&self, key: &str) -> Result<Resolution, Error> {
        self.ask(CallKind::Resolve, key, |_| Ok(())).await.map(|(resolution, ())| resolution)
    }

    /// As [`crate::User::track_conversion`].
    pub fn track_conversion(&self, experiment: &str, value: f64) {
        self.observe("conversion", value, Some(experiment));
    }

    /// As [`crate::User::track`].
    pub fn track(&self, event: &str, value: f64) {
        self.observe(event, value, None);
    }

    fn observe(&self, event: &str, value: f64, experiment: Option<&str>) {
        let Remote { hooks, tracking, clock, .. } = self.hoist.remote();
        let done = Done { event, value, experiment, user: self.context.targeting_key() };
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
