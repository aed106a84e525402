//! Caps of metrics: one customer is not to decide.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How much of a user's total counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MetricCap {
    /// At most this.
    At(f64),
    /// At most what so many of the users' totals are within, in hundredths of a percent: those that
    /// are not zero, of all variants together.
    Percentile(u16),
}

impl MetricCap {
    /// In one percent.
    const PERCENT: u16 = 100;

    /// Reads a percentile from `p50` to `p99.99`, of at most two decimals.
    pub fn percentile(text: &str) -> Option<Self> {
        let number = text.strip_prefix('p')?;
        let (whole, rest) = match number.split_once('.') {
            Some((whole, rest)) if !rest.is_empty() => (whole, rest),
            Some(_) => return None,
            None => (number, ""),
        };
        let are_digits = [whole, rest].iter().all(|it| it.bytes().all(|b| b.is_ascii_digit()));
        if !are_digits || whole.len() != 2 || rest.len() > 2 {
            return None;
        }
        let hundredths: u16 = format!("{whole}{rest:0<2}").parse().ok()?;
        (hundredths >= 50 * Self::PERCENT).then_some(Self::Percentile(hundredths))
    }

    /// The part of the totals that is within the cap, where it is a percentile: 0.99 of `p99`.
    pub fn level(self) -> Option<f64> {
        match self {
            Self::At(_) => None,
            Self::Percentile(hundredths) => Some(f64::from(hundredths) / 1e4),
        }
    }
}

/// As it is written: `500`, `p99`, `p99.9`.
impl fmt::Display for MetricCap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::At(cap) => write!(f, "{cap}"),
            Self::Percentile(hundredths) => {
                write!(f, "p{}", f64::from(hundredths) / f64::from(Self::PERCENT))
            }
        }
    }
}

impl Serialize for MetricCap {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Self::At(cap) => serializer.serialize_f64(cap),
            Self::Percentile(_) => serializer.collect_str(self),
        }
    }
}

impl<'de> Deserialize<'de> for MetricCap {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Number(f64),
            Text(String),
        }
        match Written::deserialize(deserializer)? {
            Written::Number(cap) => Ok(Self::At(cap)),
            Written::Text(text) => Self::percentile(&text)
                .ok_or_else(|| D::Error::custom(format!("\"{text}\" is no percentile"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles() {
        for (text, hundredths, again) in [
            ("p50", 5_000, "p50"),
            ("p99", 9_900, "p99"),
            ("p99.9", 9_990, "p99.9"),
            ("p99.90", 9_990, "p99.9"),
            ("p99.99", 9_999, "p99.99"),
            ("p95.05", 9_505, "p95.05"),
            ("p90.00", 9_000, "p90"),
        ] {
            let cap = MetricCap::percentile(text).unwrap();
            assert_eq!((cap, cap.to_string().as_str()), (MetricCap::Percentile(hundredths), again));
            let json = serde_json::to_string(&cap).unwrap();
            assert_eq!(json, format!("\"{again}\""));
            assert_eq!(serde_json::from_str::<MetricCap>(&json).unwrap(), cap);
        }
        let bad = [
            "", "p", "99", "P99", "p49.99", "p100", "p9", "p099", "p99.", "p99.999", "p.99",
            "p-99", "p+99", "p99.9%", "p 99", "p99,9", "p9٩",
        ];
        for bad in bad {
            assert_eq!(MetricCap::percentile(bad), None, "{bad}");
        }
        assert_eq!(MetricCap::Percentile(9_990).level(), Some(0.999));
    }

    #[test]
    fn numbers_stay_numbers() {
        let cap: MetricCap = serde_json::from_str("500").unwrap();
        assert_eq!((cap, cap.level()), (MetricCap::At(500.0), None));
        assert_eq!(serde_json::to_string(&cap).unwrap(), "500.0");
        assert!(serde_json::from_str::<MetricCap>("\"p5\"").is_err());
    }
}
