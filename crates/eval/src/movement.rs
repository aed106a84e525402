//! What a change of the rules does to users: whoever was recorded is evaluated before and after
//! it, at the same moment.
//!
//! What is counted is no more than what evaluating each recorded context twice gives. What it says
//! of users who were not recorded is in [`interval()`], and what needs nobody to be recorded in
//! [`exact()`].

mod exact;
mod interval;
mod population;
mod reads;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::HashMap;

use foldhash::fast::FixedState;
use hoist_ruleset::Ruleset;
use jiff::Timestamp;

use crate::resolution::{ErrorCode, Reason, Resolution};
use crate::{evaluate, evaluate_subject};

pub use exact::{Compiled, Dealt, Exact, Place, exact};
pub use interval::interval;
pub use population::{Count, Population, Record};
pub use reads::{Read, Reads, cost, reads};

use population::Counter;

/// With fewer users, nothing is said of those who were not recorded.
pub const USERS_MIN: u64 = 100;

/// What a change does to those who were recorded, in one flag or experiment.
#[derive(Clone, Debug)]
pub struct Movement<'r> {
    /// Who gets something else.
    pub moved: Count,
    /// Who was recorded while this very flag or experiment was evaluated for them.
    pub asked: Count,
    /// Who of these gets something else.
    pub asked_moved: Count,
    /// From what to what, most users first.
    pub moves: Vec<Move<'r>>,
}

/// Those who get one thing before the change, for one reason, and another after it.
#[derive(Clone, Debug)]
pub struct Move<'r> {
    /// What one of them got before.
    pub from: Resolution<'r>,
    /// What one of them gets after.
    pub to: Resolution<'r>,
    /// How many they are. A user who was recorded in several contexts may be in several moves.
    pub count: Count,
}

/// Evaluates everybody who was recorded before and after a change.
pub fn movement<'r>(
    [before, after]: [&'r Ruleset; 2],
    key: &str,
    population: &Population,
    now: Timestamp,
) -> Movement<'r> {
    let subjects = [before, after].map(|ruleset| (ruleset, ruleset.get(key)));
    let [mut moved, mut asked, mut asked_moved] = <[Counter; 3]>::default();
    let mut moves: Vec<(Resolution<'r>, Resolution<'r>, Counter)> = Vec::new();
    let mut places: HashMap<_, usize, FixedState> = HashMap::default();
    for person in population.people() {
        let [from, to] = subjects.map(|(ruleset, subject)| match subject {
            Some(subject) => evaluate_subject(ruleset, subject, &person.context, now),
            None => evaluate(ruleset, key, &person.context, now),
        });
        let has_asked = person.has_asked(key);
        if has_asked {
            asked.add(person);
        }
        if !differ(&from, &to) {
            continue;
        }
        moved.add(person);
        if has_asked {
            asked_moved.add(person);
        }
        let place = *places.entry((why(&from), why(&to))).or_insert(moves.len());
        if place == moves.len() {
            moves.push((from, to, Counter::default()));
        }
        moves[place].2.add(person);
    }
    let mut moves: Vec<Move<'r>> = moves
        .into_iter()
        .map(|(from, to, counter)| Move { from, to, count: counter.count })
        .collect();
    moves.sort_by_key(|each| Reverse((each.count.users, each.count.contexts)));
    let [moved, asked, asked_moved] = [moved, asked, asked_moved].map(|counter| counter.count);
    Movement { moved, asked, asked_moved, moves }
}

/// Whether a user gets something else: another variant, another value under the same name, or one
/// where there was none. Another reason for the same is nothing that they see.
pub fn differ(from: &Resolution<'_>, to: &Resolution<'_>) -> bool {
    let [was, is] = [from, to].map(|of| of.value.map(|payload| &*payload.json));
    from.variant != to.variant || from.error != to.error || was != is
}

/// What moves are told apart by.
type Why<'r> = (Option<&'r str>, Option<u16>, Reason, Option<ErrorCode>, Option<&'r str>, bool);

fn why<'r>(of: &Resolution<'r>) -> Why<'r> {
    let rule = of.rule.map(|rule| rule.index);
    (of.variant, rule, of.reason, of.error, of.metadata.prerequisite, of.metadata.killed)
}
