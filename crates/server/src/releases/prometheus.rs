//! Numbers from Prometheus: one instant query, one number, or a sentence why there is none.
//!
//! Whatever answers, nothing that is not one finite number becomes a value: no vector of several
//! series, no range of samples, no NaN, no page of a proxy, no half of an answer. A check without a
//! value holds its release, and so does a silent Prometheus.
//!
//! Only the host that the server was started with is asked, and no other allowance follows from it.

mod answer;
pub(super) mod measure;

use std::path::PathBuf;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::fmt::rfc2822;
use jiff::{SignedDuration, Timestamp};
use reqwest::Url;
use reqwest::header::{DATE, HeaderMap};

use crate::outbound::{Allow, Failure, Outbound, Request};

/// How long one query may take.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Most bytes of an answer. One number needs a few hundred.
const ANSWER_BYTES_MAX: usize = 1 << 20;
/// How far its clock may be from ours: it is asked of moments of ours, and a window that is moved by
/// more is about another time.
const SKEW_MAX: SignedDuration = SignedDuration::from_secs(5);

/// Which Prometheus is asked, and what lets us in.
#[derive(Clone)]
pub struct PrometheusOptions {
    /// Its address, as far as it goes before `/api/v1`.
    pub url: String,
    /// The name for basic authentication; absent, a secret is a bearer token.
    pub user: Option<String>,
    /// The password or the token.
    pub secret: Option<PrometheusSecret>,
}

/// A password or a token.
#[derive(Clone)]
pub enum PrometheusSecret {
    /// The secret.
    Text(String),
    /// The file that it is in, which is read for each query, since tokens in files are renewed.
    File(PathBuf),
}

/// The Prometheus that checks ask.
pub(crate) struct Prometheus {
    outbound: Outbound,
    url: Url,
    user: Option<String>,
    secret: Option<PrometheusSecret>,
    timeout: Duration,
}

impl Prometheus {
    /// Makes nothing but sure that it could be asked.
    ///
    /// # Errors
    ///
    /// What is wrong with the address, as a sentence.
    pub(crate) fn new(options: PrometheusOptions) -> Result<Self, String> {
        let PrometheusOptions { url: text, user, secret } = options;
        let wrong = |why: String| format!("the address of Prometheus is of no use: {why}");
        let mut url = Url::parse(&text).map_err(|error| wrong(error.to_string()))?;
        if url.query().is_some() || url.fragment().is_some() {
            return Err(wrong("it ends before `/api/v1`, without `?` and `#`".to_owned()));
        }
        let host = url.host_str().ok_or_else(|| wrong(Failure::NoUrl.to_string()))?;
        let own = host.parse::<Allow>().map_err(|error| wrong(error.to_string()))?;
        let outbound = Outbound::new([own].into_iter().collect());
        outbound.check(&text).map_err(|failure| wrong(failure.to_string()))?;
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(["api", "v1", "query"]);
        }
        Ok(Self { outbound, url, user, secret, timeout: TIMEOUT })
    }

    /// The one number that a query gives at a time.
    async fn ask(&self, query: &str, at: Timestamp) -> Result<f64, String> {
        let mut form = self.url.clone();
        form.query_pairs_mut()
            .append_pair("query", query)
            .append_pair("timeout", &format!("{}s", self.timeout.as_secs().max(1)))
            .append_pair("time", &format!("{at:.3}"));
        let mut headers = vec![
            ("accept", "application/json".to_owned()),
            ("content-type", "application/x-www-form-urlencoded".to_owned()),
        ];
        headers.extend(self.authorization().await?.map(|value| ("authorization", value)));
        let answered = self.outbound.send(Request {
            url: self.url.as_str(),
            headers: &headers,
            body: Some(form.query().unwrap_or_default().to_owned()),
            timeout: self.timeout,
            answer_bytes_max: ANSWER_BYTES_MAX,
        });
        let answered = answered.await.map_err(|failure| failure.to_string())?;
        let value = answer::read(answered.status, &answered.body)?;
        self.agree(&answered.headers, at)?;
        Ok(value)
    }

    /// Whether it dates what it was asked at a moment as we would. What has no date is believed.
    fn agree(&self, headers: &HeaderMap, at: Timestamp) -> Result<(), String> {
        let dated = headers.get(DATE).and_then(|date| rfc2822::parse(date.to_str().ok()?).ok());
        let Some(dated) = dated.map(|dated| dated.timestamp()) else { return Ok(()) };
        let (behind, ahead) = (at.duration_since(dated), dated.duration_since(at));
        let answering = SignedDuration::try_from(self.timeout).unwrap_or_default();
        if behind <= SKEW_MAX && ahead <= SKEW_MAX + answering {
            return Ok(());
        }
        Err(format!(
            "its clock says {dated:.0} where that of this server says {at:.0}, so its numbers would \
             be of another time: set both clocks by one source"
        ))
    }

    async fn authorization(&self) -> Result<Option<String>, String> {
        let secret = match &self.secret {
            None => return Ok(None),
            Some(PrometheusSecret::Text(text)) => text.clone(),
            Some(PrometheusSecret::File(file)) => {
                let path = file.clone();
                let read = tokio::task::spawn_blocking(move || std::fs::read_to_string(path));
                let cannot = |why: String| {
                    format!("the secret for Prometheus in {} cannot be read: {why}", file.display())
                };
                let text = read.await.map_err(|error| cannot(error.to_string()))?;
                text.map_err(|error| cannot(error.to_string()))?.trim().to_owned()
            }
        };
        Ok(Some(match &self.user {
            Some(user) => format!("Basic {}", STANDARD.encode(format!("{user}:{secret}"))),
            None => format!("Bearer {secret}"),
        }))
    }
}

#[cfg(test)]
mod tests;
