//! A provider for OpenFeature's SDK, crate `open-feature` 0.3 (cargo feature `openfeature`).
//!
//! What that crate can carry is carried: the five kinds of values, variants, reasons, error codes,
//! flag metadata, the targeting key and all attributes. Where there is no value, the call gives an
//! error with OpenFeature's code, and the application's default is used by `unwrap_or`. Hooks of
//! OpenFeature run around it; those of Hoist's own client run too.

mod context;
mod value;

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::atomic::AtomicBool;

use async_trait::async_trait;
use hoist_eval::{ErrorCode, Reason};
use open_feature::provider::{
    FeatureProvider, ProviderMetadata, ProviderStatus, ResolutionDetails,
};
use open_feature::{
    EvaluationContext, EvaluationError, EvaluationErrorCode, EvaluationReason, EvaluationResult,
    FlagMetadata, StructValue,
};
use serde_json::Value;

use crate::hoist::Hoist;
use crate::resolution::Resolution;
use crate::status::{Connection, Status};

/// Evaluates for OpenFeature's SDK.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), hoist_sdk::Error> {
/// # let test = hoist_sdk::testing::TestHoist::new("features: {dark_mode: {type: boolean, enabled: true}}")?;
/// # let hoist = test.hoist().clone();
/// use hoist_sdk::openfeature::HoistProvider;
/// use open_feature::OpenFeature;
///
/// let mut api = OpenFeature::singleton_mut().await;
/// api.set_provider(HoistProvider::new(hoist)).await;
/// let is_dark = api.create_client().get_bool_value("dark_mode", None, None).await;
/// assert_eq!(is_dark.ok(), Some(true));
/// # Ok(())
/// # }
/// ```
pub struct HoistProvider {
    hoist: Hoist,
    metadata: ProviderMetadata,
    /// Whether an attribute that cannot be carried was told of.
    was_told: AtomicBool,
}

impl HoistProvider {
    /// The name by which OpenFeature's SDK knows it.
    pub const NAME: &str = "hoist";

    /// A provider that evaluates by a client's rules.
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// # let test = hoist_sdk::testing::TestHoist::new("features: {dark_mode: {type: boolean, enabled: true}}")?;
    /// use hoist_sdk::openfeature::HoistProvider;
    /// use open_feature::provider::FeatureProvider;
    ///
    /// let provider = HoistProvider::new(test.hoist().clone());
    /// assert_eq!(provider.metadata().name, HoistProvider::NAME);
    /// # Ok(())
    /// # }
    /// ```
    pub fn new(hoist: Hoist) -> Self {
        let metadata = ProviderMetadata::new(Self::NAME);
        Self { hoist, metadata, was_told: AtomicBool::new(false) }
    }

    fn resolve<T>(
        &self,
        key: &str,
        context: &EvaluationContext,
        read: impl FnOnce(&Value) -> Result<T, value::Mismatch>,
    ) -> EvaluationResult<ResolutionDetails<T>> {
        let context = context::convert(context, &self.was_told)
            .map_err(|why| error(EvaluationErrorCode::InvalidContext, why))?;
        let user = self.hoist.with_context(context);
        let resolution = user.resolve(key);
        // The application's default is what it gives OpenFeature's SDK.
        let value = match (&resolution.value, resolution.error) {
            (Some(value), None) => value,
            (_, code) => return Err(self.no_value(key, code)),
        };
        let value = read(value).map_err(|mismatch| {
            let why = format!("`{key}` has {mismatch}");
            error(EvaluationErrorCode::TypeMismatch, why)
        })?;
        let environment = &self.hoist.instance().current().known.environment;
        let flag_metadata =
            Some(metadata(&resolution, environment, user.context().targeting_key()));
        let reason = Some(reason(resolution.reason));
        Ok(ResolutionDetails { value, variant: resolution.variant, reason, flag_metadata })
    }

    fn no_value(&self, key: &str, code: Option<ErrorCode>) -> EvaluationError {
        match code {
            Some(ErrorCode::TargetingKeyMissing) => {
                let why = format!("`{key}` divides users, and the context has no targeting key");
                error(EvaluationErrorCode::TargetingKeyMissing, why)
            }
            _ if status(&self.hoist.status()) == ProviderStatus::NotReady => {
                let why = "there are no rules yet: no server was reached".to_owned();
                error(EvaluationErrorCode::ProviderNotReady, why)
            }
            _ => {
                let why = format!("no flag or experiment is named `{key}`");
                error(EvaluationErrorCode::FlagNotFound, why)
            }
        }
    }
}

#[async_trait]
impl FeatureProvider for HoistProvider {
    fn status(&self) -> ProviderStatus {
        status(&self.hoist.status())
    }

    fn metadata(&self) -> &ProviderMetadata {
        &self.metadata
    }

    async fn resolve_bool_value(
        &self,
        flag_key: &str,
        evaluation_context: &EvaluationContext,
    ) -> EvaluationResult<ResolutionDetails<bool>> {
        self.resolve(flag_key, evaluation_context, value::as_bool)
    }

    async fn resolve_int_value(
        &self,
        flag_key: &str,
        evaluation_context: &EvaluationContext,
    ) -> EvaluationResult<ResolutionDetails<i64>> {
        self.resolve(flag_key, evaluation_context, value::as_int)
    }

    async fn resolve_float_value(
        &self,
        flag_key: &str,
        evaluation_context: &EvaluationContext,
    ) -> EvaluationResult<ResolutionDetails<f64>> {
        self.resolve(flag_key, evaluation_context, value::as_float)
    }

    async fn resolve_string_value(
        &self,
        flag_key: &str,
        evaluation_context: &EvaluationContext,
    ) -> EvaluationResult<ResolutionDetails<String>> {
        self.resolve(flag_key, evaluation_context, value::as_text)
    }

    async fn resolve_struct_value(
        &self,
        flag_key: &str,
        evaluation_context: &EvaluationContext,
    ) -> EvaluationResult<ResolutionDetails<StructValue>> {
        self.resolve(flag_key, evaluation_context, value::as_struct)
    }
}

impl fmt::Debug for HoistProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HoistProvider").finish_non_exhaustive()
    }
}

fn status(status: &Status) -> ProviderStatus {
    match status.connection {
        _ if !status.has_rules => ProviderStatus::NotReady,
        Connection::Stale { .. } => ProviderStatus::STALE,
        Connection::Connecting | Connection::Live | Connection::Offline => ProviderStatus::Ready,
    }
}

fn error(code: EvaluationErrorCode, message: String) -> EvaluationError {
    EvaluationError { code, message: Some(message) }
}

fn reason(reason: Reason) -> EvaluationReason {
    match reason {
        Reason::Static => EvaluationReason::Static,
        Reason::Default => EvaluationReason::Default,
        Reason::TargetingMatch => EvaluationReason::TargetingMatch,
        Reason::Split => EvaluationReason::Split,
        Reason::Disabled => EvaluationReason::Disabled,
        Reason::Error => EvaluationReason::Error,
    }
}

/// The same facts, by the same names, as over OFREP, so that any hook for OpenTelemetry can tell
/// what was evaluated. Rules of a file have neither an environment nor a version.
fn metadata(resolution: &Resolution, environment: &str, user: Option<&str>) -> FlagMetadata {
    let mut metadata = FlagMetadata::default();
    if !environment.is_empty() {
        metadata.add_value("flagSetId", environment);
        metadata.add_value("version", i64::try_from(resolution.seq).unwrap_or(i64::MAX));
    }
    if let Some(user) = user {
        metadata.add_value("contextId", user);
    }
    if resolution.killed {
        metadata.add_value("killed", true);
    }
    if let Some(key) = &resolution.prerequisite {
        metadata.add_value("prerequisite", key.as_str());
    }
    if let Some((experiment, phase)) = &resolution.assignment {
        metadata.add_value("experiment", experiment.as_str());
        metadata.add_value("phase", *phase);
        metadata.add_value("exposure", true);
    }
    metadata
}
