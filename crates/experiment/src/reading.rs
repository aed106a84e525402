//! What a method says of a contrast and of the tests that are in the log, at some level.

use hoist_ruleset::document::{Direction, Method};
use hoist_stats::{
    Alpha, ConfidenceSequence, Effect, GroupSequential, Hybrid, Interval, Normal,
    Refusal as NoNumber, Ruling, Scored, Spending, Told,
};

use crate::against::{logged, pooled};
use crate::analysis::{Later, Refusal};
use crate::contrast::{Contrast, USERS_MIN};
use crate::input::Input;
use crate::plan::Plan;
use crate::tested::{Because, Tested};

/// The sample for which sequences are narrowest where none is planned.
const SAMPLE_SIZE: u64 = 10_000;
/// What is believed of a lift before anything is known: most are within 30 %.
const PRIOR_SD: f64 = 0.3;

/// A variant and the control by one metric: all that is known, before it is read.
pub(crate) struct Case<'i> {
    pub(crate) metric: usize,
    pub(crate) variant: usize,
    /// Over all users so far.
    pub(crate) running: Result<Contrast, Refusal>,
    /// The tests of it in the log.
    pub(crate) tested: Vec<&'i Tested>,
    /// The control's value, by which a margin becomes a difference.
    pub(crate) base: f64,
}

/// What a case says at some level. All of it but what is later comes from one computation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    pub(crate) effect: Effect,
    pub(crate) relative: bool,
    pub(crate) adjusted: bool,
    /// Whether the interval is Fieller's.
    pub(crate) by_fieller: bool,
    /// Whether it is above the value that it was held against.
    pub(crate) is_above: bool,
    /// How many tests of the log are in it.
    pub(crate) tests: u32,
    /// What is believed, by the Bayesian method.
    pub(crate) posterior: Option<Normal>,
    /// Of a test, what is known by now.
    pub(crate) later: Option<Later>,
}

impl Reading {
    pub(crate) fn of(effect: Effect, relative: bool, adjusted: bool) -> Self {
        let (is_above, posterior, later) = (effect.estimate > 0.0, None, None);
        let (by_fieller, tests) = (false, 0);
        Self { effect, relative, adjusted, by_fieller, is_above, tests, posterior, later }
    }
}

impl<'i> Case<'i> {
    pub(crate) fn of(input: &Input<'i>, metric: usize, variant: usize, alpha: Alpha) -> Self {
        let running = crate::contrast::contrast(input, metric, variant, i32::MAX, alpha);
        let base = crate::value::of(input, metric, input.plan.control).value.unwrap_or(0.0);
        let plan = input.plan;
        let name = |place: usize| plan.variants.get(place).map(|variant| &variant.name);
        let key = plan.metrics.get(metric).map(|metric| &metric.key);
        let is_it =
            |test: &&Tested| Some(&test.metric) == key && Some(&test.variant) == name(variant);
        let tested = input.tested.iter().filter(is_it).collect();
        Self { metric, variant, running, tested, base }
    }

    /// The effect at a level, and the p-value, which is the same at all levels, of a relative value
    /// being the true one.
    pub(crate) fn read(&self, plan: &Plan, level: Alpha, value: f64) -> Result<Reading, Refusal> {
        match plan.method {
            Method::Hybrid => self.hybrid(plan, level, value),
            Method::GroupSequential => self.group_sequential(level, value),
            Method::AlwaysValid => {
                let planned = planned_users(plan, self.variant);
                let sequence = ConfidenceSequence::planned(alpha(plan), planned)?;
                let running = self.asymptotic()?;
                let scored = running.scored(value, self.base)?;
                Ok(running.told(&sequence.ruling(&scored, level)?, &scored)?)
            }
            Method::Fixed => match self.fixed_test() {
                Some(test) => self.by_test(test, level, value),
                None => Ok(self.once(&self.running.clone()?, level, value)?),
            },
            Method::Bayesian => self.bayesian(plan, level, value),
        }
    }

    /// The contrast, if what rests on the normal distribution may be said of it.
    fn asymptotic(&self) -> Result<Contrast, Refusal> {
        let contrast = self.running.clone()?;
        let contrast = match contrast.counts.filter(|_| !contrast.relative) {
            Some(counts) => pooled(counts)?,
            None => contrast,
        };
        let fewest = contrast.effect.smaller_units;
        if fewest < USERS_MIN { Err(Refusal::few_users(fewest, USERS_MIN)) } else { Ok(contrast) }
    }

    /// As a test that is read once.
    fn once(&self, contrast: &Contrast, level: Alpha, value: f64) -> Result<Reading, NoNumber> {
        let scored = contrast.scored(value, self.base)?;
        contrast.told(&Ruling::once(&scored, level), &scored)
    }

    /// The one fixed test, if it was computed.
    pub(crate) fn fixed_test(&self) -> Option<&'i Tested> {
        self.tested.iter().find(|test| test.because != Because::Look).copied()
    }

    /// What a test of the log says by itself, and what is known by now.
    fn by_test(&self, test: &Tested, level: Alpha, value: f64) -> Result<Reading, Refusal> {
        let reading = self.once(&logged(test)?, level, value)?;
        Ok(Reading { tests: 1, later: self.later(test), ..reading })
    }

    fn later(&self, test: &Tested) -> Option<Later> {
        let &Contrast { effect, relative, .. } = self.running.as_ref().ok()?;
        let Effect { estimate, units: users, .. } = effect;
        (users != test.users && estimate.is_finite()).then_some(Later { users, estimate, relative })
    }

    /// Of the sequence over all users and the fixed test, that which the rule tells.
    fn hybrid(&self, plan: &Plan, level: Alpha, value: f64) -> Result<Reading, Refusal> {
        let rule = Hybrid::planned(alpha(plan), planned_users(plan, self.variant))?;
        let both = |contrast: Contrast| Ok((contrast, contrast.scored(value, self.base)?));
        let running: Result<(Contrast, Scored), Refusal> = self.asymptotic().and_then(both);
        let Some(test) = self.fixed_test() else {
            let (running, scored) = running?;
            let (Told::Sequence(ruling) | Told::Fixed(ruling)) =
                rule.ruling::<NoNumber>(Ok(scored), None, level)?;
            return Ok(running.told(&ruling, &scored)?);
        };
        let (fixed, of_fixed) = both(logged(test)?)?;
        let score = running.clone().map(|(_, scored)| scored);
        match (rule.ruling(score, Some(of_fixed), level)?, running) {
            (Told::Sequence(ruling), Ok((running, scored))) => {
                Ok(Reading { tests: 1, ..running.told(&ruling, &scored)? })
            }
            (Told::Sequence(ruling) | Told::Fixed(ruling), _) => {
                let reading = fixed.told(&ruling, &of_fixed)?;
                Ok(Reading { tests: 1, later: self.later(test), ..reading })
            }
        }
    }

    fn group_sequential(&self, level: Alpha, value: f64) -> Result<Reading, Refusal> {
        let Some(last) = self.tested.last() else {
            return Err(match &self.running {
                Err(refusal) => refusal.clone(),
                Ok(_) => Refusal::no_look_yet(),
            });
        };
        let information: Vec<f64> = self.tested.iter().map(|test| test.information).collect();
        let test = GroupSequential { alpha: level, spending: Spending::OBrienFleming };
        let tests = u32::try_from(self.tested.len()).unwrap_or(u32::MAX);
        let look = logged(last)?;
        let scored = look.scored(value, self.base)?;
        let reading = look.told(&test.ruling(&information, &scored)?, &scored)?;
        Ok(Reading { tests, later: self.later(last), ..reading })
    }

    fn bayesian(&self, plan: &Plan, level: Alpha, value: f64) -> Result<Reading, Refusal> {
        let contrast = self.asymptotic()?;
        let seen = Normal::of(&contrast.effect)?;
        let scale = if contrast.relative { 1.0 } else { self.base.abs() };
        let posterior = match Normal::new(0.0, PRIOR_SD * scale) {
            Ok(prior) => prior.updated(&seen)?,
            // Nothing is believed of what has no scale.
            Err(_flat) => seen,
        };
        let metric = plan.metrics.get(self.metric);
        let sign = metric.map_or(1.0, |metric| sign(metric.direction));
        let (estimate, standard_error) = (posterior.mean(), posterior.standard_deviation());
        let above = Normal::new(estimate - value * scale, standard_error)?.chance_to_win();
        let interval = posterior.credible(level)?;
        let p_value = (2.0 * above.min(1.0 - above)).clamp(0.0, 1.0);
        let effect = Effect { estimate, standard_error, interval, p_value, ..contrast.effect };
        let reading = Reading::of(effect, contrast.relative, contrast.adjusted);
        let posterior = Some(turned(posterior, sign)?);
        Ok(Reading { is_above: above > 0.5, posterior, ..reading })
    }
}

/// A belief of which more is better.
fn turned(belief: Normal, sign: f64) -> Result<Normal, NoNumber> {
    Normal::new(sign * belief.mean(), belief.standard_deviation())
}

/// 1 where more is better, else -1.
pub(crate) fn sign(direction: Direction) -> f64 {
    match direction {
        Direction::Increase => 1.0,
        Direction::Decrease => -1.0,
    }
}

/// The plan's alpha. One that is none, which no document has, counts as 5 %.
pub(crate) fn alpha(plan: &Plan) -> Alpha {
    Alpha::new(plan.alpha).unwrap_or(Alpha::FIVE_PERCENT)
}

/// The planned users of a variant and the control together: for so many sequences are narrowest.
#[must_use]
pub fn planned_users(plan: &Plan, variant: usize) -> u64 {
    let planned = plan.sample_size.unwrap_or(SAMPLE_SIZE);
    let weights = plan.weights().unwrap_or_else(|| vec![1; plan.variants.len()]);
    let weight = |place: usize| weights.get(place).copied().map_or(0, u128::from);
    let all = weights.iter().copied().map(u128::from).sum::<u128>().max(1);
    let both = weight(plan.control) + weight(variant);
    let share = (u128::from(planned) * both).div_ceil(all);
    u64::try_from(share).unwrap_or(u64::MAX).max(1)
}

/// Whether an interval is on one side of some value.
pub(crate) fn side_of(interval: &Interval, value: f64) -> Option<f64> {
    if interval.lower > value {
        Some(1.0)
    } else if interval.upper < value {
        Some(-1.0)
    } else {
        None
    }
}
