//! Evaluating conditions.

use hoist_ruleset::compiled::{Attribute, AttributeTest, Condition, SegmentTest, Share};
use hoist_ruleset::document::TimeWindow;
use jiff::tz::TimeZone;
use serde_json::Value;

use crate::bucketing::{BucketingValue, RANKS, hash, share_rank};
use crate::explain::{Membership, Observer, What, kept};
use crate::fact::Found;
use crate::{Evaluation, attribute};

impl Evaluation<'_, '_> {
    /// Most conditions are one test of an attribute: it is made without a call.
    #[inline(always)]
    pub(crate) fn holds<O: Observer>(&self, condition: &Condition, observer: &mut O) -> bool {
        match condition {
            Condition::Attribute(test) => self.attribute(test, observer),
            _ => self.any_holds(condition, observer),
        }
    }

    fn any_holds<O: Observer>(&self, condition: &Condition, observer: &mut O) -> bool {
        match condition {
            Condition::All(members) => {
                observer.enter();
                let holds = members.iter().all(|member| self.holds(member, observer));
                observer.leave(holds, || What::All);
                holds
            }
            Condition::Any(members) => {
                observer.enter();
                let holds = members.iter().any(|member| self.holds(member, observer));
                observer.leave(holds, || What::Any);
                holds
            }
            Condition::Not(member) => {
                observer.enter();
                let holds = !self.holds(member, observer);
                observer.leave(holds, || What::Not);
                holds
            }
            Condition::Attribute(test) => self.attribute(test, observer),
            Condition::Segment(test) => self.segment(test, observer),
            Condition::Share(share) => self.share_condition(share, observer),
            Condition::Time(window) => self.time(window, observer),
        }
    }

    #[inline]
    fn attribute<O: Observer>(&self, test: &AttributeTest, observer: &mut O) -> bool {
        let actual = self.context.get(&test.attribute);
        let holds = attribute::passes(&test.test, actual);
        observer.leaf(holds, || What::Attribute {
            name: test.attribute.name.to_string(),
            expected: test.expected.to_string(),
            actual: actual.map(|found| kept(found.json())),
        });
        holds
    }

    fn segment<O: Observer>(&self, test: &SegmentTest, observer: &mut O) -> bool {
        observer.enter();
        let membership = self.membership(test, observer);
        let holds =
            matches!(membership, Membership::Context | Membership::Included | Membership::Rule);
        observer.leave(holds, || What::Segment { name: test.name.to_string(), membership });
        holds
    }

    fn membership<O: Observer>(&self, test: &SegmentTest, observer: &mut O) -> Membership {
        let is_it = |value: &Value| value.as_str() == Some(&test.name);
        let named = match self.context.get(&test.attribute).map(Found::json) {
            Some(Value::Array(items)) => items.iter().any(is_it),
            Some(value) => is_it(value),
            None => false,
        };
        if named {
            return Membership::Context;
        }
        let Some(slot) = test.slot else {
            return Membership::NoDocument;
        };
        let segment = self.ruleset.segment(slot);
        if let Some(key) = self.context.targeting_key() {
            if segment.exclude.contains(key) {
                return Membership::Excluded;
            }
            if segment.include.contains(key) {
                return Membership::Included;
            }
        }
        if segment.rules.iter().any(|rule| self.holds(rule, observer)) {
            Membership::Rule
        } else {
            Membership::None
        }
    }

    fn share_condition<O: Observer>(&self, share: &Share, observer: &mut O) -> bool {
        let threshold = share.threshold;
        let rank = self.rank(&share.bucketing.by, &share.bucketing.salt);
        // Without a bucketing value it is a missing attribute, save where nobody needs one.
        let holds = threshold == RANKS || rank.is_some_and(|rank| rank < threshold);
        observer.leaf(holds, || What::Share { threshold, rank });
        holds
    }

    fn time<O: Observer>(&self, window: &TimeWindow, observer: &mut O) -> bool {
        let holds = self.is_within(window);
        observer.leaf(holds, || What::Time { window: window.to_string(), now: self.now });
        holds
    }

    fn is_within(&self, window: &TimeWindow) -> bool {
        let started = window.after.is_none_or(|after| after <= self.now);
        let ended = window.before.is_some_and(|before| before <= self.now);
        if !started || ended {
            return false;
        }
        if window.days.is_none() && window.hours.is_none() {
            return true;
        }
        let local = match &window.timezone {
            Some(name) => name.zone().to_datetime(self.now),
            None => TimeZone::UTC.to_datetime(self.now),
        };
        let day = match window.hours {
            Some(hours) => hours.began_on(local),
            None => Some(local.date().weekday()),
        };
        let on_day = |day| window.days.as_ref().is_none_or(|days| days.contains(&day));
        day.is_some_and(on_day)
    }

    /// The user's share rank under a salt; `None` without a bucketing value.
    pub(crate) fn rank(&self, by: &Attribute, salt: &str) -> Option<u16> {
        self.hash(by, salt).map(share_rank)
    }

    /// The hash of the user's bucketing value under a salt.
    pub(crate) fn hash(&self, by: &Attribute, salt: &str) -> Option<u64> {
        let value = BucketingValue::of(self.context.get(by)?.json())?;
        Some(hash(value.as_str(), salt))
    }
}
