//! The second line of each message: what would be right.

mod release;

use crate::diagnostic::Problem;
use crate::limits;

impl Problem {
    /// What would be right, in one sentence.
    pub fn advice(&self) -> String {
        self.file_advice()
            .or_else(|| self.structure_advice())
            .or_else(|| self.value_advice())
            .or_else(|| self.flag_advice())
            .or_else(|| self.rule_advice())
            .or_else(|| self.condition_advice())
            .or_else(|| self.release_advice())
            .or_else(|| self.reference_advice())
            .unwrap_or_default()
    }

    fn file_advice(&self) -> Option<String> {
        Some(match self {
            Self::FileTooLarge { .. } => {
                format!("A file has at most {} bytes; split it.", limits::FILE_BYTES_MAX)
            }
            Self::NotUtf8 => "Save the file as UTF-8.".into(),
            Self::FileEmpty => {
                "Write at least one section: features, segments, metrics, experiments or releases."
                    .into()
            }
            Self::YamlSyntax { .. } | Self::JsonSyntax { .. } => {
                "Nothing around it can be read until this is mended.".into()
            }
            Self::YamlDocuments => {
                "Put everything under one set of sections, or into two files.".into()
            }
            Self::TooManyProblems { .. } => "Mend those first, then run this again.".into(),
            Self::TooDeep => "Flatten it; nothing in a document needs so many levels.".into(),
            Self::AliasBomb => "Write the values out, or alias less.".into(),
            Self::YamlTag { .. } => "Write the value without a tag; quotes make a string.".into(),
            Self::KeyNotText => "Use a plain name as the key.".into(),
            Self::NotFinite { .. } => {
                "Write a finite number of at most 64 bits, or quotes for a string.".into()
            }
            _ => return None,
        })
    }

    fn structure_advice(&self) -> Option<String> {
        Some(match self {
            Self::UnknownField { field, .. } if field == "<<" => {
                "YAML 1.2 has no merge keys; write the fields out or alias the whole value.".into()
            }
            Self::UnknownField { field, known } => choices(field, known),
            Self::NotOneOf { found, allowed } => choices(found, allowed),
            Self::DuplicateKey { .. } => "Keep one of the two.".into(),
            Self::WrongType { expected: "a string", found } if reads_as_scalar(found) => {
                format!("Put it in quotes: \"{found}\".")
            }
            Self::WrongType { expected: "true or false" | "a number", found }
                if unquoted(found).is_some() =>
            {
                format!("Write it without quotes: {}.", unquoted(found).unwrap_or_default())
            }
            Self::WrongType { expected, .. } => format!("Write {expected}."),
            Self::Missing { example, .. } => format!("For example: {example}"),
            Self::BadKey { .. } => format!(
                "A key starts with a letter and goes on with letters, digits, dots, underscores \
                 or dashes, at most {} in all.",
                limits::KEY_BYTES_MAX
            ),
            Self::KeyMismatch { .. } => "Make the two equal, or leave the inner one out.".into(),
            Self::Empty => "Write a name.".into(),
            Self::ControlCharacter { .. } => "Leave it out.".into(),
            Self::TooLong { max, .. } => format!("At most {max} bytes fit here."),
            Self::TooMany { what, max, .. } => format!("At most {max} {what} are possible."),
            Self::Repeated { .. } => "Name each once.".into(),
            _ => return None,
        })
    }

    fn value_advice(&self) -> Option<String> {
        Some(match self {
            Self::PercentageRange { found } | Self::WeightRange { found }
                if unquoted(found).is_some() =>
            {
                format!("Write it without quotes: {}.", unquoted(found).unwrap_or_default())
            }
            Self::PercentageRange { .. } => {
                "Write a number from 0 to 100 with at most two decimals, such as 25 or 0.5.".into()
            }
            Self::WeightRange { .. } => {
                "Write 0, or a number from 0.000001 to 100, such as 0.5 or 50.".into()
            }
            Self::WeightSum { .. } => {
                "All weights together make 1 or 100, give or take 0.1 %.".into()
            }
            Self::NumberRange { found, range } => match part_of(found, range) {
                Some(part) => format!("Did you mean {part}? Write {range}."),
                None => format!("Write {range}."),
            },
            Self::Timestamp { .. } => {
                "Write RFC 3339 with an offset or Z, such as 2026-03-01T09:00:00Z.".into()
            }
            Self::Date { .. } => "Write year, month and day, such as 2026-12-31.".into(),
            Self::Duration { .. } => {
                "Write a whole number of minutes, hours or days, such as 30m, 12h or 7d.".into()
            }
            Self::PayloadTooLarge { .. } => format!(
                "At most {} bytes of JSON are possible; let the payload name what it needs.",
                limits::PAYLOAD_BYTES_MAX
            ),
            _ => return None,
        })
    }

    fn flag_advice(&self) -> Option<String> {
        Some(match self {
            Self::ForeignField { field, belongs_to, .. } => {
                format!("Leave `{field}` out, or make the flag's type {belongs_to}.")
            }
            Self::ConfigMissing { .. } => {
                "Give every variant a `config`, or none: a variant's value is its config, else its \
                 name, and clients expect one kind of value."
                    .into()
            }
            Self::ControlTwice { .. } => "Mark one variant with `is_control: true`.".into(),
            Self::GradualBoth => "Leave one of the two out.".into(),
            Self::WindowOrder { .. } => "Let it end later than it starts.".into(),
            Self::CurveTime => "Order the points by time, each at a time of its own.".into(),
            Self::CurveFalls { .. } => {
                "A gradual flag only rises; to take it back use a percentage or `hoist kill`."
                    .into()
            }
            Self::LiftConflict { field, own, .. } => {
                format!("Keep `{own}` and leave `metadata.{field}` out.")
            }
            Self::KillSwitch => {
                "To turn a flag off at once use `hoist kill FLAG`; to turn it off for good write \
                 `enabled: false`."
                    .into()
            }
            Self::MarginRole { .. } => {
                "Leave `margin` out, or give the metric the role guardrail.".into()
            }
            Self::ForeignMetricField { field, belongs_to, .. } => {
                format!("Leave `{field}` out, or make the kind {belongs_to}.")
            }
            Self::PercentileCap { .. } => "Leave `cap` out, or make the kind mean or ratio.".into(),
            _ => return None,
        })
    }

    fn rule_advice(&self) -> Option<String> {
        Some(match self {
            Self::BooleanRuleValue { .. } => {
                "Write true, false, or a number from 0 to 100: the share of the matching users \
                 that gets `on`."
                    .into()
            }
            Self::VariantRuleValue { .. } => {
                "Write a variant's name, or a split such as {split: {control: 0.5, new: 0.5}}."
                    .into()
            }
            Self::UnknownVariant { name, known } => choices(name, known),
            Self::MembershipRuleField { .. } => {
                "Leave it out: whoever matches any of the rules is in.".into()
            }
            Self::SaltWithoutShare => {
                "A rule's salt decides who is in its share; give `value` a number, or leave `salt` \
                 out."
                    .into()
            }
            Self::ConditionType => {
                "Say how to read them, with `type`: user, group, percentage, time, location, \
                 property or segment."
                    .into()
            }
            Self::ConditionsList => {
                "Write a map, whose entries all have to match; for alternatives write {any: […]}."
                    .into()
            }
            Self::ConditionDepth => "Flatten it, or move a part into a segment.".into(),
            _ => return None,
        })
    }

    fn condition_advice(&self) -> Option<String> {
        Some(match self {
            Self::Operand { operator: "eq", .. } => {
                "For several values use `in`; for a missing attribute `exists: false`.".into()
            }
            Self::Operand { operator: "ne", .. } => "For several values use `not_in`.".into(),
            Self::Operand { operator: "gt" | "gte" | "lt" | "lte", .. } => {
                "For points in time use `after` and `before`, for versions `semver`.".into()
            }
            Self::Operand { expected, .. } => format!("Write {expected}."),
            Self::Regex { .. } => format!(
                "Use the syntax of Rust's regex crate (no look-around, no back-references), at \
                 most {} bytes; single quotes keep YAML from reading backslashes.",
                limits::REGEX_BYTES_MAX
            ),
            Self::RegexTotal => {
                "Write simpler ones: `\\w` and `\\d` stand for thousands of characters, `[a-z]` for 26."
                    .into()
            }
            Self::Semver { .. } => {
                "Write it as in Cargo.toml, such as \">=1.2, <2\", \"^1.4\" or \"=1.2.3\".".into()
            }
            Self::Cidr { .. } => {
                "Write an address and a prefix, such as 10.0.0.0/8, 192.0.2.7/32 or 2001:db8::/32."
                    .into()
            }
            Self::Hours { .. } => {
                "Write start and end, the end excluded, such as \"09:00-17:30\" or, past midnight, \
                 \"22:00-06:00\"."
                    .into()
            }
            Self::TimeZone { .. } => {
                "Write a name of the IANA database, such as UTC, Europe/Berlin or America/New_York."
                    .into()
            }
            _ => return None,
        })
    }

    fn reference_advice(&self) -> Option<String> {
        Some(match self {
            Self::KeyTaken { .. } => {
                "Rename one of the two; flags and experiments share their keys.".into()
            }
            Self::UnknownList { .. } => {
                "Write the keys out: `include: [user-1, user-2]`. A digest only names a list that \
                 the server has."
                    .into()
            }
            Self::PrerequisiteMissing { similar: Some(name), .. } => {
                format!("Did you mean `{name}`?")
            }
            Self::PrerequisiteMissing { .. } => "Add it, or leave the prerequisite out.".into(),
            Self::PrerequisiteRefused { .. }
            | Self::SegmentRefused { .. }
            | Self::MetricRefused { .. } => {
                "Mend that one first; its problems are listed too.".into()
            }
            Self::PrerequisiteIs { known, .. } => format!("Possible: {}.", known.join(", ")),
            Self::PrerequisiteCycle { .. } | Self::SegmentCycle { .. } => {
                "Take one of these references out.".into()
            }
            Self::ReferenceDepth { .. } => {
                format!("At most {} links are possible.", limits::REFERENCE_DEPTH_MAX)
            }
            Self::EvaluationSteps { .. } => format!(
                "At most {} are possible, segments and prerequisites included; name fewer of them.",
                limits::EVALUATION_STEPS_MAX
            ),
            Self::LayerBucketBy { .. } => {
                "Give all experiments of a layer the same `bucket_by`, or move one elsewhere."
                    .into()
            }
            Self::LayerFull { .. } => "Lower its `traffic`, or give it a layer of its own.".into(),
            _ => return None,
        })
    }
}

/// Of what is relative and was written in percent, the number that was probably meant.
fn part_of(found: &str, range: &str) -> Option<f64> {
    let percent: f64 = found.parse().ok().filter(|percent| (1.0..100.0).contains(percent))?;
    range.starts_with("a relative").then_some(percent / 100.0)
}

/// Whether a value, as messages show it, is a number or boolean that lacks its quotes.
fn reads_as_scalar(found: &str) -> bool {
    found == "true" || found == "false" || found.parse::<f64>().is_ok()
}

/// What a quoted value would be without its quotes, if that were a number or a boolean.
fn unquoted(found: &str) -> Option<&str> {
    let inner = found.strip_prefix('"')?.strip_suffix('"')?;
    reads_as_scalar(inner).then_some(inner)
}

/// The likely name first, then all of them.
fn choices<S: AsRef<str>>(found: &str, known: &[S]) -> String {
    const SHOWN: usize = 30;
    let mut all = known.iter().take(SHOWN).map(AsRef::as_ref).collect::<Vec<_>>().join(", ");
    if known.len() > SHOWN {
        all.push_str(", …");
    }
    match closest(found, known.iter().map(AsRef::as_ref)) {
        Some(name) => format!("Did you mean `{name}`? Possible: {all}."),
        None => format!("Possible: {all}."),
    }
}

/// The name that was probably meant: at most a third of its letters differ.
///
/// Long names, and those too different in length, are passed over: the distance of two names takes
/// time with the product of their lengths.
pub fn closest<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    const BYTES_MAX: usize = 40;
    let differ_at_most = |candidate: &str| candidate.len().max(3) / 3;
    known
        .into_iter()
        .filter(|candidate| name.len().max(candidate.len()) <= BYTES_MAX)
        .filter(|candidate| name.len().abs_diff(candidate.len()) <= differ_at_most(candidate))
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= differ_at_most(candidate))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}
