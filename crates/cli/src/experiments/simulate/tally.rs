//! What a simulation found: shares, each with its interval.

use hoist_ruleset::document::{Direction, Method};
use hoist_stats::{Alpha, Proportion};
use serde::Serialize;

use super::repetition::Repetition;
use super::world::Life;

/// How often something was so.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(super) struct Share {
    count: u64,
    of: u64,
    share: Option<f64>,
    /// Wilson's 95 % interval, which has a width also where it was never so, or always.
    low: Option<f64>,
    high: Option<f64>,
}

impl Share {
    fn of(outcomes: impl Iterator<Item = bool>) -> Self {
        let (mut count, mut of) = (0, 0);
        for is_so in outcomes {
            count += u64::from(is_so);
            of += 1;
        }
        let seen = Proportion::new(count, of).ok();
        let interval = seen.map(|seen| seen.wilson(Alpha::FIVE_PERCENT));
        Self {
            count,
            of,
            share: seen.map(|seen| seen.share()),
            low: interval.map(|interval| interval.lower),
            high: interval.map(|interval| interval.upper),
        }
    }

    fn text(self) -> String {
        let Self { count, of, share, low, high } = self;
        match (share, low, high) {
            (Some(share), Some(low), Some(high)) => {
                format!("{share:.3} ({low:.3} to {high:.3}; {count} of {of})")
            }
            _ => "-".to_owned(),
        }
    }
}

/// What is printed.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    experiment: String,
    method: Option<String>,
    goal: String,
    users: u64,
    peeks: u32,
    repetitions: u32,
    baseline: f64,
    effect: f64,
    seed: u64,
    alpha: f64,
    /// Without an effect, a verdict that there is one.
    false_alarms: Share,
    /// Without an effect, one that was significant at any look.
    ever_significant: Share,
    /// With the effect, the verdict that fits it.
    power: Share,
    /// Intervals at the end with the truth in them.
    coverage: Share,
    /// Verdicts that were withheld, though users were split as planned.
    withheld: Share,
}

impl Report {
    pub(super) fn of(
        key: &str,
        life: &Life,
        effect: f64,
        repetitions: u32,
        ended: &[Repetition],
    ) -> Self {
        let plan = ended.first().and_then(|own| own.plan.as_ref());
        let goal = plan.and_then(|plan| plan.metrics.iter().find(|own| own.key == life.goal));
        let is_good =
            goal.is_none_or(|goal| (effect > 0.0) == (goal.direction == Direction::Increase));
        let right = if is_good { "ship" } else { "roll_back" };
        let without = || ended.iter().filter(|own| own.effect == 0.0);
        let with = || ended.iter().filter(|own| own.effect != 0.0);
        let calls = |own: &Repetition| matches!(own.verdict(), Some("ship" | "roll_back"));
        Self {
            experiment: key.to_owned(),
            method: plan.and_then(|plan| name(plan.method)),
            goal: life.goal.clone(),
            users: life.users,
            peeks: life.peeks,
            repetitions,
            baseline: life.draw.baseline,
            effect,
            seed: life.draw.seed,
            alpha: plan.map_or(0.0, |plan| plan.alpha),
            false_alarms: Share::of(without().map(calls)),
            ever_significant: Share::of(without().map(|own| own.seen)),
            power: Share::of(with().map(|own| own.verdict() == Some(right))),
            coverage: Share::of(ended.iter().flat_map(|own| own.covered(life.draw, &life.goal))),
            withheld: Share::of(ended.iter().map(|own| own.verdict() == Some("withheld"))),
        }
    }

    pub(super) fn text(&self) -> String {
        let Self { experiment, goal, users, peeks, repetitions, .. } = self;
        format!(
            "{experiment}: {repetitions} repetitions without an effect, {repetitions} with \
             {effect:+} % on {goal}\n\
             each {users} users over {peeks} days, one look a day, {method}, alpha {alpha}, \
             baseline {baseline}, seed {seed}; each share with its 95 % interval (Wilson)\n\n\
             false alarms      {false_alarms}\n\
             ever significant  {ever}\n\
             power             {power}\n\
             coverage          {coverage}\n\
             withheld          {withheld}\n",
            effect = (self.effect * 1e4).round() / 1e2,
            alpha = (self.alpha * 1e6).round() / 1e6,
            method = self.method.as_deref().unwrap_or_default(),
            baseline = self.baseline,
            seed = self.seed,
            false_alarms = self.false_alarms.text(),
            ever = self.ever_significant.text(),
            power = self.power.text(),
            coverage = self.coverage.text(),
            withheld = self.withheld.text(),
        )
    }
}

/// Its name in documents.
fn name(method: Method) -> Option<String> {
    serde_json::to_value(method).ok()?.as_str().map(str::to_owned)
}
