//! Comparisons of two variants.

use super::{Given, Said, named, numbers, of_effect};
use crate::{
    Cuped, Effect, Estimate, Interval, Moments, Proportion, Refusal, difference, fisher_exact,
    hodges_lehmann, lift_by_delta, lift_by_fieller, lift_by_log_ratio, linearised, mann_whitney,
    newcombe, odds_ratio, post_stratified, quantile, quantile_of_clusters, stratified,
};

pub(super) fn said(kind: &str, given: &Given<'_>) -> Option<Said> {
    Some(match kind {
        "difference" => pair(given).and_then(|(a, b)| effect(difference(&a, &b, given.alpha()))),
        "lift_by_delta" => {
            pair(given).and_then(|(a, b)| effect(lift_by_delta(&a, &b, given.alpha())))
        }
        "lift_by_fieller" => {
            pair(given).and_then(|(a, b)| effect(lift_by_fieller(&a, &b, given.alpha())))
        }
        "newcombe" | "lift_by_log_ratio" | "fisher_exact" | "odds_ratio" | "wilson" => {
            counts(kind, given)
        }
        "hodges_lehmann" => {
            let (control, candidate) = (given.numbers("control"), given.numbers("candidate"));
            hodges_lehmann(&control, &candidate, given.alpha()).and_then(|shift| {
                let Interval { lower, upper } = shift.interval;
                named(&[("estimate", shift.estimate), ("lower", lower), ("upper", upper)])
            })
        }
        "mann_whitney" => mann_whitney(&given.numbers("control"), &given.numbers("candidate"))
            .and_then(|test| named(&[("p", test.p_value), ("probability", test.probability)])),
        "quantile" => quantile(&given.numbers("values"), given.number("level")).and_then(value),
        "quantile_of_clusters" => {
            let units: Vec<Vec<f64>> =
                given.0["units"].as_array().unwrap().iter().map(numbers).collect();
            let units: Vec<&[f64]> = units.iter().map(Vec::as_slice).collect();
            quantile_of_clusters(&units, given.number("level")).and_then(value)
        }
        "ratio" => Moments::of(&given.rows::<2>("rows"))
            .and_then(|all| Estimate::ratio(&all))
            .and_then(|one| named(&[("value", one.value()), ("unit_variance", one.variance)])),
        "difference_of_values" => {
            let mean = |name| Estimate::mean(&column(&given.numbers(name)).unwrap()).unwrap();
            effect(difference(&mean("control"), &mean("candidate"), given.alpha()))
        }
        "cuped_difference" | "cuped_lift" | "cuped_fieller" | "cuped_ratio" => cuped(kind, given),
        "cuped_of_three" => three_covariates(given),
        "post_stratified" => {
            effect(post_stratified(&strata(given), given.alpha()).map(|said| said.effect))
        }
        "stratified" => standardised(given),
        "exact_sums" => {
            let sum = |name: &str| given.0[name].as_str().unwrap().parse().unwrap();
            let units = given.0["units"].as_u64().unwrap();
            let sums = ([sum("sum")], [[sum("squares")]]);
            Moments::from_exact_sums(units, sums.0, sums.1, 1e-6).and_then(|all| moments(&all))
        }
        "float_sums" => {
            let units = given.0["units"].as_u64().unwrap();
            Moments::from_sums(units, [given.number("sum")], [[given.number("squares")]])
                .and_then(|all| moments(&all))
        }
        "moments" => Moments::of(&given.rows::<1>("rows")).and_then(|all| moments(&all)),
        _ => return None,
    })
}

fn effect(effect: Result<Effect, Refusal>) -> Said {
    of_effect(&effect?)
}

fn value(estimate: Estimate) -> Said {
    named(&[("value", estimate.value()), ("standard_error", estimate.standard_error())])
}

fn moments(moments: &Moments<1>) -> Said {
    named(&[("mean", moments.means()[0]), ("variance", moments.variance(0)?)])
}

fn pair(given: &Given<'_>) -> Result<(Estimate, Estimate), Refusal> {
    let one = |name: &str| {
        let numbers = given.numbers(name);
        Estimate::new(given.0[name][0].as_u64().unwrap(), numbers[1], numbers[2])
    };
    Ok((one("control")?, one("candidate")?))
}

fn counts(kind: &str, given: &Given<'_>) -> Said {
    let counts = given.counts("counts");
    let first = Proportion::new(counts[0], counts[1])?;
    if kind == "wilson" {
        let interval = first.wilson(given.alpha());
        return named(&[("lower", interval.lower), ("upper", interval.upper)]);
    }
    let second = Proportion::new(counts[2], counts[3])?;
    match kind {
        "newcombe" => effect(newcombe(first, second, given.alpha())),
        "odds_ratio" => odds_ratio(first, second, given.alpha()).and_then(|odds| {
            let ends = [("estimate", odds.estimate), ("upper", odds.upper)];
            // What is infinite is not there.
            let mut said: Vec<_> =
                ends.into_iter().filter_map(|(name, end)| Some((name, end?))).collect();
            said.extend([("lower", odds.lower), ("p", odds.p_value), ("ln_p", odds.ln_p_value)]);
            named(&said)
        }),
        "fisher_exact" => named(&[("p", fisher_exact(first, second)?)]),
        _ => effect(lift_by_log_ratio(first, second, given.alpha())),
    }
}

fn column(values: &[f64]) -> Result<Moments<1>, Refusal> {
    Moments::of(&values.iter().map(|value| [*value]).collect::<Vec<_>>())
}

fn cuped(kind: &str, given: &Given<'_>) -> Said {
    let moments = |name: &str| {
        if kind == "cuped_ratio" {
            linearised(&Moments::of(&given.rows::<4>(name))?)
        } else {
            Moments::of(&given.rows::<2>(name))
        }
    };
    let (control, candidate) = (moments("control")?, moments("candidate")?);
    let cuped = Cuped::fit(&[control, candidate])?;
    let effect = match kind {
        "cuped_lift" => cuped.lift_by_delta(&control, &candidate, given.alpha())?,
        "cuped_fieller" => cuped.lift_by_fieller(&control, &candidate, given.alpha())?,
        _ => cuped.difference(&control, &candidate, given.alpha())?,
    };
    let mut said = of_effect(&effect)?;
    said.push(("theta".to_owned(), cuped.theta()));
    Ok(said)
}

/// An outcome and two covariates, such as a past and whether there is none.
fn three_covariates(given: &Given<'_>) -> Said {
    let moments = |name: &str| Moments::of(&given.rows::<3>(name));
    let (control, candidate) = (moments("control")?, moments("candidate")?);
    let cuped = Cuped::fit(&[control, candidate])?;
    let mut said = of_effect(&cuped.difference(&control, &candidate, given.alpha())?)?;
    let lift = cuped.lift_by_delta(&control, &candidate, given.alpha())?;
    said.extend([
        ("theta_1".to_owned(), cuped.thetas()[1]),
        ("theta_2".to_owned(), cuped.thetas()[2]),
        ("lift".to_owned(), lift.estimate),
        ("lift_error".to_owned(), lift.standard_error),
    ]);
    Ok(said)
}

fn strata(given: &Given<'_>) -> Vec<(Moments<1>, Moments<1>)> {
    let cell = |cell: &serde_json::Value| {
        (column(&numbers(&cell[0])).unwrap(), column(&numbers(&cell[1])).unwrap())
    };
    given.0["strata"].as_array().unwrap().iter().map(cell).collect()
}

fn standardised(given: &Given<'_>) -> Said {
    let estimates: Vec<_> = strata(given)
        .iter()
        .map(|(a, b)| (Estimate::mean(a).unwrap(), Estimate::mean(b).unwrap()))
        .collect();
    let (control, candidate) = stratified(&estimates)?;
    named(&[
        ("control", control.value()),
        ("candidate", candidate.value()),
        ("control_error", control.standard_error()),
        ("candidate_error", candidate.standard_error()),
    ])
}
