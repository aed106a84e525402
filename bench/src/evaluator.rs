//! What an evaluator has to do to stand in the table.

use crate::flags::{Flag, Person};

/// An evaluator with its flags, as one thread of an application uses it.
pub trait Evaluator: Sized {
    /// A person, prepared as far as an application would that asks more than once.
    type User;
    /// A flag that was looked up before.
    type Handle;
    /// The name of a variant, as it is given.
    type Name<'a>: AsRef<str>
    where
        Self: 'a;

    /// What the table calls it.
    const NAME: &'static str;

    /// Takes flags in, by the document that its own users would write.
    ///
    /// # Errors
    ///
    /// Why it does not take them, for the table.
    fn new(flags: &[Flag]) -> Result<Self, String>;

    /// Prepares a person.
    fn user(&self, person: &Person) -> Self::User;

    /// Whether a flag is on.
    fn is_on(&mut self, flag: &str, user: &Self::User) -> bool;

    /// The variant of a flag that splits.
    fn variant<'a>(&'a mut self, flag: &str, user: &'a Self::User) -> Self::Name<'a>;

    /// Evaluates all flags, and says how many there were.
    fn all(&mut self, user: &Self::User) -> usize;

    /// Looks a flag up, where that can be done ahead.
    fn handle(&mut self, _flag: &str) -> Option<Self::Handle> {
        None
    }

    /// Whether a flag that was looked up is on.
    fn is_on_by(&mut self, _handle: &Self::Handle, _user: &Self::User) -> bool {
        false
    }
}
