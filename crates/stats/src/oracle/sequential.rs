//! Sequential tests and beliefs.

use super::{Given, Said, effect, indexed, named, numbers, of_effect};
use crate::{
    Alpha, Beta, Better, BoundedMean, ConfidenceSequence, Effect, GroupSequential, Hybrid,
    Interval, MixtureTest, Normal, Spending, thompson_weights,
};

pub(super) fn said(kind: &str, given: &Given<'_>) -> Option<Said> {
    Some(match kind {
        "confidence_sequence" => {
            let planned = given.numbers("planned");
            let units = given.0["planned"][1].as_u64().unwrap();
            ConfidenceSequence::planned(Alpha::new(planned[0]).unwrap(), units)
                .and_then(|sequence| sequence.at(&seen(given), given.alpha()))
                .and_then(|effect| of_effect(&effect))
        }
        "mixture" => MixtureTest::for_effects_of(given.number("tau"))
            .and_then(|test| test.at(&seen(given), given.alpha()))
            .and_then(|effect| of_effect(&effect)),
        "hybrid" => {
            let fixed = given.numbers("fixed");
            let planned = given.0["planned"].as_u64().unwrap();
            let rule = match fixed[..] {
                [] => Hybrid::planned(given.alpha(), planned),
                _ => {
                    let df = fixed.get(2).copied().unwrap_or(f64::INFINITY);
                    Effect::known_by_student(planned, fixed[0], fixed[1], df, given.alpha())
                        .and_then(|fixed| Hybrid::concluded(given.alpha(), planned, fixed))
                }
            };
            rule.and_then(|rule| rule.read(&seen(given), given.alpha()))
                .and_then(|effect| of_effect(&effect))
        }
        "group" => {
            let spending = match given.0["spending"].as_str().unwrap() {
                "obrien_fleming" => Spending::OBrienFleming,
                "pocock" => Spending::Pocock,
                power => Spending::Power(power.parse().unwrap()),
            };
            GroupSequential { alpha: given.alpha(), spending }
                .critical_values(&given.numbers("information"))
                .and_then(|values| indexed(&values))
        }
        "bounded_mean" => {
            let bounds = given.numbers("bounds");
            let bounds = Interval { lower: bounds[0], upper: bounds[1] };
            BoundedMean::within(bounds, given.alpha()).and_then(|mut mean| {
                for value in given.numbers("values") {
                    mean.push(value)?;
                }
                let Interval { lower, upper } = mean.interval();
                named(&[("lower", lower), ("upper", upper)])
            })
        }
        "normal_belief" => normal_belief(given),
        "beta_belief" => beta_belief(given),
        "thompson" => thompson(given),
        _ => return None,
    })
}

fn seen(given: &Given<'_>) -> Effect {
    let units = given.0["units"].as_u64().unwrap();
    effect(given.number("estimate"), given.number("se"), units)
}

fn normal_belief(given: &Given<'_>) -> Said {
    let normal = |name| {
        let numbers = given.numbers(name);
        Normal::new(numbers[0], numbers[1])
    };
    let posterior = normal("prior")?.updated(&normal("effect")?)?;
    named(&[
        ("mean", posterior.mean()),
        ("sd", posterior.standard_deviation()),
        ("win", posterior.chance_to_win()),
        ("shipping", posterior.loss_of_shipping()),
        ("keeping", posterior.loss_of_keeping()),
    ])
}

fn beta_belief(given: &Given<'_>) -> Said {
    let beta = |name| {
        let numbers = given.numbers(name);
        Beta::new(numbers[0], numbers[1])
    };
    let comparison = beta("control")?.against(&beta("candidate")?);
    named(&[
        ("win", comparison.chance_to_win),
        ("keeping", comparison.loss_of_keeping),
        ("shipping", comparison.loss_of_shipping),
    ])
}

fn thompson(given: &Given<'_>) -> Said {
    let variants: Vec<_> = given.0["variants"]
        .as_array()
        .unwrap()
        .iter()
        .map(numbers)
        .map(|numbers| Normal::new(numbers[0], numbers[1]).unwrap())
        .collect();
    indexed(&thompson_weights(&variants, Better::Larger, 0.0)?)
}
