//! An evaluation's result in full, and what was seen while the rules were at hand.

use hoist_eval::{ErrorCode, Reason};
use hoist_ruleset::compiled::Subject;
use serde_json::Value;

use crate::error::{Error, Kind};
use crate::fallback;

/// The result of an evaluation, with its evidence.
///
/// ```
/// # fn main() -> Result<(), hoist_sdk::Error> {
/// use hoist_sdk::Reason;
/// use hoist_sdk::testing::TestHoist;
///
/// let test = TestHoist::new("features: {dark_mode: {type: boolean, enabled: true}}")?;
/// let resolution = test.hoist().with_user("u-1").resolve("dark_mode");
/// assert_eq!(resolution.value, Some(true.into()));
/// assert_eq!(resolution.variant.as_deref(), Some("on"));
/// assert_eq!(resolution.reason, Reason::Static);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Resolution {
    /// The flag or experiment.
    pub key: String,
    /// The value; where there is none, the application's default, if there is one.
    pub value: Option<Value>,
    /// The variant's name, or that of the default.
    pub variant: Option<String>,
    /// Why.
    pub reason: Reason,
    /// Why there is no value, also where the default stands in.
    pub error: Option<ErrorCode>,
    /// Whether it is on: `on`; of flags with variants and experiments, anything but the control.
    pub enabled: bool,
    /// Whether the value is the application's default.
    pub is_default: bool,
    /// The rules were those after this seq.
    pub seq: u64,
    /// The rule that decided.
    pub rule: Option<DecidingRule>,
    /// Whether it was killed.
    pub killed: bool,
    /// The prerequisite that is not met.
    pub prerequisite: Option<String>,
    /// The experiment that assigned, and its phase: who gets one of these is exposed.
    pub assignment: Option<(String, u32)>,
}

/// The rule that decided.
///
/// ```
/// # fn main() -> Result<(), hoist_sdk::Error> {
/// # let test = hoist_sdk::testing::TestHoist::new("
/// # features: {premium: {type: targeted, enabled: true, rules: [{name: payers, type: property, value: true, conditions: {plan: premium}}]}}
/// # ")?;
/// let user = test.hoist().with_user("u-1").attribute("plan", "premium");
/// let rule = user.resolve("premium").rule.unwrap();
/// assert_eq!((rule.index, rule.name.as_deref()), (0, Some("payers")));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DecidingRule {
    /// Its place in the document, from 0.
    pub index: u16,
    /// What people call it.
    pub name: Option<String>,
}

/// A resolution while the rules are at hand: nothing is copied yet.
#[derive(Clone, Copy)]
pub(crate) struct Seen<'r> {
    pub(crate) key: &'r str,
    pub(crate) subject: Option<&'r Subject>,
    pub(crate) resolution: &'r hoist_eval::Resolution<'r>,
    pub(crate) seq: u64,
    /// The application's default, looked up only where there is no value.
    pub(crate) fallback: Option<&'r Value>,
}

impl Seen<'_> {
    /// `on`; of flags with variants and experiments, anything but the control.
    #[inline]
    pub(crate) fn is_enabled(&self) -> bool {
        match (self.resolution.variant, self.subject) {
            (Some(variant), Some(subject)) => {
                *variant != *subject.variants[usize::from(subject.off)].name
            }
            _ => self.fallback.is_some_and(fallback::is_enabled),
        }
    }

    pub(crate) fn variant(&self) -> &str {
        let fallback = || self.fallback.map_or(fallback::CONTROL, fallback::variant);
        self.resolution.variant.unwrap_or_else(fallback)
    }

    pub(crate) fn value(&self) -> Option<&Value> {
        self.resolution.value.map(|payload| &payload.value).or(self.fallback)
    }

    pub(crate) fn no_value(&self) -> Error {
        let code = self.resolution.error.unwrap_or(ErrorCode::FlagNotFound);
        Kind::NoValue { key: self.key.to_owned(), code }.into()
    }

    pub(crate) fn to_resolution(self) -> Resolution {
        let hoist_eval::Resolution { variant, reason, error, rule, metadata, .. } =
            *self.resolution;
        let variant = variant.or_else(|| self.fallback.map(fallback::variant));
        Resolution {
            key: self.key.to_owned(),
            value: self.value().cloned(),
            variant: variant.map(str::to_owned),
            reason,
            error,
            enabled: self.is_enabled(),
            is_default: self.resolution.value.is_none() && self.fallback.is_some(),
            seq: self.seq,
            rule: rule.map(|rule| DecidingRule {
                index: rule.index,
                name: rule.name.as_deref().map(str::to_owned),
            }),
            killed: metadata.killed,
            prerequisite: metadata.prerequisite.map(str::to_owned),
            assignment: metadata
                .assignment
                .map(|assignment| (assignment.experiment.to_owned(), assignment.phase)),
        }
    }
}
