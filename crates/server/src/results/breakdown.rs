//! Results by the values of an attribute. Pure.
//!
//! Whoever looks at many parts finds something in one of them, so p-values are corrected over all
//! that is told (Benjamini and Hochberg), intervals are at the level that fits, and whether effects
//! differ between parts at all is a test of its own (Cochran's Q). None of it is a verdict.

mod effects;

use std::collections::{BTreeMap, BTreeSet};

use hoist_api::{Breakdown, BreakdownPart};
use hoist_experiment::{Capped, Measured, Plan, PlannedMetric, Row, Shown, Sums};
use hoist_ruleset::closest;
use hoist_stats::Alpha;
use jiff::Timestamp;

use effects::Effects;

/// Values that are told by themselves: those with most users.
const PARTS_MAX: usize = 20;
/// Values that are told apart while users are read, the first ones: memory is bounded.
const VALUES_MAX: usize = 1_000;

/// Attributes that are named where the one that is asked for was never sent.
const SEEN_MAX: usize = 20;

/// What to make of it.
const ABOUT: &str = "Nothing here is a verdict. P-values are corrected for all that is told here \
    (Benjamini and Hochberg), and intervals are at the level that fits; they hold for one look, \
    not for looks at will.";
const SPLIT_FAILED: &str =
    "Users were not split as planned (SRM), so no effect can be believed, in no part. ";

/// What users with some values come to.
pub(super) struct Parts {
    variants: usize,
    metrics: usize,
    values: BTreeMap<Option<String>, Part>,
    others: Part,
    /// Attributes that came with exposures, whatever is asked for.
    seen: BTreeSet<String>,
    /// Of each metric whether its cap is a percentile, and the cap.
    caps: Vec<(bool, Option<Capped>)>,
}

/// What users with one value come to: how many there are of each variant, and sums by metric and
/// variant.
#[derive(Clone)]
struct Part {
    users: Vec<u64>,
    sums: Vec<Sums>,
}

impl Part {
    fn users(&self) -> u64 {
        self.users.iter().sum()
    }

    fn add(&mut self, other: &Self) {
        self.users.iter_mut().zip(&other.users).for_each(|(own, other)| *own += other);
        self.sums.iter_mut().zip(&other.sums).for_each(|(own, other)| own.add(other));
    }
}

impl Parts {
    /// Nobody yet. Caps that are percentiles are those of all users.
    pub(super) fn of(plan: &Plan, measured: &Measured) -> Self {
        let (variants, metrics) = (plan.variants.len(), plan.metrics.len());
        let others = Self::empty(variants, metrics);
        let cap = |(place, metric): (usize, &PlannedMetric)| {
            (metric.percentile().is_some(), measured.cap(place).copied())
        };
        let caps = plan.metrics.iter().enumerate().map(cap).collect();
        let (values, seen) = (BTreeMap::new(), BTreeSet::new());
        Self { variants, metrics, values, others, seen, caps }
    }

    fn empty(variants: usize, metrics: usize) -> Part {
        Part { users: vec![0; variants], sums: vec![Sums::default(); variants * metrics] }
    }

    /// Notes which attributes came with an exposure.
    pub(super) fn see<'n>(&mut self, attributes: impl IntoIterator<Item = &'n String>) {
        for name in attributes {
            if self.seen.len() < SEEN_MAX && !self.seen.contains(name) {
                self.seen.insert(name.clone());
            }
        }
    }

    /// Where no exposure came with an attribute, that, and with which it did.
    fn unsent(&self, attribute: &str) -> Option<String> {
        if self.values.keys().any(Option::is_some) || self.values.is_empty() {
            return None;
        }
        let seen: Vec<&str> = self.seen.iter().map(String::as_str).collect();
        let with = match (closest(attribute, seen.iter().copied()), seen.as_slice()) {
            (Some(name), _) => format!(": did you mean `{name}`?"),
            (None, []) => ", or with any other attribute.".to_owned(),
            (None, all) => format!(". These did: {}.", all.join(", ")),
        };
        Some(format!("No exposure came with the attribute `{attribute}`{with} "))
    }

    /// Puts a user in. Who saw several variants is in none.
    pub(super) fn add(&mut self, row: &Row, value: Option<String>) {
        let Shown::One(variant) = row.shown else { return };
        let variant = usize::from(variant);
        let has_room = self.values.len() < VALUES_MAX || self.values.contains_key(&value);
        let part = if has_room {
            let empty = || Self::empty(self.variants, self.metrics);
            self.values.entry(value).or_insert_with(empty)
        } else {
            &mut self.others
        };
        if let Some(users) = part.users.get_mut(variant) {
            *users += 1;
        }
        for (metric, (totals, cap)) in row.totals.iter().zip(&self.caps).enumerate() {
            let counted = match cap {
                (false, _) => Sums::of(totals),
                (true, Some(cap)) => Sums::of(&cap.apply(totals)),
                // Without its cap nothing is told of it.
                (true, None) => continue,
            };
            if let Some(sums) = part.sums.get_mut(metric * self.variants + variant) {
                sums.add(&counted);
            }
        }
    }

    /// What they come to. Where all users were not split as planned, nothing is significant.
    pub(super) fn told(
        self,
        plan: &Plan,
        attribute: &str,
        as_of: Timestamp,
        is_split_ok: bool,
    ) -> Breakdown {
        let alpha = Alpha::new(plan.alpha).unwrap_or(Alpha::FIVE_PERCENT);
        let split = if is_split_ok { "" } else { SPLIT_FAILED };
        let about = format!("{}{split}{ABOUT}", self.unsent(attribute).unwrap_or_default());
        let named = self.named();
        let users = named.iter().map(|(_, _, part)| part.users()).sum();
        let all = Effects::of(plan, &named, alpha, is_split_ok);
        let parts = named.iter().enumerate().map(|(index, (kind, value, part))| BreakdownPart {
            value: value.clone(),
            kind: (*kind).to_owned(),
            users: part.users(),
            metrics: all.metrics(plan, index, part),
        });
        Breakdown {
            key: plan.key.clone(),
            phase: plan.phase,
            attribute: attribute.to_owned(),
            exploratory: true,
            about,
            as_of,
            users,
            confidence: 1.0 - all.level.get(),
            parts: parts.collect(),
            interactions: all.interactions(plan, named.len()),
        }
    }

    /// The parts that are told: those with most users, and all others as one.
    fn named(self) -> Vec<(&'static str, Option<String>, Part)> {
        let mut values: Vec<_> = self.values.into_iter().collect();
        values.sort_by_key(|(_, part)| std::cmp::Reverse(part.users()));
        let mut others = self.others;
        for (_, part) in values.drain(values.len().min(PARTS_MAX)..) {
            others.add(&part);
        }
        let mut named: Vec<_> = values
            .into_iter()
            .map(|(value, part)| (if value.is_some() { "value" } else { "missing" }, value, part))
            .collect();
        if others.users() > 0 {
            named.push(("other", None, others));
        }
        named
    }
}

#[cfg(test)]
mod tests {
    use hoist_experiment::{Totals, UNIT};
    use hoist_ruleset::document::{MetricCap, MetricKind};
    use hoist_ruleset::{Source, read};

    use super::*;

    fn plan() -> Plan {
        let file = "experiments:\n  \
            layout:\n    variants: {control: 0.5, short: 0.5}\n    metrics: [order_rate]\n";
        let documents = read(&[Source::new("f.yaml", file.to_owned())]).documents;
        Plan::of_experiment(&documents, "layout", 1, Timestamp::UNIX_EPOCH).unwrap()
    }

    /// Users with a value, half of them in each variant, so many of each hundred of whom convert.
    fn add(parts: &mut Parts, value: Option<&str>, users: u64, convert: [u64; 2]) {
        for user in 0..users {
            let variant = usize::from(!user.is_multiple_of(2));
            let outcome = if user / 2 % 100 < convert[variant] { UNIT } else { 0 };
            let totals = vec![Totals { outcome, ..Totals::default() }];
            let shown = Shown::One(u16::try_from(variant).unwrap());
            let row = Row { exposed_at: Timestamp::UNIX_EPOCH, shown, totals, is_cut: false };
            parts.add(&row, value.map(str::to_owned));
        }
    }

    #[test]
    fn the_values_with_most_users_are_told_and_all_others_together() {
        let mut parts = Parts::of(&plan(), &Measured::default());
        for value in 0..25_u64 {
            add(&mut parts, Some(&format!("v{value:02}")), 10 + value, [0, 0]);
        }
        add(&mut parts, None, 100, [0, 0]);
        let several = Row {
            exposed_at: Timestamp::UNIX_EPOCH,
            shown: Shown::Several,
            totals: Vec::new(),
            is_cut: false,
        };
        parts.add(&several, None);
        let told = parts.told(&plan(), "country", Timestamp::UNIX_EPOCH, true);
        let named: Vec<_> = told
            .parts
            .iter()
            .map(|part| (&*part.kind, part.value.as_deref(), part.users))
            .collect();
        assert_eq!(named.len(), 21);
        assert_eq!(named[0], ("missing", None, 100));
        assert_eq!(named[1], ("value", Some("v24"), 34));
        assert_eq!(named[19], ("value", Some("v06"), 16));
        assert_eq!(named[20], ("other", None, (10..16).sum()));
        assert_eq!(told.users, 100 + (10..35).sum::<u64>());
    }

    #[test]
    fn values_without_end_take_no_memory_without_end() {
        let mut parts = Parts::of(&plan(), &Measured::default());
        for value in 0..2 * VALUES_MAX {
            add(&mut parts, Some(&value.to_string()), 1, [0, 0]);
        }
        assert_eq!(parts.values.len(), VALUES_MAX);
        assert_eq!(
            parts.told(&plan(), "id", Timestamp::UNIX_EPOCH, true).users,
            2 * VALUES_MAX as u64
        );
    }

    #[test]
    fn an_attribute_that_nobody_sent_is_told_with_those_that_were() {
        for (attribute, seen, expected) in [
            ("contry", &["country", "plan"][..], ": did you mean `country`? Nothing here"),
            ("age", &["country", "plan"], ". These did: country, plan. Nothing here"),
            ("age", &[], ", or with any other attribute. Nothing here"),
        ] {
            let mut parts = Parts::of(&plan(), &Measured::default());
            parts.see(&seen.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
            add(&mut parts, None, 10, [0, 0]);
            let told = parts.told(&plan(), attribute, Timestamp::UNIX_EPOCH, true);
            let start = format!("No exposure came with the attribute `{attribute}`{expected}");
            assert!(told.about.starts_with(&start), "{}", told.about);
        }
    }

    #[test]
    fn effects_are_corrected_for_all_that_are_told() {
        let told = |is_split_ok| {
            let mut parts = Parts::of(&plan(), &Measured::default());
            add(&mut parts, Some("same"), 4_000, [30, 30]);
            add(&mut parts, Some("better"), 4_000, [30, 40]);
            add(&mut parts, Some("few"), 150, [30, 90]);
            parts.told(&plan(), "country", Timestamp::UNIX_EPOCH, is_split_ok)
        };
        let not_believed = told(false);
        assert!(!not_believed.interactions[0].significant, "{not_believed:?}");
        let mut variants = not_believed.parts.iter().flat_map(|part| &part.metrics[0].variants);
        assert!(!variants.any(|variant| variant.significant), "{not_believed:?}");
        assert!(not_believed.about.starts_with("Users were not split as planned"));
        let told = told(true);
        let of = |name: &str| {
            let part = told.parts.iter().find(|part| part.value.as_deref() == Some(name)).unwrap();
            part.metrics[0].variants[1].clone()
        };
        let better = of("better");
        assert!(better.significant && better.low.unwrap() > 0.0, "{better:?}");
        assert!((better.estimate.unwrap() - 1.0 / 3.0).abs() < 1e-12);
        let same = of("same");
        assert!(!same.significant && same.low.unwrap() < 0.0 && same.high.unwrap() > 0.0);
        assert_eq!(of("few").refusal.as_deref(), Some("insufficient_units"));
        assert!(told.confidence > 0.95, "one of two is significant: {}", told.confidence);
        let few = of("few").refusal_detail;
        assert_eq!(few.as_deref(), Some("a variant has fewer than 100 users"));
        let interaction = &told.interactions[0];
        assert!(interaction.significant, "{interaction:?}");
        assert!(interaction.p_value.unwrap() < 0.01, "{interaction:?}");
    }

    #[test]
    fn one_large_lift_over_uncertain_controls_is_one() {
        let mut parts = Parts::of(&plan(), &Measured::default());
        // Twice as many everywhere, over controls of four to seven standard errors.
        for (value, users) in [("a", 800), ("b", 1_200), ("c", 1_600), ("d", 2_000)] {
            add(&mut parts, Some(value), users, [4, 8]);
        }
        let told = parts.told(&plan(), "country", Timestamp::UNIX_EPOCH, true);
        let interaction = &told.interactions[0];
        assert!(interaction.p_value.unwrap() > 0.9, "{interaction:?}");
        let variant = &told.parts[3].metrics[0].variants[1];
        // Koopman's interval of 16 of 400 and 32 of 400: none of it is below a rise by a tenth.
        assert!((variant.estimate.unwrap() - 1.0).abs() < 1e-12, "{variant:?}");
        assert!((0.09..0.14).contains(&variant.low.unwrap()), "{variant:?}");
    }

    #[test]
    fn caps_are_those_of_all_users() {
        let mut plan = plan();
        plan.metrics[0].kind = MetricKind::Mean;
        plan.metrics[0].cap = MetricCap::percentile("p99");
        let cap = |metric, outcome| Capped {
            metric,
            outcome: Some(outcome),
            outcome_before: None,
            users_above: 0,
            users: 1,
        };
        let mean = |measured: &Measured| {
            let mut parts = Parts::of(&plan, measured);
            add(&mut parts, Some("all"), 400, [50, 50]);
            let told = parts.told(&plan, "country", Timestamp::UNIX_EPOCH, true);
            told.parts[0].metrics[0].variants[0].mean
        };
        let half = Measured { caps: vec![cap(0, UNIT / 2)], ..Measured::default() };
        assert_eq!(mean(&half), Some(0.25));
        assert_eq!(mean(&Measured::default()), None, "the cap is not known");
    }

    #[test]
    fn whether_parts_differ_is_corrected_for_how_often_it_is_asked() {
        let told = |names: &str| {
            let mut plan = plan();
            let one = plan.metrics[0].clone();
            plan.metrics = vec![one; names.len()];
            let mut parts = Parts::of(&plan, &Measured::default());
            for (value, convert) in [("a", [30, 30]), ("b", [30, 33])] {
                for user in 0..8_000_u64 {
                    let variant = usize::from(!user.is_multiple_of(2));
                    // In all but the first metric, parts are alike.
                    let total = |metric: usize| {
                        let convert = if metric == 0 { convert[variant] } else { 30 };
                        let outcome = if user / 2 % 100 < convert { UNIT } else { 0 };
                        Totals { outcome, ..Totals::default() }
                    };
                    let shown = Shown::One(u16::try_from(variant).unwrap());
                    let totals = (0..plan.metrics.len()).map(total).collect();
                    let row =
                        Row { exposed_at: Timestamp::UNIX_EPOCH, shown, totals, is_cut: false };
                    parts.add(&row, Some(value.to_owned()));
                }
            }
            parts.told(&plan, "country", Timestamp::UNIX_EPOCH, true).interactions[0].clone()
        };
        let (alone, of_ten) = (told("a"), told("abcdefghij"));
        assert!(alone.significant, "{alone:?}");
        assert!(!of_ten.significant && of_ten.p_value > alone.p_value, "{of_ten:?}");
    }
}
