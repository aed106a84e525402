//! What every evaluator is given: the same flags and the same people, described once.
//!
//! Each evaluator translates a [`Flag`] into a document of its own.

/// Of 1,000 flags for one user, a quarter is of each kind but the list.
pub const FLAGS: usize = 1_000;
/// Ids in the long list.
pub const LIST: usize = 10_000;
/// People who are asked for in turn; half of them are in the long list.
pub const PEOPLE: usize = 64;
/// Who is in a share, in percent.
pub const SHARE: u32 = 30;
/// The variants of a split, with their weights in percent.
pub const SPLIT: [(&str, u32); 3] = [("control", 50), ("short", 30), ("long", 20)];

/// One flag.
#[derive(Clone, Debug)]
pub struct Flag {
    /// The key.
    pub key: String,
    /// Whom it is on for.
    pub kind: Kind,
}

/// Whom a flag is on for.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Everybody.
    Boolean,
    /// [`SHARE`] percent of all.
    Share,
    /// Everybody gets a variant of [`SPLIT`].
    Split,
    /// Whom one of these rules matches.
    Rules(Vec<Rule>),
    /// Whose id is one of these.
    List(Vec<String>),
}

/// A rule: all its conditions hold.
pub type Rule = Vec<Condition>;

/// A test of one attribute.
#[derive(Clone, Copy, Debug)]
pub enum Condition {
    /// The country is one of these.
    Country(&'static [&'static str]),
    /// The plan is one of these.
    Plan(&'static [&'static str]),
    /// There were more logins than this.
    LoginsOver(u32),
    /// The version is this one or a later one, by semver.
    VersionFrom(&'static str),
}

/// Somebody, and what is known of them.
#[derive(Clone, Debug)]
pub struct Person {
    /// 24 hexadecimal digits.
    pub id: String,
    /// Of residence.
    pub country: &'static str,
    /// What they pay for.
    pub plan: &'static str,
    /// How often they came.
    pub logins: u32,
    /// What they have installed.
    pub version: &'static str,
}

/// Five rules, of which only the last matches a [`person`].
pub fn five_rules() -> Vec<Rule> {
    vec![
        vec![Condition::Country(&["US", "CA", "MX"])],
        vec![Condition::Plan(&["enterprise"])],
        vec![Condition::LoginsOver(1_000)],
        vec![Condition::VersionFrom("3.0.0")],
        vec![Condition::Country(&["BR", "DE", "FR", "JP"]), Condition::Plan(&["premium", "trial"])],
    ]
}

/// The flags that one user is asked about all at once.
pub fn thousand() -> Vec<Flag> {
    mixed(FLAGS)
}

/// So many flags, a quarter of each kind but the list.
pub fn mixed(count: usize) -> Vec<Flag> {
    let kinds = [Kind::Boolean, Kind::Share, Kind::Split, Kind::Rules(five_rules())];
    let flags = kinds.iter().cycle().take(count).enumerate();
    flags.map(|(index, kind)| Flag { key: key(kind, index), kind: kind.clone() }).collect()
}

/// The flag with the long list.
pub fn listed() -> Vec<Flag> {
    let list = Kind::List((0..LIST).map(|number| id(2 * number)).collect());
    vec![Flag { key: key(&list, 0), kind: list }]
}

fn key(kind: &Kind, index: usize) -> String {
    let name = match kind {
        Kind::Boolean => "boolean",
        Kind::Share => "share",
        Kind::Split => "split",
        Kind::Rules(_) => "rules",
        Kind::List(_) => "list",
    };
    format!("checkout-{name}-{index:04}")
}

/// The person of a number: even ones are in the long list, as far as it goes.
pub fn person(number: usize) -> Person {
    Person {
        id: id(number),
        country: ["BR", "DE", "FR", "JP"][number % 4],
        plan: ["premium", "trial"][number / 4 % 2],
        logins: 100 + u32::try_from(number % 800).unwrap_or(0),
        version: ["2.4.0", "2.10.3", "1.9.12"][number % 3],
    }
}

/// Somebody whom any of the rules may match, or none.
pub fn passer_by(number: usize) -> Person {
    Person {
        country: ["BR", "US", "DE", "IT", "JP", "CA", "IN"][number % 7],
        plan: ["premium", "free", "trial", "enterprise", "team"][number % 5],
        logins: u32::try_from(number % 11).unwrap_or(0) * 110,
        version: ["2.4.0", "3.0.0", "1.9.12", "10.2.0", "2.9.9"][number / 5 % 5],
        ..person(number)
    }
}

fn id(number: usize) -> String {
    // An odd factor: each number has an id of its own, and neighbours look unlike.
    let mixed = (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    format!("{mixed:016x}{number:08x}")
}
