//! What a release looks at: the candidate beside a baseline of the same moment.

use serde::Serialize;

use super::Span;
use crate::key::MetricKey;

/// A number of the candidate, and how far it may be from the baseline's or from fixed bounds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReleaseCheck {
    /// What people call it; each name is of one check.
    pub name: String,
    /// Where the number comes from.
    #[serde(flatten)]
    pub source: CheckSource,
    /// The candidate's value is at most this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    /// The candidate's value is at least this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// The candidate's value is at most so many times the baseline's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_ratio: Option<f64>,
    /// The candidate's value is at least so many times the baseline's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_ratio: Option<f64>,
    /// A baseline below this counts as this: `max_ratio` of nothing would allow nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub floor: Option<f64>,
    /// How often it is made.
    pub interval: Span,
    /// With fewer samples on a side it tells nothing, and the release waits.
    #[serde(skip_serializing_if = "is_zero")]
    pub min_samples: u64,
    /// So many runs of a step may fail.
    #[serde(skip_serializing_if = "is_zero_32")]
    pub failures_allowed: u32,
    /// Only so many failed runs in a row count as failed.
    #[serde(skip_serializing_if = "is_one")]
    pub consecutive: u32,
    /// Without data for so long it has failed.
    pub no_data_limit: Span,
    /// How a ratio is judged.
    #[serde(skip_serializing_if = "CheckTest::is_bare")]
    pub test: CheckTest,
}

/// Where a check's number comes from.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "source", rename_all = "snake_case")]
pub enum CheckSource {
    /// A query to Prometheus.
    Prometheus {
        /// Its `{{track}}` is `canary` or `stable`: it is asked once for each.
        query: String,
        /// How many requests that is about; absent, evaluations of the flag are counted.
        #[serde(skip_serializing_if = "Option::is_none")]
        samples: Option<String>,
    },
    /// A metric of Hoist: who is in beside who is not.
    Metric {
        /// Key of a metric; one without a document is guessed from its name.
        metric: MetricKey,
    },
}

/// How a ratio is judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckTest {
    /// By itself: whatever is beyond the bound is too much.
    #[default]
    Ratio,
    /// By a sequential test on counts: it is too much when it is beyond the bound and no chance.
    Sequential,
}

impl CheckTest {
    fn is_bare(&self) -> bool {
        *self == Self::Ratio
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_zero_32(number: &u32) -> bool {
    *number == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_one(number: &u32) -> bool {
    *number == 1
}

impl ReleaseCheck {
    /// What stands in place of `{{…}}` in queries.
    pub const PLACEHOLDERS: [&'static str; 5] =
        ["track", "flag", "namespace", "deployment", "interval"];
    /// How often a check is made that does not say.
    pub const INTERVAL: Span = Span::of_seconds(30);
    /// For how long a check may have no data that does not say.
    pub const NO_DATA_LIMIT: Span = Span::of_seconds(5 * 60);

    /// The metric of Hoist that it compares, if it does.
    pub fn metric(&self) -> Option<&MetricKey> {
        match &self.source {
            CheckSource::Metric { metric } => Some(metric),
            CheckSource::Prometheus { .. } => None,
        }
    }

    /// Whether the candidate is compared with a baseline.
    pub fn is_relative(&self) -> bool {
        self.max_ratio.is_some() || self.min_ratio.is_some()
    }

    /// The checks of a release that names none: errors, latency and conversions.
    ///
    /// The first two ask for the metrics that OpenTelemetry names, by a label `track`. Errors and
    /// conversions are counts, which a test tells from chance; a latency has to be worse three
    /// times in a row.
    pub fn defaults() -> Vec<Self> {
        let requests = "http_server_request_duration_seconds";
        let all = format!(
            r#"sum(increase({requests}_count{{track="{{{{track}}}}"}}[{{{{interval}}}}]))"#
        );
        let errors = format!(
            "sum(increase({requests}_count{{track=\"{{{{track}}}}\",\
             http_response_status_code=~\"5..\"}}[{{{{interval}}}}])) or vector(0)"
        );
        let p95 = format!(
            "histogram_quantile(0.95, sum(rate({requests}_bucket{{track=\"{{{{track}}}}\"}}\
             [{{{{interval}}}}])) by (le))"
        );
        let asked = |query, samples| CheckSource::Prometheus { query, samples: Some(samples) };
        let check = |name: &str, source| Self {
            name: name.to_owned(),
            source,
            max: None,
            min: None,
            max_ratio: None,
            min_ratio: None,
            floor: None,
            interval: Self::INTERVAL,
            min_samples: 0,
            failures_allowed: 0,
            consecutive: 1,
            no_data_limit: Self::NO_DATA_LIMIT,
            test: CheckTest::Ratio,
        };
        let conversion = MetricKey::parse("conversion_rate");
        let conversion = conversion.map(|metric| Self {
            min_ratio: Some(0.95),
            test: CheckTest::Sequential,
            ..check("conversion", CheckSource::Metric { metric })
        });
        let errors = Self {
            max_ratio: Some(1.1),
            test: CheckTest::Sequential,
            ..check("error rate", asked(errors, all.clone()))
        };
        let latency = Self {
            max_ratio: Some(1.2),
            min_samples: 200,
            consecutive: 3,
            ..check("p95 latency", asked(p95, all))
        };
        [errors, latency].into_iter().chain(conversion).collect()
    }
}
