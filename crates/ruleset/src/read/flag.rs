//! Reading flags.

use super::cursor::{Cursor, Fields};
use super::lift::lift;
use super::rule::{self, ValueKind};
use super::scalar::shown;
use super::{experiment, variant};
use crate::diagnostic::Problem;
use crate::document::{
    About, CurvePoint, Flag, Prerequisite, Required, Schedule, Strategy, Variant, Visibility,
};
use crate::key::FlagKey;
use crate::limits;
use crate::source::Value;

#[derive(Clone, Copy, PartialEq, Eq)]
enum FlagType {
    Boolean,
    Percentage,
    Variant,
    Gradual,
    Targeted,
}

const TYPES: [(&str, FlagType); 5] = [
    ("boolean", FlagType::Boolean),
    ("percentage", FlagType::Percentage),
    ("variant", FlagType::Variant),
    ("gradual", FlagType::Gradual),
    ("targeted", FlagType::Targeted),
];

impl FlagType {
    fn name(self) -> &'static str {
        TYPES.iter().find(|(_, each)| *each == self).map_or("", |(name, _)| name)
    }
}

/// Fields of documents that the server writes. They are ignored in what is read, so that a document
/// may be written back as it was told.
pub const READ_ONLY: [&str; 9] = [
    "version",
    "created_at",
    "updated_at",
    "killed",
    "in_force",
    "managed_by",
    "managed_at",
    "status",
    "warnings",
];

/// Reads a flag; its problems go to the cursor's sink.
pub(super) fn read(cursor: &Cursor<'_>, key: &str) -> Option<Flag> {
    let before = cursor.problems();
    let lifted = lift(cursor);
    let lift_failed = cursor.problems() > before;
    let cursor = match &lifted {
        Some(node) => &cursor.at(node, cursor.path().clone()),
        None => cursor,
    };
    let mut fields = cursor.map()?;
    own_key(&mut fields, "key", key);
    let flag_type = fields.require("type", "type: boolean").and_then(|field| field.one_of(&TYPES));
    let enabled = fields.get("enabled").and_then(|field| field.bool()).unwrap_or(false);
    let strategy = strategy(&mut fields, flag_type, lift_failed);
    let variants: &[Variant] = match &strategy {
        Some(Strategy::Variant { variants }) => variants,
        _ => &[],
    };
    let values = match flag_type {
        Some(FlagType::Variant) if strategy.is_none() => ValueKind::Unknown,
        Some(FlagType::Variant) => ValueKind::Variants(variants),
        Some(_) => ValueKind::Boolean,
        None => ValueKind::Unknown,
    };
    let rules = fields.get_or_null("rules").and_then(|field| rule::flag_rules(&field, &values));
    let (when_on, when_off) = payloads(&mut fields, flag_type);
    let flag = Flag {
        strategy: strategy.unwrap_or(Strategy::Boolean),
        enabled,
        when_on,
        when_off,
        bucket_by: name(&mut fields, "bucket_by"),
        salt: name(&mut fields, "salt"),
        requires: fields.get("requires").and_then(|field| requires(&field)).unwrap_or_default(),
        rules: rules.unwrap_or_default(),
        metrics: experiment::metrics(&mut fields),
        visibility: fields
            .get("visibility")
            .and_then(|field| {
                field.one_of(&[("all", Visibility::All), ("server", Visibility::Server)])
            })
            .unwrap_or_default(),
        expires: fields.get("expires").and_then(|field| field.date()),
        archived: fields.get("archived").and_then(|field| field.bool()).unwrap_or(false),
        about: about(&mut fields),
    };
    if let Some(kill_switch) = fields.peek("kill_switch") {
        kill_switch.report(Problem::KillSwitch);
        fields.ignore(&["kill_switch"]);
    }
    fields.ignore(&READ_ONLY);
    fields.finish();
    (cursor.problems() == before).then_some(flag)
}

/// The document's own word for its key has to be the one it stands under.
pub(super) fn own_key(fields: &mut Fields<'_>, field: &'static str, key: &str) {
    if let Some(own) = fields.get(field).and_then(|field| field.string())
        && own != key
    {
        fields.at().report(Problem::KeyMismatch { own: shown(own), key: shown(key) });
    }
}

/// An optional name.
pub(super) fn name(fields: &mut Fields<'_>, field: &'static str) -> Option<String> {
    fields.get(field).and_then(|field| field.name().map(str::to_owned))
}

/// What every document has for people.
pub(super) fn about(fields: &mut Fields<'_>) -> About {
    let metadata = fields.get_or_null("metadata").and_then(|field| {
        let entries = field.entries()?.into_iter();
        Some(entries.filter_map(|(key, _, value)| Some((key.to_owned(), value.text()?))).collect())
    });
    About {
        description: fields.get("description").and_then(|field| field.text()),
        owner: name(fields, "owner"),
        tags: fields
            .get("tags")
            .and_then(|field| field.strings(limits::TAGS_MAX))
            .unwrap_or_default(),
        metadata: metadata.unwrap_or_default(),
    }
}

/// The field that belongs to the flag's type, and a complaint about those of other types.
///
/// A field that could not be lifted has been told already and is not told again as missing.
fn strategy(
    fields: &mut Fields<'_>,
    flag_type: Option<FlagType>,
    lift_failed: bool,
) -> Option<Strategy> {
    let mut owned = |field, owner| owned(fields, field, owner, flag_type);
    let percentage = owned("percentage", FlagType::Percentage);
    let variants = owned("variants", FlagType::Variant);
    let start = owned("start_date", FlagType::Gradual);
    let end = owned("end_date", FlagType::Gradual);
    let curve = owned("curve", FlagType::Gradual);
    let missing = |field, example| {
        if !lift_failed {
            fields.at().report(Problem::Missing { field, example });
        }
        None
    };
    Some(match flag_type? {
        FlagType::Boolean => Strategy::Boolean,
        FlagType::Targeted => Strategy::Targeted,
        FlagType::Percentage => match percentage {
            Some(field) => Strategy::Percentage { percentage: field.percentage()? },
            None => return missing("percentage", "percentage: 25"),
        },
        FlagType::Variant => match variants {
            Some(field) => Strategy::Variant { variants: variant::variants(&field)? },
            None => return missing("variants", "variants: {control: 0.5, treatment: 0.5}"),
        },
        FlagType::Gradual if lift_failed => return None,
        FlagType::Gradual => Strategy::Gradual(schedule(fields, start, end, curve)?),
    })
}

/// A field that belongs to one type; on a flag of another type it is reported.
fn owned<'n>(
    fields: &mut Fields<'n>,
    field: &'static str,
    owner: FlagType,
    flag_type: Option<FlagType>,
) -> Option<Cursor<'n>> {
    let found = match owner {
        FlagType::Variant => fields.get_or_null(field)?,
        _ => fields.get(field)?,
    };
    if flag_type == Some(owner) {
        return Some(found);
    }
    // The brief's program prints `variants` with every flag, and so may an API.
    let empty = owner == FlagType::Variant
        && match found.value() {
            Value::Map(entries) => entries.is_empty(),
            Value::List(items) => items.is_empty(),
            _ => false,
        };
    if let Some(flag_type) = flag_type
        && !empty
    {
        let (belongs_to, flag_type) = (owner.name(), flag_type.name());
        found.report(Problem::ForeignField { field, belongs_to, flag_type });
    }
    None
}

fn schedule(
    fields: &Fields<'_>,
    start: Option<Cursor<'_>>,
    end: Option<Cursor<'_>>,
    curve: Option<Cursor<'_>>,
) -> Option<Schedule> {
    if let Some(curve) = curve {
        if start.is_some() || end.is_some() {
            curve.report(Problem::GradualBoth);
            return None;
        }
        return points(&curve).map(|curve| Schedule::Curve { curve });
    }
    let present = |found: &Option<Cursor<'_>>, field, example| {
        if found.is_none() {
            fields.at().report(Problem::Missing { field, example });
        }
    };
    present(&start, "start_date", "start_date: 2026-03-01T00:00:00Z");
    present(&end, "end_date", "end_date: 2026-04-01T00:00:00Z");
    let (start, end) = (start?, end?);
    let (start_date, end_date) = (start.timestamp(), end.timestamp());
    let (start_date, end_date) = (start_date?, end_date?);
    if end_date.as_millisecond() <= start_date.as_millisecond() {
        end.report(Problem::WindowOrder {
            start: start_date.to_string(),
            end: end_date.to_string(),
        });
        return None;
    }
    Some(Schedule::Linear { start_date, end_date })
}

fn points(cursor: &Cursor<'_>) -> Option<Vec<CurvePoint>> {
    let before = cursor.problems();
    let mut points: Vec<CurvePoint> = Vec::new();
    for item in cursor.list_of("points", limits::CURVE_POINTS_MAX)? {
        let Some(mut fields) = item.map() else {
            continue;
        };
        let at =
            fields.require("at", "at: 2026-03-01T00:00:00Z").and_then(|field| field.timestamp());
        let percentage =
            fields.require("percentage", "percentage: 25").and_then(|field| field.percentage());
        fields.finish();
        let (Some(at), Some(percentage)) = (at, percentage) else {
            continue;
        };
        if let Some(last) = points.last() {
            if at.as_millisecond() <= last.at.as_millisecond() {
                item.report(Problem::CurveTime);
            }
            if percentage < last.percentage {
                let (before, after) = (last.percentage.to_string(), percentage.to_string());
                item.report(Problem::CurveFalls { before, after });
            }
        }
        points.push(CurvePoint { at, percentage });
    }
    if points.is_empty() && cursor.problems() == before {
        cursor.wrong_type("at least one point");
    }
    (cursor.problems() == before).then_some(points)
}

type Payloads = (Option<serde_json::Value>, Option<serde_json::Value>);

fn payloads(fields: &mut Fields<'_>, flag_type: Option<FlagType>) -> Payloads {
    let mut payload = |field: &'static str| {
        let found = fields.get_or_null(field)?;
        if flag_type == Some(FlagType::Variant) {
            let belongs_to = "boolean, percentage, gradual or targeted";
            found.report(Problem::ForeignField { field, belongs_to, flag_type: "variant" });
            return None;
        }
        found.payload()
    };
    (payload("when_on"), payload("when_off"))
}

fn requires(cursor: &Cursor<'_>) -> Option<Vec<Prerequisite>> {
    let items = cursor.list_of("prerequisites", limits::PREREQUISITES_MAX)?;
    Some(items.iter().filter_map(prerequisite).collect())
}

fn prerequisite(cursor: &Cursor<'_>) -> Option<Prerequisite> {
    let mut fields = cursor.map()?;
    let flag = fields.require("flag", "flag: other_flag").and_then(|field| {
        let text = field.string()?;
        let key = FlagKey::parse(text);
        if key.is_none() {
            field.report(Problem::BadKey { key: shown(text) });
        }
        key
    });
    let is = fields.require("is", "is: true").and_then(|field| match field.value() {
        Value::Bool(on) => Some(Required::On(*on)),
        Value::String(name) => Some(Required::Variant(name.clone())),
        _ => {
            field.wrong_type("true, false or a variant's name");
            None
        }
    });
    fields.finish();
    Some(Prerequisite { flag: flag?, is: is? })
}
