//! When a user gets in, if nothing but the time changes.
//!
//! A result depends on the time in steps: where a window opens or closes, where the curve passes
//! the user's rank, where the clocks of a zone change. So it is enough to evaluate at these.

use hoist_ruleset::compiled::{Condition, Strategy, Subject, SubjectKind};
use hoist_ruleset::document::TimeWindow;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::ways::SEGMENT_LEVELS_MAX;
use super::{Alternative, Change, Goal};
use crate::{Evaluation, gradual};

/// Windows that are looked at.
const WINDOWS_MAX: usize = 100;

/// Times from which the days of all windows are followed. Each window's are from its own beginning
/// too.
const STARTS_MAX: usize = 10;

/// Times at which the evaluation is tried.
const TRIALS_MAX: usize = 5_000;

/// Tests that are made for it, as far as can be told beforehand: what bounds the time.
const TESTS_MAX: usize = 10_000_000;

/// A window opens on each of its days within so many: a week, and what a zone's clocks may shift.
const DAYS: usize = 9;

impl<'r> Evaluation<'r, '_> {
    /// The first time at which the goal is reached, if nothing else changes.
    pub(super) fn later<'s>(&self, subject: &'s Subject, goal: Goal) -> Option<Alternative>
    where
        'r: 's,
    {
        let windows = self.windows_of(subject);
        let mut times = self.steps(subject, &windows);
        times.retain(|time| *time > self.now);
        times.sort_unstable();
        times.dedup();
        // A curve only rises; what windows or prerequisites give, they may take again.
        let stays = windows.is_empty()
            && matches!(&subject.kind, SubjectKind::Flag(flag)
                if matches!(flag.strategy, Strategy::Gradual(_)) && flag.prerequisites.is_empty());
        let trials = TRIALS_MAX.min(TESTS_MAX / self.tests(subject));
        times.into_iter().take(trials).find_map(|at| {
            Evaluation { now: at, ..*self }.tried(subject, goal, vec![Change::Time { at, stays }])
        })
    }

    /// The times at which the result may change.
    fn steps(&self, subject: &Subject, windows: &[&TimeWindow]) -> Vec<Timestamp> {
        let mut times = Vec::new();
        match &subject.kind {
            SubjectKind::Flag(flag) => {
                if let Strategy::Gradual(curve) = &flag.strategy {
                    let rank = self.rank(&flag.bucketing.by, &flag.bucketing.salt);
                    let all_in = curve.points.last().map(|(at_ms, _)| *at_ms);
                    let enters = match rank {
                        Some(rank) => gradual::enters_at_ms(curve, rank),
                        None => all_in,
                    };
                    times.extend(enters.and_then(|at_ms| Timestamp::from_millisecond(at_ms).ok()));
                }
            }
            SubjectKind::Experiment(experiment) => times.extend(experiment.start),
        }
        times.extend(windows.iter().flat_map(|window| [window.after, window.before]).flatten());
        let mut starts: Vec<Timestamp> =
            times.iter().copied().filter(|time| *time > self.now).collect();
        starts.sort_unstable();
        starts.truncate(STARTS_MAX);
        starts.push(self.now);
        for window in windows {
            let own = window.after.filter(|after| *after > self.now);
            for start in starts.iter().copied().chain(own) {
                times.extend(days_of(window, start));
            }
        }
        times
    }

    /// The windows among the conditions of a subject.
    fn windows_of<'s>(&self, subject: &'s Subject) -> Vec<&'s TimeWindow>
    where
        'r: 's,
    {
        let here: Evaluation<'s, '_> = *self;
        let mut windows = Vec::new();
        let mut add = |condition| here.windows(condition, SEGMENT_LEVELS_MAX, &mut windows);
        match &subject.kind {
            SubjectKind::Flag(flag) => flag.rules.iter().for_each(|rule| add(&rule.condition)),
            SubjectKind::Experiment(experiment) => {
                experiment.audience.iter().flatten().for_each(add);
            }
        }
        windows
    }

    /// The windows among conditions, those of segments included.
    fn windows(&self, condition: &'r Condition, levels: u8, windows: &mut Vec<&'r TimeWindow>) {
        match condition {
            Condition::All(members) | Condition::Any(members) => {
                members.iter().for_each(|member| self.windows(member, levels, windows));
            }
            Condition::Not(member) => self.windows(member, levels, windows),
            Condition::Time(window) if windows.len() < WINDOWS_MAX => windows.push(window),
            Condition::Segment(test) => {
                if let (Some(slot), Some(levels)) = (test.slot, levels.checked_sub(1)) {
                    let rules = &self.ruleset.segment(slot).rules;
                    rules.iter().for_each(|rule| self.windows(rule, levels, windows));
                }
            }
            Condition::Time(_) | Condition::Attribute(_) | Condition::Share(_) => {}
        }
    }
}

/// The times within a good week from a start at which days and hours of a window begin and end,
/// and at which the clocks of its zone change.
fn days_of(window: &TimeWindow, start: Timestamp) -> Vec<Timestamp> {
    if window.days.is_none() && window.hours.is_none() {
        return Vec::new();
    }
    let zone = window.timezone.as_ref().map_or(TimeZone::UTC, |name| name.zone().clone());
    let changes = zone.following(start).take(1).map(|change| change.timestamp());
    let mut times: Vec<Timestamp> = changes.collect();
    let (begins, ends) = window.hours.map_or((0, 0), |hours| hours.minutes());
    let mut date = zone.to_datetime(start).date();
    for _ in 0..DAYS {
        for minute in [0, begins, ends] {
            let (hour, minute) = (minute / 60, minute % 60);
            let (Ok(hour), Ok(minute)) = (i8::try_from(hour), i8::try_from(minute)) else {
                continue;
            };
            // The end of a day is the beginning of the next.
            if hour < 24 {
                let local = zone.to_ambiguous_timestamp(date.at(hour, minute, 0, 0));
                times.extend(local.compatible().ok());
            }
        }
        match date.tomorrow() {
            Ok(next) => date = next,
            Err(_) => break,
        }
    }
    times
}

#[cfg(test)]
mod tests {
    use hoist_ruleset::{Ruleset, Source, State, read};
    use serde_json::{Value, json};

    use super::Alternative;
    use crate::{EvaluationContext, counterfactual};

    /// What waiting is claimed to do for a flag with these rules.
    fn waiting(rules: &Value, now: &str) -> Vec<String> {
        let flag = json!({"type": "targeted", "enabled": true, "rules": rules});
        let file = json!({"features": {"f": flag}}).to_string();
        let reading = read(&[Source::new("f.json", file)]);
        let ruleset = Ruleset::compile(&reading.documents, &State::default());
        let (context, now) = (EvaluationContext::of_user("u"), now.parse().expect(now));
        let claims = counterfactual(&ruleset, "f", &context, now).unwrap_or_default();
        claims.alternatives.iter().map(Alternative::sentence).collect()
    }

    /// A window closes again, so the first time is all that is claimed.
    #[test]
    fn hours_are_no_promise_for_later() {
        let rules =
            json!([{"type": "time", "conditions": {"hours": "09:00-17:00"}, "value": true}]);
        assert_eq!(
            waiting(&rules, "2026-03-01T18:00:00Z"),
            ["first at 2026-03-02T09:00:00Z, if nothing else changes: on by rules[0]"]
        );
    }

    /// The days of a window count from its own beginning, however many others begin before it.
    #[test]
    fn a_window_behind_many_others() {
        let monday = json!({"after": "2027-01-01T00:00:00Z", "days": ["mon"]});
        let mut rules = vec![json!({"type": "time", "conditions": monday, "value": true})];
        rules.extend((1..=10).map(|month| {
            let after = format!("2026-{month:02}-01T00:00:00Z");
            json!({"type": "time", "conditions": {"after": after}, "value": false})
        }));
        assert_eq!(
            waiting(&rules.into(), "2025-12-01T00:00:00Z"),
            ["first at 2027-01-04T00:00:00Z, if nothing else changes: on by rules[0]"]
        );
    }
}
