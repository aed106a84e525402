//! Who is asked for, in remote mode.

use std::fmt;

use hoist_eval::{ErrorCode, EvaluationContext};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use tracing::warn;

use super::RemoteHoist;
use crate::error::{Error, Kind};
use crate::fallback;
use crate::hook::{Call, CallKind};
use crate::resolution::Resolution;
use crate::variant::Variant;

/// A user whose flags the server evaluates. Made by [`RemoteHoist::with_user`].
///
/// The questions are those of [`crate::User`]. Where the server does not answer in time, the
/// application's defaults are used.
#[derive(Clone)]
pub struct RemoteUser {
    remote: RemoteHoist,
    /// As it is sent.
    members: Map<String, Value>,
    /// As hooks see it.
    context: EvaluationContext,
}

impl RemoteUser {
    pub(super) fn new(remote: RemoteHoist, key: &str) -> Self {
        let members = Map::from_iter([("targetingKey".to_owned(), Value::from(key))]);
        Self { remote, members, context: EvaluationContext::of_user(key) }
    }

    /// Adds what is known of the user, or replaces it.
    #[must_use]
    pub fn attribute(mut self, name: &str, value: impl Into<Value>) -> Self {
        let value = value.into();
        self.members.insert(name.to_owned(), value.clone());
        self.context = self.context.with(name, value);
        self
    }

    /// Adds many attributes.
    #[must_use]
    pub fn attributes<N: AsRef<str>, V: Into<Value>>(
        self,
        attributes: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        let add = |user: Self, (name, value): (N, V)| user.attribute(name.as_ref(), value);
        attributes.into_iter().fold(self, add)
    }

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
        let read = |value: &Value| {
            T::deserialize(value)
                .map_err(|source| Error::from(Kind::Mismatch { key: key.to_owned(), source }))
        };
        let answer = self.ask(CallKind::Value, key, |resolution| match &resolution.value {
            Some(value) => read(value),
            None => Err(no_value(key, resolution.error)),
        });
        match (answer.await, self.fallback(key)) {
            (Ok((_, value)), _) => Ok(value),
            (Err(error), Some(value)) if !error.is_mismatch() => read(value),
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
        let remote = self.remote.remote();
        let call = Call { key: event, kind: CallKind::Track, context: &self.context };
        remote.hooks.before(&call);
        match self.context.targeting_key() {
            Some(user) if value.is_finite() => {
                remote.tracking.observe(event, user, value, experiment, remote.clock.now());
            }
            _ => warn!(event, value, "an event without a user or a number is not sent"),
        }
        remote.hooks.done(&call, Ok(None));
    }

    fn fallback(&self, key: &str) -> Option<&Value> {
        self.remote.remote().fallbacks.get(key)
    }

    async fn ask<R>(
        &self,
        kind: CallKind,
        key: &str,
        answer: impl FnOnce(&Resolution) -> Result<R, Error>,
    ) -> Result<(Resolution, R), Error> {
        let remote = self.remote.remote();
        let call = Call { key, kind, context: &self.context };
        remote.hooks.before(&call);
        let context = Value::Object(self.members.clone()).to_string();
        let resolution = remote.resolve(&context, key).await;
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

impl fmt::Debug for RemoteUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RemoteUser").field("context", &self.context).finish_non_exhaustive()
    }
}
