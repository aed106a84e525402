//! `hoist stats power`.

mod sought;

use anyhow::{anyhow, bail};
use hoist_stats::{Alpha, Arrivals, Design, best_allocation};
use serde::Serialize;

use super::Answer;
use super::answer::Answered;
use super::fields::{Fields, whole};
use sought::Sought;

/// The weeks of which a forecast tells what can be seen.
const WEEKS: [u32; 6] = [1, 2, 3, 4, 6, 8];

const CANDIDATES_MAX: u64 = 1000;

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
    /// By how many times the units of a running experiment have to grow.
    #[serde(skip_serializing_if = "Option::is_none")]
    growth_needed: Option<Answered<f64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    arrivals: Option<Forecast>,
}

/// By how many units came in the past, what an experiment will have.
#[derive(Debug, Serialize)]
struct Forecast {
    /// Until all units have come; null where they do not in ten years.
    #[serde(skip_serializing_if = "Option::is_none")]
    days: Option<Option<u32>>,
    weeks: Vec<Week>,
}

/// What can be seen at the end of a week.
#[derive(Debug, Serialize)]
struct Week {
    day: u32,
    units: f64,
    detectable_difference: Answered<f64>,
}

#[derive(Clone, Copy, Debug, Serialize)]
struct Units {
    control: u64,
    /// Of each candidate.
    candidate: u64,
}

/// How units are split, and how many of those that come are in the experiment.
struct Shares {
    candidates: u64,
    allocation: f64,
    of_arrivals: f64,
}

impl Shares {
    fn total(&self, units: Units) -> f64 {
        units.control as f64 + self.candidates as f64 * units.candidate as f64
    }
}

impl Answer for Plan {
    fn is_refused(&self) -> bool {
        self.power.as_ref().is_some_and(Answered::is_refused)
            || self.units.as_ref().is_some_and(Answered::is_refused)
            // Beside the power, it is not what was asked for.
            || (self.power.is_none()
                && self.detectable_difference.as_ref().is_some_and(Answered::is_refused))
            || self.first_look.as_ref().is_some_and(Answered::is_refused)
            || self.growth_needed.as_ref().is_some_and(Answered::is_refused)
    }
}

pub(super) fn power(mut fields: Fields) -> anyhow::Result<Plan> {
    let alpha = fields.alpha(0.05)?;
    let wanted = fields.number_or("power", 0.8)?;
    let (design, candidates, allocation) = design(&mut fields, alpha, wanted)?;
    let sought = Sought::of(&mut fields)?;
    let units = units(&mut fields)?;
    let looks = looks(&mut fields)?;
    let so_far = fields.optional_size("standard_error")?;
    let history = fields.has("history").then(|| history(&mut fields)).transpose()?;
    let of_arrivals = if fields.has("share") { fields.share("share")? } else { 1.0 };
    fields.finish()?;
    if sought.margin.is_some() {
        let known = [
            ("units", units.is_some()),
            ("looks", looks.is_some()),
            ("standard_error", so_far.is_some()),
            ("history", history.is_some()),
        ];
        only_units_are_unknown(&sought, &known)?;
    }
    let shares = Shares { candidates, allocation, of_arrivals };
    let mut plan = Plan {
        alpha: alpha.get(),
        power: None,
        units: None,
        detectable_difference: None,
        first_look: None,
        growth_needed: None,
        arrivals: None,
    };
    let mut needed = None;
    match (units, sought.difference) {
        (None, None) if history.is_none() => {
            bail!(
                "give the effect, as {}, or `units`, or `history`: nothing can be told without",
                sought.field()
            )
        }
        (None, None) => {}
        (None, Some(difference)) => {
            plan.power = Some(Answered::Number(wanted));
            let units = sought.units(&design, difference, allocation);
            needed = units.ok().map(|units| shares.total(units));
            plan.units = Some(Answered::of(units, |units| units));
        }
        (Some(units), difference) => {
            let units = [units.control, units.candidate].map(|units| units as f64);
            let detectable = sought.detectable(&design, units);
            plan.detectable_difference = Some(Answered::of(detectable, |number| number));
            plan.power = difference.map(|difference| {
                Answered::of(sought.power(&design, difference, units), |power| power)
            });
        }
    }
    if let Some(looks) = looks {
        let difference = needs_effect(&sought, "looks")?;
        let first = sought.first_look(&design, difference, &looks);
        plan.first_look = Some(Answered::of(first, |first| first.map(|index| index + 1)));
    }
    if let Some(error) = so_far {
        let growth = design.growth_needed(needs_effect(&sought, "standard_error")?, error);
        plan.growth_needed = Some(Answered::of(growth, |growth| growth));
    }
    plan.arrivals = history.map(|arrivals| forecast(&arrivals, &shares, needed, &sought, &design));
    Ok(plan)
}

/// With how many candidates, and units of each for one of the control.
fn design(fields: &mut Fields, alpha: Alpha, power: f64) -> anyhow::Result<(Design, u64, f64)> {
    let candidates = if fields.has("candidates") { fields.positive("candidates")? } else { 1 };
    if candidates > CANDIDATES_MAX {
        let what = format!("a whole number from 1 to {CANDIDATES_MAX}");
        return Err(fields.wrong("candidates", &what, &candidates.into()));
    }
    let allocation = fields.number_or("allocation", best_allocation(candidates)?)?;
    let tests = if fields.has("tests") { fields.positive("tests")? } else { 1 };
    fields.check("power", Design::new(alpha, power, 1.0))?;
    let design = fields.check("allocation", Design::new(alpha, power, allocation))?;
    Ok((fields.check("tests", design.of_all(tests))?, candidates, allocation))
}

/// Of a test against a margin, nothing but its units can be told.
fn only_units_are_unknown(sought: &Sought, known: &[(&str, bool)]) -> anyhow::Result<()> {
    if let Some((other, _)) = known.iter().find(|(_, is_there)| *is_there) {
        bail!("the field `margin` is for units that are not known: leave out `{other}`");
    }
    if sought.difference.is_none() {
        bail!("the field `margin` needs a `difference` beside it: the true one, 0 where none is");
    }
    Ok(())
}

fn needs_effect(sought: &Sought, field: &str) -> anyhow::Result<f64> {
    sought.difference.ok_or_else(|| {
        anyhow!("the field `{field}` needs the effect beside it, as {}", sought.field())
    })
}

fn units(fields: &mut Fields) -> anyhow::Result<Option<Units>> {
    let Some(mut units) = fields.optional_object("units")? else {
        return Ok(None);
    };
    let [control, candidate] = [units.positive("control")?, units.positive("candidate")?];
    units.finish()?;
    Ok(Some(Units { control, candidate }))
}

/// How many units came for the first time on each day.
fn history(fields: &mut Fields) -> anyhow::Result<Arrivals> {
    let mut days = Vec::new();
    for (index, day) in fields.list("history")?.iter().enumerate() {
        let what = "a whole number of 0 or more";
        let units = whole(day);
        days.push(units.ok_or_else(|| fields.wrong(&format!("history[{index}]"), what, day))?);
    }
    fields.check("history", Arrivals::of(&days))
}

fn forecast(
    arrivals: &Arrivals,
    shares: &Shares,
    needed: Option<f64>,
    sought: &Sought,
    design: &Design,
) -> Forecast {
    let week = |number: u32| {
        let day = 7 * number;
        let units = arrivals.after(day) * shares.of_arrivals;
        let control = units / (1.0 + shares.candidates as f64 * shares.allocation);
        let detectable = sought.detectable(design, [control, control * shares.allocation]);
        let detectable_difference = Answered::of(detectable, |number| number);
        Week { day, units, detectable_difference }
    };
    Forecast {
        days: needed.map(|units| arrivals.days_until(units / shares.of_arrivals)),
        weeks: WEEKS.map(week).into(),
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
        let what = "two whole numbers of 0 or more";
        looks.push(units.ok_or_else(|| fields.wrong(&format!("looks[{index}]"), what, look))?);
    }
    Ok(Some(looks))
}
