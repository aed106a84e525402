//! What is measured: one row of the table each.

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scenario {
    /// A plain boolean, by its key.
    Boolean,
    /// A share of the users.
    Share,
    /// A split in three.
    Split,
    /// Five rules of which the last matches.
    Rules,
    /// Whether a user's id is in a long list.
    List,
    /// A thousand flags for one user.
    All,
    /// The plain boolean, looked up before.
    Handle,
    /// Preparing a user with four attributes.
    Bind,
}

impl Scenario {
    /// All of them, in the order of the table.
    pub const EACH: [Self; 8] = [
        Self::Boolean,
        Self::Share,
        Self::Split,
        Self::Rules,
        Self::List,
        Self::All,
        Self::Handle,
        Self::Bind,
    ];

    /// What the table and the command line call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::Share => "share",
            Self::Split => "split",
            Self::Rules => "rules",
            Self::List => "list",
            Self::All => "all",
            Self::Handle => "handle",
            Self::Bind => "bind",
        }
    }

    /// The scenario of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::EACH.into_iter().find(|scenario| scenario.name() == name)
    }

    /// What it is, in words.
    pub fn what(self) -> &'static str {
        match self {
            Self::Boolean => "a plain boolean",
            Self::Share => "a share of 30 %",
            Self::Split => "a split in three",
            Self::Rules => "five rules, the last matches",
            Self::List => "an id in a list of 10,000",
            Self::All => "1,000 flags for one user",
            Self::Handle => "the boolean, by handle",
            Self::Bind => "binding a user with 4 attributes",
        }
    }
}
