//! `hoist stats power`.

use anyhow::bail;
use hoist_stats::{Design, Refusal, power as chance};
use serde::Serialize;

use super::Answer;
use super::answer::Answered;
use super::fields::{Fields, whole};

#[derive(Debug, Serialize)]
pub(super) struct Plan {
    alpha: f64,
    /// What was asked for; with `units`, that of the difference.
    #[serde(skip_serializing_if = "Option::is_none")]
    power: Option<Answered<f64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    units: Option<Answered<Units>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detectable_difference: Option<Answered<f64>>,
    /// The first of the looks that can see the difference, counted from 1; null where none can.
    #[serde(skip_serializing_if = "Option::is_none")]
    first_look: Option<Answered<Option<usize>>>,
}

#[derive(Clone, Copy, Debug, Serialize)]
struct Units {
    control: u64,
    candidate: u64,
}

impl Answer for Plan {
    fn is_refused(&self) -> bool {
        self.power.as_ref().is_some_and(Answered::is_refused)
            || self.units.as_ref().is_some_and(Answered::is_refused)
            || self.detectable_difference.as_ref().is_some_and(Answered::is_refused)
            || self.first_look.as_ref().is_some_and(Answered::is_refused)
    }
}

/// What is to be seen.
struct Sought {
    /// Of a unit of control and of candidate.
    variances: [f64; 2],
    difference: Option<f64>,
    shares: Option<[f64; 2]>,
    margin: Option<f64>,
}

impl Sought {
    /// Both are taken for that of one, which is right where both have as many units.
    fn variance(&self) -> f64 {
        f64::midpoint(self.variances[0], self.variances[1])
    }

    fn units(&self, design: &Design, difference: f64, allocation: f64) -> Result<Units, Refusal> {
        let control = match (self.shares, self.margin) {
            (Some([control, candidate]), _) => design.units_for_proportions(control, candidate)?,
            (None, Some(margin)) => {
                design.units_for_non_inferiority(self.variance(), difference, margin)?
            }
            (None, None) => design.units_for_means(self.variance(), difference)?,
        };
        Ok(Units { control: rounded(control)?, candidate: rounded(control * allocation)? })
    }

    fn standard_error(&self, units: Units) -> f64 {
        let [control, candidate] = self.variances;
        (control / units.control as f64 + candidate / units.candidate as f64).sqrt()
    }
}

/// Up, and to as many as a comparison takes.
fn rounded(units: f64) -> Result<u64, Refusal> {
    if units > 1e15 {
        return Err(Refusal::Overflow);
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is between 2 and 1e15"
    )]
    let units = units.ceil().max(2.0) as u64;
    Ok(units)
}

pub(super) fn power(mut fields: Fields) -> anyhow::Result<Plan> {
    let alpha = fields.alpha(0.05)?;
    let wanted = fields.number_or("power", 0.8)?;
    let allocation = fields.number_or("allocation", 1.0)?;
    let design = Design::new(alpha, wanted, allocation)?;
    let sought = sought(&mut fields)?;
    let units = match fields.optional_object("units")? {
        None => None,
        Some(mut units) => {
            let [control, candidate] = [units.positive("control")?, units.positive("candidate")?];
            units.finish()?;
            Some(Units { control, candidate })
        }
    };
    let looks = looks(&mut fields)?;
    fields.finish()?;
    let mut plan = Plan {
        alpha: alpha.get(),
        power: None,
        units: None,
        detectable_difference: None,
        first_look: None,
    };
    match (units, sought.difference) {
        (None, None) => bail!("give the effect, or `units`, or both: nothing can be told without"),
        (None, Some(difference)) => {
            plan.power = Some(Answered::Number(wanted));
            let units = sought.units(&design, difference, allocation);
            plan.units = Some(Answered::of(units, |units| units));
        }
        (Some(_), _) if sought.margin.is_some() => {
            bail!("the field `margin` is for units that are not known: leave out `units`")
        }
        (Some(units), difference) => {
            let error = sought.standard_error(units);
            let detectable = design.detectable(error);
            plan.detectable_difference = Some(Answered::of(detectable, |number| number));
            plan.power = difference
                .map(|difference| Answered::of(chance(difference, error, alpha), |power| power));
        }
    }
    if let Some(looks) = looks {
        let Some(difference) = sought.difference else {
            bail!("the field `looks` needs the effect that is to be seen");
        };
        let first = design.first_look_for(sought.variance(), difference, &looks);
        plan.first_look = Some(Answered::of(first, |first| first.map(|index| index + 1)));
    }
    Ok(plan)
}

fn sought(fields: &mut Fields) -> anyhow::Result<Sought> {
    #[derive(Clone, Copy)]
    enum Metric {
        Proportion,
        Mean,
    }
    match fields.word("metric", &[("proportion", Metric::Proportion), ("mean", Metric::Mean)])? {
        Metric::Mean => {
            let variances = [fields.size("variance")?; 2];
            let difference = fields.optional_number("difference")?;
            let margin = fields.optional_number("margin")?;
            Ok(Sought { variances, difference, shares: None, margin })
        }
        Metric::Proportion => {
            let control = fields.share("control")?;
            let candidate =
                if fields.has("candidate") { Some(fields.share("candidate")?) } else { None };
            let variance = |share: f64| share * (1.0 - share);
            Ok(Sought {
                variances: [control, candidate.unwrap_or(control)].map(variance),
                difference: candidate.map(|candidate| candidate - control),
                shares: candidate.map(|candidate| [control, candidate]),
                margin: None,
            })
        }
    }
}

/// Units of control and candidate at each look.
fn looks(fields: &mut Fields) -> anyhow::Result<Option<Vec<[u64; 2]>>> {
    if !fields.has("looks") {
        return Ok(None);
    }
    let mut looks = Vec::new();
    for (index, look) in fields.list("looks")?.iter().enumerate() {
        let units = look.as_array().and_then(|units| match units.as_slice() {
            [control, candidate] => Some([whole(control)?, whole(candidate)?]),
            _ => None,
        });
        match units {
            Some(units) => looks.push(units),
            None => bail!("the field `looks[{index}]` has to be two whole numbers of 0 or more"),
        }
    }
    Ok(Some(looks))
}
