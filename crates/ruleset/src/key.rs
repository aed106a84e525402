//! Typed keys: what a document is called.
//!
//! One grammar for all of them, `[a-zA-Z][a-zA-Z0-9._-]{0,127}`, so that a key can stand
//! unescaped in a URL, a metric's label and a shell command. Each kind has its own type, so a
//! segment's key cannot be passed where a flag's belongs. Cloning one copies no text: every change
//! makes a new set of all documents.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use crate::limits::{ENVIRONMENT_KEY_BYTES_MAX, KEY_BYTES_MAX};
use crate::read::DocumentKind;

/// Flags and experiments share their keys; the other kinds have their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum KeySpace {
    Subjects = 0,
    Segments = 1,
    Metrics = 2,
    Releases = 3,
}

impl From<DocumentKind> for KeySpace {
    fn from(kind: DocumentKind) -> Self {
        match kind {
            DocumentKind::Flag | DocumentKind::Experiment => Self::Subjects,
            DocumentKind::Segment => Self::Segments,
            DocumentKind::Metric => Self::Metrics,
            DocumentKind::Release => Self::Releases,
        }
    }
}

/// Whether a text follows the grammar of keys.
pub(crate) fn is_key(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_alphabetic())
        && text.len() <= KEY_BYTES_MAX
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

/// Whether a text can be the name of an environment: `[a-z][a-z0-9-]{0,62}`, so that it can also
/// stand in a host name and in an address.
pub fn is_environment_key(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_lowercase())
        && text.len() <= ENVIRONMENT_KEY_BYTES_MAX
        && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The key, if the text follows the grammar `[a-zA-Z][a-zA-Z0-9._-]{0,127}`.
            pub fn parse(text: &str) -> Option<Self> {
                is_key(text).then(|| Self(text.into()))
            }

            /// The key as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The same of a text that others keep too.
            pub(crate) fn of(text: Arc<str>) -> Option<Self> {
                is_key(&text).then_some(Self(text))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    )+};
}

keys! {
    /// Key of a flag.
    FlagKey,
    /// Key of an experiment. Flags and experiments share one key space per environment.
    ExperimentKey,
    /// Key of a segment.
    SegmentKey,
    /// Key of a metric.
    MetricKey,
    /// Key of a release.
    ReleaseKey,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grammar() {
        let longest = "a".repeat(KEY_BYTES_MAX);
        for good in ["a", "Z9", "new_search.v2-beta", &longest] {
            assert!(FlagKey::parse(good).is_some(), "{good}");
        }
        let too_long = "a".repeat(KEY_BYTES_MAX + 1);
        for bad in ["", "9a", "_a", "a b", "é", "aé", "a/b", "a\n", &too_long] {
            assert!(FlagKey::parse(bad).is_none(), "{bad}");
        }
    }
}
