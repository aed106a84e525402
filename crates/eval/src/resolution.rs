//! What an evaluation gives: value, variant, reason, metadata.

use hoist_ruleset::compiled::{Payload, Rule, Subject, SubjectKind, Variant};

/// Why a resolution is what it is. The names are OpenFeature's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// It is the same for every context at every time, until the definition changes.
    Static,
    /// No rule decided.
    Default,
    /// A rule decided.
    TargetingMatch,
    /// A share or a split decided.
    Split,
    /// It is killed, not enabled, archived, or a prerequisite is not met.
    Disabled,
    /// There is no value; [`Resolution::error`] says why.
    Error,
}

impl Reason {
    /// How many there are.
    pub const COUNT: usize = Self::Error as usize + 1;

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Static => "STATIC",
            Self::Default => "DEFAULT",
            Self::TargetingMatch => "TARGETING_MATCH",
            Self::Split => "SPLIT",
            Self::Disabled => "DISABLED",
            Self::Error => "ERROR",
        }
    }
}

/// Why there is no value. The names are OpenFeature's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorCode {
    /// Nothing has that key.
    FlagNotFound,
    /// A share or a split needs a bucketing value, and the context has none.
    TargetingKeyMissing,
}

impl ErrorCode {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FlagNotFound => "FLAG_NOT_FOUND",
            Self::TargetingKeyMissing => "TARGETING_KEY_MISSING",
        }
    }
}

/// The result of an evaluation. Everything in it is borrowed from the ruleset.
#[derive(Clone, Copy, Debug)]
pub struct Resolution<'r> {
    /// The value with its JSON text; `None` means the caller's own default.
    pub value: Option<&'r Payload>,
    /// Name of the variant.
    pub variant: Option<&'r str>,
    /// Why.
    pub reason: Reason,
    /// Why there is no value.
    pub error: Option<ErrorCode>,
    /// The rule that decided.
    pub rule: Option<&'r Rule>,
    /// Facts beside the value.
    pub metadata: Metadata<'r>,
    /// What it is the resolution of, by indices; absent where nothing has the key.
    pub(crate) origin: Option<(&'r Subject, Outcome)>,
}

/// Facts beside a resolution's value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Metadata<'r> {
    /// It was killed.
    pub killed: bool,
    /// Key of the first prerequisite that is not met.
    pub prerequisite: Option<&'r str>,
    /// The assignment counts: experiment and phase. Who gets one of these is exposed.
    pub assignment: Option<Assignment<'r>>,
}

/// An assignment of a running experiment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assignment<'r> {
    /// Key of the experiment.
    pub experiment: &'r str,
    /// Number of the phase, from 1.
    pub phase: u32,
}

impl<'r> Resolution<'r> {
    /// The variant as it was compiled, with texts that are ready to send.
    #[inline]
    pub fn compiled(&self) -> Option<&'r Variant> {
        let (subject, outcome) = self.origin?;
        outcome.variant.map(|index| &subject.variants[usize::from(index)])
    }

    /// A variant that somebody chose for a reason, such as a test, whatever the rules say.
    pub fn of_variant(subject: &'r Subject, index: u16, reason: Reason) -> Option<Self> {
        let is_there = usize::from(index) < subject.variants.len();
        is_there.then(|| Self::new(subject, Outcome::new(index, reason)))
    }

    /// That of a key that nothing has.
    pub fn flag_not_found() -> Self {
        Self {
            value: None,
            variant: None,
            reason: Reason::Error,
            error: Some(ErrorCode::FlagNotFound),
            rule: None,
            metadata: Metadata::default(),
            origin: None,
        }
    }

    #[inline(always)]
    pub(crate) fn new(subject: &'r Subject, outcome: Outcome) -> Self {
        let variant = outcome.variant.map(|index| &subject.variants[usize::from(index)]);
        let mut rule = None;
        let mut metadata = Metadata { killed: outcome.killed, ..Metadata::default() };
        match &subject.kind {
            SubjectKind::Flag(flag) => {
                rule = outcome.rule.map(|index| &flag.rules[usize::from(index)]);
                metadata.prerequisite =
                    outcome.unmet.map(|index| &*flag.prerequisites[usize::from(index)].key);
            }
            SubjectKind::Experiment(experiment) => {
                metadata.assignment = (outcome.reason == Reason::Split)
                    .then_some(Assignment { experiment: &subject.key, phase: experiment.phase });
            }
        }
        Self {
            value: variant.map(|variant| &variant.payload),
            variant: variant.map(|variant| variant.name.as_ref()),
            reason: outcome.reason,
            error: outcome.error,
            rule,
            metadata,
            origin: Some((subject, outcome)),
        }
    }
}

/// A resolution by indices into its subject: what prerequisites compare.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outcome {
    pub(crate) variant: Option<u16>,
    pub(crate) reason: Reason,
    pub(crate) error: Option<ErrorCode>,
    /// Index of the deciding rule in the order in which they are tried.
    pub(crate) rule: Option<u16>,
    /// Index of the prerequisite that is not met.
    pub(crate) unmet: Option<u16>,
    pub(crate) killed: bool,
}

impl Outcome {
    pub(crate) fn new(variant: u16, reason: Reason) -> Self {
        let variant = Some(variant);
        Self { variant, reason, error: None, rule: None, unmet: None, killed: false }
    }

    pub(crate) fn targeting_key_missing() -> Self {
        Self {
            variant: None,
            error: Some(ErrorCode::TargetingKeyMissing),
            ..Self::new(0, Reason::Error)
        }
    }
}
