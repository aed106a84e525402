//! `hoist stats strata`.

use anyhow::bail;
use hoist_stats::{
    Estimate, Moments, Proportion, Refusal, difference, lift, post_stratified, stratified,
};
use serde::Serialize;

use super::Answer;
use super::answer::{Answered, Said};
use super::fields::Fields;

#[derive(Debug, Serialize)]
pub(super) struct Strata {
    alpha: f64,
    /// Of one sample, whose strata have the sizes that they have by chance.
    post_stratified: Answered<Said>,
    /// The places, from 0 on, of the strata that were too small for it and so put together.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    merged: Vec<usize>,
    /// Of strata whose sizes are given, such as steps between which the share has changed.
    difference: Answered<Said>,
    lift: Answered<Said>,
}

impl Answer for Strata {
    fn is_refused(&self) -> bool {
        self.post_stratified.is_refused() && self.difference.is_refused()
    }
}

#[derive(Clone, Copy)]
enum Metric {
    Proportion,
    Mean,
}

pub(super) fn strata(mut fields: Fields) -> anyhow::Result<Strata> {
    let alpha = fields.alpha(0.05)?;
    let words = [("proportion", Metric::Proportion), ("mean", Metric::Mean)];
    let metric = fields.word("metric", &words)?;
    let mut pairs = Vec::new();
    for mut stratum in fields.list_of_objects("strata")? {
        let mut variant = |name| {
            let mut variant = stratum.object(name)?;
            let moments = moments(&mut variant, metric)?;
            variant.finish()?;
            anyhow::Ok(moments)
        };
        let (control, candidate) = (variant("control")?, variant("candidate")?);
        stratum.finish()?;
        pairs.push(control.and_then(|control| Ok((control, candidate?))));
    }
    fields.finish()?;
    if pairs.is_empty() {
        bail!("the field `strata` has to have a stratum or more");
    }
    let pairs: Result<Vec<_>, Refusal> = pairs.into_iter().collect();
    let both = pairs.clone().and_then(|pairs| standardised(&pairs));
    let post = pairs.and_then(|pairs| post_stratified(&pairs, alpha));
    let by = |compare: fn(&Estimate, &Estimate, _) -> _| {
        Answered::of(both.and_then(|(one, other)| compare(&one, &other, alpha)), Said::from)
    };
    Ok(Strata {
        alpha: alpha.get(),
        merged: post.as_ref().map_or_else(|_| Vec::new(), |post| post.merged.clone()),
        post_stratified: Answered::of(post.map(|post| post.effect), Said::from),
        difference: by(difference),
        lift: by(lift),
    })
}

fn standardised(pairs: &[(Moments<1>, Moments<1>)]) -> Result<(Estimate, Estimate), Refusal> {
    let mut estimates = Vec::with_capacity(pairs.len());
    for (control, candidate) in pairs {
        estimates.push((Estimate::mean(control)?, Estimate::mean(candidate)?));
    }
    stratified(&estimates)
}

fn moments(variant: &mut Fields, metric: Metric) -> anyhow::Result<Result<Moments<1>, Refusal>> {
    let units = variant.positive("units")?;
    let (mean, variance) = match metric {
        Metric::Mean => (variant.number("mean")?, variant.size("variance")?),
        Metric::Proportion => {
            let seen = Proportion::new(variant.count("successes")?, units);
            let share = variant.check("successes", seen)?.share();
            // Of zeros and ones, with divisor n - 1 as everywhere.
            let freedom = units.saturating_sub(1).max(1) as f64;
            (share, share * (1.0 - share) * (units as f64 / freedom))
        }
    };
    Ok(Moments::from_covariances(units, [mean], [[variance]]))
}
