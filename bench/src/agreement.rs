//! Whether all evaluators say the same, before anybody is timed.

use std::collections::BTreeMap;

use crate::contender::Contender;
use crate::flags::{self, Person};
use crate::scenario::Scenario;

/// People who are asked about by rules and lists; among them are some whom other rules match.
const PEOPLE: usize = 500;
/// People among whom shares are counted.
const SHARED_AMONG: usize = 10_000;
/// How far two evaluators' shares may be apart, in points of a percent.
const POINTS: f64 = 2.0;

/// Compares everybody with the first, which is the floor; the second is Hoist.
///
/// # Errors
///
/// Who says something else, about whom.
pub fn check(contenders: &mut [Box<dyn Contender>]) -> Result<(), String> {
    for scenario in [Scenario::Boolean, Scenario::Rules, Scenario::List] {
        for number in 0..PEOPLE {
            same(contenders, scenario, &flags::passer_by(number))?;
        }
    }
    for scenario in [Scenario::Share, Scenario::Split] {
        // The floor hashes as Hoist does.
        let ours = contenders.len().min(2);
        for number in 0..PEOPLE {
            same(&mut contenders[..ours], scenario, &flags::person(number))?;
        }
        let mut shares = contenders.iter_mut().map(|it| (it.name(), shares(&mut **it, scenario)));
        let Some((first, expected)) = shares.next() else { return Ok(()) };
        for (name, shares) in shares {
            let far = |variant: &String| {
                let share = |of: &BTreeMap<String, f64>| of.get(variant).copied().unwrap_or(0.0);
                (share(&expected) - share(&shares)).abs() > POINTS
            };
            if expected.keys().chain(shares.keys()).any(far) {
                return Err(format!(
                    "{}: {name} gives {shares:?}, {first} {expected:?}, more than {POINTS} points \
                     apart",
                    scenario.what()
                ));
            }
        }
    }
    Ok(())
}

fn same(
    contenders: &mut [Box<dyn Contender>],
    scenario: Scenario,
    person: &Person,
) -> Result<(), String> {
    let mut answers = contenders.iter_mut().map(|it| (it.name(), it.answer(scenario, person)));
    let Some((first, expected)) = answers.next() else { return Ok(()) };
    match answers.find(|(_, answer)| *answer != expected) {
        None => Ok(()),
        Some((name, answer)) => Err(format!(
            "{}: {name} says {answer}, {first} {expected}, of {person:?}",
            scenario.what()
        )),
    }
}

/// How many percent get each variant.
fn shares(contender: &mut dyn Contender, scenario: Scenario) -> BTreeMap<String, f64> {
    let mut shares = BTreeMap::new();
    for number in 0..SHARED_AMONG {
        let variant = contender.answer(scenario, &flags::person(number));
        *shares.entry(variant).or_insert(0.0) += 100.0 / SHARED_AMONG as f64;
    }
    shares
}
