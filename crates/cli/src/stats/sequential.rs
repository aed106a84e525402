//! `hoist stats sequential`.

use anyhow::{anyhow, bail};
use hoist_stats::{
    Alpha, Better, ConfidenceSequence, Effect, GroupSequential, Hybrid, MixtureTest, Refusal,
    Spending,
};

use serde::Serialize;

use super::Answer;
use super::answer::{Answered, Said};
use super::compare;
use super::fields::Fields;

#[derive(Debug, Serialize)]
pub(super) struct Reading {
    alpha: f64,
    effect: Answered<Said>,
    /// Of an effect that is held against a margin: whether it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    guardrail: Option<&'static str>,
    /// Of a group sequential test: what `|z|` has to reach, at each look so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    critical_values: Option<Vec<f64>>,
}

impl Answer for Reading {
    fn is_refused(&self) -> bool {
        self.effect.is_refused()
    }
}

#[derive(Clone, Copy)]
enum Rule {
    Hybrid,
    ConfidenceSequence,
    MixtureTest,
    GroupSequential,
}

pub(super) fn sequential(mut fields: Fields) -> anyhow::Result<Reading> {
    let words = [
        ("hybrid", Rule::Hybrid),
        ("confidence_sequence", Rule::ConfidenceSequence),
        ("mixture_test", Rule::MixtureTest),
        ("group_sequential", Rule::GroupSequential),
    ];
    let rule = fields.word("method", &words)?;
    let held = held(&mut fields, rule)?;
    let value = held.map_or(0.0, Held::value);
    let alpha = fields.alpha(0.05)?;
    let effect = effect(&mut fields, alpha)?;
    let mut critical_values = None;
    let read = match rule {
        Rule::Hybrid => {
            let units = effect.map_or(u64::MAX, |effect| effect.units);
            let hybrid = hybrid(&mut fields, alpha, units)?;
            let level = fields.level(alpha)?;
            effect.and_then(|effect| hybrid.against(value, &effect, level))
        }
        Rule::ConfidenceSequence => {
            let planned = fields.positive("planned_units")?;
            let sequence = ConfidenceSequence::planned(alpha, planned);
            let sequence = fields.check("planned_units", sequence)?;
            let level = fields.level(alpha)?;
            effect.and_then(|effect| sequence.against(value, &effect, level))
        }
        Rule::MixtureTest => {
            let tau = fields.number("expected_effect")?;
            let test = fields.check("expected_effect", MixtureTest::for_effects_of(tau))?;
            effect.and_then(|effect| test.at(&effect, alpha))
        }
        Rule::GroupSequential => {
            let test = GroupSequential { alpha, spending: spending(&mut fields)? };
            // At any information, so that what is wrong there is not told of the looks.
            fields.check("exponent", test.critical_values(&[1.0]))?;
            let information = fields.numbers("information")?;
            let values = fields.check("information", test.critical_values(&information))?;
            critical_values = Some(values);
            effect.and_then(|effect| test.at(&information, &effect))
        }
    };
    fields.finish()?;
    let read = read.map(|effect| held.map_or(effect, |_| one_sided(effect)));
    let guardrail = read.ok().zip(held).map(|(effect, held)| held.state(&effect, alpha));
    let effect = Answered::of(read, Said::from);
    Ok(Reading { alpha: alpha.get(), effect, guardrail, critical_values })
}

/// A margin that an effect is held against, on its scale, and which way is good.
#[derive(Clone, Copy)]
struct Held {
    margin: f64,
    better: Better,
}

impl Held {
    /// What the effect is where it is as bad as it may be.
    fn value(self) -> f64 {
        -self.sign() * self.margin
    }

    const fn sign(self) -> f64 {
        match self.better {
            Better::Larger => 1.0,
            Better::Smaller => -1.0,
        }
    }

    fn state(self, effect: &Effect, alpha: Alpha) -> &'static str {
        match effect.p_value < alpha.get() {
            false => "inconclusive",
            true if self.sign() * (effect.estimate - self.value()) > 0.0 => "non_inferior",
            true => "inferior",
        }
    }
}

/// With the p-value of the side on which it is.
fn one_sided(effect: Effect) -> Effect {
    let (p_value, ln_p_value) = (0.5 * effect.p_value, effect.ln_p_value - std::f64::consts::LN_2);
    Effect { p_value, ln_p_value, ..effect }
}

/// What an effect is held against, where it is something. Beside that nobody asks a rule that has
/// two sides for one.
fn held(fields: &mut Fields, rule: Rule) -> anyhow::Result<Option<Held>> {
    let is_held = matches!(rule, Rule::Hybrid | Rule::ConfidenceSequence);
    let one_sided = ["alternative", "side", "sides", "better", "margin"];
    let one_sided = one_sided.get(..if is_held { 3 } else { 5 }).unwrap_or_default();
    if let Some(name) = one_sided.iter().find(|name| fields.holds(name)) {
        bail!(
            "the field `{name}` is not for rules that hold under several looks, which all have two \
             sides: compare a margin with the end of the interval that is told, or give hybrid or \
             confidence_sequence a `margin` and what is `better`"
        );
    }
    Ok(compare::margin(fields)?.map(|(margin, better)| Held { margin, better }))
}

/// Of both variants, or as another program has computed it.
fn effect(fields: &mut Fields, alpha: Alpha) -> anyhow::Result<Result<Effect, Refusal>> {
    if fields.has("metric") {
        return compare::effect(fields, alpha);
    }
    let units = fields.count("units")?;
    let smaller = fields.has("smaller_units").then(|| fields.count("smaller_units")).transpose()?;
    if let Some(smaller) = smaller.filter(|smaller| *smaller > units / 2) {
        bail!(
            "the field `smaller_units` has to be at most half of `units`, which are of both and \
             {units}; it is {smaller}"
        );
    }
    let (estimate, error) = (fields.number("estimate")?, fields.size("standard_error")?);
    let effect = Effect::known(units, estimate, error, alpha);
    Ok(effect.map(|effect| smaller.map_or(effect, |smaller| effect.with_smaller(smaller))))
}

/// With `fixed`, the rule after its fixed test, which there is not before the units are as many as
/// planned, unless the end had come.
fn hybrid(fields: &mut Fields, alpha: Alpha, units: u64) -> anyhow::Result<Hybrid> {
    let planned = fields.positive("planned_units")?;
    let rule = fields.check("planned_units", Hybrid::planned(alpha, planned))?;
    let Some(mut fixed) = fields.optional_object("fixed")? else {
        return Ok(rule);
    };
    let logged = fixed_test(&mut fixed, alpha, planned.min(units))?;
    if logged.units > units {
        bail!(
            "the fixed test of `fixed` is over {} units of both variants, and by now there are no \
             more than {units}: none of them goes away",
            logged.units
        );
    }
    // What the server logs: why the test was computed when it was.
    let words = [("planned_sample", ()), ("end_date", ())];
    let is_said = fixed.has("because");
    if is_said {
        fixed.word("because", &words)?;
    }
    fixed.finish()?;
    if logged.units < planned && !is_said {
        bail!(
            "the field `fixed` is there too early: that test is computed once, with all \
             {planned} `planned_units`, and it has {}; leave it out, or say in \
             `fixed.because` that it was computed at the `end_date`, or with the \
             `planned_sample` of all variants, of which these two have fewer than their part",
            logged.units
        );
    }
    Ok(Hybrid::concluded(alpha, planned, logged)?)
}

/// As it was logged, or of both variants at that time.
fn fixed_test(fixed: &mut Fields, alpha: Alpha, units: u64) -> anyhow::Result<Effect> {
    if fixed.has("metric") {
        let effect = compare::effect(fixed, alpha)?;
        return effect
            .map_err(|refusal| anyhow!("the variants of `fixed` have no fixed test: {refusal}"));
    }
    let units = if fixed.has("units") { fixed.count("units")? } else { units };
    let (estimate, error) = (fixed.number("estimate")?, fixed.number("standard_error")?);
    let df = fixed.number_or_infinite("degrees_of_freedom")?;
    // Whichever of both is wrong.
    fixed.check("degrees_of_freedom", Effect::known_by_student(units, 0.0, 1.0, df, alpha))?;
    let logged = Effect::known_by_student(units, estimate, error, df, alpha);
    fixed.check("standard_error", logged)
}

fn spending(fields: &mut Fields) -> anyhow::Result<Spending> {
    #[derive(Clone, Copy)]
    enum Kind {
        OBrienFleming,
        Pocock,
        Power,
    }
    let words =
        [("obrien_fleming", Kind::OBrienFleming), ("pocock", Kind::Pocock), ("power", Kind::Power)];
    Ok(match fields.word("spending", &words)? {
        Kind::OBrienFleming => Spending::OBrienFleming,
        Kind::Pocock => Spending::Pocock,
        Kind::Power => Spending::Power(fields.number("exponent")?),
    })
}
