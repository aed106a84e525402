//! For the tests of applications: a client without a server, whose rules, time and users'
//! assignments a test sets, and whose events it reads.

use std::sync::{Arc, Mutex, PoisonError};

use hoist_api::{Event, Exposure, Killed, Observed};
use hoist_ruleset::{Documents, Lists, Onto, Source, read_onto};
use jiff::Timestamp;

use crate::builder::Builder;
use crate::clock::Clock;
use crate::error::{Error, Kind};
use crate::hoist::Hoist;
use crate::instance::{Instance, Parts};
use crate::known::Known;
use crate::pins::Pins;
use crate::status::Health;
use crate::tracking::Sink;

/// A [`Hoist`] in memory, for tests. Nothing leaves the process.
///
/// ```
/// # fn main() -> Result<(), hoist_sdk::Error> {
/// use hoist_sdk::Hoist;
/// use hoist_sdk::testing::TestHoist;
///
/// // Code of the application.
/// fn steps(hoist: &Hoist, user: &str) -> u32 {
///     if hoist.with_user(user).is_enabled("short_checkout") { 1 } else { 3 }
/// }
///
/// let test = TestHoist::new("
/// experiments:
///   short_checkout:
///     start_date: 2025-07-01T00:00:00Z
///     variants: {control: 0.5, short: 0.5}
///     metrics: [conversion_rate]
/// ")?;
/// test.assign("u-1", "short_checkout", "short")?;
/// assert_eq!(steps(test.hoist(), "u-1"), 1);
/// assert_eq!(test.exposures()[0].variant, "short");
///
/// test.force("short_checkout", "control")?;
/// assert_eq!(steps(test.hoist(), "u-2"), 3);
/// # Ok(())
/// # }
/// ```
pub struct TestHoist {
    hoist: Hoist,
    instance: Arc<Instance>,
    /// Held while the rules are changed.
    writer: Mutex<()>,
}

/// What [`TestHoist::builder`] sets up: a client in memory.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use hoist_sdk::Builder;
/// use hoist_sdk::testing::{TestHoist, TestSetup};
///
/// // What all tests of an application start with.
/// fn features() -> Builder<TestSetup> {
///     TestHoist::builder("features: {dark_mode: {type: boolean, enabled: true}}").default("sound", true)
/// }
///
/// let test = features().now("2025-08-01T00:00:00Z".parse()?).build()?;
/// assert!(test.hoist().with_user("u-1").is_enabled("sound"));
/// # Ok(())
/// # }
/// ```
pub struct TestSetup {
    text: String,
    now: Timestamp,
}

impl TestHoist {
    /// A client by the documents of a text, YAML or JSON, at 2025-07-15T00:00:00Z. An empty text is
    /// no documents.
    ///
    /// # Errors
    ///
    /// Any problem in the text, as `hoist validate` tells it.
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// use hoist_sdk::testing::TestHoist;
    ///
    /// let test = TestHoist::new("features: {dark_mode: {type: boolean, enabled: true}}")?;
    /// assert!(test.hoist().with_user("u-1").is_enabled("dark_mode"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn new(text: &str) -> Result<Self, Error> {
        Self::builder(text).build()
    }

    /// The same, with more to set.
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// use hoist_sdk::testing::TestHoist;
    ///
    /// let test = TestHoist::builder("").default("dark_mode", true).build()?;
    /// assert!(test.hoist().with_user("u-1").is_enabled("dark_mode"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn builder(text: &str) -> Builder<TestSetup> {
        let now = Timestamp::constant(1_752_537_600, 0);
        Builder::new(TestSetup { text: text.to_owned(), now })
    }

    /// The client for the application.
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// # let test = hoist_sdk::testing::TestHoist::new("")?;
    /// let hoist = test.hoist().clone();
    /// std::thread::spawn(move || hoist.with_user("u-1").is_enabled("dark_mode"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn hoist(&self) -> &Hoist {
        &self.hoist
    }

    /// Adds documents, or replaces those of the same keys.
    ///
    /// # Errors
    ///
    /// Any problem in the text; then nothing is changed.
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// # let test = hoist_sdk::testing::TestHoist::new("")?;
    /// test.add("features: {dark_mode: {type: boolean, enabled: true}}")?;
    /// assert!(test.hoist().with_user("u-1").is_enabled("dark_mode"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn add(&self, text: &str) -> Result<(), Error> {
        self.change(|known| {
            known.documents = Arc::new(read(&known.documents, text)?);
            Ok(())
        })
    }

    fn change(&self, change: impl FnOnce(&mut Known) -> Result<(), Error>) -> Result<(), Error> {
        let _writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.instance.current();
        let mut next = before.known.clone();
        change(&mut next)?;
        next.rules_seq += 1;
        self.instance.install(next.compiled(&before.known));
        Ok(())
    }

    /// Gives everybody a variant of a flag or experiment: `on` and `off`, or one of its own.
    ///
    /// # Errors
    ///
    /// There is no such flag, experiment or variant.
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// # let test = hoist_sdk::testing::TestHoist::new("features: {dark_mode: {type: boolean, enabled: true}}")?;
    /// test.force("dark_mode", "off")?;
    /// assert!(!test.hoist().with_user("u-1").is_enabled("dark_mode"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn force(&self, key: &str, variant: &str) -> Result<(), Error> {
        self.pin(None, key, variant)
    }

    /// Assigns a variant to one user, as a split would: of an experiment, they are exposed.
    ///
    /// # Errors
    ///
    /// There is no such flag, experiment or variant.
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// # let test = hoist_sdk::testing::TestHoist::new("features: {layout: {type: variant, enabled: true, variants: {narrow: 1, wide: 0}}}")?;
    /// test.assign("u-1", "layout", "wide")?;
    /// assert_eq!(test.hoist().with_user("u-1").variant("layout"), "wide");
    /// assert_eq!(test.hoist().with_user("u-2").variant("layout"), "narrow");
    /// # Ok(())
    /// # }
    /// ```
    pub fn assign(&self, user: &str, key: &str, variant: &str) -> Result<(), Error> {
        self.pin(Some(user), key, variant)
    }

    fn pin(&self, user: Option<&str>, key: &str, variant: &str) -> Result<(), Error> {
        let current = self.instance.current();
        let subject = current.known.ruleset.get(key);
        let mut variants = subject.iter().flat_map(|subject| &subject.variants);
        if !variants.any(|own| *own.name == *variant) {
            let (key, variant) = (key.to_owned(), variant.to_owned());
            return Err(Kind::NoVariant { key, variant }.into());
        }
        if let Some(pins) = &self.instance.pins {
            pins.set(user, key, variant);
        }
        Ok(())
    }

    /// Kills a flag or experiment, as `hoist kill` does: that wins over everything.
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// # let test = hoist_sdk::testing::TestHoist::new("features: {dark_mode: {type: boolean, enabled: true}}")?;
    /// let user = test.hoist().with_user("u-1");
    /// test.kill("dark_mode");
    /// assert!(!user.is_enabled("dark_mode"));
    /// test.revive("dark_mode");
    /// assert!(user.is_enabled("dark_mode"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn kill(&self, key: &str) {
        let by = "a test".to_owned();
        self.set_killed(key, Some(Killed { reason: None, by, at: self.instance.clock.now() }));
    }

    /// Takes a kill back.
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// # let test = hoist_sdk::testing::TestHoist::new("features: {dark_mode: {type: boolean, enabled: true}}")?;
    /// test.kill("dark_mode");
    /// test.revive("dark_mode");
    /// assert!(test.hoist().with_user("u-1").is_enabled("dark_mode"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn revive(&self, key: &str) {
        self.set_killed(key, None);
    }

    fn set_killed(&self, key: &str, killed: Option<Killed>) {
        self.change(|known| {
            let kills = Arc::make_mut(&mut known.killed);
            match killed {
                Some(killed) => drop(kills.insert(key.to_owned(), killed)),
                None => drop(kills.remove(key)),
            }
            Ok(())
        })
        // Nothing is read that could be refused.
        .ok();
    }

    /// Sets the time.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let test = hoist_sdk::testing::TestHoist::new("
    /// # features: {sale: {type: gradual, enabled: true, start_date: 2025-08-01T00:00:00Z, end_date: 2025-08-02T00:00:00Z}}
    /// # ")?;
    /// let user = test.hoist().with_user("u-1");
    /// assert!(!user.is_enabled("sale"));
    /// test.set_time("2025-08-02T00:00:00Z".parse()?);
    /// assert!(user.is_enabled("sale"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn set_time(&self, now: Timestamp) {
        self.instance.clock.set(now);
    }

    /// The exposures so far, in their order: one for each user, experiment and variant.
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// # let test = hoist_sdk::testing::TestHoist::new("
    /// # features: {half: {type: percentage, enabled: true, percentage: 50, metrics: [conversion_rate]}}
    /// # ")?;
    /// let user = test.hoist().with_user("u-1");
    /// user.is_enabled("half");
    /// user.is_enabled("half");
    /// let exposures = test.exposures();
    /// assert_eq!((exposures.len(), &*exposures[0].key), (1, "half"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn exposures(&self) -> Vec<Exposure> {
        let exposure = |event| match event {
            Event::Exposure(exposure) => Some(exposure),
            Event::Metric(_) => None,
        };
        self.instance.tracking.recorded().into_iter().filter_map(exposure).collect()
    }

    /// What was tracked so far, in its order.
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// # let test = hoist_sdk::testing::TestHoist::new("")?;
    /// test.hoist().with_user("u-1").track("purchase", 19.9);
    /// let seen = &test.observations()[0];
    /// assert_eq!((&*seen.event, &*seen.user, seen.value), ("purchase", "u-1", 19.9));
    /// # Ok(())
    /// # }
    /// ```
    pub fn observations(&self) -> Vec<Observed> {
        let observed = |event| match event {
            Event::Metric(observed) => Some(observed),
            Event::Exposure(_) => None,
        };
        self.instance.tracking.recorded().into_iter().filter_map(observed).collect()
    }
}

/// For a client in memory.
impl Builder<TestSetup> {
    /// The time at the start.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use hoist_sdk::testing::TestHoist;
    ///
    /// # let rules = "features: {sale: {type: gradual, enabled: true, start_date: 2025-08-01T00:00:00Z, end_date: 2025-08-02T00:00:00Z}}";
    /// let test = TestHoist::builder(rules).now("2025-08-02T00:00:00Z".parse()?).build()?;
    /// assert!(test.hoist().with_user("u-1").is_enabled("sale"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn now(mut self, now: Timestamp) -> Self {
        self.setup.now = now;
        self
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// As [`TestHoist::new`].
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// use hoist_sdk::testing::TestHoist;
    ///
    /// let test = TestHoist::builder("").default("theme", "blue").build()?;
    /// assert_eq!(test.hoist().with_user("u-1").variant("theme"), "blue");
    /// # Ok(())
    /// # }
    /// ```
    pub fn build(self) -> Result<TestHoist, Error> {
        let Self { own, setup } = self;
        let parts = Parts {
            fallbacks: own.fallbacks,
            hooks: own.hooks,
            clock: Clock::set_to(setup.now),
            sink: Sink::Recorded(Mutex::default()),
            sampling: None,
            pins: Some(Pins::default()),
            health: Health::offline(),
        };
        let known = Known::of_documents(read(&Documents::default(), &setup.text)?);
        let id = uuid::Uuid::new_v4().to_string();
        let instance = Arc::new(Instance::new(id, known, parts));
        let hoist = Hoist::of(Arc::clone(&instance), None, None, Vec::new());
        Ok(TestHoist { hoist, instance, writer: Mutex::default() })
    }
}

fn read(onto: &Documents, text: &str) -> Result<Documents, Error> {
    if text.trim().is_empty() {
        return Ok(onto.clone());
    }
    let onto = Onto { documents: onto, lists: &Lists::default(), remove: &[] };
    let reading = read_onto(&onto, &[Source { name: "test".into(), ..Source::new("", text) }]);
    if reading.diagnostics.is_empty() {
        return Ok(reading.documents);
    }
    let told: Vec<String> = reading.diagnostics.iter().map(ToString::to_string).collect();
    Err(Kind::Documents { name: "the text".to_owned(), why: told.join("\n") }.into())
}
