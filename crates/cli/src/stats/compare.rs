//! `hoist stats compare`.

mod metrics;

use anyhow::bail;
use hoist_stats::{
    Alpha, Better, Corrected, Effect, Guardrail, Refusal, benjamini_hochberg, holm, non_inferiority,
};
use serde::Serialize;

use super::Answer;
use super::answer::{Answered, P, Said};
use super::fields::Fields;
use metrics::{Other, Results, Variants};

/// What is said of one candidate, or of several.
#[derive(Debug, Serialize)]
pub(super) struct Comparison {
    alpha: f64,
    #[serde(flatten)]
    said: OneOrMore,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum OneOrMore {
    One(Box<Compared>),
    More { correction: &'static str, candidates: Vec<Named> },
}

#[derive(Debug, Serialize)]
struct Named {
    name: String,
    #[serde(flatten)]
    compared: Compared,
}

#[derive(Debug, Serialize)]
struct Compared {
    difference: Answered<Said>,
    lift: Answered<Said>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    others: Vec<Other>,
    #[serde(skip_serializing_if = "Option::is_none")]
    non_inferiority: Option<Answered<Margin>>,
}

#[derive(Debug, Serialize)]
struct Margin {
    guardrail: &'static str,
    #[serde(flatten)]
    p: P,
}

impl Compared {
    fn is_refused(&self) -> bool {
        self.difference.is_refused()
            || self.non_inferiority.as_ref().is_some_and(Answered::is_refused)
    }
}

impl Answer for Comparison {
    fn is_refused(&self) -> bool {
        match &self.said {
            OneOrMore::One(compared) => compared.is_refused(),
            OneOrMore::More { candidates, .. } => {
                candidates.iter().any(|named| named.compared.is_refused())
            }
        }
    }
}

type Correct = fn(&[f64], Alpha) -> Result<Corrected, Refusal>;

/// A test of non-inferiority, where it is wanted.
pub(super) type Wanted = Option<(f64, Better)>;

pub(super) fn compare(mut fields: Fields) -> anyhow::Result<Comparison> {
    let alpha = fields.alpha(0.05)?;
    let wanted = margin(&mut fields)?;
    let variants = metrics::variants(&mut fields)?;
    if let Some((margin, _)) = wanted.filter(|(margin, _)| variants.are_shares() && *margin >= 1.0)
    {
        bail!(
            "the field `margin` has to be under 1, since shares differ by no more: it is {margin}. \
             It is a difference and no change of the control's share: 0.01 is one point"
        );
    }
    let has_several = variants.names().is_some();
    let (correction, correct) = correction(&mut fields, has_several)?;
    fields.finish()?;
    let results = variants.compared(alpha);
    let said = match variants.names() {
        None => {
            let only = results.into_iter().next();
            let Some(Results { difference, lift, others }) = only else {
                bail!("the field `candidate` is missing: it is an object");
            };
            OneOrMore::One(Box::new(Compared {
                difference: Answered::of(difference, Said::from),
                lift: Answered::of(lift, Said::from),
                others,
                non_inferiority: guarded(difference, wanted, alpha),
            }))
        }
        Some(names) => {
            let differences = corrected(&variants, &results, |one| one.difference, correct, alpha)?;
            let lifts = corrected(&variants, &results, |one| one.lift, correct, alpha)?;
            let all = names.iter().zip(results).zip(differences.into_iter().zip(lifts));
            let named = |((name, results), (difference, lift)): ((&String, Results), _)| Named {
                name: name.clone(),
                compared: Compared {
                    difference,
                    lift,
                    non_inferiority: guarded(results.difference, wanted, alpha),
                    others: results.others,
                },
            };
            OneOrMore::More { correction, candidates: all.map(named).collect() }
        }
    };
    Ok(Comparison { alpha: alpha.get(), said })
}

/// One candidate's lift or difference, for a rule that reads it: with all that its interval takes.
pub(super) fn effect(fields: &mut Fields, alpha: Alpha) -> anyhow::Result<Result<Effect, Refusal>> {
    let is_lift = fields.word("scale", &[("lift", true), ("difference", false)])?;
    let variants = metrics::variants(fields)?;
    if variants.names().is_some() {
        bail!("a rule reads one `candidate`, not several `candidates`");
    }
    let only = variants.compared(alpha).into_iter().next();
    let Some(Results { difference, lift, .. }) = only else {
        bail!("the field `candidate` is missing: it is an object");
    };
    Ok(if is_lift { lift } else { difference })
}

fn correction(fields: &mut Fields, has_several: bool) -> anyhow::Result<(&'static str, Correct)> {
    let words: [(&str, (&'static str, Correct)); 2] = [
        ("holm", ("holm", holm)),
        ("benjamini_hochberg", ("benjamini_hochberg", benjamini_hochberg)),
    ];
    if !fields.has("correction") {
        return Ok(words[0].1);
    }
    if !has_several {
        bail!("the field `correction` needs several `candidates`");
    }
    fields.word("correction", &words)
}

/// The effects of all candidates, corrected together; each interval at the level of the family. Who
/// has no p-value counts as one.
fn corrected(
    variants: &Variants,
    results: &[Results],
    pick: impl Fn(&Results) -> Result<Effect, Refusal>,
    correct: Correct,
    alpha: Alpha,
) -> anyhow::Result<Vec<Answered<Said>>> {
    let p_values: Vec<f64> =
        results.iter().map(|one| pick(one).map_or(1.0, |effect| effect.p_value)).collect();
    let Corrected { p_values: adjusted, level } = correct(&p_values, alpha)?;
    let again = variants.compared(level);
    let said = again.iter().zip(adjusted).map(|(one, adjusted)| {
        Answered::of(pick(one), |effect| Said::corrected(effect, adjusted, level.get()))
    });
    Ok(said.collect())
}

fn guarded(
    difference: Result<Effect, Refusal>,
    wanted: Wanted,
    alpha: Alpha,
) -> Option<Answered<Margin>> {
    let (margin, better) = wanted?;
    let test = difference.and_then(|effect| non_inferiority(&effect, margin, better, alpha));
    Some(Answered::of(test, |test| Margin {
        guardrail: match test.guardrail {
            Guardrail::NonInferior => "non_inferior",
            Guardrail::Inferior => "inferior",
            Guardrail::Inconclusive => "inconclusive",
        },
        p: P::new(test.p_value, test.ln_p_value),
    }))
}

pub(super) fn margin(fields: &mut Fields) -> anyhow::Result<Wanted> {
    let words = [("larger", Better::Larger), ("smaller", Better::Smaller)];
    if !fields.has("margin") {
        if fields.has("better") {
            bail!("the field `better` needs a `margin` beside it");
        }
        return Ok(None);
    }
    Ok(Some((fields.size("margin")?, fields.word("better", &words)?)))
}
