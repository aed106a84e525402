//! Exact numbers: shares, weights, and numbers that compare across integer and float.
//!
//! Nothing that decides who is in is kept as a float. A percentage is an integer of 1/100 %, a
//! weight an integer of 1e-6, and attribute numbers compare exactly, also beyond 2^53.

use std::cmp::Ordering;
use std::fmt;

use serde::{Serialize, Serializer};

/// A share of users: 0–100 %, in steps of 1/100 %.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percentage(u16);

impl Percentage {
    /// Nobody.
    pub const ZERO: Self = Self(0);
    /// Everybody.
    pub const FULL: Self = Self(10_000);

    /// The percentage, if the number is 0–100 with at most two decimals.
    pub fn new(percent: f64) -> Option<Self> {
        let hundredths = (percent * 100.0).round();
        let exact = (0.0..=10_000.0).contains(&hundredths)
            && (percent * 100.0 - hundredths).abs() < 1e-9
            && percent >= 0.0;
        exact.then(|| Self(to_u16(hundredths)))
    }

    /// In 1/100 %: a bucketing rank below it is in. 0–10,000.
    pub fn threshold(self) -> u16 {
        self.0
    }

    /// From 1/100 %; more than 10,000 counts as 10,000.
    pub fn from_threshold(threshold: u16) -> Self {
        Self(threshold.min(10_000))
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the caller has checked that the number is whole and within 0..=10,000"
)]
fn to_u16(whole: f64) -> u16 {
    whole as u16
}

impl fmt::Display for Percentage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} %", f64::from(self.0) / 100.0)
    }
}

impl Serialize for Percentage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_scaled(u64::from(self.0), 100, serializer)
    }
}

/// A variant's weight: an integer of 1e-6, counted relative to the sum of its split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Weight(u32);

impl Weight {
    /// No users.
    pub const ZERO: Self = Self(0);
    /// One, in units of 1e-6.
    pub const UNIT: u64 = 1_000_000;

    /// The weight, if the number is 0 or within 0.000001–100.1. Further decimals are rounded.
    pub fn new(weight: f64) -> Option<Self> {
        let units = (weight * 1e6).round();
        let sound = (0.0..=100.1).contains(&weight) && (weight == 0.0 || units >= 1.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "just checked to be whole and at most 100,100,000"
        )]
        sound.then_some(Self(units as u32))
    }

    /// In units of 1e-6.
    pub fn units(self) -> u64 {
        u64::from(self.0)
    }
}

impl Serialize for Weight {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_scaled(u64::from(self.0), Self::UNIT, serializer)
    }
}

/// Writes `units / scale` as an integer where it is one, else as the shortest decimal.
fn serialize_scaled<S: Serializer>(units: u64, scale: u64, to: S) -> Result<S::Ok, S::Error> {
    if units.is_multiple_of(scale) {
        to.serialize_u64(units / scale)
    } else {
        #[expect(clippy::cast_precision_loss, reason = "both are far below 2^53")]
        to.serialize_f64(units as f64 / scale as f64)
    }
}

/// A number that compares by its mathematical value: `1` equals `1.0`, and 2^53 + 1 is not 2^53.
#[derive(Clone, Copy, Debug)]
pub enum Number {
    /// A whole number. A float without a fraction is kept here too.
    Whole(i128),
    /// A finite number with a fraction, or one beyond 10^30.
    Fraction(f64),
}

impl Number {
    /// The number of a JSON value.
    pub fn from_json(number: &serde_json::Number) -> Self {
        if let Some(whole) = number.as_i128() {
            return Self::Whole(whole);
        }
        let float = number.as_f64().unwrap_or(0.0);
        #[expect(clippy::cast_possible_truncation, reason = "whole, and within 10^30")]
        if float.fract() == 0.0 && float.abs() < 1e30 {
            Self::Whole(float as i128)
        } else {
            Self::Fraction(float)
        }
    }

    /// The number as JSON, where JSON can hold it exactly.
    pub fn to_json(self) -> Option<serde_json::Value> {
        #[expect(clippy::cast_precision_loss, reason = "what is not exact is not taken")]
        let value = match self {
            Self::Whole(whole) => i64::try_from(whole)
                .map(Into::into)
                .or_else(|_| u64::try_from(whole).map(Into::into))
                .or_else(|_| serde_json::Number::from_f64(whole as f64).ok_or(()))
                .ok()?,
            Self::Fraction(float) => serde_json::Number::from_f64(float)?,
        };
        (Self::from_json(&value) == self).then_some(value.into())
    }

    /// The number of a key that [`Number::identity`] gave.
    pub(crate) fn of_identity((is_whole, key): (bool, i128)) -> Self {
        if is_whole {
            return Self::Whole(key);
        }
        Self::Fraction(u64::try_from(key).map_or(0.0, f64::from_bits))
    }

    /// A key under which equal numbers, and only those, are equal.
    pub fn identity(self) -> (bool, i128) {
        match self {
            Self::Whole(whole) => (true, whole),
            Self::Fraction(float) => (false, i128::from(float.to_bits())),
        }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.identity() == other.identity()
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (*self, *other) {
            (Self::Whole(a), Self::Whole(b)) => a.cmp(&b),
            (Self::Fraction(a), Self::Fraction(b)) => a.total_cmp(&b),
            (Self::Whole(a), Self::Fraction(b)) => compare(a, b),
            (Self::Fraction(a), Self::Whole(b)) => compare(b, a).reverse(),
        }
    }
}

/// Compares a whole number with a float that is not one (a fraction, or beyond 10^30).
fn compare(whole: i128, float: f64) -> Ordering {
    if float.abs() >= 1e30 {
        return 0.0_f64.total_cmp(&float);
    }
    #[expect(clippy::cast_possible_truncation, reason = "its absolute value is below 10^30")]
    let floor = float.floor() as i128;
    // A float with a fraction lies strictly between its floor and the next whole number.
    if whole <= floor { Ordering::Less } else { Ordering::Greater }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(whole) => whole.fmt(f),
            Self::Fraction(float) => float.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::from_json(&serde_json::from_str(text).unwrap())
    }

    #[test]
    fn percentages_have_two_decimals() {
        for hundredths in 0..=10_000_u16 {
            let percent = f64::from(hundredths) / 100.0;
            assert_eq!(Percentage::new(percent).map(Percentage::threshold), Some(hundredths));
        }
        for bad in [-0.01, 100.01, 101.0, 0.001, 33.333, f64::NAN, f64::INFINITY, -1e-12] {
            assert_eq!(Percentage::new(bad), None, "{bad}");
        }
        assert_eq!(Percentage::new(0.29).unwrap().to_string(), "0.29 %");
        assert_eq!(Percentage::FULL.to_string(), "100 %");
    }

    #[test]
    fn weights_are_millionths() {
        assert_eq!(Weight::new(0.33).map(Weight::units), Some(330_000));
        assert_eq!(Weight::new(1.0 / 3.0).map(Weight::units), Some(333_333));
        assert_eq!(Weight::new(33.4).map(Weight::units), Some(33_400_000));
        for bad in [-0.1, 101.0, f64::NAN, f64::INFINITY, 1e-9] {
            assert_eq!(Weight::new(bad), None, "{bad}");
        }
    }

    #[test]
    fn numbers_compare_by_value() {
        let ascending = [
            "-1e300",
            "-9223372036854775808",
            "-2.5",
            "-2",
            "-1.5",
            "0",
            "0.1",
            "1",
            "1.5",
            "2",
            "9007199254740992",
            "9007199254740993",
            "18446744073709551615",
            "1e29",
            "1e31",
        ];
        for (i, a) in ascending.iter().enumerate() {
            for (j, b) in ascending.iter().enumerate() {
                assert_eq!(number(a).cmp(&number(b)), i.cmp(&j), "{a} with {b}");
            }
        }
        for text in ascending {
            let value = number(text).to_json().unwrap();
            assert_eq!(number(&value.to_string()), number(text));
            assert_eq!(Number::of_identity(number(text).identity()), number(text));
        }
        assert_eq!(Number::Whole((1 << 70) + 1).to_json(), None);
        assert_eq!(number("1"), number("1.0"));
        assert_eq!(number("0"), number("-0.0"));
        assert_eq!(number("1e2"), number("100"));
    }
}
