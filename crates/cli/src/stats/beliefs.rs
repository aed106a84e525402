//! `hoist stats beliefs`.

use anyhow::bail;
use hoist_stats::{Alpha, Beta, Better, Normal, Proportion, Refusal, thompson_weights};
use serde::Serialize;

use super::Answer;
use super::answer::Answered;
use super::fields::Fields;

#[derive(Debug, Serialize)]
pub(super) struct Beliefs {
    #[serde(skip_serializing_if = "Option::is_none")]
    effect: Option<Answered<Believed>>,
    /// Of traffic, by how likely each variant is the best.
    #[serde(skip_serializing_if = "Option::is_none")]
    weights: Option<Answered<Vec<Weight>>>,
}

/// What is believed of how far the candidate is above the control.
#[derive(Debug, Serialize)]
struct Believed {
    #[serde(skip_serializing_if = "Option::is_none")]
    posterior: Option<Posterior>,
    chance_to_win: f64,
    loss_of_shipping: f64,
    loss_of_keeping: f64,
}

#[derive(Debug, Serialize)]
struct Posterior {
    mean: f64,
    standard_deviation: f64,
    /// What it is in with a probability of 1 - alpha.
    lower: f64,
    upper: f64,
}

#[derive(Debug, Serialize)]
struct Weight {
    name: String,
    weight: f64,
}

impl Answer for Beliefs {
    fn is_refused(&self) -> bool {
        self.effect.as_ref().is_some_and(Answered::is_refused)
            || self.weights.as_ref().is_some_and(Answered::is_refused)
    }
}

#[derive(Clone, Copy)]
enum About {
    Effect,
    Proportion,
    Variants,
}

pub(super) fn beliefs(mut fields: Fields) -> anyhow::Result<Beliefs> {
    let words = [
        ("effect", About::Effect),
        ("proportion", About::Proportion),
        ("variants", About::Variants),
    ];
    let about = fields.word("about", &words)?;
    let (mut effect, mut weights) = (None, None);
    match about {
        About::Effect => {
            let alpha = fields.alpha(0.05)?;
            let read = of_effect(&mut fields, alpha)?;
            effect = Some(Answered::of(read, |believed| believed));
        }
        About::Proportion => effect = Some(Answered::Number(of_shares(&mut fields)?)),
        About::Variants => weights = Some(of_variants(&mut fields)?),
    }
    fields.finish()?;
    Ok(Beliefs { effect, weights })
}

fn of_effect(fields: &mut Fields, alpha: Alpha) -> anyhow::Result<Result<Believed, Refusal>> {
    let seen = Normal::new(fields.number("estimate")?, fields.size("standard_error")?);
    let seen = fields.check("standard_error", seen)?;
    let prior = match fields.optional_object("prior")? {
        None => None,
        Some(mut prior) => {
            let normal = Normal::new(prior.number("mean")?, prior.size("standard_deviation")?);
            let normal = prior.check("standard_deviation", normal)?;
            prior.finish()?;
            Some(normal)
        }
    };
    let posterior = prior.map_or(Ok(seen), |prior| prior.updated(&seen));
    Ok(posterior.and_then(|posterior| {
        let interval = posterior.credible(alpha)?;
        Ok(Believed {
            chance_to_win: posterior.chance_to_win(),
            loss_of_shipping: posterior.loss_of_shipping(),
            loss_of_keeping: posterior.loss_of_keeping(),
            posterior: Some(Posterior {
                mean: posterior.mean(),
                standard_deviation: posterior.standard_deviation(),
                lower: interval.lower,
                upper: interval.upper,
            }),
        })
    }))
}

fn of_shares(fields: &mut Fields) -> anyhow::Result<Believed> {
    let prior = match fields.optional_object("prior")? {
        None => Beta::FLAT,
        Some(mut prior) => {
            let beta = Beta::new(prior.number("a")?, prior.number("b")?);
            prior.finish()?;
            fields.check("prior", beta)?
        }
    };
    let mut posterior = |name| {
        let mut variant = fields.object(name)?;
        let (units, successes) = (variant.positive("units")?, variant.count("successes")?);
        let seen = variant.check("successes", Proportion::new(successes, units))?;
        let posterior = variant.check("units", prior.updated(seen))?;
        variant.finish()?;
        anyhow::Ok(posterior)
    };
    let (control, candidate) = (posterior("control")?, posterior("candidate")?);
    let said = control.against(&candidate);
    Ok(Believed {
        posterior: None,
        chance_to_win: said.chance_to_win,
        loss_of_shipping: said.loss_of_shipping,
        loss_of_keeping: said.loss_of_keeping,
    })
}

fn of_variants(fields: &mut Fields) -> anyhow::Result<Answered<Vec<Weight>>> {
    let words = [("larger", Better::Larger), ("smaller", Better::Smaller)];
    let better = if fields.has("better") { fields.word("better", &words)? } else { Better::Larger };
    let floor = fields.optional_size("floor")?.unwrap_or(0.0);
    let (mut names, mut normals) = (Vec::new(), Vec::new());
    for (name, mut variant) in fields.objects("variants")? {
        let normal = Normal::new(variant.number("mean")?, variant.size("standard_error")?);
        normals.push(variant.check("standard_error", normal)?);
        variant.finish()?;
        names.push(name);
    }
    if names.len() < 2 {
        bail!("the field `variants` has to have two variants or more");
    }
    let weights = match thompson_weights(&normals, better, floor) {
        Err(refusal @ Refusal::Invalid(_)) => fields.check("floor", Err(refusal))?,
        other => other,
    };
    Ok(Answered::of(weights, |weights| {
        names.into_iter().zip(weights).map(|(name, weight)| Weight { name, weight }).collect()
    }))
}
