//! Time zones, days and hours of rules. No clock is read here.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::{DateTime, Weekday};
use jiff::tz::{TimeZone, TimeZoneDatabase};

/// Reads a point in time, RFC 3339 and nothing wider: `2026-03-01T09:00:00Z`, with a fraction of
/// the second perhaps, and an offset such as `+02:00` in place of `Z`.
///
/// The last day of the year 9999, as which many write "never", is the last instant there is.
pub fn parse_timestamp(text: &str) -> Option<Timestamp> {
    let (date_time, rest) = text.split_at_checked("2026-03-01T09:00:00".len())?;
    let offset = match rest.strip_prefix('.') {
        Some(fraction) => {
            let offset = fraction.trim_start_matches(|digit: char| digit.is_ascii_digit());
            (offset.len() < fraction.len()).then_some(offset)?
        }
        None => rest,
    };
    let is_rfc_3339 = has_shape(date_time, "0000-00-00T00:00:00")
        && (matches!(offset, "Z" | "z")
            || (has_shape(offset, "+00:00") && offset.get(1..3).is_some_and(|hour| hour < "24")));
    if !is_rfc_3339 {
        return None;
    }
    let never = || {
        let real = date_time.parse::<DateTime>().is_ok();
        (real && date_time.starts_with("9999-12-3")).then_some(Timestamp::MAX)
    };
    text.parse().ok().or_else(never)
}

/// Whether digits stand where the shape has digits, a sign where it has one, and its own letters
/// elsewhere.
fn has_shape(text: &str, shape: &str) -> bool {
    let same = |(byte, shape): (u8, u8)| match shape {
        b'0' => byte.is_ascii_digit(),
        b'+' => matches!(byte, b'+' | b'-'),
        letter => byte.eq_ignore_ascii_case(&letter),
    };
    text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(same)
}

/// A time zone of the IANA database that is built into the program.
///
/// The machine's own database is never read: the same rules give the same answers everywhere.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeZoneName {
    name: Box<str>,
    zone: TimeZone,
}

impl TimeZoneName {
    /// The time zone of a name such as `Europe/Berlin`.
    pub fn parse(name: &str) -> Option<Self> {
        let zone = TimeZoneDatabase::bundled().get(name).ok()?;
        let name = zone.iana_name().unwrap_or(name).into();
        Some(Self { name, zone })
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.name
    }

    /// The rules of the zone.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }
}

/// A window of hours of the local day, the end excluded. It may pass midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    /// Minute of the day, 0–1439.
    start: u16,
    /// Minute of the day, 0–1440; never equal to the start.
    end: u16,
}

impl Hours {
    /// Reads `HH:MM-HH:MM`; the end may be `24:00`.
    pub fn parse(text: &str) -> Option<Self> {
        let (start, end) = text.split_once('-')?;
        let (start, end) = (minute(start.trim())?, minute(end.trim())?);
        (start < 24 * 60 && start != end).then_some(Self { start, end })
    }

    /// First minute of the day, and the first one behind it, which is on the next day where it is
    /// not later; it may be 1440.
    pub fn minutes(self) -> (u16, u16) {
        (self.start, self.end)
    }

    /// The day on which the window began that holds this local time, if one does.
    pub fn began_on(self, local: DateTime) -> Option<Weekday> {
        let (hour, minute) = (local.hour().unsigned_abs(), local.minute().unsigned_abs());
        let now = u16::from(hour) * 60 + u16::from(minute);
        let today = local.date().weekday();
        if self.start < self.end {
            return (self.start <= now && now < self.end).then_some(today);
        }
        if now >= self.start { Some(today) } else { (now < self.end).then(|| today.previous()) }
    }
}

fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let digits = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(hour) || !digits(minute) {
        return None;
    }
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    let sound = minute < 60 && (hour < 24 || (hour == 24 && minute == 0));
    sound.then_some(hour * 60 + minute)
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { start, end } = self;
        write!(f, "{:02}:{:02}-{:02}:{:02}", start / 60, start % 60, end / 60, end % 60)
    }
}

/// The days' names in documents, Monday first.
pub(crate) const DAY_NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// The weekday of a name such as `mon`.
pub(crate) fn parse_day(text: &str) -> Option<Weekday> {
    let index = DAY_NAMES.iter().position(|name| text == *name)?;
    Weekday::from_monday_zero_offset(i8::try_from(index).ok()?).ok()
}

/// The weekday's name in documents.
pub(crate) fn day_name(day: Weekday) -> &'static str {
    DAY_NAMES[usize::from(day.to_monday_zero_offset().unsigned_abs())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_and_written() {
        for good in ["09:00-17:30", "22:00-06:00", "00:00-24:00"] {
            assert_eq!(Hours::parse(good).unwrap().to_string(), good);
        }
        for bad in ["", "9:00-17:00", "09:00", "24:00-25:00", "09:60-10:00", "08:00-08:00", "a-b"] {
            assert_eq!(Hours::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_window_past_midnight_belongs_to_the_day_it_began() {
        let night = Hours::parse("22:00-06:00").unwrap();
        let at = |text: &str| night.began_on(text.parse().unwrap());
        // 2026-01-16 is a Friday.
        assert_eq!(at("2026-01-16T22:00:00"), Some(Weekday::Friday));
        assert_eq!(at("2026-01-17T05:59:59"), Some(Weekday::Friday));
        assert_eq!(at("2026-01-17T06:00:00"), None);
        assert_eq!(at("2026-01-16T21:59:59"), None);
    }

    #[test]
    fn times_are_rfc_3339_and_nothing_wider() {
        for good in [
            "2026-03-01T09:00:00Z",
            "2026-03-01t09:00:00z",
            "2026-03-01T09:00:00.123456789+02:00",
            "2024-02-29T23:59:59-23:59",
            "0001-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z",
        ] {
            assert!(parse_timestamp(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "2026-03-01",
            "20260301T090000Z",
            "2026-03-01T09Z",
            "2026-03-01T09:00Z",
            "2026-03-01T09:00:00",
            "2026-03-01 09:00:00Z",
            "2026-03-01T09:00:00.Z",
            "2026-03-01T09:00:00,5Z",
            "2026-03-01T09:00:00+02",
            "2026-03-01T09:00:00+25:00",
            "2026-03-01T09:00:00+02:00:30",
            "2026-03-01T09:00:00Z[UTC]",
            "2026-02-29T09:00:00Z",
            "9999-12-32T00:00:00Z",
            "+002026-03-01T09:00:00Z",
            "2026-03-01T24:00:00Z",
            "2026-03-01T09:00:00+02:00é",
        ] {
            assert_eq!(parse_timestamp(bad), None, "{bad}");
        }
    }

    #[test]
    fn zones_come_from_the_bundled_database() {
        assert_eq!(TimeZoneName::parse("europe/berlin").unwrap().as_str(), "Europe/Berlin");
        assert!(TimeZoneName::parse("Mars/Olympus").is_none());
        assert_eq!(TimeZoneName::parse("UTC").unwrap().as_str(), "UTC");
    }

    #[test]
    fn days_have_names() {
        for name in DAY_NAMES {
            assert_eq!(day_name(parse_day(name).unwrap()), name);
        }
        assert_eq!(parse_day("Friday"), None);
        assert_eq!(parse_day("someday"), None);
    }
}
