//! The table of problems: each variant is one message and one stable code.

#![expect(missing_docs, reason = "the message on each variant says what it and its fields mean")]

use strum::{Display, EnumDiscriminants, EnumIter};
use thiserror::Error;

use crate::limits;

/// What is wrong. The text is the message, [`Problem::advice`] says what would be right.
#[derive(Clone, Debug, PartialEq, Error, EnumDiscriminants)]
#[strum_discriminants(
    name(Code),
    derive(Display, EnumIter, Hash, PartialOrd, Ord),
    strum(serialize_all = "snake_case"),
    doc = "The stable name of a kind of problem, printed as `snake_case`."
)]
#[expect(missing_docs, reason = "the message on each variant says what its fields mean")]
pub enum Problem {
    // The file as a whole.
    #[error("the file has {bytes} bytes")]
    FileTooLarge { bytes: usize },
    #[error("the file is no valid UTF-8 from here on")]
    NotUtf8,
    #[error("there are no documents in this file")]
    FileEmpty,
    #[error("this is no YAML: {detail}")]
    YamlSyntax { detail: String },
    #[error("this is no JSON: {detail}")]
    JsonSyntax { detail: String },
    #[error("a second YAML document starts here")]
    YamlDocuments,
    #[error("there are {count} problems, of which {} are listed", limits::DIAGNOSTICS_MAX)]
    TooManyProblems { count: usize },

    // What no document may hold.
    #[error("more than {} levels of nesting", limits::DEPTH_MAX)]
    TooDeep,
    #[error(
        "the anchors and aliases of this file stand for more than {} bytes",
        limits::ALIAS_BYTES_MAX
    )]
    AliasBomb,
    #[error("the tag {tag} has no meaning here")]
    YamlTag { tag: String },
    #[error("this key is no text")]
    KeyNotText,
    #[error("{text} is no number that can be kept exactly enough to compare or count")]
    NotFinite { text: String },

    // Structure.
    #[error("unknown field `{field}`")]
    UnknownField { field: String, known: Vec<&'static str> },
    #[error("`{key}` stands here a second time; the first is on line {first_line}")]
    DuplicateKey { key: String, first_line: u32 },
    #[error("expected {expected}, found {found}")]
    WrongType { expected: &'static str, found: String },
    #[error("`{field}` is missing")]
    Missing { field: &'static str, example: &'static str },
    #[error("\"{key}\" cannot be a key")]
    BadKey { key: String },
    #[error("this calls itself `{own}` and stands under `{key}`")]
    KeyMismatch { own: String, key: String },
    #[error("expected a name, found an empty string")]
    Empty,
    #[error("\"{found}\" has a character that cannot be printed")]
    ControlCharacter { found: String },
    #[error("{bytes} bytes are too long")]
    TooLong { bytes: usize, max: usize },
    #[error("\"{found}\" is none of the possible values")]
    NotOneOf { found: String, allowed: Vec<&'static str> },
    #[error("{count} {what} are too many")]
    TooMany { what: &'static str, count: usize, max: usize },
    #[error("\"{name}\" stands in this list a second time")]
    Repeated { name: String },

    // Values.
    #[error("{found} is no percentage")]
    PercentageRange { found: String },
    #[error("{found} is no weight")]
    WeightRange { found: String },
    #[error("the weights sum to {sum}")]
    WeightSum { sum: f64 },
    #[error("{found} is outside of its range")]
    NumberRange { found: String, range: &'static str },
    #[error("\"{found}\" is no point in time")]
    Timestamp { found: String },
    #[error("\"{found}\" is no date")]
    Date { found: String },
    #[error("\"{found}\" is no duration")]
    Duration { found: String },
    #[error("the payload has at least {bytes} bytes")]
    PayloadTooLarge { bytes: usize },

    // Flags.
    #[error("`{field}` belongs to type {belongs_to}; this flag is of type {flag_type}")]
    ForeignField { field: &'static str, belongs_to: &'static str, flag_type: &'static str },
    #[error("some variants have a `config` and \"{name}\" has none")]
    ConfigMissing { name: String },
    #[error("\"{second}\" is marked as control, and so is \"{first}\"")]
    ControlTwice { first: String, second: String },
    #[error("a gradual flag has either `start_date` and `end_date` or a `curve`; this has both")]
    GradualBoth,
    #[error("the end {end} is not after the start {start}")]
    WindowOrder { start: String, end: String },
    #[error("this point is not after the one before it")]
    CurveTime,
    #[error("the percentage falls from {before} to {after}")]
    CurveFalls { before: String, after: String },
    #[error("`metadata.{field}` says {lifted}, `{own}` says {typed}")]
    LiftConflict { field: &'static str, own: &'static str, lifted: String, typed: String },
    #[error("`kill_switch` is no part of a definition")]
    KillSwitch,

    // Rules.
    #[error("{found} is no value for a rule of this flag")]
    BooleanRuleValue { found: String },
    #[error("{found} is no value for a rule of a variant flag")]
    VariantRuleValue { found: String },
    #[error("there is no variant \"{name}\"")]
    UnknownVariant { name: String, known: Vec<String> },
    #[error("a rule of an audience or a segment has no `{field}`")]
    MembershipRuleField { field: &'static str },
    #[error("this rule has a `salt` and no share")]
    SaltWithoutShare,

    // Conditions.
    #[error("these conditions have no type")]
    ConditionType,
    #[error("conditions are a map, this is a list")]
    ConditionsList,
    #[error("`all`, `any` and `not` are nested deeper than {} levels", limits::CONDITION_DEPTH_MAX)]
    ConditionDepth,
    #[error("`{operator}` compares with {expected}, found {found}")]
    Operand { operator: &'static str, expected: &'static str, found: String },
    #[error("this is no regular expression: {detail}")]
    Regex { detail: String },
    #[error("all patterns together compile to more than {} bytes", limits::REGEX_TOTAL_BYTES_MAX)]
    RegexTotal,
    #[error("\"{found}\" is no version requirement: {detail}")]
    Semver { found: String, detail: String },
    #[error("\"{found}\" is no range of IP addresses")]
    Cidr { found: String },
    #[error("\"{found}\" is no window of hours")]
    Hours { found: String },
    #[error("there is no time zone \"{name}\"")]
    TimeZone { name: String },

    // Experiments and metrics.
    #[error("a margin belongs to a guardrail; this metric is a {role} metric")]
    MarginRole { role: &'static str },
    #[error("`{field}` belongs to metrics of kind {belongs_to}; this one is of kind {kind}")]
    ForeignMetricField { field: &'static str, belongs_to: &'static str, kind: &'static str },
    #[error("a percentile of users' totals is no cap for metrics of kind {kind}, which have none")]
    PercentileCap { kind: &'static str },

    // Releases.
    #[error("\"{found}\" is no length of time")]
    TimeSpan { found: String },
    #[error("the share goes from {before} to {after}")]
    StepsRise { before: String, after: String },
    #[error("the last step is {last}, so this release would never end")]
    StepsEnd { last: String },
    #[error("the only step is for everybody, so {check} would have nobody to compare with")]
    NoBaseline { check: String },
    #[error("there is no step \"{name}\"")]
    UnknownStep { name: String, known: Vec<String> },
    #[error("the deadline is {deadline} after the start, the steps alone take {steps}")]
    DeadlineShort { deadline: String, steps: String },
    #[error("\"{found}\" is no address")]
    Url { found: String },
    #[error("this check has no bound, so nothing could fail it")]
    CheckUnbounded,
    #[error("nothing is at least {low} and at most {high}")]
    BoundsCross { low: f64, high: f64 },
    #[error("a floor is for `max_ratio`, and this check has none")]
    FloorWithoutRatio,
    #[error("it has failed after {limit} without data, and is made every {interval}")]
    NoDataLimitShort { limit: String, interval: String },
    #[error("`{field}` belongs to checks of source {belongs_to}; this one is of source {own}")]
    ForeignCheckField { field: &'static str, belongs_to: &'static str, own: &'static str },
    #[error("there is nothing to put in place of `{{{{{found}}}}}`")]
    Placeholder { found: String, known: Vec<&'static str> },
    #[error("`{{{{{found}` is not closed")]
    PlaceholderOpen { found: String },
    #[error("this query asks for the same on both sides")]
    TrackMissing,
    #[error("a sequential test needs {needs}")]
    SequentialNeeds { needs: &'static str },
    #[error("`{key}` is {kind}, and a sequential test counts who converted")]
    SequentialMetric { key: String, kind: String, is_default: bool },
    #[error("`{key}` is {target}, and a release moves the share of a percentage flag")]
    ReleaseFlag { key: String, target: String },

    // Between documents.
    #[error("there is no list \"{found}\" here")]
    UnknownList { found: String },
    #[error("the key `{key}` is taken by the {holder} {place}")]
    KeyTaken { key: String, holder: &'static str, place: String },
    #[error("there is no flag or experiment `{key}`")]
    PrerequisiteMissing { key: String, similar: Option<String> },
    #[error("`{key}` itself was refused")]
    PrerequisiteRefused { key: String },
    #[error("`{key}` is {target}, so it is never {found}")]
    PrerequisiteIs { key: String, target: &'static str, found: String, known: Vec<String> },
    #[error("these require each other in a circle: {circle}")]
    PrerequisiteCycle { circle: String },
    #[error("the segment `{key}` was refused")]
    SegmentRefused { key: String },
    #[error("the metric `{key}` was refused")]
    MetricRefused { key: String },
    #[error("these segments name each other in a circle: {circle}")]
    SegmentCycle { circle: String },
    #[error("this chain of references has {depth} links")]
    ReferenceDepth { depth: u32 },
    #[error("at worst, one evaluation of this would make {steps} comparisons")]
    EvaluationSteps { steps: u32 },
    #[error("`{own}` and `{other}` share the layer \"{layer}\" and bucket by different attributes")]
    LayerBucketBy { layer: String, own: String, other: String },
    #[error("the layer \"{layer}\" has {free} free, this experiment needs {needed}")]
    LayerFull { layer: String, free: String, needed: String },
}

impl Problem {
    /// The stable name of this kind of problem.
    pub fn code(&self) -> Code {
        self.into()
    }
}
