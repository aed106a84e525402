//! Which users are in a share, and which variant a split gives them.
//!
//! This is ADR 1, fixed for ever and the same in every language: users stay where they are across
//! releases, restarts and SDKs. `conformance/buckets.json` has vectors.

use std::fmt::{self, Write};

use hoist_ruleset::Number;
use serde_json::Value;
use xxhash_rust::xxh64::{Xxh64, xxh64};

/// Number of ranks: a share in 1/100 % is a threshold among them.
pub const RANKS: u16 = 10_000;

/// 2^53: up to here a float counts whole numbers exactly.
const EXACT_FLOAT_MAX: f64 = 9_007_199_254_740_992.0;

/// The hash of a bucketing value under a salt: `xxh64(seed 0, value ++ salt)`.
pub fn hash(value: &str, salt: &str) -> u64 {
    // Both together are short as a rule: hashing one buffer on the stack is cheaper than a stream.
    let mut buffer = [0_u8; 128];
    let length = value.len() + salt.len();
    if length <= buffer.len() {
        buffer[..value.len()].copy_from_slice(value.as_bytes());
        buffer[value.len()..length].copy_from_slice(salt.as_bytes());
        return xxh64(&buffer[..length], 0);
    }
    let mut stream = Xxh64::new(0);
    stream.update(value.as_bytes());
    stream.update(salt.as_bytes());
    stream.digest()
}

/// Rank of a hash among shares: in iff it is below the threshold in 1/100 %.
///
/// Whole percentages are the last two digits of the hash; decimals refine them without moving
/// anyone across a whole one.
pub fn share_rank(hash: u64) -> u16 {
    small((hash % 100) * 100 + (hash / 10_000) % 100)
}

/// Rank of a hash among the ranges of a split.
pub fn split_rank(hash: u64) -> u16 {
    small(hash % 10_000)
}

#[expect(clippy::cast_possible_truncation, reason = "both ranks are below 10,000")]
fn small(rank: u64) -> u16 {
    rank as u16
}

/// The text that an attribute buckets by: a string, a whole number or a boolean.
pub(crate) enum BucketingValue<'c> {
    Text(&'c str),
    Written(StackText),
}

impl<'c> BucketingValue<'c> {
    /// `None` for what cannot bucket: nothing, an empty string, a fraction, a list, an object.
    pub(crate) fn of(value: &'c Value) -> Option<Self> {
        match value {
            Value::String(text) if text.is_empty() => None,
            Value::String(text) => Some(Self::Text(text)),
            Value::Bool(true) => Some(Self::Text("true")),
            Value::Bool(false) => Some(Self::Text("false")),
            Value::Number(number) => Self::of_number(number),
            _ => None,
        }
    }

    /// A float buckets as the whole number it is, as far as every language counts exactly.
    fn of_number(number: &serde_json::Number) -> Option<Self> {
        let exact = number.as_f64().is_some_and(|float| float.abs() <= EXACT_FLOAT_MAX);
        match Number::from_json(number) {
            Number::Whole(whole) if exact || !number.is_f64() => {
                StackText::write(format_args!("{whole}")).map(Self::Written)
            }
            _ => None,
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Written(text) => text.as_str(),
        }
    }
}

/// A short text on the stack: a whole number has at most 40 digits.
pub(crate) struct StackText {
    bytes: [u8; 40],
    length: usize,
}

impl StackText {
    fn write(text: fmt::Arguments<'_>) -> Option<Self> {
        let mut written = Self { bytes: [0; 40], length: 0 };
        written.write_fmt(text).ok()?;
        Some(written)
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.length]).unwrap_or_default()
    }
}

impl Write for StackText {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.length + text.len();
        let room = self.bytes.get_mut(self.length..end).ok_or(fmt::Error)?;
        room.copy_from_slice(text.as_bytes());
        self.length = end;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn published_vectors() {
        for (value, salt, h, share, split) in [
            ("user_0", "new_search_algorithm", 1_644_772_222_210_777_049, 4977, 7049),
            ("user_1", "new_search_algorithm", 8_177_089_717_732_607_537, 3760, 7537),
            ("ana@example.com", "new_search_algorithm", 15_296_983_880_258_514_648, 4851, 4648),
            ("日本", "new_search_algorithm", 17_443_288_621_269_483_490, 9048, 3490),
        ] {
            assert_eq!(hash(value, salt), h);
            assert_eq!((share_rank(h), split_rank(h)), (share, split));
        }
    }

    #[test]
    fn long_texts_hash_like_short_ones() {
        for length in 0..300 {
            let text = "x".repeat(length);
            for cut in [0, length / 3, length] {
                assert_eq!(hash(&text[..cut], &text[cut..]), xxh64(text.as_bytes(), 0));
            }
        }
    }

    #[test]
    fn what_buckets() {
        let text = |value: Value| BucketingValue::of(&value).map(|value| value.as_str().to_owned());
        assert_eq!(text(json!("a")).as_deref(), Some("a"));
        assert_eq!(text(json!(42)).as_deref(), Some("42"));
        assert_eq!(text(json!(42.0)).as_deref(), Some("42"));
        assert_eq!(text(json!(-7)).as_deref(), Some("-7"));
        assert_eq!(text(json!(u64::MAX)).as_deref(), Some("18446744073709551615"));
        assert_eq!(text(json!(-0.0)).as_deref(), Some("0"));
        assert_eq!(text(json!(9e15)).as_deref(), Some("9000000000000000"));
        assert_eq!(text(json!(true)).as_deref(), Some("true"));
        for nothing in [
            json!(""),
            json!(4.5),
            json!(1e300),
            json!(1e16),
            json!([1]),
            json!({"a": 1}),
            json!(null),
        ] {
            assert_eq!(text(nothing), None);
        }
    }
}
