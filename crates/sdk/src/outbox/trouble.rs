//! What goes wrong on the way of events and reports, told once per cause.

use std::fmt;

use hoist_api::Code;
use tracing::{info, warn};

use crate::told::Told;

/// A kind of trouble on the way of events and reports to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Cause {
    /// No connection, or it broke.
    Unreachable,
    /// No answer in time.
    TimedOut,
    /// 429 or 5xx.
    Busy(u16),
    /// 401 or 403.
    Token(u16),
    /// A redirect, 404 or 405: another server, or one without the route.
    NoSuchRoute(u16),
    /// 2xx with something that is no answer.
    Garbage,
    /// Any other 4xx: sending it again gives the same.
    Hopeless(u16),
    /// The server took others, but not this event.
    Refused(Code),
    /// There is no room, neither in memory nor on the disk.
    QueueFull,
    /// The outbox is closed.
    Closed,
    /// An event is over the limit of bytes.
    TooLarge,
    /// An event is over the limit of nesting.
    TooDeep,
    /// A value is infinite or no number.
    NotFinite,
    /// The folder for the spill cannot be used.
    NoSpill,
    /// The spill is as large as it may be.
    SpillFull,
    /// The spill cannot be written or read, for example because the disk is full.
    SpillFails,
    /// A file of the spill is not what was written.
    Corrupt,
}

impl Cause {
    /// Whether it is over when the server takes something.
    fn is_passing(self) -> bool {
        matches!(
            self,
            Self::Unreachable
                | Self::TimedOut
                | Self::Busy(_)
                | Self::Token(_)
                | Self::NoSuchRoute(_)
                | Self::Garbage
        )
    }
}

/// What is wrong, and what would be right or happens now.
impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable => write!(f, "the server cannot be reached; it is tried again"),
            Self::TimedOut => write!(f, "the server does not answer; it is tried again"),
            Self::Busy(status) => write!(f, "the server answers {status}; it is tried again"),
            Self::Token(status) => write!(
                f,
                "the server does not accept the token ({status}); give one that is valid and of a \
                 kind that this client needs; it is tried again once a minute"
            ),
            Self::NoSuchRoute(status) => write!(
                f,
                "the server answers {status}; is the address that of a Hoist server of this \
                 version? It is tried again once a minute"
            ),
            Self::Garbage => write!(
                f,
                "what answers is no Hoist server of this version; it is tried again once a minute"
            ),
            Self::Hopeless(status) => {
                write!(f, "the server answers {status}, what was sent is dropped and counted")
            }
            Self::Refused(code) => {
                write!(f, "the server refuses an event with `{}`; it is counted", code.as_ref())
            }
            Self::QueueFull => write!(f, "the queue is full, new events are dropped and counted"),
            Self::Closed => write!(f, "an event after the close is dropped and counted"),
            Self::TooLarge => write!(
                f,
                "an event has at most {} bytes of JSON; a larger one is dropped and counted",
                super::event::EVENT_BYTES_MAX
            ),
            Self::TooDeep => write!(f, "an event nests too deep, it is dropped and counted"),
            Self::NotFinite => {
                write!(f, "a value is a finite number; an event with another is dropped")
            }
            Self::NoSpill => write!(f, "the folder for events cannot be used, so none go to disk"),
            Self::SpillFull => write!(
                f,
                "the events on the disk are as many as may be; when the queue is full too, new \
                 ones are dropped and counted"
            ),
            Self::SpillFails => write!(
                f,
                "events cannot be written to the disk; when the queue is full, new ones are \
                 dropped and counted"
            ),
            Self::Corrupt => write!(
                f,
                "a file of events on the disk is damaged; its events are dropped and counted"
            ),
        }
    }
}

/// Tells what is wrong on the way of one kind of thing.
pub(crate) struct Trouble {
    /// What is on its way: `events`.
    what: &'static str,
    told: Told<Cause>,
}

impl Trouble {
    pub(crate) fn of(what: &'static str) -> Self {
        Self { what, told: Told::default() }
    }

    /// Tells a cause, unless it was told.
    pub(crate) fn tell(&self, cause: Cause, detail: &dyn fmt::Display) {
        if self.told.is_news(cause) {
            warn!(detail = %detail, "{}: {cause}", self.what);
        }
    }

    #[cfg(test)]
    pub(crate) fn has_told(&self, cause: Cause) -> bool {
        self.told.has_told(&cause)
    }

    /// The server took something: what was wrong with it is over, and would be news again.
    pub(crate) fn recovered(&self) {
        if self.told.forget(|cause| cause.is_passing()) {
            info!("{}: the server takes them again", self.what);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_is_news_when_it_comes_back_and_what_passes_by_itself_is_over() {
        let trouble = Trouble::of("events");
        let causes = [Cause::Busy(503), Cause::QueueFull];
        causes.iter().for_each(|cause| trouble.tell(*cause, &""));
        trouble.recovered();
        assert_eq!(causes.map(|cause| trouble.has_told(cause)), [false, true]);
    }
}
