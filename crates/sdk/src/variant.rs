//! The name of a variant, as applications hold it.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

/// The name of a variant. Use it as a `&str`.
///
/// It owns the name: rules may be replaced at any moment, and what an application was told must
/// not go away with them. The names that most flags have (`on`, `off`, `control`) cost nothing.
///
/// ```
/// # fn main() -> Result<(), hoist_sdk::Error> {
/// # let test = hoist_sdk::testing::TestHoist::new("")?;
/// let user = test.hoist().with_user("u-1");
/// let variant = user.variant("checkout_flow");
/// let steps = match &*variant {
///     "treatment_a" => 2,
///     "treatment_b" => 1,
///     _ => 3,
/// };
/// assert_eq!((variant == "control", steps), (true, 3));
/// let name: &str = &user.variant("checkout_flow");
/// assert_eq!(name, "control");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Variant(Cow<'static, str>);

impl Variant {
    pub(crate) fn new(name: &str) -> Self {
        Self(match name {
            "on" => Cow::Borrowed("on"),
            "off" => Cow::Borrowed("off"),
            crate::fallback::CONTROL => Cow::Borrowed(crate::fallback::CONTROL),
            other => Cow::Owned(other.to_owned()),
        })
    }

    /// The name.
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// # let test = hoist_sdk::testing::TestHoist::new("")?;
    /// let variant = test.hoist().with_user("u-1").variant("checkout_flow");
    /// assert_eq!(variant.as_str(), "control");
    /// # Ok(())
    /// # }
    /// ```
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for Variant {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Variant {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl From<Variant> for String {
    fn from(variant: Variant) -> Self {
        variant.0.into_owned()
    }
}

impl PartialEq<str> for Variant {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Variant {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl fmt::Display for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}
