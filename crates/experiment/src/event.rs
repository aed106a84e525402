//! Events of a user, as far as experiments read them. They borrow from whoever has stored them.

use jiff::Timestamp;

/// Something that happened to a user.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UserEvent<'e> {
    /// Two with the same id and time are one; with another time they are two.
    pub id: [u8; 16],
    /// When, to the millisecond.
    pub at: Timestamp,
    /// What.
    pub what: Happening<'e>,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Happening<'e> {
    /// The user was shown a variant.
    Exposure {
        /// Key of the experiment or flag.
        key: &'e str,
        /// Name of the variant.
        variant: &'e str,
    },
    /// The user did something.
    Observation {
        /// Name of the event.
        event: &'e str,
        /// How much.
        value: f64,
        /// The only experiment that it counts for; none is all.
        experiment: Option<&'e str>,
    },
}

impl UserEvent<'_> {
    pub(crate) fn at_ms(&self) -> i64 {
        self.at.as_millisecond()
    }

    /// What two have in common that are one.
    pub(crate) fn identity(&self) -> (i64, [u8; 16]) {
        (self.at_ms(), self.id)
    }

    /// By this, those that are one stand together, and which of them comes first does not depend on
    /// the order in which they arrived.
    pub(crate) fn order(&self) -> impl Ord {
        let (name, other, value) = match self.what {
            Happening::Exposure { key, variant } => (key, Some(variant), None),
            Happening::Observation { event, value, experiment } => {
                (event, experiment, Some(value.to_bits()))
            }
        };
        (self.identity(), value, name, other)
    }
}
