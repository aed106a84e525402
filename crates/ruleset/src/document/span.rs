//! Lengths of time, as people write them.

use std::fmt;

use serde::{Serialize, Serializer};

/// A length of time: a whole number of seconds, from one second to thirty days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(u32);

impl Span {
    const DAY: u32 = 24 * 60 * 60;
    const MAX: u32 = 30 * Self::DAY;

    /// So many seconds; less than one counts as one, more than thirty days as thirty days.
    pub const fn of_seconds(seconds: u32) -> Self {
        match seconds {
            0 => Self(1),
            1..Self::MAX => Self(seconds),
            _ => Self(Self::MAX),
        }
    }

    /// In seconds.
    pub const fn seconds(self) -> u32 {
        self.0
    }

    /// Reads a whole number of seconds, minutes, hours or days such as `30s`, `5m`, `2h` or `1d`.
    pub fn parse(text: &str) -> Option<Self> {
        let seconds_of = [('s', 1), ('m', 60), ('h', 60 * 60), ('d', Self::DAY)];
        let (digits, seconds) = seconds_of
            .iter()
            .find_map(|(unit, seconds)| Some((text.strip_suffix(*unit)?, *seconds)))?;
        let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit());
        let count: u32 = digits.parse().ok().filter(|_| is_plain)?;
        let whole = count.checked_mul(seconds)?;
        (1..=Self::MAX).contains(&whole).then_some(Self(whole))
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            seconds if seconds.is_multiple_of(Self::DAY) => write!(f, "{}d", seconds / Self::DAY),
            seconds if seconds.is_multiple_of(3_600) => write!(f, "{}h", seconds / 3_600),
            seconds if seconds.is_multiple_of(60) => write!(f, "{}m", seconds / 60),
            seconds => write!(f, "{seconds}s"),
        }
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans() {
        for (text, seconds) in
            [("1s", 1), ("90s", 90), ("5m", 300), ("2h", 7_200), ("30d", 2_592_000)]
        {
            let span = Span::parse(text).unwrap();
            assert_eq!((span.seconds(), span.to_string().as_str()), (seconds, text));
        }
        assert_eq!(Span::parse("120s").unwrap().to_string(), "2m");
        for bad in ["", "5", "m", "0s", "-1m", "+5m", "1.5h", "31d", "9999999999s", "5 m", "5M"] {
            assert_eq!(Span::parse(bad), None, "{bad}");
        }
    }
}
