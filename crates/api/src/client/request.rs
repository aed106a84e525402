//! One request and its answer.

use std::time::Duration;

use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue, LOCATION};
use reqwest::{Method, Request, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::reason::header_text;
use super::{Client, Download, Error, Terms};
use crate::Problem;

/// How much of a strange answer is shown.
const EXCERPT_CHARACTERS: usize = 200;

/// A request in the making.
pub(super) struct Call<'c> {
    client: &'c Client,
    request: Request,
}

impl Client {
    /// A request of the environment, if one was chosen.
    pub(super) fn call(&self, method: Method, path: &[&str]) -> Result<Call<'_>, Error> {
        let call = self.call_instance(method, path)?;
        Ok(call.query("environment", self.environment.as_deref()))
    }

    /// A request of the server as a whole.
    pub(super) fn call_instance(&self, method: Method, path: &[&str]) -> Result<Call<'_>, Error> {
        let mut url = self.base.clone();
        // These would lead to another path, and so to another operation.
        if let Some(part) = path.iter().find(|part| matches!(**part, "" | "." | "..")) {
            return Err(Error::NotSendable(format!("`{part}` is no key")));
        }
        match url.path_segments_mut() {
            Ok(mut segments) => segments.pop_if_empty().extend(path),
            Err(()) => return Err(Error::NotSendable("the URL has no path".to_owned())),
        };
        Ok(Call { client: self, request: Request::new(method, url) })
    }
}

impl Call<'_> {
    /// Adds a parameter, where there is a value.
    pub(super) fn query(mut self, name: &str, value: Option<impl ToString>) -> Self {
        if let Some(value) = value {
            self.request.url_mut().query_pairs_mut().append_pair(name, &value.to_string());
        }
        self
    }

    /// Adds what a change is bound to.
    pub(super) fn terms(self, terms: &Terms<'_>) -> Result<Self, Error> {
        let version = terms.if_version.map(|version| format!("\"{version}\""));
        let call = self.header(HeaderName::from_static("if-match"), version)?;
        let reason = terms.reason.map(header_text);
        call.header(HeaderName::from_static("x-hoist-reason"), reason)
    }

    fn header(mut self, name: HeaderName, value: Option<String>) -> Result<Self, Error> {
        if let Some(value) = value {
            let value = HeaderValue::try_from(value)
                .map_err(|error| Error::NotSendable(format!("the header {name}: {error}")))?;
            self.request.headers_mut().insert(name, value);
        }
        Ok(self)
    }

    pub(super) fn accept(mut self, media_type: &'static str) -> Self {
        self.request.headers_mut().insert(ACCEPT, HeaderValue::from_static(media_type));
        self
    }

    /// Waits longer for the answer than usually.
    pub(super) fn patient(mut self, timeout: Duration) -> Self {
        *self.request.timeout_mut() = Some(timeout);
        self
    }

    pub(super) fn body(mut self, media_type: &'static str, body: Vec<u8>) -> Self {
        self.request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        *self.request.body_mut() = Some(body.into());
        self
    }

    pub(super) fn json(self, body: &impl Serialize) -> Result<Self, Error> {
        let body = serde_json::to_vec(body)
            .map_err(|error| Error::NotSendable(format!("this is no JSON: {error}")))?;
        Ok(self.body("application/json", body))
    }

    /// Sends it. The answer is JSON.
    pub(super) async fn answer<T: DeserializeOwned>(self) -> Result<T, Error> {
        let Answer { url, status, body } = self.send().await?;
        serde_json::from_slice(&body).map_err(|error| {
            let what = format!("{error}, in {}", excerpt(&body));
            Error::Unexpected { url, status, what }
        })
    }

    /// Sends it. Nothing of the answer matters but that it is no refusal.
    pub(super) async fn done(self) -> Result<(), Error> {
        self.send().await.map(drop)
    }

    /// Sends it. The answer is the file that was asked for.
    pub(super) async fn bytes(self) -> Result<Vec<u8>, Error> {
        Ok(self.send().await?.body)
    }

    /// Sends it. The answer is a file that is read as it comes.
    pub(super) async fn download(self) -> Result<Download, Error> {
        let (url, response) = self.execute().await?;
        match response.status().is_success() {
            true => Ok(Download { url, response }),
            false => Err(refused(url, response).await?),
        }
    }

    async fn send(self) -> Result<Answer, Error> {
        let (url, response) = self.execute().await?;
        if !response.status().is_success() {
            return Err(refused(url, response).await?);
        }
        let status = response.status().as_u16();
        let body = response.bytes().await.map_err(unreachable(&url))?.to_vec();
        Ok(Answer { url, status, body })
    }

    async fn execute(self) -> Result<(String, Response), Error> {
        let url = self.client.base.as_str().trim_end_matches('/').to_owned();
        let response = self.client.http.execute(self.request).await.map_err(unreachable(&url))?;
        Ok((url, response))
    }
}

/// What an answer says that is no success.
async fn refused(url: String, response: Response) -> Result<Error, Error> {
    let (status, target) = (response.status().as_u16(), redirection(&response));
    let body = response.bytes().await.map_err(unreachable(&url))?.to_vec();
    Ok(Answer { url, status, body }.refusal(target))
}

fn unreachable(url: &str) -> impl Fn(reqwest::Error) -> Error {
    |source| Error::Unreachable { url: url.to_owned(), source: source.without_url() }
}

struct Answer {
    url: String,
    status: u16,
    body: Vec<u8>,
}

impl Answer {
    /// Why the server refused, as far as it is ours and says so.
    fn refusal(self, target: Option<String>) -> Error {
        let Self { url, status, body } = self;
        if let Ok(problem) = serde_json::from_slice::<Problem>(&body) {
            return Error::Problem(Box::new(problem));
        }
        let what = match target {
            Some(target) => format!("it leads to {target}, where no token is sent unasked"),
            None => excerpt(&body),
        };
        Error::Unexpected { url, status, what }
    }
}

fn redirection(response: &Response) -> Option<String> {
    let target = response.headers().get(LOCATION).filter(|_| response.status().is_redirection())?;
    Some(excerpt(target.as_bytes()))
}

/// The beginning of a body, on one line.
fn excerpt(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let words = text.split(|each: char| each.is_whitespace() || each.is_control());
    let line = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(EXCERPT_CHARACTERS) {
        _ if line.is_empty() => "the body is empty".to_owned(),
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}
