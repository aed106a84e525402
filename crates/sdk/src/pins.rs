//! Results that a test has fixed: they stand before the rules.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use foldhash::fast::FixedState;
use hoist_eval::{EvaluationContext, Reason, Resolution};
use hoist_ruleset::compiled::Subject;

/// Variants by key, for everybody or for one user.
#[derive(Debug, Default)]
pub(crate) struct Pins {
    pins: RwLock<HashMap<(Option<String>, String), String, FixedState>>,
}

impl Pins {
    pub(crate) fn set(&self, user: Option<&str>, key: &str, variant: &str) {
        let name = (user.map(str::to_owned), key.to_owned());
        let mut pins = self.pins.write().unwrap_or_else(PoisonError::into_inner);
        pins.insert(name, variant.to_owned());
    }

    /// What is fixed for a context. An assignment of a user is one as the rules would make it.
    pub(crate) fn resolution<'r>(
        &self,
        subject: &'r Subject,
        context: &EvaluationContext,
    ) -> Option<Resolution<'r>> {
        let pins = self.pins.read().unwrap_or_else(PoisonError::into_inner);
        let pin =
            |user: Option<&str>| pins.get(&(user.map(str::to_owned), subject.key.to_string()));
        let assigned = context.targeting_key().and_then(|user| pin(Some(user)));
        let name = assigned.or_else(|| pin(None))?;
        let mut variants = (0..).zip(&subject.variants);
        let (index, _) = variants.find(|(_, variant)| *variant.name == **name)?;
        let reason = if assigned.is_some() { Reason::Split } else { Reason::Static };
        Resolution::of_variant(subject, index, reason)
    }
}
