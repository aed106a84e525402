//! What a method says of a contrast and of the tests that are in the log, at some level.

use hoist_ruleset::document::{Direction, Method};
use hoist_stats::{
    Alpha, ConfidenceSequence, Effect, FixedTest, GroupSequential, Hybrid, Interval, Normal,
    Proportion, Refusal as NoNumber, Spending, newcombe,
};

use crate::analysis::Refusal;
use crate::contrast::{CONVERSIONS_MIN, Contrast, Student, USERS_MIN};
use crate::input::Input;
use crate::plan::Plan;
use crate::tested::{Because, Found, Tested};

/// The sample for which sequences are narrowest where none is planned.
const SAMPLE_SIZE: u64 = 10_000;
/// The part of alpha that [`Hybrid`] leaves to the fixed test.
const FIXED_SHARE: f64 = 0.8;
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

/// What a case says at some level.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    pub(crate) effect: Effect,
    pub(crate) relative: bool,
    pub(crate) adjusted: bool,
    /// How many tests of the log are in it.
    pub(crate) tests: u32,
    /// What is believed, by the Bayesian method.
    pub(crate) posterior: Option<Normal>,
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

    /// The effect at a level, and the p-value, which is the same at all levels.
    pub(crate) fn read(&self, plan: &Plan, level: Alpha) -> Result<Reading, Refusal> {
        match plan.method {
            Method::Hybrid => self.hybrid(plan, level),
            Method::GroupSequential => self.group_sequential(level),
            Method::AlwaysValid => {
                let student = self.asymptotic()?;
                let sequence =
                    ConfidenceSequence::planned(alpha(plan), planned_users(plan, self.variant));
                Ok(student.read(sequence?.at(&student.effect, level)?))
            }
            Method::Fixed => self.fixed(level),
            Method::Bayesian => self.bayesian(plan, level),
        }
    }

    /// The contrast, if what rests on the normal distribution may be said of it.
    fn asymptotic(&self) -> Result<Student, Refusal> {
        let student = match self.running.clone()? {
            Contrast::Counts(counts) => pooled(counts)?,
            Contrast::Student(student) => student,
        };
        if student.fewest < USERS_MIN {
            return Err(Refusal::few_users(student.fewest, USERS_MIN));
        }
        Ok(student)
    }

    /// The one fixed test, if it was computed.
    pub(crate) fn fixed_test(&self) -> Option<&'i Tested> {
        self.tested.iter().find(|test| test.because != Because::Look).copied()
    }

    fn hybrid(&self, plan: &Plan, level: Alpha) -> Result<Reading, Refusal> {
        let (alpha, planned) = (alpha(plan), planned_users(plan, self.variant));
        let Some(test) = self.fixed_test() else {
            let student = self.asymptotic()?;
            let rule = Hybrid::planned(alpha, planned)?;
            return Ok(student.read(rule.read(&student.effect, level)?));
        };
        if let (Ok(student), Found::Student { estimate, standard_error, degrees_of_freedom }) =
            (self.asymptotic(), test.found)
            && student.relative == test.relative
        {
            let fixed = FixedTest::logged(estimate, standard_error, degrees_of_freedom)?;
            let rule = Hybrid::concluded(alpha, planned, fixed)?;
            let reading = student.read(rule.read(&student.effect, level)?);
            return Ok(Reading { tests: 1, ..reading });
        }
        // A sequence on another scale, or none, cannot be laid beside the test.
        let level = Alpha::new(level.get() * FIXED_SHARE)?;
        let alone = read_test(test, level)?;
        let p_value = (alone.effect.p_value / FIXED_SHARE).min(1.0);
        Ok(Reading { effect: Effect { p_value, ..alone.effect }, ..alone })
    }

    fn fixed(&self, level: Alpha) -> Result<Reading, Refusal> {
        if let Some(test) = self.fixed_test() {
            return read_test(test, level);
        }
        match self.running.clone()? {
            Contrast::Counts(counts) => {
                let effect = of_counts(counts, level)?;
                let (relative, adjusted) = (false, false);
                Ok(Reading { effect, relative, adjusted, tests: 0, posterior: None })
            }
            Contrast::Student(student) => {
                let Effect { units, estimate, standard_error, degrees_of_freedom, .. } =
                    student.effect;
                let test = FixedTest::logged(estimate, standard_error, degrees_of_freedom)?;
                let effect = test.effect(units, level)?;
                Ok(student.read(Effect { method: student.effect.method, ..effect }))
            }
        }
    }

    fn group_sequential(&self, level: Alpha) -> Result<Reading, Refusal> {
        let Some(last) = self.tested.last() else {
            return Err(match self.running.clone() {
                Err(refusal) => refusal,
                Ok(_) => Refusal::no_look_yet(),
            });
        };
        let information: Vec<f64> = self.tested.iter().map(|test| test.information).collect();
        let test = GroupSequential { alpha: level, spending: Spending::OBrienFleming };
        let look = read_test(last, level)?;
        let Effect { units, estimate, standard_error, .. } = look.effect;
        let look_effect = Effect::known(units, estimate, standard_error, level)?;
        let tests = u32::try_from(self.tested.len()).unwrap_or(u32::MAX);
        Ok(Reading { effect: test.at(&information, &look_effect)?, tests, ..look })
    }

    fn bayesian(&self, plan: &Plan, level: Alpha) -> Result<Reading, Refusal> {
        let student = self.asymptotic()?;
        let seen = Normal::of(&student.effect)?;
        let scale = if student.relative { 1.0 } else { self.base.abs() };
        let posterior = match Normal::new(0.0, PRIOR_SD * scale) {
            Ok(prior) => prior.updated(&seen)?,
            // Nothing is believed of what has no scale.
            Err(_flat) => seen,
        };
        let metric = plan.metrics.get(self.metric);
        let sign = metric.map_or(1.0, |metric| sign(metric.direction));
        let win = posterior.chance_to_win();
        let (estimate, interval) = (posterior.mean(), posterior.credible(level)?);
        let p_value = (2.0 * win.min(1.0 - win)).clamp(0.0, 1.0);
        let standard_error = posterior.standard_deviation();
        let effect = Effect { estimate, standard_error, interval, p_value, ..student.effect };
        let reading = student.read(effect);
        Ok(Reading { posterior: Some(turned(posterior, sign)?), ..reading })
    }
}

impl Student {
    fn read(&self, effect: Effect) -> Reading {
        let &Self { relative, adjusted, .. } = self;
        Reading { effect, relative, adjusted, tests: 0, posterior: None }
    }
}

/// The difference of shares where one variant has few conversions and the other has many, such as
/// errors that only one of them makes.
///
/// By the variance that there is without an effect, which does not take a variant without
/// conversions for certain. Refused where without an effect there would be few in a variant.
fn pooled(counts: [[u64; 2]; 2]) -> Result<Student, Refusal> {
    let [control, candidate] = counts.map(|[yes, all]| [yes as f64, all as f64]);
    let (all, yes) = (control[1] + candidate[1], control[0] + candidate[0]);
    let share = yes / all;
    let fewest = control[1].min(candidate[1]);
    if fewest * share.min(1.0 - share) < CONVERSIONS_MIN as f64 {
        return Err(Refusal::few_conversions(CONVERSIONS_MIN));
    }
    let variance = share * (1.0 - share) * (1.0 / control[1] + 1.0 / candidate[1]);
    let units = counts[0][1] + counts[1][1];
    let estimate = candidate[0] / candidate[1] - control[0] / control[1];
    // Whoever reads it computes the interval anew.
    let effect = Effect::known(units, estimate, variance.sqrt(), Alpha::FIVE_PERCENT)?;
    let fewest = counts[0][1].min(counts[1][1]);
    Ok(Student { effect, relative: false, adjusted: false, fewest })
}

/// A belief of which more is better.
fn turned(belief: Normal, sign: f64) -> Result<Normal, NoNumber> {
    Normal::new(sign * belief.mean(), belief.standard_deviation())
}

/// What a test of the log says by itself.
fn read_test(test: &Tested, level: Alpha) -> Result<Reading, Refusal> {
    let effect = match test.found {
        Found::Student { estimate, standard_error, degrees_of_freedom } => {
            let fixed = FixedTest::logged(estimate, standard_error, degrees_of_freedom)?;
            fixed.effect(test.users, level)?
        }
        Found::Counts { control, candidate } => of_counts([control, candidate], level)?,
    };
    let &Tested { relative, adjusted, .. } = test;
    Ok(Reading { effect, relative, adjusted, tests: 1, posterior: None })
}

fn of_counts(counts: [[u64; 2]; 2], level: Alpha) -> Result<Effect, NoNumber> {
    let [control, candidate] = counts.map(|[yes, all]| Proportion::new(yes, all));
    newcombe(control?, candidate?, level)
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
