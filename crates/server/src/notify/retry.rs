//! What comes of an attempt: delivered, to be tried again and when, or never. Pure.

use axum::http::header::RETRY_AFTER;
use jiff::fmt::rfc2822;
use jiff::{SignedDuration, Timestamp};

use crate::outbound::{Failure, Response};

/// After so long without success a message is given up.
pub(super) const GIVE_UP_AFTER: SignedDuration = SignedDuration::from_hours(72);
/// The pause after the first failure; it doubles with each.
const PAUSE_MS: i64 = 1_000;
/// The longest pause that is chosen here.
const PAUSE_MAX_MS: i64 = 600_000;
/// The longest pause that a receiver may ask for.
pub(super) const ASKED_MAX: SignedDuration = SignedDuration::from_hours(6);

/// What is to be done after an attempt.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum After {
    Delivered,
    /// It is tried again after a pause, and so is all about the same keys.
    Again {
        pause: SignedDuration,
        /// Whether nothing else gets through either, so the channel rests as a whole.
        rests: bool,
        why: String,
    },
    /// The receiver wants nothing more.
    Never {
        why: String,
    },
}

/// Judges an attempt, after so many before it. Pauses are that many thousandths of the longest:
/// whoever chooses them at random spreads what would happen at once.
pub(super) fn judge(
    result: &Result<Response, Failure>,
    attempts: u32,
    permille: u32,
    now: Timestamp,
) -> After {
    let own = pause(attempts, permille);
    let response = match result {
        Ok(response) => response,
        Err(failure) => return After::Again { pause: own, rests: true, why: failure.to_string() },
    };
    let status = response.status;
    let asked = response.headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok());
    let asked = asked.and_then(|asked| retry_after(asked, now)).map(|asked| asked.min(ASKED_MAX));
    match status {
        200..=299 => After::Delivered,
        410 => After::Never { why: "the receiver answered with 410: it is gone".to_owned() },
        _ => {
            let why = match status {
                300..=399 => {
                    format!("the receiver answered with {status}: no redirect is followed")
                }
                _ => format!("the receiver answered with {status}"),
            };
            // These are about this message; all others are about the receiver.
            let is_of_message = matches!(status, 400 | 409 | 413 | 415 | 422 | 500 | 501);
            let rests = !is_of_message || asked.is_some();
            After::Again { pause: asked.unwrap_or(own).max(own), rests, why }
        }
    }
}

/// The pause after so many attempts: twice as long each time, up to a limit.
fn pause(attempts: u32, permille: u32) -> SignedDuration {
    let most = PAUSE_MS.saturating_mul(1 << attempts.min(20)).min(PAUSE_MAX_MS);
    SignedDuration::from_millis(most * i64::from(permille) / 1_000)
}

/// The pause that `Retry-After` asks for: seconds, or until a time.
fn retry_after(text: &str, now: Timestamp) -> Option<SignedDuration> {
    if let Ok(seconds) = text.trim().parse::<u32>() {
        return Some(SignedDuration::from_secs(seconds.into()));
    }
    let until = rfc2822::parse(text.trim()).ok()?.timestamp();
    Some(until.duration_since(now)).filter(|pause| pause.is_positive())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn answer(status: u16, retry_after: Option<&str>) -> Result<Response, Failure> {
        let mut headers = axum::http::HeaderMap::new();
        if let Some(value) = retry_after {
            headers.insert(RETRY_AFTER, value.parse().unwrap());
        }
        Ok(Response { status, headers, body: Vec::new() })
    }

    /// What comes of an answer: how many seconds it waits, and whether the channel rests.
    fn waits(status: u16, retry_after: Option<&str>, attempts: u32) -> Option<(i64, bool)> {
        match judge(&answer(status, retry_after), attempts, 1_000, NOW) {
            After::Again { pause, rests, .. } => Some((pause.as_secs(), rests)),
            After::Delivered | After::Never { .. } => None,
        }
    }

    #[test]
    fn pauses_double_up_to_ten_minutes() {
        let pauses = |permille| [0, 1, 5, 9, 10, 60].map(|n| pause(n, permille).as_millis());
        assert_eq!(pauses(1_000), [1_000, 2_000, 32_000, 512_000, 600_000, 600_000]);
        assert_eq!(pauses(500), [500, 1_000, 16_000, 256_000, 300_000, 300_000]);
    }

    #[test]
    fn what_is_wrong_with_a_message_holds_up_no_other() {
        for (status, expected) in [
            (200, None),
            (204, None),
            (410, None),
            (302, Some((1, true))),
            (400, Some((1, false))),
            (401, Some((1, true))),
            (404, Some((1, true))),
            (422, Some((1, false))),
            (429, Some((1, true))),
            (500, Some((1, false))),
            (503, Some((1, true))),
        ] {
            assert_eq!(waits(status, None, 0), expected, "{status}");
        }
        assert_eq!(judge(&answer(204, None), 0, 500, NOW), After::Delivered);
        assert!(matches!(judge(&answer(410, None), 0, 500, NOW), After::Never { .. }));
        let failure = Failure::Unresolved { host: "a".to_owned() };
        let after = judge(&Err(failure), 0, 500, NOW);
        assert!(matches!(after, After::Again { rests: true, .. }));
    }

    #[test]
    fn a_receiver_says_when_it_wants_to_be_asked_again() {
        for (asked, attempts, expected) in [
            ("120", 0, 120),
            ("1", 5, 32),
            ("Thu, 01 Jan 1970 00:05:00 GMT", 0, 300),
            ("Wed, 31 Dec 1969 00:05:00 GMT", 0, 1),
            ("999999", 0, ASKED_MAX.as_secs()),
            ("soon", 0, 1),
        ] {
            assert_eq!(waits(503, Some(asked), attempts), Some((expected, true)), "{asked}");
        }
        assert_eq!(waits(500, Some("60"), 0), Some((60, true)));
    }
}
