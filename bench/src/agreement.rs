//! Whether all evaluators say the same, before anybody is timed.

use std::collections::BTreeMap;

use crate::contender::Contender;
use crate::flags::{self, Person};
use crate::report::Field;
use crate::scenario::Scenario;

/// Where evaluators may differ about a person, since each hashes in its own way.
const SHARED: [Scenario; 2] = [Scenario::Share, Scenario::Split];

/// People who are asked about by rules and lists; among them are some whom other rules match.
const PEOPLE: usize = 500;
/// People among whom shares are counted.
const SHARED_AMONG: usize = 10_000;
/// How far two evaluators' shares may be apart, in points of a percent.
const POINTS: f64 = 2.0;

/// What evaluators say about each person, and their shares.
struct Answers {
    each: Vec<(Scenario, Person, String)>,
    shares: Vec<(Scenario, BTreeMap<String, f64>)>,
}

/// Compares everybody with the first, which is the floor, and takes out who says something else,
/// with what that is. Hoist, the second, hashes as the floor does, so it has to say the same of
/// each person.
///
/// # Errors
///
/// Where Hoist and the floor disagree.
pub fn sift(field: &mut Field) -> Result<(), String> {
    let mut contenders = std::mem::take(&mut field.ready).into_iter();
    let Some(mut floor) = contenders.next() else { return Ok(()) };
    let expected = answers(&mut *floor);
    field.ready.push(floor);
    for mut contender in contenders {
        let is_hoist = field.ready.len() == 1;
        let given = answers(&mut *contender);
        let complaint = difference(&expected, &given, is_hoist);
        match complaint {
            None => field.ready.push(contender),
            Some(complaint) if is_hoist => return Err(format!("Hoist {complaint}")),
            Some(complaint) => field.missing.push((contender.name(), format!("it {complaint}"))),
        }
    }
    Ok(())
}

fn answers(contender: &mut dyn Contender) -> Answers {
    let mut each = Vec::new();
    for number in 0..PEOPLE {
        for scenario in [Scenario::Boolean, Scenario::Rules, Scenario::List] {
            let person = flags::passer_by(number);
            let answer = contender.answer(scenario, &person);
            each.push((scenario, person, answer));
        }
    }
    for number in 0..PEOPLE {
        for scenario in SHARED {
            let person = flags::person(number);
            let answer = contender.answer(scenario, &person);
            each.push((scenario, person, answer));
        }
    }
    Answers { each, shares: SHARED.map(|scenario| (scenario, shares(contender, scenario))).into() }
}

fn difference(expected: &Answers, given: &Answers, hashes_alike: bool) -> Option<String> {
    let pairs = expected.each.iter().zip(&given.each);
    let mut compared =
        pairs.filter(|((scenario, ..), _)| hashes_alike || !SHARED.contains(scenario));
    if let Some(((scenario, person, expected), (.., answer))) =
        compared.find(|((.., expected), (.., answer))| expected != answer)
    {
        let what = scenario.what();
        return Some(format!("says `{answer}`, not `{expected}`, of {what}, for {person:?}"));
    }
    let mut pairs = expected.shares.iter().zip(&given.shares);
    let far = |expected: &BTreeMap<String, f64>, given: &BTreeMap<String, f64>| {
        let share = |of: &BTreeMap<String, f64>, variant| of.get(variant).copied().unwrap_or(0.0);
        let mut variants = expected.keys().chain(given.keys());
        variants.any(|variant| (share(expected, variant) - share(given, variant)).abs() > POINTS)
    };
    let ((scenario, expected), (_, given)) =
        pairs.find(|((_, expected), (_, given))| far(expected, given))?;
    Some(format!("gives {given:?}, not {expected:?}, of {}", scenario.what()))
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
