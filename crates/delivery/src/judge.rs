//! One run of a check: numbers in, a finding out. Whatever the numbers are, it says something.

use jiff::Timestamp;

use crate::evidence::{Measured, Side};
use crate::finding::{Baseline, Bound, Finding, Verdict};
use crate::plan::{Check, Plan, Step};
use crate::sequential::{ALPHA, Tally};

/// The last value of a baseline while there were users on its side.
pub(crate) type Held<'h> = Option<(&'h Step, f64)>;

/// What a run is judged by.
pub(crate) struct Judge<'j> {
    pub(crate) plan: &'j Plan,
    pub(crate) check: &'j Check,
    pub(crate) step: &'j Step,
    /// The baseline of an earlier step.
    pub(crate) held: Held<'j>,
    /// The counts so far, those of this run included; none where this run has no counts.
    pub(crate) tally: Option<&'j Tally>,
    pub(crate) at: Timestamp,
}

impl Judge<'_> {
    /// What one run found.
    pub(crate) fn judge(&self, measured: &Measured) -> Finding {
        let counts = [measured.candidate, measured.baseline].map(|side| side.counts);
        let mut finding = Finding {
            check: self.check.name.clone(),
            step: self.step.name.clone(),
            run: measured.run,
            at: self.at,
            value: value(&measured.candidate),
            baseline: None,
            bound: None,
            samples: samples(&measured.candidate),
            baseline_samples: samples(&measured.baseline),
            counts: counts[0].zip(counts[1]),
            p_value: None,
            verdict: Verdict::Pass,
            reason: String::new(),
        };
        (finding.verdict, finding.reason) = self.verdict(measured, &mut finding);
        finding
    }

    fn verdict(&self, measured: &Measured, finding: &mut Finding) -> (Verdict, String) {
        let Some(value) = finding.value else {
            return (Verdict::NoData, no_value("candidate", measured));
        };
        if let Some(short) = self.too_few("candidate", finding.samples) {
            return short;
        }
        let mut closest = None;
        let absolute = [self.check.max.map(Bound::AtMost), self.check.min.map(Bound::AtLeast)];
        for bound in absolute.into_iter().flatten() {
            finding.bound = Some(bound);
            if !bound.holds(value) {
                return (Verdict::Fail, beyond(value, bound, ""));
            }
            closest = Some(bound);
        }
        if !self.check.is_relative() {
            return (Verdict::Pass, "within its bounds".to_owned());
        }
        let compared = self.compared(measured, value, finding);
        finding.bound = finding.bound.or(closest);
        compared
    }

    /// Of a side that has users it has to be known of how many: else its source is as good as
    /// silent. Too few of them say nothing.
    fn too_few(&self, name: &str, samples: Option<u64>) -> Option<(Verdict, String)> {
        let min = self.check.min_samples;
        let (verdict, known) = match samples {
            _ if min == 0 => return None,
            None => {
                (Verdict::NoData, format!("nothing says how many samples of the {name} there are"))
            }
            Some(samples) if samples < min => {
                (Verdict::Inconclusive, format!("{samples} samples of the {name}"))
            }
            Some(_) => return None,
        };
        Some((verdict, format!("{known}, {min} are needed")))
    }

    fn compared(
        &self,
        measured: &Measured,
        value: f64,
        finding: &mut Finding,
    ) -> (Verdict, String) {
        if Plan::has_baseline(self.step.share) {
            if self::value(&measured.baseline).is_none() {
                return (Verdict::NoData, no_value("baseline", measured));
            }
            if let Some(short) = self.too_few("baseline", finding.baseline_samples) {
                return short;
            }
        }
        match self.check.sequential {
            true => self.by_test(measured, finding),
            false => self.by_ratio(measured, value, finding),
        }
    }

    fn by_ratio(
        &self,
        measured: &Measured,
        value: f64,
        finding: &mut Finding,
    ) -> (Verdict, String) {
        let concurrent =
            || Some(Baseline { value: self::value(&measured.baseline)?, held_over: None });
        let held = || {
            let (step, value) = self.held?;
            Some(Baseline { value, held_over: Some(step.name.clone()) })
        };
        let found = if Plan::has_baseline(self.step.share) { concurrent() } else { held() };
        let Some(baseline) = found else {
            return (Verdict::NoData, no_value("baseline", measured));
        };
        let told = told(&baseline);
        finding.baseline = Some(baseline.clone());
        for bound in self.bounds(baseline.value) {
            finding.bound = Some(bound);
            if !bound.holds(value) {
                return (Verdict::Fail, beyond(value, bound, &told));
            }
        }
        (Verdict::Pass, format!("{} is within its bounds{told}", number(value)))
    }

    /// Beyond the bound, and no chance: over all steps, or at this one.
    fn by_test(&self, measured: &Measured, finding: &mut Finding) -> (Verdict, String) {
        let more = self.check.max_ratio.is_some();
        let level = ALPHA / self.plan.sequential_checks().max(1) as f64;
        let steps = self.plan.steps.len();
        let all = self.tally.map(|tally| tally.test(more, steps, level)).unwrap_or_default();
        let mut reason = None;
        for tested in all {
            let step = tested.held_over.and_then(|step| self.plan.steps.get(step));
            let held_over = step.map(|step| step.name.clone());
            let baseline = Baseline { value: tested.baseline, held_over };
            let told = format!("{}{}", tested.scope, told(&baseline));
            finding.value = Some(tested.value);
            finding.baseline = Some(baseline);
            finding.p_value = Some(tested.p_value);
            finding.bound = self.bounds(tested.baseline).next();
            let Some(bound) = finding.bound.filter(|bound| !bound.holds(tested.value)) else {
                reason =
                    reason.or(Some(format!("{} is within its bounds{told}", number(tested.value))));
                continue;
            };
            let beyond = beyond(tested.value, bound, &told);
            let p_value = number(tested.p_value);
            if tested.p_value < level {
                return (Verdict::Fail, format!("{beyond}; p = {p_value}, which is no chance"));
            }
            reason = Some(format!("{beyond}; p = {p_value}, which may be chance"));
        }
        match reason {
            Some(reason) => (Verdict::Pass, reason),
            None => {
                let why = measured.problem.as_deref();
                (Verdict::NoData, why.unwrap_or("there are no counts to compare with").to_owned())
            }
        }
    }

    /// The bounds relative to a baseline, as numbers.
    fn bounds(&self, baseline: f64) -> impl Iterator<Item = Bound> {
        let floored = self.check.floor.map_or(baseline, |floor| baseline.max(floor));
        let most = self.check.max_ratio.map(|ratio| Bound::AtMost(finite(ratio * floored)));
        let least = self.check.min_ratio.map(|ratio| Bound::AtLeast(finite(ratio * baseline)));
        most.into_iter().chain(least)
    }
}

/// That a side has no number, and why.
fn no_value(name: &str, measured: &Measured) -> String {
    let why = measured.problem.as_deref().unwrap_or("the source has no number for it");
    format!("no value of the {name}: {why}")
}

/// The number, as far as there are such.
fn finite(number: f64) -> f64 {
    number.clamp(f64::MIN, f64::MAX)
}

/// The value of a side, where it is a number.
fn value(side: &Side) -> Option<f64> {
    let value = match side.counts {
        Some(counts) => counts.share(),
        None => side.value,
    };
    value.filter(|value| value.is_finite())
}

fn samples(side: &Side) -> Option<u64> {
    side.counts.map(|counts| counts.units).or(side.samples)
}

fn told(baseline: &Baseline) -> String {
    let value = number(baseline.value);
    match &baseline.held_over {
        Some(step) => format!("; the baseline was {value} in step {step}, the last that had one"),
        None => format!("; the baseline is {value}"),
    }
}

fn beyond(value: f64, bound: Bound, told: &str) -> String {
    let limit = number(bound.limit());
    let word = match bound {
        Bound::AtMost(_) => "most",
        Bound::AtLeast(_) => "least",
    };
    format!("{} where at {word} {limit} is allowed{told}", number(value))
}

/// A number as people read it: four digits that count.
fn number(value: f64) -> String {
    let size = value.abs();
    if size == 0.0 || (1e-4..1e6).contains(&size) {
        let digits = if size == 0.0 { 0.0 } else { (3.0 - size.log10().floor()).clamp(0.0, 8.0) };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 8")]
        let text = format!("{value:.*}", digits as usize);
        let is_fraction = text.contains('.');
        let short = text.trim_end_matches('0').trim_end_matches('.');
        if is_fraction { short.to_owned() } else { text }
    } else {
        format!("{value:.3e}")
    }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_short() {
        for (value, text) in [
            (0.0, "0"),
            (0.02, "0.02"),
            (0.021_345_6, "0.02135"),
            (1234.567, "1235"),
            (100.0, "100"),
            (-0.5, "-0.5"),
            (1e-9, "1.000e-9"),
            (2.5e12, "2.500e12"),
        ] {
            assert_eq!(number(value), text);
        }
    }
}
