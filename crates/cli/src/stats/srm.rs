//! `hoist stats srm`.

use anyhow::bail;
use hoist_stats::{Refusal, SRM_CONCENTRATION, Srm, srm as once, srm_sequential};
use serde::Serialize;
use serde_json::Value;

use super::Answer;
use super::answer::{Answered, P};
use super::fields::{Fields, whole};

#[derive(Debug, Serialize)]
pub(super) struct Split {
    alpha: f64,
    /// For one look.
    once: Answered<Test>,
    /// For looks at any time.
    sequential: Answered<Test>,
}

#[derive(Debug, Serialize)]
struct Test {
    #[serde(flatten)]
    p: P,
    is_as_planned: bool,
    /// The variant that is furthest off.
    variant: String,
    /// How many users it has for each that it should have.
    ratio: f64,
}

impl Answer for Split {
    fn is_refused(&self) -> bool {
        self.once.is_refused() && self.sequential.is_refused()
    }
}

pub(super) fn srm(mut fields: Fields) -> anyhow::Result<Split> {
    let alpha = fields.alpha(0.001)?;
    let users = fields.named("users", "a whole number of 0 or more", whole)?;
    let is_weight = |value: &Value| value.as_f64().filter(|weight| *weight >= 0.0);
    let mut weights = fields.named("weights", "a number of 0 or more", is_weight)?;
    let concentration = fields.number_or("concentration", SRM_CONCENTRATION)?;
    // Whether it is one is told by any split.
    fields.check("concentration", srm_sequential(&[1, 1], &[1.0, 1.0], concentration))?;
    fields.finish()?;
    let (mut names, mut counts, mut shares) = (Vec::new(), Vec::new(), Vec::new());
    for (name, count) in users {
        let Some(index) = weights.iter().position(|(other, _)| *other == name) else {
            bail!("the field `weights.{name}` is missing: `users` has that variant");
        };
        shares.push(weights.swap_remove(index).1);
        names.push(name);
        counts.push(count);
    }
    if let Some((name, _)) = weights.first() {
        bail!("the field `users.{name}` is missing: `weights` has that variant");
    }
    let answered = |test: Result<Srm, Refusal>| match test {
        Err(refusal @ Refusal::SrmFailed { variant }) => {
            let name = &names[variant];
            let detail = format!("{name} has users, and by its weight should have none");
            Ok(Answered::because(&refusal, detail))
        }
        Err(Refusal::Invalid(what)) => bail!("the split cannot be checked: {what}"),
        test => Ok(Answered::of(test, |test| Test {
            p: P::new(test.p_value, test.ln_p_value),
            is_as_planned: test.p_value >= alpha.get(),
            variant: names[test.variant].clone(),
            ratio: test.ratio,
        })),
    };
    Ok(Split {
        alpha: alpha.get(),
        once: answered(once(&counts, &shares))?,
        sequential: answered(srm_sequential(&counts, &shares, concentration))?,
    })
}
