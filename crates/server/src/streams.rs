//! The streams that are open: how many there may be, and whose they are.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use foldhash::fast::FixedState;

/// Streams at a time, of all environments.
pub(crate) const STREAMS_MAX: usize = 10_000;

/// Every stream that is open, by its number.
#[derive(Debug, Default)]
pub(crate) struct Streams(Mutex<Registry>);

#[derive(Debug, Default)]
struct Registry {
    last: u64,
    open: HashMap<u64, Open, FixedState>,
}

/// A stream, as others may ask for it.
#[derive(Debug)]
struct Open {
    environment: Box<str>,
    /// The instance of an SDK that reads it, where it said so.
    instance: Option<Box<str>>,
}

impl Streams {
    /// Notes that a stream is open, and gives its number; none where there are too many.
    pub(crate) fn open(&self, environment: &str, instance: Option<&str>) -> Option<u64> {
        let mut registry = self.registry();
        if registry.open.len() >= STREAMS_MAX {
            return None;
        }
        registry.last += 1;
        let number = registry.last;
        let (environment, instance) = (environment.into(), instance.map(Into::into));
        registry.open.insert(number, Open { environment, instance });
        Some(number)
    }

    pub(crate) fn close(&self, number: u64) {
        self.registry().open.remove(&number);
    }

    /// Who reads the streams of an environment: of each, the instance, where it said so.
    pub(crate) fn readers(&self, environment: &str) -> Vec<Option<Box<str>>> {
        let registry = self.registry();
        let own = registry.open.values().filter(|open| *open.environment == *environment);
        own.map(|open| open.instance.clone()).collect()
    }

    fn registry(&self) -> MutexGuard<'_, Registry> {
        // Nothing is left half done by whoever panicked.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_counted_and_known_by_their_instance() {
        let streams = Streams::default();
        let first = streams.open("default", Some("i-1")).unwrap();
        let again = streams.open("default", Some("i-1")).unwrap();
        streams.open("default", None).unwrap();
        streams.open("other", Some("i-2")).unwrap();
        let known = |environment| {
            let mut readers = streams.readers(environment);
            readers.sort();
            readers
        };
        let (one, two) = (Some("i-1".into()), Some("i-2".into()));
        assert_eq!(known("default"), [None, one.clone(), one.clone()]);
        assert_eq!(known("other"), [two]);
        streams.close(first);
        assert_eq!(known("default"), [None, one]);
        streams.close(again);
        assert_eq!(known("default"), [None]);
        let more = (2..STREAMS_MAX).map(|_| streams.open("default", None)).last().unwrap();
        assert_eq!(streams.open("default", None), None);
        streams.close(more.unwrap());
        assert!(streams.open("default", None).is_some());
    }
}
