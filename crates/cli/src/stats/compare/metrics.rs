//! Control and candidates, by the kind of metric, and what its methods say of them.

use anyhow::bail;
use hoist_stats::{
    Alpha, Cuped, Effect, Estimate, Moments, Proportion, Refusal, covariate_balance, difference,
    difference_of_proportions, fisher_exact, hodges_lehmann, lift, lift_of_proportions,
    mann_whitney, odds_ratio, quantile,
};
use serde::Serialize;

use crate::stats::answer::{Answered, P};
use crate::stats::fields::Fields;

/// What the methods for a metric say of a candidate and the control.
pub(super) struct Results {
    pub(super) difference: Result<Effect, Refusal>,
    pub(super) lift: Result<Effect, Refusal>,
    pub(super) others: Vec<Other>,
}

/// A test of the same variants that makes no effect.
#[derive(Debug, Serialize)]
pub(super) struct Other {
    test: &'static str,
    #[serde(flatten)]
    said: Answered<Tested>,
}

#[derive(Debug, Serialize)]
struct Tested {
    #[serde(flatten)]
    p: P,
    #[serde(flatten)]
    range: Option<Answered<Range>>,
}

/// An estimate and its interval; null where it is infinite.
#[derive(Debug, Serialize)]
struct Range {
    estimate: Option<f64>,
    lower: f64,
    upper: Option<f64>,
}

/// What is known of one variant, or why that is nothing.
type Known<T> = Result<T, Refusal>;

/// The control, and what it is compared with.
pub(super) struct Variants {
    known: Kind,
    /// Of several candidates.
    names: Option<Vec<String>>,
}

/// The control first.
enum Kind {
    Proportions(Vec<Proportion>),
    Means(Vec<Mean>),
    Estimates(Vec<Known<Estimate>>),
    WithPast { variants: Vec<Known<Moments<3>>>, others: Vec<Known<Moments<3>>> },
}

/// A mean, and all values where these were given.
struct Mean {
    estimate: Known<Estimate>,
    values: Option<Vec<f64>>,
}

#[derive(Clone, Copy)]
enum Metric {
    Proportion,
    Mean,
    Ratio,
    Cuped,
    Quantile,
}

impl Variants {
    /// Whether they are shares, which are at most 1 apart.
    pub(super) const fn are_shares(&self) -> bool {
        matches!(self.known, Kind::Proportions(_))
    }
}

pub(super) fn variants(fields: &mut Fields) -> anyhow::Result<Variants> {
    let words = [
        ("proportion", Metric::Proportion),
        ("mean", Metric::Mean),
        ("ratio", Metric::Ratio),
        ("cuped", Metric::Cuped),
        ("quantile", Metric::Quantile),
    ];
    let metric = fields.word("metric", &words)?;
    let mut names = None;
    let known = match metric {
        Metric::Proportion => Kind::Proportions(all(fields, &mut names, proportion)?),
        Metric::Mean => Kind::Means(all(fields, &mut names, mean)?),
        Metric::Ratio => {
            let ratio = |variant: &mut Fields| {
                Ok(pair(variant, RATIO)?.and_then(|moments| Estimate::ratio(&moments)))
            };
            Kind::Estimates(all(fields, &mut names, ratio)?)
        }
        Metric::Cuped => Kind::WithPast {
            variants: all(fields, &mut names, with_past)?,
            others: others(fields)?,
        },
        Metric::Quantile => {
            let level = fields.share("level")?;
            if level <= 0.0 || level >= 1.0 {
                return Err(fields.wrong("level", "more than 0 and less than 1", &level.into()));
            }
            let read = |variant: &mut Fields| Ok(quantile(&variant.numbers("values")?, level));
            Kind::Estimates(all(fields, &mut names, read)?)
        }
    };
    Ok(Variants { known, names })
}

impl Variants {
    /// Of several candidates.
    pub(super) fn names(&self) -> Option<&[String]> {
        self.names.as_deref()
    }

    /// Each candidate compared with the control.
    pub(super) fn compared(&self, alpha: Alpha) -> Vec<Results> {
        match &self.known {
            Kind::Proportions(all) => each(all, |one, other| of_proportions(*one, *other, alpha)),
            Kind::Means(all) => each(all, |one, other| of_means(one, other, alpha)),
            Kind::Estimates(all) => each(all, |one, other| of_estimates(*one, *other, alpha)),
            Kind::WithPast { variants, others } => {
                let fitted: Known<Vec<_>> = variants.iter().chain(others).copied().collect();
                let cuped = fitted.and_then(|all| Cuped::fit(&all));
                each(variants, |one, other| adjusted(cuped, *one, *other, alpha))
            }
        }
    }
}

fn each<T>(all: &[T], compare: impl Fn(&T, &T) -> Results) -> Vec<Results> {
    let Some((control, candidates)) = all.split_first() else {
        return Vec::new();
    };
    candidates.iter().map(|candidate| compare(control, candidate)).collect()
}

/// Reads the control and the candidates alike.
fn all<T>(
    fields: &mut Fields,
    names: &mut Option<Vec<String>>,
    read: impl Fn(&mut Fields) -> anyhow::Result<T>,
) -> anyhow::Result<Vec<T>> {
    let whole = |mut variant: Fields| {
        let is_read = read(&mut variant)?;
        variant.finish()?;
        anyhow::Ok(is_read)
    };
    let mut all = vec![whole(fields.object("control")?)?];
    if !fields.has("candidates") {
        all.push(whole(fields.object("candidate")?)?);
        return Ok(all);
    }
    if fields.has("candidate") {
        bail!("give either `candidate` or `candidates`");
    }
    let candidates = fields.objects("candidates")?;
    if candidates.is_empty() {
        bail!("the field `candidates` has to have a candidate or more");
    }
    *names = Some(candidates.iter().map(|(name, _)| name.clone()).collect());
    for (_, candidate) in candidates {
        all.push(whole(candidate)?);
    }
    Ok(all)
}

/// Variants that are not compared, but that the past is learned from as well.
fn others(fields: &mut Fields) -> anyhow::Result<Vec<Known<Moments<3>>>> {
    if !fields.has("other_variants") {
        return Ok(Vec::new());
    }
    let whole = |(_, mut variant): (String, Fields)| {
        let known = with_past(&mut variant)?;
        variant.finish()?;
        Ok(known)
    };
    fields.objects("other_variants")?.into_iter().map(whole).collect()
}

fn proportion(variant: &mut Fields) -> anyhow::Result<Proportion> {
    let (units, successes) = (variant.positive("units")?, variant.count("successes")?);
    variant.check("successes", Proportion::new(successes, units))
}

/// By moments, or by all values, which allow for a test of ranks too.
fn mean(variant: &mut Fields) -> anyhow::Result<Mean> {
    if variant.has("values") {
        let values = variant.numbers("values")?;
        let rows: Vec<[f64; 1]> = values.iter().map(|value| [*value]).collect();
        let estimate = Moments::of(&rows).and_then(|moments| Estimate::mean(&moments));
        return Ok(Mean { estimate, values: Some(values) });
    }
    let units = variant.count("units")?;
    let (mean, variance) = (variant.number("mean")?, variant.size("variance")?);
    Ok(Mean { estimate: Estimate::new(units, mean, variance), values: None })
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
fn pair(variant: &mut Fields, names: Pair) -> anyhow::Result<Known<Moments<2>>> {
    if variant.has("values") {
        return Ok(Moments::of(&variant.rows("values")?));
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

/// An outcome, a past, and whether that is not known.
fn with_past(variant: &mut Fields) -> anyhow::Result<Known<Moments<3>>> {
    if variant.has("values") {
        let rows: Vec<[f64; 3]> = variant
            .rows_with_gaps("values")?
            .into_iter()
            .map(|(outcome, past)| past.map_or([outcome, 0.0, 1.0], |past| [outcome, past, 0.0]))
            .collect();
        return Ok(Moments::of(&rows));
    }
    Ok(pair(variant, CUPED)?.and_then(|known| {
        let mut covariances = [[0.0; 3]; 3];
        for (i, row) in covariances.iter_mut().take(2).enumerate() {
            for (j, cell) in row.iter_mut().take(2).enumerate() {
                *cell = known.covariance(i, j)?;
            }
        }
        let means = [known.means()[0], known.means()[1], 0.0];
        Moments::from_covariances(known.units(), means, covariances)
    }))
}

fn of_proportions(control: Proportion, candidate: Proportion, alpha: Alpha) -> Results {
    let exact = Answered::of(fisher_exact(control, candidate), |p_value| Tested {
        p: P::alone(p_value),
        range: None,
    });
    let odds = Answered::of(odds_ratio(control, candidate, alpha), |odds| Tested {
        p: P::new(odds.p_value, odds.ln_p_value),
        range: Some(Answered::Number(Range {
            estimate: odds.estimate,
            lower: odds.lower,
            upper: odds.upper,
        })),
    });
    Results {
        difference: difference_of_proportions(control, candidate, alpha),
        lift: lift_of_proportions(control, candidate, alpha),
        others: vec![
            Other { test: "fisher_exact", said: exact },
            Other { test: "odds_ratio", said: odds },
        ],
    }
}

fn of_means(control: &Mean, candidate: &Mean, alpha: Alpha) -> Results {
    let mut results = of_estimates(control.estimate, candidate.estimate, alpha);
    if let (Some(control), Some(candidate)) = (&control.values, &candidate.values) {
        let said = Answered::of(mann_whitney(control, candidate), |test| {
            let shift = hodges_lehmann(control, candidate, alpha);
            let range = Answered::of(shift, |shift| Range {
                estimate: Some(shift.estimate),
                lower: shift.interval.lower,
                upper: Some(shift.interval.upper),
            });
            Tested { p: P::new(test.p_value, test.ln_p_value), range: Some(range) }
        });
        results.others.push(Other { test: "mann_whitney", said });
    }
    results
}

fn adjusted(
    cuped: Known<Cuped<3>>,
    control: Known<Moments<3>>,
    candidate: Known<Moments<3>>,
    alpha: Alpha,
) -> Results {
    type Method = fn(&Cuped<3>, &Moments<3>, &Moments<3>, Alpha) -> Result<Effect, Refusal>;
    let by = |method: Method| method(&cuped?, &control?, &candidate?, alpha);
    let said = Answered::of(by(|_, one, other, _| covariate_balance(one, other)), |effect| {
        Tested { p: P::new(effect.p_value, effect.ln_p_value), range: None }
    });
    Results {
        difference: by(Cuped::difference),
        lift: by(Cuped::lift),
        others: vec![Other { test: "covariate_balance", said }],
    }
}

fn of_estimates(control: Known<Estimate>, candidate: Known<Estimate>, alpha: Alpha) -> Results {
    type Method = fn(&Estimate, &Estimate, Alpha) -> Result<Effect, Refusal>;
    let by = |method: Method| method(&control?, &candidate?, alpha);
    Results { difference: by(difference), lift: by(lift), others: Vec::new() }
}
