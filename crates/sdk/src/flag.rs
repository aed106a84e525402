//! Handles: a flag that is asked for often is looked up once per change of the rules.

use std::fmt;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::hoist::Hoist;
use crate::instance::{Lookup, Place};
use crate::resolution::Resolution;
use crate::user::User;
use crate::variant::Variant;

/// A flag or experiment, for code that asks for the same one again and again.
///
/// It remembers where the rules have the flag, and looks again when they change. It serves any
/// user of the `Hoist` that made it; with another one's it is right too, only slower.
///
/// ```
/// # fn main() -> Result<(), hoist_sdk::Error> {
/// # let test = hoist_sdk::testing::TestHoist::new("features: {dark_mode: {type: boolean, enabled: true}}")?;
/// # let hoist = test.hoist();
/// let dark_mode = hoist.flag("dark_mode");
/// for id in ["u-1", "u-2"] {
///     assert!(dark_mode.is_enabled(&hoist.with_user(id)));
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Flag {
    hoist: Hoist,
    place: Arc<Place>,
}

impl Flag {
    pub(crate) fn of(hoist: Hoist, key: &str) -> Self {
        Self { hoist, place: Arc::new(Place::of(key)) }
    }

    /// Its key.
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// # let test = hoist_sdk::testing::TestHoist::new("")?;
    /// # let hoist = test.hoist();
    /// assert_eq!(hoist.flag("dark_mode").key(), "dark_mode");
    /// # Ok(())
    /// # }
    /// ```
    pub fn key(&self) -> &str {
        &self.place.key
    }

    /// As [`User::is_enabled`].
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// # let test = hoist_sdk::testing::TestHoist::new("features: {dark_mode: {type: boolean, enabled: true}}")?;
    /// # let hoist = test.hoist();
    /// let dark_mode = hoist.flag("dark_mode");
    /// assert!(dark_mode.is_enabled(&hoist.with_user("u-1")));
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_enabled(&self, user: &User) -> bool {
        user.ask_enabled(self.lookup(user))
    }

    /// As [`User::variant`].
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// # let test = hoist_sdk::testing::TestHoist::new("features: {layout: {type: variant, enabled: true, variants: {narrow: 0, wide: 1}}}")?;
    /// # let hoist = test.hoist();
    /// let layout = hoist.flag("layout");
    /// assert_eq!(layout.variant(&hoist.with_user("u-1")), "wide");
    /// # Ok(())
    /// # }
    /// ```
    pub fn variant(&self, user: &User) -> Variant {
        user.ask_variant(self.lookup(user))
    }

    /// As [`User::value`].
    ///
    /// # Errors
    ///
    /// As [`User::value`].
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// # let test = hoist_sdk::testing::TestHoist::new("features: {retries: {type: boolean, enabled: true, when_on: 3}}")?;
    /// # let hoist = test.hoist();
    /// let retries = hoist.flag("retries");
    /// let tries: u32 = retries.value(&hoist.with_user("u-1")).unwrap_or(1);
    /// assert_eq!(tries, 3);
    /// # Ok(())
    /// # }
    /// ```
    pub fn value<T: DeserializeOwned>(&self, user: &User) -> Result<T, Error> {
        user.ask_value(self.lookup(user))
    }

    /// As [`User::resolve`].
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// # let test = hoist_sdk::testing::TestHoist::new("features: {dark_mode: {type: boolean, enabled: true}}")?;
    /// # let hoist = test.hoist();
    /// use hoist_sdk::Reason;
    ///
    /// let resolution = hoist.flag("dark_mode").resolve(&hoist.with_user("u-1"));
    /// assert_eq!(resolution.reason, Reason::Static);
    /// # Ok(())
    /// # }
    /// ```
    pub fn resolve(&self, user: &User) -> Resolution {
        user.ask_resolution(self.lookup(user))
    }

    fn lookup(&self, user: &User) -> Lookup<'_> {
        // Numbers of rulesets mean something only within their instance.
        if self.hoist.is(&user.hoist) {
            Lookup::Remembered(&self.place)
        } else {
            Lookup::Key(&self.place.key)
        }
    }
}

impl fmt::Debug for Flag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Flag").field(&self.key()).finish()
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::TestHoist;

    #[test]
    fn a_handle_is_right_whatever_happens_to_the_rules() {
        let test = TestHoist::new("").unwrap();
        let (user, flag) = (test.hoist().with_user("u"), test.hoist().flag("b"));
        assert!(!flag.is_enabled(&user) && !flag.is_enabled(&user));
        test.add("features: {b: {type: boolean, enabled: true}}").unwrap();
        assert!(flag.is_enabled(&user) && flag.is_enabled(&user));
        test.add("features: {a: {type: boolean}, b: {type: boolean}}").unwrap();
        assert!(!flag.is_enabled(&user));
        test.add("features: {b: {type: boolean, enabled: true, when_on: 5}}").unwrap();
        assert_eq!(flag.value::<u8>(&user).unwrap(), 5);
        // In other rules it may stand elsewhere.
        let other = TestHoist::new("features: {b: {type: boolean}}").unwrap();
        assert!(!flag.is_enabled(&other.hoist().with_user("u")));
        assert!(flag.is_enabled(&user));
        test.kill("b");
        assert!(flag.resolve(&user).killed);
    }
}
