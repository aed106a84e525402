//! The one error of this crate.

use std::fmt;
use std::path::PathBuf;

use hoist_eval::ErrorCode;
use serde::de::DeserializeOwned;
use serde_json::Value;
use thiserror::Error;

use crate::endpoint::SetupError;
use crate::plain;

/// Why something could not be had.
///
/// It is opaque, so that causes may be added; the predicates tell what a program may want to know.
/// Its text is a sentence for people, its source the cause.
///
/// ```
/// # fn main() -> Result<(), hoist_sdk::Error> {
/// # let test = hoist_sdk::testing::TestHoist::new("")?;
/// let user = test.hoist().with_user("u-1");
/// let error = user.value::<u32>("retries").unwrap_err();
/// assert!(error.is_no_value());
/// assert_eq!(error.to_string(), "`retries` has no value: there is no flag or experiment of that key");
/// # Ok(())
/// # }
/// ```
pub struct Error(Box<Kind>);

#[derive(Debug, Error)]
pub(crate) enum Kind {
    #[error(transparent)]
    Setup(#[from] SetupError),
    #[error("the client needs a tokio runtime to keep its rules fresh; build it inside of one")]
    NoRuntime,
    #[error("{path:?} cannot be read")]
    File {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("`{key}` has no variant `{variant}`, or there is no such flag or experiment")]
    NoVariant { key: String, variant: String },
    #[error("{name} does not hold documents that can be evaluated: {why}")]
    Documents { name: String, why: String },
    #[error("`{key}` has no value: {}", why_no_value(*code))]
    NoValue { key: String, code: ErrorCode },
    #[error("the server gives no answer about `{key}`: {failure}")]
    NoAnswer { key: String, failure: String },
    #[error("the value of `{key}` is not of the type that was asked for: {why}")]
    Mismatch { key: String, why: String },
}

impl Kind {
    /// Reads a value as a type.
    pub(crate) fn read<T: DeserializeOwned>(key: &str, value: &Value) -> Result<T, Error> {
        T::deserialize(value).map_err(|error| {
            Kind::Mismatch { key: key.to_owned(), why: plain::sentence(&error) }.into()
        })
    }
}

fn why_no_value(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::FlagNotFound => "there is no flag or experiment of that key",
        ErrorCode::TargetingKeyMissing => {
            "its share needs the user's key, or the attribute that it buckets by"
        }
    }
}

impl Error {
    /// Whether the client cannot be set up like that: a wrong address, a token that no header can
    /// hold, no runtime. Trying again does not help.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), hoist_sdk::Error> {
    /// use hoist_sdk::Hoist;
    ///
    /// let error = Hoist::connect("ftp://example.com", "a-server-token").build().await.unwrap_err();
    /// assert!(error.is_setup());
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_setup(&self) -> bool {
        matches!(*self.0, Kind::Setup(_) | Kind::NoRuntime)
    }

    /// Whether a file cannot be read, or holds nothing that can be evaluated.
    ///
    /// ```
    /// use hoist_sdk::testing::TestHoist;
    ///
    /// let error = TestHoist::new("features: {dark_mode: {type: bolean}}").err().unwrap();
    /// assert!(error.is_file());
    /// assert!(error.to_string().contains("bolean"));
    /// ```
    pub fn is_file(&self) -> bool {
        matches!(*self.0, Kind::File { .. } | Kind::Documents { .. })
    }

    /// Whether there is no value: no such key and no default, or no bucketing value.
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// # let test = hoist_sdk::testing::TestHoist::new("")?;
    /// let error = test.hoist().with_user("u-1").value::<u32>("retries").unwrap_err();
    /// assert!(error.is_no_value());
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_no_value(&self) -> bool {
        matches!(*self.0, Kind::NoValue { .. })
    }

    /// Whether the server gave no answer, or one that cannot be used. Only in remote mode.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), hoist_sdk::Error> {
    /// # let remote = hoist_sdk::Hoist::remote("http://127.0.0.1:1", "a-client-token").build()?;
    /// // Nobody answers there.
    /// let error = remote.with_user("u-1").resolve("dark_mode").await.unwrap_err();
    /// assert!(error.is_no_answer());
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_no_answer(&self) -> bool {
        matches!(*self.0, Kind::NoAnswer { .. })
    }

    /// Whether there is a value, but not of the type that was asked for.
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// # let test = hoist_sdk::testing::TestHoist::new("features: {retries: {type: boolean, enabled: true, when_on: 3}}")?;
    /// let error = test.hoist().with_user("u-1").value::<String>("retries").unwrap_err();
    /// assert!(error.is_mismatch());
    /// assert!(error.to_string().ends_with("the number `3` is not a text"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_mismatch(&self) -> bool {
        matches!(*self.0, Kind::Mismatch { .. })
    }

    /// Why there is no value, in OpenFeature's words.
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// # let test = hoist_sdk::testing::TestHoist::new("features: {half: {type: percentage, enabled: true, percentage: 50}}")?;
    /// use hoist_sdk::{ErrorCode, EvaluationContext};
    ///
    /// let nobody = test.hoist().with_context(EvaluationContext::default());
    /// let error = nobody.value::<bool>("half").unwrap_err();
    /// assert_eq!(error.code(), Some(ErrorCode::TargetingKeyMissing));
    /// # Ok(())
    /// # }
    /// ```
    pub fn code(&self) -> Option<ErrorCode> {
        match *self.0 {
            Kind::NoValue { code, .. } => Some(code),
            _ => None,
        }
    }
}

impl<K: Into<Kind>> From<K> for Error {
    fn from(kind: K) -> Self {
        Self(Box::new(kind.into()))
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()
    }
}
