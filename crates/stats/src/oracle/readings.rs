//! Scores, intervals at any critical value, margins, and what rules make of them.

use super::{Given, Said, effect, named, numbers, of_effect};
use crate::{
    Alpha, Better, Cap, Cuped, Design, Effect, Estimate, Interval, Moments, Proportion, Ratio,
    Refusal, Spending, cochran_q, covariate_balance, lift_by_fieller, lift_of_proportions,
    lift_score, newcombe, non_inferiority,
};

pub(super) fn said(kind: &str, given: &Given<'_>) -> Option<Said> {
    Some(match kind {
        "lift_of_proportions" => shares(given)
            .and_then(|[a, b]| lift_of_proportions(a, b, given.alpha()))
            .and_then(|effect| of_effect(&effect)),
        "lift_score" => shares(given)
            .and_then(|[a, b]| lift_score(a, b, given.number("lift")))
            .and_then(|score| named(&[("score", score)])),
        "newcombe_within" => {
            by_newcombe(given).and_then(|effect| ends(effect.within(given.number("critical"))?))
        }
        "newcombe_score" => by_newcombe(given)
            .and_then(|effect| effect.score(given.number("value")))
            .and_then(|score| named(&[("score", score)])),
        "newcombe_margin" => {
            by_newcombe(given).and_then(|effect| margin(&effect, given, Better::Larger))
        }
        "fieller_within" => within(given),
        "fieller_margin" => pair(&given.0["control"], &given.0["candidate"])
            .and_then(|(a, b)| lift_by_fieller(&a, &b, NARROW))
            .and_then(|effect| margin(&effect, given, Better::Smaller)),
        "cochran_q_of_lifts" => {
            let lift = |both: &serde_json::Value| {
                let (control, candidate) = pair(&both[0], &both[1])?;
                lift_by_fieller(&control, &candidate, Alpha::FIVE_PERCENT)
            };
            let effects: Result<Vec<_>, Refusal> =
                given.0["pairs"].as_array().unwrap().iter().map(lift).collect();
            effects.and_then(|effects| {
                let test = cochran_q(&effects)?;
                named(&[("statistic", test.statistic), ("p", test.p_value)])
            })
        }
        "covariate_balance" => {
            covariate_balance(&past(given, "control"), &past(given, "candidate"))
                .and_then(|effect| of_effect(&effect))
        }
        "variance_left" => {
            let all = [past(given, "control"), past(given, "candidate")];
            let left = Cuped::fit(&all).and_then(|cuped| {
                let whole = all[0].merge(&all[1])?;
                cuped.variance_left(&whole)
            });
            left.and_then(|left| named(&[("left", left)]))
        }
        "cap" => cap(given),
        "detectable_by_student" => {
            let units = given.numbers("units");
            Design::new(given.alpha(), given.number("power"), 1.0)
                .and_then(|it| {
                    it.detectable_by_student(given.number("variance"), [units[0], units[1]])
                })
                .and_then(|difference| named(&[("difference", difference)]))
        }
        "group_p" => at_a_look(given),
        _ => return None,
    })
}

fn cap(given: &Given<'_>) -> Said {
    let ignore_zeros = given.0["ignore_zeros"].as_bool().unwrap();
    let cap = Cap::at(given.number("level"), &given.numbers("values"), ignore_zeros)?;
    named(&[
        ("value", cap.value),
        ("above", cap.share_above),
        ("of_1000", cap.apply(1000.0)?),
        ("of_half", cap.apply(0.5)?),
    ])
}

fn at_a_look(given: &Given<'_>) -> Said {
    let spending = match given.0["spending"].as_str().unwrap() {
        "obrien_fleming" => Spending::OBrienFleming,
        "pocock" => Spending::Pocock,
        power => Spending::Power(power.parse().unwrap()),
    };
    let seen = effect(given.number("estimate"), given.number("se"), 1000);
    let test = crate::GroupSequential { alpha: Alpha::FIVE_PERCENT, spending };
    of_effect(&test.at(&given.numbers("information"), &seen)?)
}

/// What Fieller's lift itself is told at: at wider levels, some have no end.
const NARROW: Alpha = Alpha::FIVE_PERCENT;

fn shares(given: &Given<'_>) -> Result<[Proportion; 2], Refusal> {
    let counts = given.counts("counts");
    Ok([Proportion::new(counts[0], counts[1])?, Proportion::new(counts[2], counts[3])?])
}

fn by_newcombe(given: &Given<'_>) -> Result<Effect, Refusal> {
    let [control, candidate] = shares(given)?;
    newcombe(control, candidate, Alpha::FIVE_PERCENT)
}

fn ends(interval: Interval) -> Said {
    named(&[("lower", interval.lower), ("upper", interval.upper)])
}

fn margin(effect: &Effect, given: &Given<'_>, better: Better) -> Said {
    let test = non_inferiority(effect, given.number("margin"), better, Alpha::FIVE_PERCENT)?;
    named(&[("p", test.p_value), ("ln_p", test.ln_p_value)])
}

fn pair(
    control: &serde_json::Value,
    candidate: &serde_json::Value,
) -> Result<(Estimate, Estimate), Refusal> {
    let one = |one: &serde_json::Value| {
        let numbers = numbers(one);
        Estimate::new(one[0].as_u64().unwrap(), numbers[1], numbers[2])
    };
    Ok((one(control)?, one(candidate)?))
}

fn within(given: &Given<'_>) -> Said {
    let (control, candidate) = pair(&given.0["control"], &given.0["candidate"])?;
    let ratio = Ratio::of(&control, &candidate)?;
    let mut said = ends(ratio.interval(given.number("critical"))?)?;
    let lift = given.number("lift");
    said.push(("error".to_owned(), ratio.error_at(lift)?));
    let apart = ratio.difference / ratio.base.abs() - lift;
    said.push(("score".to_owned(), apart / ratio.error_at(lift)?));
    // An effect says the same.
    if let Ok(effect) = lift_by_fieller(&control, &candidate, NARROW) {
        let by_effect = [effect.score(lift)?, effect.within(given.number("critical"))?.lower];
        assert_eq!(by_effect[1].to_bits(), said[0].1.to_bits());
        assert!((by_effect[0] - apart / ratio.error_at(lift)?).abs() < 1e-9);
    }
    Ok(said)
}

fn past(given: &Given<'_>, name: &str) -> Moments<3> {
    Moments::of(&given.rows::<3>(name)).unwrap()
}
