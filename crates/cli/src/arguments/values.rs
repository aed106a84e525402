//! Values on the command line: times, keys, `NAME=VALUE`.

use std::fmt;

use hoist_ruleset::{FlagKey, is_environment_key};
use jiff::fmt::temporal::{DateTimeParser, Pieces};
use jiff::tz::{AmbiguousOffset, TimeZoneDatabase};
use jiff::{Timestamp, Zoned};
use serde_json::Value;

/// A past moment, by whose rules something is evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// Behind this entry of the change log.
    Seq(u64),
    Time(Timestamp),
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Seq(seq) => seq.fmt(f),
            Self::Time(time) => time.fmt(f),
        }
    }
}

pub(super) fn parse_moment(text: &str) -> Result<Moment, String> {
    let seq = text.parse().map(Moment::Seq);
    seq.or_else(|_no_seq| {
        let time = parse_when(text).map(|when| Moment::Time(when.time));
        time.map_err(|hint| match hint.strip_prefix("write ") {
            Some(times) => format!("write a seq such as 42, or {times}"),
            None => hint,
        })
    })
}

/// A time of which only the moment is asked.
pub(super) fn parse_time(text: &str) -> Result<Timestamp, String> {
    parse_when(text).map(|when| when.time)
}

/// A moment that was typed, perhaps as the local time of a zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct When {
    pub(crate) time: Timestamp,
    local: Option<Zoned>,
}

/// The moment, and the local time that it is where one was typed: it may be another one.
impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", crate::table::time(self.time))?;
        self.local.as_ref().map_or(Ok(()), |local| write!(f, " ({local})"))
    }
}

pub(super) fn parse_when(text: &str) -> Result<When, String> {
    if !text.contains('[') {
        let hint = "write RFC 3339 with an offset or Z, such as 2026-03-01T09:00:00Z, or local \
                    time with its zone: 2026-03-01T10:00[Europe/Berlin]";
        let time = hoist_ruleset::parse_timestamp(text).ok_or(hint)?;
        return Ok(When { time, local: None });
    }
    let parser = DateTimeParser::new();
    // The machine's own zones are not asked: the same text is the same moment everywhere.
    let local = parser.parse_zoned_with(&TimeZoneDatabase::bundled(), text);
    let local = local.map_err(|error| {
        wrong_offset(text).unwrap_or_else(|| {
            format!("{error}; write such as 2026-03-01T10:00[Europe/Berlin], with a zone of the IANA database")
        })
    })?;
    Ok(When { time: local.timestamp(), local: Some(local) })
}

/// What is wrong with a local time whose offset is none that its zone has then.
fn wrong_offset(text: &str) -> Option<String> {
    let pieces = Pieces::parse(text).ok()?;
    let offset = pieces.to_numeric_offset()?;
    let zone = pieces.to_time_zone_with(&TimeZoneDatabase::bundled()).ok()??;
    let time = pieces.date().to_datetime(pieces.time()?);
    let possible = match zone.to_ambiguous_timestamp(time).offset() {
        AmbiguousOffset::Unambiguous { offset } => vec![offset],
        AmbiguousOffset::Gap { before, after } | AmbiguousOffset::Fold { before, after } => {
            vec![before, after]
        }
    };
    let name = zone.iana_name()?;
    let shown = possible.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ");
    (!possible.contains(&offset)).then(|| {
        format!("at that time {name} has the offset {shown}, not {offset}; or leave the offset out")
    })
}

/// A key, which all kinds of documents form alike.
pub(super) fn parse_key(text: &str) -> Result<String, String> {
    let hint = "a key starts with a letter and has up to 128 letters, digits, `.`, `_` and `-`";
    FlagKey::parse(text).map(|key| key.to_string()).ok_or_else(|| hint.to_owned())
}

/// The name of an environment.
pub(super) fn parse_environment(text: &str) -> Result<String, String> {
    let hint = "an environment's name begins with a lower-case letter and has up to 63 lower-case \
                letters, digits and dashes";
    if is_environment_key(text) { Ok(text.to_owned()) } else { Err(hint.to_owned()) }
}

pub(super) fn parse_attribute(text: &str) -> Result<(String, Value), String> {
    parse_named(text, "write NAME=VALUE, such as plan=premium")
}

pub(super) fn parse_field(text: &str) -> Result<(String, Value), String> {
    let (field, value) = parse_named(text, "write FIELD=VALUE, such as percentage=25")?;
    if field.contains('[') {
        let list = field.split('[').next().unwrap_or_default();
        return Err(format!("a list is set as a whole: write {list}='[…]'"));
    }
    if field.split('.').any(str::is_empty) {
        return Err("a part of the name is empty; write such as metadata.owner=team-a".to_owned());
    }
    let value = if LISTS.contains(&field.as_str()) { listed(value) } else { value };
    Ok((field, value))
}

/// Fields that are lists of names: `tags=a,b` is two tags.
const LISTS: &[&str] = &["tags", "metrics"];

fn listed(value: Value) -> Value {
    match value {
        Value::String(names) => names.split(',').map(|name| Value::from(name.trim())).collect(),
        other => other,
    }
}

fn parse_named(text: &str, hint: &str) -> Result<(String, Value), String> {
    let (name, value) = text.split_once('=').ok_or(hint)?;
    if name.is_empty() {
        return Err(format!("the name is empty; {hint}"));
    }
    let value = serde_json::from_str(value).unwrap_or_else(|_| Value::from(value));
    Ok((name.to_owned(), value))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn attributes_are_json_where_they_are_json() {
        for (text, expected) in [
            ("plan=premium", json!("premium")),
            ("age=42", json!(42)),
            ("beta=true", json!(true)),
            ("tags=[\"a\"]", json!(["a"])),
            ("zip=01234", json!("01234")),
            ("zip=\"12345\"", json!("12345")),
            ("empty=", json!("")),
            ("query=a=b", json!("a=b")),
            ("x=NaN", json!("NaN")),
        ] {
            assert_eq!(parse_attribute(text).unwrap().1, expected, "{text}");
        }
        assert!(parse_attribute("plan").is_err());
        assert!(parse_attribute("=premium").is_err());
    }

    #[test]
    fn fields_are_names_joined_by_dots() {
        let field = |text| parse_field(text).map(|(name, _)| name);
        assert_eq!(field("metadata.owner=a.b"), Ok("metadata.owner".to_owned()));
        for text in ["percentage", "=1", "a..b=1", ".a=1", "a.=1"] {
            assert!(field(text).is_err(), "{text}");
        }
        let value = |text| parse_field(text).map(|(_, value)| value);
        assert_eq!(value("tags=a, b"), Ok(json!(["a", "b"])));
        assert_eq!(value("tags=[\"a,b\"]"), Ok(json!(["a,b"])));
        assert_eq!(value("description=a,b"), Ok(json!("a,b")));
        let list = field("rules[0].value=true").unwrap_err();
        assert_eq!(list, "a list is set as a whole: write rules='[…]'");
    }

    #[test]
    fn moments() {
        assert_eq!(parse_moment("42"), Ok(Moment::Seq(42)));
        let time = "2026-03-01T09:00:00Z";
        assert_eq!(parse_moment(time), Ok(Moment::Time(time.parse().unwrap())));
        assert_eq!(
            parse_moment("2026-03-01T10:00[Europe/Berlin]"),
            Ok(Moment::Time(time.parse().unwrap()))
        );
        assert!(parse_moment("-1").is_err());
        assert!(parse_moment("tomorrow").is_err());
    }

    /// What the clocks leave out in spring is that much later, what comes twice in autumn is the
    /// first one, unless its offset says which.
    #[test]
    fn local_times_have_a_zone() {
        for (text, expected) in [
            ("2026-12-01T08:00:00Z", "2026-12-01T08:00:00Z"),
            (
                "2026-03-29T01:59[Europe/Berlin]",
                "2026-03-29T00:59:00Z (2026-03-29T01:59:00+01:00[Europe/Berlin])",
            ),
            (
                "2026-03-29T02:30[Europe/Berlin]",
                "2026-03-29T01:30:00Z (2026-03-29T03:30:00+02:00[Europe/Berlin])",
            ),
            (
                "2026-10-25T02:30[Europe/Berlin]",
                "2026-10-25T00:30:00Z (2026-10-25T02:30:00+02:00[Europe/Berlin])",
            ),
            (
                "2026-10-25T02:30+01:00[Europe/Berlin]",
                "2026-10-25T01:30:00Z (2026-10-25T02:30:00+01:00[Europe/Berlin])",
            ),
            (
                "2028-02-29T12:00[America/New_York]",
                "2028-02-29T17:00:00Z (2028-02-29T12:00:00-05:00[America/New_York])",
            ),
        ] {
            assert_eq!(parse_when(text).unwrap().to_string(), expected, "{text}");
        }
        for text in [
            "2026-03-29T02:30",
            "2026-03-29T02:30[Mars/Olympus]",
            "2026-02-29T12:00[UTC]",
            "2026-10-25T02:30+05:00[Europe/Berlin]",
            "[UTC]",
        ] {
            assert!(parse_when(text).is_err(), "{text}");
        }
        let offset = |text| parse_when(text).unwrap_err();
        assert_eq!(
            offset("2026-10-25T02:30+03:00[Europe/Berlin]"),
            "at that time Europe/Berlin has the offset +02 or +01, not +03; or leave the offset out",
        );
        assert_eq!(
            offset("2026-07-01T02:30-05:30[Europe/Berlin]"),
            "at that time Europe/Berlin has the offset +02, not -05:30; or leave the offset out",
        );
    }

    #[test]
    fn keys() {
        assert_eq!(parse_key("checkout.v2"), Ok("checkout.v2".to_owned()));
        for text in ["", ".", "..", "a/b", "1a"] {
            assert!(parse_key(text).is_err(), "{text}");
        }
        for (text, is_name) in [
            ("staging", true),
            ("eu-1", true),
            (&"a".repeat(63), true),
            (&"a".repeat(64), false),
            ("", false),
            ("1a", false),
            ("-a", false),
            ("Staging", false),
            ("a_b", false),
            ("a~b", false),
        ] {
            assert_eq!(parse_environment(text).is_ok(), is_name, "{text}");
        }
    }
}
