//! What an answer of the server means for what was sent. Pure: a function of what was heard.

use std::time::Duration;

use hoist_api::{EventsAnswer, RefusedEvent};
use serde::de::DeserializeOwned;

use super::trouble::Cause;
use crate::backoff::Haste;

/// What was heard from the server.
#[derive(Debug)]
pub(crate) enum Heard {
    /// An answer.
    Answer {
        /// The HTTP status.
        status: u16,
        /// What `Retry-After` says, where it is a number of seconds.
        retry_after: Option<Duration>,
        /// The body; nothing where it is too long.
        body: Vec<u8>,
    },
    /// Nothing within the time.
    TimedOut,
    /// There was no connection, or it broke.
    Unreachable,
}

/// What it means for what was sent.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict<A> {
    /// The server has it.
    Taken(A),
    /// It is sent again, unchanged.
    Again(Haste, Cause),
    /// Sending it again gives the same.
    Hopeless(Cause),
}

/// Judges what was heard, where the server answers with an `A` that is `sound`.
pub(crate) fn judge<A: DeserializeOwned>(
    heard: &Heard,
    sound: impl FnOnce(&A) -> bool,
) -> Verdict<A> {
    let (status, retry_after, body) = match heard {
        Heard::TimedOut => return Verdict::Again(Haste::Soon, Cause::TimedOut),
        Heard::Unreachable => return Verdict::Again(Haste::Soon, Cause::Unreachable),
        Heard::Answer { status, retry_after, body } => (*status, *retry_after, body),
    };
    match status {
        200..=299 => match serde_json::from_slice(body) {
            Ok(answer) if sound(&answer) => Verdict::Taken(answer),
            // Whether the server has it is not known. It has not more of it for being asked again.
            _ => Verdict::Again(Haste::Slowly, Cause::Garbage),
        },
        401 | 403 => Verdict::Again(Haste::Slowly, Cause::Token(status)),
        408 | 425 | 429 | 500.. => {
            Verdict::Again(retry_after.map_or(Haste::Soon, Haste::NotBefore), Cause::Busy(status))
        }
        100..=399 | 404 | 405 => Verdict::Again(Haste::Slowly, Cause::NoSuchRoute(status)),
        _ => Verdict::Hopeless(Cause::Hopeless(status)),
    }
}

/// Whether an answer accounts for each of so many events, exactly once.
pub(super) fn is_sound(answer: &EventsAnswer, events: u64) -> bool {
    let mut indices: Vec<u64> =
        answer.refused.iter().map(|RefusedEvent { index, .. }| *index).collect();
    indices.sort_unstable();
    let are_distinct = indices.windows(2).all(|pair| pair[0] < pair[1]);
    let refused = u64::try_from(indices.len()).unwrap_or(u64::MAX);
    let sum = answer.accepted.checked_add(answer.duplicates).and_then(|it| it.checked_add(refused));
    are_distinct && sum == Some(events) && indices.last().is_none_or(|last| *last < events)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(status: u16, retry_after: Option<u64>, body: &str) -> Heard {
        let retry_after = retry_after.map(Duration::from_secs);
        Heard::Answer { status, retry_after, body: body.into() }
    }

    fn judged(heard: &Heard) -> Verdict<EventsAnswer> {
        judge(heard, |answer| is_sound(answer, 3))
    }

    #[test]
    fn answers() {
        let soon = |cause| Verdict::Again(Haste::Soon, cause);
        let slowly = |cause| Verdict::Again(Haste::Slowly, cause);
        for (what, expected) in [
            (Heard::TimedOut, soon(Cause::TimedOut)),
            (Heard::Unreachable, soon(Cause::Unreachable)),
            (heard(500, None, ""), soon(Cause::Busy(500))),
            (heard(599, None, ""), soon(Cause::Busy(599))),
            (heard(408, None, ""), soon(Cause::Busy(408))),
            (
                heard(429, Some(7), ""),
                Verdict::Again(Haste::NotBefore(Duration::from_secs(7)), Cause::Busy(429)),
            ),
            (heard(401, Some(1), ""), slowly(Cause::Token(401))),
            (heard(403, None, ""), slowly(Cause::Token(403))),
            (heard(302, None, ""), slowly(Cause::NoSuchRoute(302))),
            (heard(404, None, ""), slowly(Cause::NoSuchRoute(404))),
            (heard(400, None, ""), Verdict::Hopeless(Cause::Hopeless(400))),
            (heard(413, Some(1), ""), Verdict::Hopeless(Cause::Hopeless(413))),
            (heard(422, None, ""), Verdict::Hopeless(Cause::Hopeless(422))),
            (heard(200, None, "<html>"), slowly(Cause::Garbage)),
            (heard(202, None, ""), slowly(Cause::Garbage)),
        ] {
            assert_eq!(judged(&what), expected, "{what:?}");
        }
    }

    #[test]
    fn an_answer_accounts_for_each_event() {
        let refused = |indices: &[u64]| {
            let each = |index| format!(r#"{{"index":{index},"code":"invalid","detail":""}}"#);
            indices.iter().map(each).collect::<Vec<_>>().join(",")
        };
        for (accepted, duplicates, indices, is_taken) in [
            (3, 0, &[] as &[u64], true),
            (0, 3, &[], true),
            (1, 1, &[2], true),
            (0, 0, &[2, 0, 1], true),
            (2, 0, &[], false),
            (4, 0, &[], false),
            (2, 0, &[3], false),
            (1, 0, &[1, 1], false),
            (u64::MAX, 4, &[], false),
        ] {
            let body = format!(
                r#"{{"accepted":{accepted},"duplicates":{duplicates},"refused":[{}]}}"#,
                refused(indices)
            );
            let verdict = judged(&heard(202, None, &body));
            assert_eq!(matches!(verdict, Verdict::Taken(_)), is_taken, "{body}");
        }
    }
}
