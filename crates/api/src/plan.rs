//! What a change of documents would do, before it is made.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{FieldChange, Rule, Warning};

/// What files would change if they were imported, and for how many users, `POST /api/plan`.
/// Nothing is changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Plan {
    /// The environment that it was planned for; null where files were compared with files.
    pub environment: Option<String>,
    /// Seq of the log that it was planned against; null where files were compared with files.
    pub seq: Option<u64>,
    /// The moment at which users were evaluated, before the change and after it.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub at: Timestamp,
    /// Documents that would be created, updated and deleted.
    pub documents: Vec<PlannedDocument>,
    /// How many documents of the files are what they are already.
    pub unchanged: u64,
    /// What the figures are made of.
    pub recorded: Recorded,
    /// Flags and experiments whose results may change, those whose own definition changes first,
    /// then by how many users move. Those that merely depend on what changes are told where
    /// somebody moves.
    pub movements: Vec<Movement>,
    /// How many more there are than are told.
    pub movements_omitted: u64,
    /// How many flags and experiments depend on what changes while nobody who was recorded moves.
    pub unmoved: u64,
    /// What static proof finds after the change and did not find before it.
    pub findings: Vec<PlanFinding>,
    /// Why the change would be refused at the moment, in sentences; empty where it would not.
    pub obstacles: Vec<String>,
    /// What else a reader should know, in sentences.
    pub notes: Vec<String>,
}

/// A document that would change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PlannedDocument {
    /// `features`, `segments`, `metrics` or `experiments`.
    pub collection: String,
    /// Its key.
    pub key: String,
    /// What would become of it.
    pub change: PlannedChange,
    /// The fields that would change.
    pub fields: Vec<FieldChange>,
}

/// What would become of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlannedChange {
    /// It is not there yet.
    Created,
    /// It is another one.
    Updated,
    /// It is not there any more.
    Deleted,
}

/// Evaluations that were recorded, each context once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Recorded {
    /// Contexts that are different.
    pub contexts: u64,
    /// Users that are different: targeting keys.
    pub users: u64,
    /// When the oldest was recorded; null where that is not known.
    #[schemars(with = "Option<String>")]
    pub since: Option<Timestamp>,
    /// Whether they are enough to say something of all users: at least 100 are.
    pub is_enough: bool,
}

/// What a change does to those who were recorded, in one flag or experiment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Movement {
    /// `features` or `experiments`.
    pub collection: String,
    /// The key.
    pub key: String,
    /// What becomes of its own definition; null where it merely depends on what changes.
    pub change: Option<PlannedChange>,
    /// What the figures are worth.
    pub basis: MovementBasis,
    /// Who gets something else, of all who were recorded.
    pub moved: Counted,
    /// What that says of all users; null where it says nothing.
    pub estimate: Option<Estimate>,
    /// Who was recorded while this very flag or experiment was evaluated for them.
    pub asked: Counted,
    /// Who of these gets something else.
    pub asked_moved: Counted,
    /// From what to what, most users first. A user who was recorded in several contexts may be in
    /// several.
    pub moves: Vec<Moved>,
    /// How many more there are than are told.
    pub moves_omitted: u64,
    /// What changed shares and splits do to all users, by the hash alone.
    pub exact: Vec<ExactPart>,
    /// The attributes that its rules read, before the change or after it, through segments and
    /// prerequisites too.
    pub reads: Vec<AttributeRead>,
    /// What a reader should know of these figures, in sentences.
    pub notes: Vec<String>,
}

/// What figures are worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MovementBasis {
    /// Enough users were recorded to say something of all.
    Estimate,
    /// Too few users were recorded.
    TooFew,
    /// Rules read what nobody was recorded with, so the figures are as if nobody had it.
    Unknown,
}

/// How many contexts, of how many users.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Counted {
    /// Contexts.
    pub contexts: u64,
    /// Users.
    pub users: u64,
}

/// A part of all users, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Estimate {
    /// The part of those who were recorded.
    pub part: f64,
    /// The lower bound of the 95 % interval (Wilson's) for all users.
    pub low: f64,
    /// The upper one.
    pub high: f64,
}

/// Those who get one thing before a change and another after it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Moved {
    /// What they got.
    pub from: MovedSide,
    /// What they get.
    pub to: MovedSide,
    /// How many contexts.
    pub contexts: u64,
    /// How many users.
    pub users: u64,
}

/// What users get, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MovedSide {
    /// The variant's name; null where there is no value, so that callers use their own.
    pub variant: Option<String>,
    /// The value; null where there is none, or where it is long.
    pub value: Value,
    /// OpenFeature's name for why.
    pub reason: String,
    /// Why there is no value.
    pub error_code: Option<String>,
    /// The rule that decided.
    pub rule: Option<Rule>,
    /// The prerequisite that is not met.
    pub prerequisite: Option<String>,
    /// Whether it is killed.
    pub killed: bool,
}

/// What a changed share or split does to those whom it decides before the change and after it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExactPart {
    /// Whom it decides.
    pub of: ExactOf,
    /// The rule that matches them.
    pub rule: Option<Rule>,
    /// Whether only of those of them whose prerequisites are met.
    pub has_prerequisites: bool,
    /// How many of 10,000 of them get which variant in place of which.
    pub moves: Vec<RankMove>,
}

/// Whom a share or split decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExactOf {
    /// Everybody.
    Everybody,
    /// Whoever a rule matches.
    Rule,
    /// Whom no rule of a flag matches; who takes part in an experiment.
    Others,
}

/// Those of 10,000 who get another variant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RankMove {
    /// The variant before.
    pub from: String,
    /// The variant after.
    pub to: String,
    /// How many of 10,000.
    pub ranks: u16,
}

/// An attribute that is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AttributeRead {
    /// Its name.
    pub attribute: String,
    /// Who was recorded with it.
    #[serde(flatten)]
    pub carried: Counted,
}

/// Something that static proof finds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlanFinding {
    /// `features`, `segments`, `metrics` or `experiments`.
    pub collection: String,
    /// The key of the document.
    pub key: String,
    /// The file that the document stands in; null where none of the files has it.
    pub file: Option<String>,
    /// The line in that file.
    pub line: Option<u32>,
    /// What was found.
    #[serde(flatten)]
    pub warning: Warning,
}
