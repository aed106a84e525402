//! What the planned sample of an experiment is enough for.
//!
//! Before it starts nobody knows what its goal is without the change. So where that is not said, it
//! is told for several; with it, for that one. Sizes are those of the fixed test, of two variants.

use hoist_api::{BaselineKind, Code, PowerRow};
use hoist_ruleset::document::{Documents, Experiment, Method, MetricGuess, MetricKind, MetricRole};
use hoist_stats::{Alpha, Design, Refusal, power as chance};

use crate::plan::refusal;

/// The chance that a plan without a word about it wants.
const POWER: f64 = 0.8;
/// The effect that a plan without a word about it wants to find.
const EFFECT: f64 = 0.05;
/// Shares of users who convert.
const SHARES: [f64; 4] = [0.01, 0.05, 0.1, 0.25];
/// Standard deviations of a mean, divided by it.
const SPREADS: [f64; 3] = [0.5, 1.0, 3.0];
/// The part of alpha that the fixed test of the hybrid method has.
const FIXED_PART: f64 = 0.8;

/// What the planned sample is enough for, for a baseline or for several.
pub(crate) fn power(
    documents: &Documents,
    experiment: &Experiment,
    baseline: Option<f64>,
) -> Vec<PowerRow> {
    let Some(goal) = baseline_kind(documents, experiment) else { return Vec::new() };
    let several: &[f64] = if goal == BaselineKind::Share { &SHARES } else { &SPREADS };
    let row = |baseline: &f64| row(experiment, goal, *baseline).ok();
    match baseline {
        Some(baseline) => row(&baseline).into_iter().collect(),
        None => several.iter().filter_map(row).collect(),
    }
}

/// Refuses a baseline that its goal cannot have.
pub(crate) fn check_baseline(
    documents: &Documents,
    experiment: &Experiment,
    baseline: f64,
) -> Result<(), crate::plan::Refusal> {
    let Some(goal) = baseline_kind(documents, experiment) else { return Ok(()) };
    if baseline.is_finite() && baseline > 0.0 && row(experiment, goal, baseline).is_ok() {
        return Ok(());
    }
    let right = match goal {
        BaselineKind::Share => {
            "the share of users who convert without the change: more than 0, and so that with the \
             effect that is looked for it is less than 1, such as 0.12"
        }
        BaselineKind::Spread => {
            "the standard deviation divided by the mean: more than 0, such as 1.5"
        }
    };
    let detail = format!("`baseline` is {baseline}, and has to be {right}.");
    Err(refusal(Code::Invalid, detail))
}

/// What a baseline of an experiment is; nothing where it has no goal.
pub(crate) fn baseline_kind(
    documents: &Documents,
    experiment: &Experiment,
) -> Option<BaselineKind> {
    let goal = experiment.metrics.iter().find(|metric| metric.role == MetricRole::Goal)?;
    let is_share = match documents.metrics().get(goal.metric.as_str()) {
        Some(metric) => metric.kind == MetricKind::Conversion,
        None => MetricGuess::of(&goal.metric).is_share,
    };
    Some(if is_share { BaselineKind::Share } else { BaselineKind::Spread })
}

/// A level without the noise of having been computed.
fn rounded(alpha: f64) -> f64 {
    (alpha * 1e12).round() / 1e12
}

fn row(experiment: &Experiment, goal: BaselineKind, baseline: f64) -> Result<PowerRow, Refusal> {
    let alpha = 1.0 - experiment.confidence;
    let part = if experiment.method == Method::Hybrid { FIXED_PART } else { 1.0 };
    let alpha = Alpha::new(alpha * part)?;
    let effect = experiment.min_detectable_effect.unwrap_or(EFFECT);
    let (own, other) = weights(experiment);
    let allocation = other / own;
    let design = Design::new(alpha, POWER, allocation)?;
    let control = match goal {
        BaselineKind::Share => design.units_for_proportions(baseline, baseline * (1.0 + effect))?,
        BaselineKind::Spread => design.units_for_means(baseline * baseline, effect)?,
    };
    let power = experiment.sample_size.map(|sample| {
        #[expect(clippy::cast_precision_loss, reason = "far more users than there are fit")]
        let [control, candidate] = [sample as f64 * own, sample as f64 * other];
        let (difference, variances) = match goal {
            BaselineKind::Share => {
                let candidate = baseline * (1.0 + effect);
                let variance = |share: f64| share * (1.0 - share);
                (candidate - baseline, [variance(baseline), variance(candidate)])
            }
            BaselineKind::Spread => (effect, [baseline * baseline; 2]),
        };
        let error = (variances[0] / control + variances[1] / candidate).sqrt();
        chance(difference, error, alpha)
    });
    let needed = (control / own).ceil();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is a count, and whatever is more is as much as nobody has"
    )]
    let needed = needed as u64;
    Ok(PowerRow {
        baseline,
        effect,
        power: power.transpose()?,
        needed,
        alpha: rounded(alpha.get()),
    })
}

/// The parts of all users that the control gets, and the candidate with the fewest.
fn weights(experiment: &Experiment) -> (f64, f64) {
    let variants = &experiment.variants;
    let control = hoist_ruleset::document::Variant::control(variants);
    #[expect(clippy::cast_precision_loss, reason = "weights are small integers")]
    let units = |index: usize| variants[index].weight.units() as f64;
    let sum: f64 = (0..variants.len()).map(units).sum();
    let others = (0..variants.len()).filter(|index| *index != control).map(units);
    let least = others.filter(|units| *units > 0.0).fold(sum, f64::min);
    (units(control).max(1.0) / sum.max(1.0), least / sum.max(1.0))
}

#[cfg(test)]
mod tests {
    use hoist_ruleset::{Source, read};

    use super::*;

    #[test]
    fn what_a_sample_is_enough_for() {
        let file = "experiments:
  a: {variants: {control: 0.5, b: 0.5}, metrics: [conversion_rate], sample_size: 50000,
      min_detectable_effect: 0.1, method: fixed}
  b: {variants: {control: 0.5, b: 0.5}, metrics: [revenue], method: fixed}
  c: {variants: {control: 0.5, b: 0.5}}
";
        let documents = read(&[Source::new("f.yaml", file)]).documents;
        let rows = |key: &str, baseline| {
            power(&documents, documents.experiments().get(key).unwrap(), baseline)
        };
        // Chow et al. 2018, equation 4.11: 14,748.3 of each.
        let [one] = rows("a", Some(0.1)).try_into().unwrap();
        assert_eq!(one.needed, 29_497);
        // The normal distribution up to 0.01/sqrt((0.1 0.9 + 0.11 0.89)/25,000) - 1.96.
        assert!((one.power.unwrap() - 0.9543).abs() < 1e-4, "{:?}", one.power);
        assert_eq!(rows("a", None).len(), SHARES.len());
        // 2 (1.96 + 0.8416)^2 / 0.05^2 = 6,280 of each.
        let [mean] = rows("b", Some(1.0)).try_into().unwrap();
        assert_eq!((mean.needed.div_ceil(10), mean.power), (1_256, None));
        assert_eq!(rows("c", None), []);
        assert_eq!(rows("a", Some(2.0)), [], "no share");
        for (key, baseline, is_right) in [
            ("a", 0.1, true),
            ("a", 0.95, false),
            ("a", 1.5, false),
            ("a", 0.0, false),
            ("a", f64::NAN, false),
            ("b", 1.5, true),
            ("b", -1.0, false),
        ] {
            let experiment = documents.experiments().get(key).unwrap();
            let checked = check_baseline(&documents, experiment, baseline);
            assert_eq!(checked.is_ok(), is_right, "{key} {baseline}");
        }
    }
}
