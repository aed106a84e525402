//! Corrections, splits, guardrails, sizes.

use super::{Given, Said, effect, indexed, named};
use crate::{
    Better, Design, Effect, Refusal, Srm, benjamini_hochberg, cochran_q, design_effect, holm,
    non_inferiority, power, power_of_t_test, srm, srm_sequential,
};

pub(super) fn said(kind: &str, given: &Given<'_>) -> Option<Said> {
    let number = |name| given.number(name);
    Some(match kind {
        "holm" => holm(&given.numbers("p"), given.alpha())
            .and_then(|corrected| indexed(&corrected.p_values)),
        "benjamini_hochberg" => benjamini_hochberg(&given.numbers("p"), given.alpha())
            .and_then(|corrected| indexed(&corrected.p_values)),
        "srm" => of_split(srm(&given.counts("users"), &given.numbers("weights"))),
        "srm_sequential" => {
            let (users, weights) = (given.counts("users"), given.numbers("weights"));
            of_split(srm_sequential(&users, &weights, number("concentration")))
        }
        "non_inferiority" => {
            let effect = effect(number("estimate"), number("se"), 1000);
            let df = given.0["df"].as_f64().unwrap_or(f64::INFINITY);
            let effect = Effect { degrees_of_freedom: df, ..effect };
            let alpha = crate::Alpha::FIVE_PERCENT;
            let test = non_inferiority(&effect, number("margin"), Better::Larger, alpha);
            test.and_then(|test| named(&[("p", test.p_value), ("ln_p", test.ln_p_value)]))
        }
        "cochran_q" => {
            let effects: Vec<_> = given
                .numbers("estimates")
                .iter()
                .zip(given.numbers("errors"))
                .map(|(estimate, error)| effect(*estimate, error, 1000))
                .collect();
            cochran_q(&effects).and_then(|test| {
                let inconsistency = test.inconsistency;
                let (statistic, p) = (test.statistic, test.p_value);
                named(&[
                    ("p", p),
                    ("ln_p", test.ln_p_value),
                    ("statistic", statistic),
                    ("inconsistency", inconsistency),
                ])
            })
        }
        "power" => one("power", power(number("effect"), number("se"), given.alpha())),
        "power_of_t_test" => {
            let units = given.counts("units");
            let power = power_of_t_test(number("standardised"), units[0], units[1], given.alpha());
            one("power", power)
        }
        "growth_needed" => Design::new(given.alpha(), number("power"), 1.0)
            .and_then(|design| design.of_all(given.0["tests"].as_u64().unwrap()))
            .and_then(|design| design.growth_needed(number("effect"), number("se")))
            .and_then(|growth| named(&[("growth", growth)])),
        "design_effect" => {
            let effect = design_effect(number("size"), number("cv"), number("correlation"));
            one("effect", effect)
        }
        _ if kind.starts_with("units_") || kind.starts_with("detectable") => size(kind, given),
        _ => return None,
    })
}

fn of_split(test: Result<Srm, Refusal>) -> Said {
    test.and_then(|test| named(&[("p", test.p_value), ("ln_p", test.ln_p_value)]))
}

fn one(name: &str, number: Result<f64, Refusal>) -> Said {
    named(&[(name, number?)])
}

fn size(kind: &str, given: &Given<'_>) -> Said {
    let number = |name| given.number(name);
    let allocation = given.0["allocation"].as_f64().unwrap_or(1.0);
    let design = Design::new(given.alpha(), number("power"), allocation)?;
    let shares = || {
        let shares = given.numbers("shares");
        (shares[0], shares[1])
    };
    let units = match kind {
        "detectable" => return one("effect", design.detectable(number("se"))),
        "detectable_share" => {
            let units = given.numbers("units");
            let rises = given.0["towards"] == "larger";
            let towards = if rises { Better::Larger } else { Better::Smaller };
            let share = design.detectable_share(number("share"), [units[0], units[1]], towards);
            return one("effect", share);
        }
        "units_by_student" => design.units_for_means_by_student(1.0, number("standardised")),
        "units_for_means" => design.units_for_means(number("variance"), number("difference")),
        "units_for_proportions" => design.units_for_proportions(shares().0, shares().1),
        "units_by_arcsine" => design.units_for_proportions_by_arcsine(shares().0, shares().1),
        "units_for_non_inferiority_by_student" => design.units_for_non_inferiority_by_student(
            number("variance"),
            number("difference"),
            number("margin"),
        ),
        _ => design.units_for_non_inferiority(
            number("variance"),
            number("difference"),
            number("margin"),
        ),
    };
    one("units", units)
}
