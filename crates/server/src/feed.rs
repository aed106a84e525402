//! What a reader of an environment's rules is still to be sent, as decisions about values.
//!
//! A reader has a position in the log and no queue: whatever it missed is one message, made from
//! the present moment, whenever it is ready for one. So a reader that is slow costs its position
//! and the message that it has begun, and gets what is so now instead of what was so once. Kills
//! and revivals go first, since they must not wait for a large change to arrive.
//!
//! Messages are made in [`encoded`], once for all readers of one position.

mod difference;
mod encoded;
#[cfg(test)]
mod laws;

use crate::moment::Moment;
pub(crate) use encoded::{Feed, Message, heartbeat, past_snapshot};

/// What a reader has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    /// Everything up to this seq.
    pub(crate) seq: u64,
    /// Kills and revivals up to this seq, which is not before the other.
    pub(crate) kills: u64,
}

/// What a reader is to be sent next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    /// It has everything.
    Nothing,
    /// The kills and revivals after a seq, ahead of everything else.
    Kills { after: u64 },
    /// What is different since a seq.
    Change { from: u64 },
    /// Everything.
    Snapshot,
}

impl Position {
    /// The position that a `Last-Event-ID` names, where it is one of this log. One that is ahead of
    /// the log was another log's, whatever its name, and one that cannot be read is none.
    pub(crate) fn parse(id: &str, moment: &Moment) -> Option<Self> {
        let (log, digits) = id.rsplit_once('.')?;
        // A number may have a sign, a seq may not.
        let seq =
            digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())??;
        (log == &*moment.line && seq <= moment.head.seq).then_some(Self { seq, kills: seq })
    }

    /// The position of a reader that got a message at an earlier one.
    pub(crate) fn after(position: Option<Self>, due: Due, seq: u64) -> Option<Self> {
        match due {
            Due::Kills { .. } => position.map(|position| Self { kills: seq, ..position }),
            Due::Nothing | Due::Change { .. } | Due::Snapshot => Some(Self { seq, kills: seq }),
        }
    }
}

/// What a reader at a position is to be sent at a moment; one without a position has nothing.
pub(crate) fn due(moment: &Moment, position: Option<Position>) -> Due {
    match position {
        None => Due::Snapshot,
        Some(Position { kills, .. }) if kills < moment.kill_seq => Due::Kills { after: kills },
        Some(Position { seq, .. }) if seq >= moment.ruleset_seq => Due::Nothing,
        Some(Position { seq, .. }) if seq < moment.gone.floor() => Due::Snapshot,
        Some(Position { seq, .. }) => Due::Change { from: seq },
    }
}

#[cfg(test)]
mod tests {
    use hoist_ruleset::log::Head;

    use super::*;

    #[test]
    fn ids() {
        let head = Head { seq: 42, ..Head::genesis("log_a") };
        let moment = Moment { line: "log_a.b".into(), ..Moment::genesis(head) };
        let at = |seq| Some(Position { seq, kills: seq });
        for (id, expected) in [
            ("log_a.b.42", at(42)),
            ("log_a.b.0", at(0)),
            ("log_a.b.43", None),
            ("log_a.b.+7", None),
            ("log_a.b.-7", None),
            ("log_a.b.", None),
            ("log_a.b", None),
            ("log_c.7", None),
            // It was seen before the log was restored.
            ("log_a.7", None),
            ("log_a.c.7", None),
            ("7", None),
            ("", None),
            ("log_a.b.7 ", None),
            ("log_a.b.99999999999999999999999", None),
            ("\u{fffd}.\u{fffd}", None),
        ] {
            assert_eq!(Position::parse(id, &moment), expected, "{id:?}");
        }
    }
}
