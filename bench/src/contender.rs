//! An evaluator with its flags and people, ready to be asked and to be timed.

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::evaluator::Evaluator;
use crate::flags::{self, Kind, PEOPLE, Person};
use crate::scenario::Scenario;

/// Any evaluator, once it is prepared.
pub trait Contender {
    /// What the table calls it.
    fn name(&self) -> &'static str;

    /// What a person gets by one of the scenarios with a single flag: `on`, `off`, or a variant.
    fn answer(&mut self, scenario: Scenario, person: &Person) -> String;

    /// Evaluates so many times and says how long it took; absent where it cannot do that.
    fn time(&mut self, scenario: Scenario, times: u32) -> Option<Duration>;
}

/// An evaluator with what it was given.
struct Prepared<E: Evaluator> {
    /// With a thousand flags.
    thousand: E,
    /// With the flag that has the long list.
    listed: E,
    users: Vec<E::User>,
    people: Vec<Person>,
    keys: Keys,
    /// Of the boolean flags, where they can be looked up ahead.
    handles: Option<Vec<E::Handle>>,
}

/// The flags of each kind, which are asked for in turn.
struct Keys {
    boolean: Vec<String>,
    share: Vec<String>,
    split: Vec<String>,
    rules: Vec<String>,
    list: Vec<String>,
}

/// Gives an evaluator its flags and its people.
///
/// # Errors
///
/// Why it does not take them.
pub fn prepare<E: Evaluator + 'static>() -> Result<Box<dyn Contender>, String> {
    let (thousand, listed) = (flags::thousand(), flags::listed());
    let people: Vec<Person> = (0..PEOPLE).map(flags::person).collect();
    let keys = |is_it: fn(&Kind) -> bool| {
        let found = thousand.iter().chain(&listed).filter(|flag| is_it(&flag.kind));
        found.map(|flag| flag.key.clone()).collect()
    };
    let keys = Keys {
        boolean: keys(|kind| matches!(kind, Kind::Boolean)),
        share: keys(|kind| matches!(kind, Kind::Share)),
        split: keys(|kind| matches!(kind, Kind::Split)),
        rules: keys(|kind| matches!(kind, Kind::Rules(_))),
        list: keys(|kind| matches!(kind, Kind::List(_))),
    };
    let (mut thousand, listed) = (E::new(&thousand)?, E::new(&listed)?);
    let users = people.iter().map(|person| thousand.user(person)).collect();
    let handles = keys.boolean.iter().map(|key| thousand.handle(key)).collect();
    Ok(Box::new(Prepared { thousand, listed, users, people, keys, handles }))
}

impl<E: Evaluator> Contender for Prepared<E> {
    fn name(&self) -> &'static str {
        E::NAME
    }

    fn answer(&mut self, scenario: Scenario, person: &Person) -> String {
        let Self { thousand, listed, keys, .. } = self;
        let user = thousand.user(person);
        let is_on = match scenario {
            Scenario::Split => return thousand.variant(&keys.split[0], &user).as_ref().to_owned(),
            Scenario::Share => thousand.is_on(&keys.share[0], &user),
            Scenario::Rules => thousand.is_on(&keys.rules[0], &user),
            Scenario::List => listed.is_on(&keys.list[0], &user),
            _ => thousand.is_on(&keys.boolean[0], &user),
        };
        if is_on { "on" } else { "off" }.to_owned()
    }

    fn time(&mut self, scenario: Scenario, times: u32) -> Option<Duration> {
        let Self { thousand, listed, users, people, keys, handles } = self;
        let took = match scenario {
            Scenario::Boolean => is_on(thousand, &keys.boolean, users, times),
            Scenario::Share => is_on(thousand, &keys.share, users, times),
            Scenario::Rules => is_on(thousand, &keys.rules, users, times),
            Scenario::List => is_on(listed, &keys.list, users, times),
            Scenario::Split => pairs(&keys.split, users, times, |key, user| {
                black_box(thousand.variant(key, user).as_ref());
            }),
            Scenario::All => pairs(&[()], users, times, |(), user| {
                black_box(thousand.all(user));
            }),
            Scenario::Bind => pairs(&[()], people, times, |(), person| {
                black_box(thousand.user(person));
            }),
            Scenario::Handle => pairs(handles.as_ref()?, users, times, |handle, user| {
                black_box(thousand.is_on_by(handle, user));
            }),
        };
        Some(took)
    }
}

fn is_on<E: Evaluator>(
    evaluator: &mut E,
    keys: &[String],
    users: &[E::User],
    times: u32,
) -> Duration {
    pairs(keys, users, times, |key, user| {
        black_box(evaluator.is_on(key, user));
    })
}

/// Does something so many times, with the flags and the people in turn.
fn pairs<F, P>(flags: &[F], people: &[P], times: u32, mut act: impl FnMut(&F, &P)) -> Duration {
    let pairs = flags.iter().cycle().zip(people.iter().cycle());
    let start = Instant::now();
    for (flag, person) in pairs.take(times as usize) {
        act(black_box(flag), black_box(person));
    }
    start.elapsed()
}
