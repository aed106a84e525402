//! The table of faults: each variant is one message and one stable code.

#![expect(missing_docs, reason = "the message on each variant says what it and its fields mean")]

use strum::{Display, EnumDiscriminants, EnumIter, EnumString};
use thiserror::Error;

/// What is wrong with a document that is sound in itself. The text says why, [`Fault::remedy`]
/// what helps.
#[derive(Clone, Debug, PartialEq, Eq, Error, EnumDiscriminants)]
#[strum_discriminants(
    name(FaultCode),
    derive(Display, EnumIter, EnumString, Hash, PartialOrd, Ord),
    strum(serialize_all = "snake_case"),
    doc = "The stable name of a kind of fault, printed as `snake_case`."
)]
#[expect(missing_docs, reason = "the message on each variant says what its fields mean")]
pub enum Fault {
    // Rules.
    #[error("whoever matches this is {what}, by {by}")]
    UnreachableRule { by: String, what: &'static str },
    #[error("{why}, so {so}")]
    Contradiction { why: String, so: &'static str },
    #[error(
        "only a list can match: a single value of `{attribute}` is not {one} and {other} at once"
    )]
    OperandTypes { attribute: String, one: &'static str, other: &'static str },
    #[error("only a list can match: no single value of `{attribute}` passes all of these")]
    NoSingleValue { attribute: String },
    #[error("only a list can match: no single value of `{attribute}` is both")]
    OnlyList { attribute: String },
    #[error("`{attribute}` is {here} here and {there} in {place}")]
    AttributeTypes { attribute: String, here: &'static str, there: &'static str, place: String },
    #[error("`value: 1` is 1 %")]
    OnePercent,

    // Shares.
    #[error("the rules decide for everybody, so this is never asked")]
    StrategyUnreachable,
    #[error("of those who get here, nobody is within {share}")]
    ShareUnreachable { share: String },
    #[error("whoever gets here is within {share}, so this leaves nobody out")]
    ShareWithoutEffect { share: String },
    #[error("nobody gets the variant \"{name}\"")]
    VariantUnreachable { name: String },
    #[error("what is hashed was \"{before}\" and becomes \"{after}\": users change sides")]
    SaltChanged { before: String, after: String },
    #[error("users were told apart by {before} and will be by {after}: they change sides")]
    BucketByChanged { before: String, after: String },
    #[error("of 10000 users, {moved} get another variant than before")]
    SplitChanged { moved: usize },

    // Times.
    #[error("{what} goes on for ever: {why}")]
    NeverEnds { what: &'static str, why: &'static str },
    #[error("{what} is over: {so}")]
    ScheduleOver { what: &'static str, so: String },
    #[error("this overlaps with {other}: {so}")]
    ScheduleOverlap { other: String, so: String },
    #[error("this flag was to be gone by {on}")]
    Expired { on: String },

    // References.
    #[error("{why}, so this flag is off for everybody")]
    PrerequisiteNever { why: String },
    #[error("`{key}` is not enabled, so this flag is off for everybody until it is")]
    PrerequisiteDisabled { key: String },
    #[error("there is no segment `{name}`")]
    SegmentMissing { name: String },
    #[error("nothing refers to this segment")]
    SegmentUnused,

    // Releases.
    #[error("`{key}` is not enabled, so whatever share it gets, nobody is in")]
    ReleaseFlagDisabled { key: String },
    #[error("this release has no checks, so nothing but a person takes it back")]
    ReleaseUnchecked,

    // People.
    #[error("`{attribute}` looks like personal data")]
    PersonalData { attribute: String },
}

/// What becomes of those whom an earlier rule matches: they are decided, or in.
pub(super) const DECIDED: &str = "decided before";
pub(super) const IN: &str = "in already";
/// What may go on for ever, or be over.
pub(super) const EXPERIMENT: &str = "this experiment";
pub(super) const SCHEDULE: &str = "this schedule";

/// How much a fault weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Display)]
#[strum(serialize_all = "lowercase")]
pub enum Severity {
    /// It may be meant so.
    Advice,
    /// It is proven, or it moves users.
    Warning,
}

impl FaultCode {
    /// How much a fault of this code weighs.
    pub fn severity(self) -> Severity {
        match self {
            Self::OperandTypes
            | Self::NoSingleValue
            | Self::OnlyList
            | Self::AttributeTypes
            | Self::OnePercent
            | Self::NeverEnds
            | Self::ScheduleOver
            | Self::ScheduleOverlap
            | Self::PrerequisiteDisabled
            | Self::SegmentUnused
            | Self::ReleaseFlagDisabled
            | Self::ReleaseUnchecked
            | Self::PersonalData => Severity::Advice,
            _ => Severity::Warning,
        }
    }
}

impl Fault {
    /// The stable name of this kind of fault.
    pub fn code(&self) -> FaultCode {
        self.into()
    }

    /// What helps, in one sentence.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::UnreachableRule { what: DECIDED, .. } => {
                "Give it a smaller `priority`, narrow what comes before, or take it out."
            }
            Self::UnreachableRule { .. } => "Take it out: it adds nobody.",
            Self::Contradiction { .. } => "Mend the conditions, or take them out.",
            Self::OperandTypes { .. } => {
                "If it is no list, keep the comparisons of the type that it has."
            }
            Self::NoSingleValue { .. } => {
                "If it is no list, mend the operands; for alternatives write {any: […]}."
            }
            Self::OnlyList { .. } => {
                "If it is no list, write one list of values, of which one is enough."
            }
            Self::AttributeTypes { .. } => {
                "Nothing is coerced: write both as the type that the application sends."
            }
            Self::OnePercent => "If everybody is meant, write `true` or 100.",
            Self::StrategyUnreachable => {
                "Narrow a rule, or give the flag itself what the last rule gives."
            }
            Self::ShareUnreachable { .. } => {
                "Shares of a flag nest: whoever is in at 10 % is in at 20 %. Change the shares or the \
                 order of the rules; a rule whose `value` is a share may have a `salt` of its own."
            }
            Self::ShareWithoutEffect { .. } => {
                "Shares of a flag nest: write a smaller share, or give the rule a `salt` of its \
                 own."
            }
            Self::VariantUnreachable { .. } => {
                "Give it a weight, or a rule whose value it is, or take it out."
            }
            Self::SplitChanged { .. } => {
                "Write the order and weights that were, unless users are meant to move."
            }
            Self::SaltChanged { .. } => "Write the salt that was, unless new cards are meant.",
            Self::BucketByChanged { .. } => {
                "Write the attribute that was, unless new cards are meant."
            }
            Self::NeverEnds { what: EXPERIMENT, .. } => "Give it an `end_date` or a `sample_size`.",
            Self::NeverEnds { .. } => "Let its curve end at 100, or make it a percentage flag.",
            Self::ScheduleOver { what: EXPERIMENT, .. } => {
                "Take it out once nothing asks for it. What is over does not go on by a later end; \
                 one that never ran begins by a `start_date` to come."
            }
            Self::ScheduleOver { .. } => "Take it out, or give it a new time.",
            Self::ScheduleOverlap { .. } => "Move one of them, or put both in one `layer`.",
            Self::Expired { .. } => "Take it out of the program and then out of here.",
            Self::PrerequisiteNever { .. } => "Change what is required, or take this flag out.",
            Self::PrerequisiteDisabled { .. } => "Enable that one when it is time.",
            Self::SegmentMissing { .. } => {
                "Write it, unless the application names segments in its contexts."
            }
            Self::SegmentUnused => "Take it out, or name it in a rule.",
            Self::ReleaseFlagDisabled { .. } => {
                "Enable it at 0 % before: a release moves its share and nothing else."
            }
            Self::ReleaseUnchecked => {
                "Write some, or leave `checks` out for errors, latency and conversions."
            }
            Self::PersonalData { .. } => {
                "Let the application send what follows from it, such as `is_staff` for an address."
            }
        }
    }
}
