//! `hoist stats compare`.

use anyhow::bail;
use hoist_stats::{
    Alpha, Better, Cuped, Effect, Estimate, Guardrail, Moments, Proportion, Refusal,
    covariate_balance, difference, difference_of_proportions, fisher_exact, lift, mann_whitney,
    non_inferiority, quantile,
};
use serde::Serialize;

use super::Answer;
use super::answer::{Answered, Said};
use super::fields::Fields;

#[derive(Debug, Serialize)]
pub(super) struct Comparison {
    alpha: f64,
    difference: Answered<Said>,
    lift: Answered<Said>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    others: Vec<Other>,
    #[serde(skip_serializing_if = "Option::is_none")]
    non_inferiority: Option<Answered<Margin>>,
}

/// A test of the same variants that makes no effect.
#[derive(Debug, Serialize)]
struct Other {
    test: &'static str,
    p_value: Answered<f64>,
}

#[derive(Debug, Serialize)]
struct Margin {
    guardrail: &'static str,
    p_value: f64,
}

impl Answer for Comparison {
    fn is_refused(&self) -> bool {
        self.difference.is_refused()
            || self.non_inferiority.as_ref().is_some_and(Answered::is_refused)
    }
}

#[derive(Clone, Copy)]
enum Metric {
    Proportion,
    Mean,
    Ratio,
    Cuped,
    Quantile,
}

/// What the methods for a metric say of both variants.
struct Results {
    difference: Result<Effect, Refusal>,
    lift: Result<Effect, Refusal>,
    others: Vec<Other>,
}

pub(super) fn compare(mut fields: Fields) -> anyhow::Result<Comparison> {
    let words = [
        ("proportion", Metric::Proportion),
        ("mean", Metric::Mean),
        ("ratio", Metric::Ratio),
        ("cuped", Metric::Cuped),
        ("quantile", Metric::Quantile),
    ];
    let metric = fields.word("metric", &words)?;
    let alpha = fields.alpha(0.05)?;
    let margin = margin(&mut fields)?;
    let results = match metric {
        Metric::Proportion => proportions(&mut fields, alpha)?,
        Metric::Mean => means(&mut fields, alpha)?,
        Metric::Ratio => {
            let both = both(&mut fields, |variant| pair(variant, RATIO))?;
            of_estimates(&both.map(|one| one.and_then(|one| Estimate::ratio(&one))), alpha)
        }
        Metric::Cuped => {
            let both = both(&mut fields, |variant| pair(variant, CUPED))?;
            let mut others = Vec::new();
            for mut other in fields.objects("others")? {
                others.push(pair(&mut other, CUPED)?);
                other.finish()?;
            }
            adjusted(&both, &others, alpha)
        }
        Metric::Quantile => {
            let level = fields.share("level")?;
            let read = |variant: &mut Fields| Ok(quantile(&variant.numbers("values")?, level));
            of_estimates(&both(&mut fields, read)?, alpha)
        }
    };
    fields.finish()?;
    let non_inferiority = margin.map(|(margin, better)| {
        let test = results.difference.and_then(|it| non_inferiority(&it, margin, better, alpha));
        Answered::of(test, |test| Margin {
            guardrail: match test.guardrail {
                Guardrail::NonInferior => "non_inferior",
                Guardrail::Inferior => "inferior",
                Guardrail::Inconclusive => "inconclusive",
            },
            p_value: test.p_value,
        })
    });
    Ok(Comparison {
        alpha: alpha.get(),
        difference: Answered::of(results.difference, Said::from),
        lift: Answered::of(results.lift, Said::from),
        others: results.others,
        non_inferiority,
    })
}

fn margin(fields: &mut Fields) -> anyhow::Result<Option<(f64, Better)>> {
    let words = [("larger", Better::Larger), ("smaller", Better::Smaller)];
    if !fields.has("margin") {
        if fields.has("better") {
            bail!("the field `better` needs a `margin` beside it");
        }
        return Ok(None);
    }
    Ok(Some((fields.size("margin")?, fields.word("better", &words)?)))
}

/// Reads control and candidate alike.
fn both<T>(
    fields: &mut Fields,
    read: impl Fn(&mut Fields) -> anyhow::Result<T>,
) -> anyhow::Result<[T; 2]> {
    let mut one = |name| {
        let mut variant = fields.object(name)?;
        let is_read = read(&mut variant)?;
        variant.finish()?;
        anyhow::Ok(is_read)
    };
    Ok([one("control")?, one("candidate")?])
}

fn proportions(fields: &mut Fields, alpha: Alpha) -> anyhow::Result<Results> {
    let read = |variant: &mut Fields| {
        let (units, successes) = (variant.count("units")?, variant.count("successes")?);
        variant.check("successes", Proportion::new(successes, units))
    };
    let [control, candidate] = both(fields, read)?;
    let p_value = Answered::of(fisher_exact(control, candidate), |p_value| p_value);
    let estimates = [control, candidate].map(|one| one.estimate());
    Ok(Results {
        difference: difference_of_proportions(control, candidate, alpha),
        others: vec![Other { test: "fisher_exact", p_value }],
        ..of_estimates(&estimates, alpha)
    })
}

/// By moments, or by all values, which allow for a test of ranks too.
fn means(fields: &mut Fields, alpha: Alpha) -> anyhow::Result<Results> {
    let read = |variant: &mut Fields| {
        if variant.has("values") {
            let values = variant.numbers("values")?;
            let rows: Vec<[f64; 1]> = values.iter().map(|value| [*value]).collect();
            return Ok((Moments::of(&rows).and_then(|it| Estimate::mean(&it)), Some(values)));
        }
        let units = variant.count("units")?;
        let (mean, variance) = (variant.number("mean")?, variant.size("variance")?);
        Ok((Estimate::new(units, mean, variance), None))
    };
    let [(control, of_control), (candidate, of_candidate)] = both(fields, read)?;
    let mut results = of_estimates(&[control, candidate], alpha);
    if let (Some(control), Some(candidate)) = (of_control, of_candidate) {
        let p_value = Answered::of(mann_whitney(&control, &candidate), |test| test.p_value);
        results.others.push(Other { test: "mann_whitney", p_value });
    }
    Ok(results)
}

/// What the moments of two numbers are called.
#[derive(Clone, Copy)]
struct Pair {
    means: [&'static str; 2],
    variances: [&'static str; 2],
}

const RATIO: Pair = Pair {
    means: ["numerator", "denominator"],
    variances: ["numerator_variance", "denominator_variance"],
};

const CUPED: Pair =
    Pair { means: ["mean", "covariate_mean"], variances: ["variance", "covariate_variance"] };

/// Two numbers of each unit: by moments, or by all rows.
fn pair(variant: &mut Fields, names: Pair) -> anyhow::Result<Result<Moments<2>, Refusal>> {
    if variant.has("values") {
        return Ok(Moments::of(&variant.rows::<2>("values")?));
    }
    let units = variant.count("units")?;
    let means = [variant.number(names.means[0])?, variant.number(names.means[1])?];
    let variances = [variant.size(names.variances[0])?, variant.size(names.variances[1])?];
    let both = variant.number("covariance")?;
    // The product of two numbers of that size may be infinite.
    let most = variances[0].sqrt() * variances[1].sqrt();
    if both.abs() > most * (1.0 + 1e-9) {
        let what = Refusal::Invalid("a covariance is at most the root of both variances' product");
        variant.check("covariance", Err(what))?;
    }
    let covariances = [[variances[0], both], [both, variances[1]]];
    Ok(Moments::from_covariances(units, means, covariances))
}

/// How much of the covariate is taken away is fitted to other variants too, where there are some.
fn adjusted(
    both: &[Result<Moments<2>, Refusal>; 2],
    others: &[Result<Moments<2>, Refusal>],
    alpha: Alpha,
) -> Results {
    let fitted = |say: fn(&Cuped, &[Moments<2>; 2], Alpha) -> Result<Effect, Refusal>| {
        let all = both.iter().chain(others).copied().collect::<Result<Vec<_>, _>>()?;
        say(&Cuped::fit(&all)?, &[both[0]?, both[1]?], alpha)
    };
    let balance = fitted(|_, [a, b], _| covariate_balance(a, b));
    let p_value = Answered::of(balance, |effect| effect.p_value);
    Results {
        difference: fitted(|cuped, [a, b], alpha| cuped.difference(a, b, alpha)),
        lift: fitted(|cuped, [a, b], alpha| cuped.lift(a, b, alpha)),
        others: vec![Other { test: "covariate_balance", p_value }],
    }
}

fn of_estimates(both: &[Result<Estimate, Refusal>; 2], alpha: Alpha) -> Results {
    let compared = |method: fn(&Estimate, &Estimate, Alpha) -> Result<Effect, Refusal>| {
        method(&both[0]?, &both[1]?, alpha)
    };
    Results { difference: compared(difference), lift: compared(lift), others: Vec::new() }
}
