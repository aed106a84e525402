//! Asking for snapshots and long lists.

use std::io::Read as _;
use std::time::Duration;

use flate2::read::GzDecoder;
use hoist_api::{ListBody, Snapshot};
use hoist_ruleset::{Digest, KeyList};
use reqwest::{Method, RequestBuilder, Response, StatusCode, header};

use super::failure::Failure;
use super::{ANSWER_WAIT, off_thread};
use crate::apply::Message;
use crate::endpoint::Endpoint;
use crate::plain;

/// Largest snapshot or list, in bytes, unpacked.
const BODY_BYTES_MAX: usize = 128 << 20;
/// How long a whole answer may take.
const BODY_WAIT: Duration = Duration::from_secs(60);

/// A snapshot, its size and its tag.
type Fetched = (Message, usize, Option<String>);

/// Asks for all rules; `None` if they are those of the tag.
pub(crate) async fn snapshot(
    endpoint: &Endpoint,
    tag: Option<&str>,
) -> Result<Option<Fetched>, Failure> {
    let mut request = endpoint
        .request(Method::GET, "api/snapshot")
        .header(header::ACCEPT_ENCODING, "gzip")
        .timeout(BODY_WAIT);
    if let Some(tag) = tag {
        request = request.header(header::IF_NONE_MATCH, tag);
    }
    let response = send(request).await?;
    if response.status() == StatusCode::NOT_MODIFIED {
        return Ok(None);
    }
    let response = expect_ok(response).await?;
    let text = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
    let tag = text(header::ETAG).map(str::to_owned);
    let is_packed = text(header::CONTENT_ENCODING).is_some_and(|name| name == "gzip");
    let body = body(response, BODY_BYTES_MAX).await?;
    let read = move || -> Result<(Message, usize), String> {
        let body = if is_packed { unpacked(&body, BODY_BYTES_MAX)? } else { body };
        let snapshot: Snapshot = plain::read(&body)?;
        if snapshot.past {
            return Err("it is of the past".to_owned());
        }
        Ok((Message::Snapshot(Box::new(snapshot)), body.len()))
    };
    // It may be many times as large as it looks.
    let read = off_thread(usize::MAX, read).await;
    let (message, size) =
        read.unwrap_or_else(|| Err("it could not be read".into())).map_err(Failure::Garbage)?;
    Ok(Some((message, size, tag)))
}

/// Asks for the keys of a long list, and makes sure that they are what its digest says.
pub(crate) async fn list(endpoint: &Endpoint, digest: Digest) -> Result<KeyList, Failure> {
    let request = endpoint.request(Method::GET, &format!("api/lists/{digest}")).timeout(BODY_WAIT);
    let response = expect_ok(send(request).await?).await?;
    let body = body(response, BODY_BYTES_MAX).await?;
    let read = off_thread(body.len(), move || {
        let answer: ListBody = plain::read(&body)?;
        let list: KeyList = answer.keys.iter().map(String::as_str).collect();
        let is_it = list.digest() == digest;
        is_it.then_some(list).ok_or_else(|| format!("the list {digest} has another digest"))
    });
    read.await.unwrap_or_else(|| Err("it could not be read".into())).map_err(Failure::Garbage)
}

/// Sends a request and waits for the head of the answer.
pub(crate) async fn send(request: RequestBuilder) -> Result<Response, Failure> {
    let answer = tokio::time::timeout(ANSWER_WAIT, request.send()).await;
    answer.map_err(|_elapsed| Failure::Late)?.map_err(|error| Failure::of_error(&error))
}

pub(crate) async fn expect_ok(response: Response) -> Result<Response, Failure> {
    if response.status() == StatusCode::OK {
        return Ok(response);
    }
    Err(Failure::of_answer(response).await)
}

/// The body of an answer, up to a size. It may not stop coming.
pub(crate) async fn body(mut response: Response, bytes_max: usize) -> Result<Vec<u8>, Failure> {
    let mut body = Vec::new();
    loop {
        let piece = tokio::time::timeout(ANSWER_WAIT, response.chunk()).await;
        let piece = piece.map_err(|_elapsed| Failure::Late)?;
        let Some(piece) = piece.map_err(|error| Failure::of_error(&error))? else {
            return Ok(body);
        };
        if body.len() + piece.len() > bytes_max {
            return Err(Failure::Garbage(format!("an answer has more than {bytes_max} bytes")));
        }
        body.extend_from_slice(&piece);
    }
}

/// Unpacks what is small when packed and may be huge when not.
fn unpacked(packed: &[u8], bytes_max: usize) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(bytes_max).unwrap_or(u64::MAX).saturating_add(1);
    GzDecoder::new(packed)
        .take(limit)
        .read_to_end(&mut bytes)
        .map_err(|error| format!("it is no gzip: {error}"))?;
    if bytes.len() > bytes_max {
        return Err(format!("unpacked it has more than {bytes_max} bytes"));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    #[test]
    fn what_unpacks_to_too_much_is_refused() {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(&[b'x'; 1_000]).unwrap();
        let packed = encoder.finish().unwrap();
        assert_eq!(unpacked(&packed, 1_000).unwrap().len(), 1_000);
        assert!(unpacked(&packed, 999).unwrap_err().contains("more than 999 bytes"));
        assert!(unpacked(b"plain", 999).unwrap_err().contains("no gzip"));
    }
}
