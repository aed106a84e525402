//! Exposures and conversions: what becomes an event, and that an exposure becomes one once.

use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use hoist_api::{Event, Exposure, Observed, exposure_id};
use hoist_eval::{EvaluationContext, Exposed, Remembered};
use jiff::Timestamp;
use tracing::warn;
use uuid::Uuid;

use crate::clock::Clock;
use crate::hook::{Call, CallKind, Hooks};
use crate::outbox::{Counts as EventCounts, Outbox};
use crate::told::Told;

/// Exposures that are remembered as sent. One that is forgotten is sent again under the same id,
/// which whoever sums a user up knows again.
const REMEMBERED: usize = 1 << 15;

/// How much of an event's name is remembered of what was told.
const NAME_CHARS_MAX: usize = 100;

/// Where events go.
pub(crate) enum Sink {
    /// Nowhere: there is no server.
    Nowhere,
    /// To the server.
    Server(Outbox),
    /// Into a list that a test reads.
    Recorded(Mutex<Vec<Event>>),
}

/// What somebody did.
#[derive(Clone, Copy)]
pub(crate) struct Done<'d> {
    pub(crate) event: &'d str,
    pub(crate) value: f64,
    /// The experiment for which alone it counts.
    pub(crate) experiment: Option<&'d str>,
    /// None where nothing is known to tell users apart by.
    pub(crate) user: Option<&'d str>,
}

/// Why something that was done becomes no event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
enum Unfit {
    #[error("its value is infinite or no number")]
    NoNumber,
    #[error(
        "its user has no key; give one to `with_user`, or the attribute that the experiment \
         buckets by"
    )]
    NoUser,
}

/// Makes events and hands them on.
pub(crate) struct Tracking {
    sink: Sink,
    told: Told<(String, Unfit)>,
    /// The exposures that were sent. Made when the first one comes.
    sent: OnceLock<Remembered>,
}

impl Tracking {
    pub(crate) fn into(sink: Sink) -> Self {
        Self { sink, told: Told::default(), sent: OnceLock::new() }
    }

    /// Whether anybody wants events at all.
    pub(crate) fn is_wanted(&self) -> bool {
        !matches!(self.sink, Sink::Nowhere)
    }

    /// Hands on that a user was shown a variant by the rules of a log, unless that was done
    /// already: another log has counted nobody yet.
    pub(crate) fn expose(&self, log: &str, exposed: &Exposed<'_>, now: impl FnOnce() -> Timestamp) {
        let sent = self.sent.get_or_init(|| Remembered::of_size(REMEMBERED));
        if !sent.is_new(&(log, exposed)) {
            return;
        }
        let Exposed { key, phase, user, variant } = exposed;
        let is_taken = self.push(Event::Exposure(Exposure {
            id: exposure_id(key, *phase, user, variant).to_string(),
            key: (*key).to_owned(),
            variant: (*variant).to_owned(),
            user: user.clone().into_owned(),
            at: now(),
            attributes: Default::default(),
        }));
        if !is_taken {
            sent.forget(&(log, exposed));
        }
    }

    /// Hands on that a user did something, with hooks around it. What cannot become an event is
    /// told in the log, once for each name and reason.
    pub(crate) fn observe(
        &self,
        done: &Done<'_>,
        hooks: &Hooks,
        context: &EvaluationContext,
        clock: &Clock,
    ) {
        let Done { event, value, experiment, user } = *done;
        let call = Call { key: event, kind: CallKind::Track, context };
        hooks.before(&call);
        match user {
            Some(user) if value.is_finite() => {
                self.push(Event::Metric(Observed {
                    id: Uuid::new_v4().to_string(),
                    event: event.to_owned(),
                    user: user.to_owned(),
                    value,
                    at: clock.exact(),
                    experiment: experiment.map(str::to_owned),
                }));
            }
            Some(_) => self.tell_unfit(event, Unfit::NoNumber),
            None => self.tell_unfit(event, Unfit::NoUser),
        }
        hooks.done(&call, Ok(None));
    }

    fn tell_unfit(&self, event: &str, unfit: Unfit) {
        let name = event.chars().take(NAME_CHARS_MAX).collect();
        if self.told.is_news((name, unfit)) {
            warn!(event, "an event is not sent: {unfit}");
        }
    }

    /// Gives whether there was room.
    fn push(&self, event: Event) -> bool {
        match &self.sink {
            Sink::Nowhere => true,
            Sink::Server(outbox) => outbox.offer(&event),
            Sink::Recorded(events) => {
                events.lock().unwrap_or_else(PoisonError::into_inner).push(event);
                true
            }
        }
    }

    /// How many events went where.
    pub(crate) fn counts(&self) -> EventCounts {
        match &self.sink {
            Sink::Server(outbox) => outbox.counts(),
            Sink::Nowhere | Sink::Recorded(_) => EventCounts::default(),
        }
    }

    /// Takes no more events, and brings those that wait to the server, or else to the disk.
    pub(crate) async fn close(&self, within: Duration) {
        if let Sink::Server(outbox) = &self.sink {
            outbox.close(within).await;
        }
    }

    /// What was recorded so far, for tests.
    pub(crate) fn recorded(&self) -> Vec<Event> {
        match &self.sink {
            Sink::Recorded(events) => events.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            Sink::Nowhere | Sink::Server(_) => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use hoist_eval::{Reason, Resolution};

    use super::*;
    use crate::endpoint::Endpoint;
    use crate::outbox::OutboxOptions;
    use crate::testing::TestHoist;

    const RULES: &str = "
features:
  measured: {type: percentage, enabled: true, percentage: 50, metrics: [conversion_rate]}
  plain: {type: percentage, enabled: true, percentage: 50}
experiments:
  company: {start_date: 2025-07-01T00:00:00Z, end_date: 2025-08-01T00:00:00Z, bucket_by: company,
            variants: {control: 0.5, b: 0.5}, metrics: [conversion_rate]}
";

    #[test]
    fn who_is_exposed_is_told_once() {
        let test = TestHoist::new(RULES).unwrap();
        let user = test.hoist().with_user("u").attribute("company", 42);
        for _ in 0..3 {
            user.is_enabled("measured");
            user.resolve("company");
            user.variant("plain");
        }
        // Neither who is not assigned, nor who is fixed by hand.
        test.hoist().with_user("w").variant("company");
        test.force("measured", "on").unwrap();
        test.hoist().with_user("v").variant("measured");
        test.set_time("2025-08-01T00:00:00Z".parse().unwrap());
        test.hoist().with_user("x").attribute("company", 43).variant("company");
        let told: Vec<_> = test.exposures().into_iter().map(|it| (it.key, it.user)).collect();
        let told: Vec<_> = told.iter().map(|(key, user)| (key.as_str(), user.as_str())).collect();
        assert_eq!(told, [("measured", "u"), ("company", "42")]);
    }

    #[test]
    fn who_converts_is_who_was_exposed() {
        let test = TestHoist::new(RULES).unwrap();
        let user = test.hoist().with_user("u").attribute("company", 42);
        user.track_conversion("company", 1.0);
        user.track("bought", 19.9);
        user.track("bought", f64::NAN);
        test.hoist().with_user("v").track_conversion("company", 1.0);
        let told: Vec<_> = test.observations();
        assert_eq!(told.len(), 2, "no number and no user are not told");
        assert_eq!((&*told[0].event, &*told[0].user), ("conversion", "42"));
        assert_eq!(told[0].experiment.as_deref(), Some("company"));
        assert_eq!((&*told[1].event, &*told[1].user), ("bought", "u"));
        assert_ne!(told[0].id, told[1].id);
    }

    #[test]
    fn what_cannot_become_an_event_is_told_once_for_each_name_and_reason() {
        let test = TestHoist::new(RULES).unwrap();
        let [user, nobody] = ["u", ""].map(|key| test.hoist().with_user(key));
        let nobody = nobody.attribute("targetingKey", 0);
        for _ in 0..3 {
            user.track("bought", f64::INFINITY);
            nobody.track("bought", 1.0);
            nobody.track_conversion("company", 1.0);
            test.hoist().with_user("").track("left", 1.0);
        }
        let told = &user.hoist.instance().tracking.told;
        for (event, unfit, was_told) in [
            ("bought", Unfit::NoNumber, true),
            ("bought", Unfit::NoUser, true),
            ("conversion", Unfit::NoUser, true),
            ("left", Unfit::NoUser, true),
            ("conversion", Unfit::NoNumber, false),
        ] {
            assert_eq!(told.is_news((event.to_owned(), unfit)), !was_told, "{event} {unfit}");
        }
        assert!(test.observations().is_empty());
    }

    #[tokio::test]
    async fn an_exposure_that_found_no_room_or_is_of_another_log_is_told_again() {
        let reading = hoist_ruleset::read(&[hoist_ruleset::Source::new("f.yaml", RULES)]);
        let state = hoist_ruleset::State::default();
        let ruleset = hoist_ruleset::Ruleset::compile(&reading.documents, &state);
        let subject = ruleset.get("measured").unwrap();
        let context = hoist_eval::EvaluationContext::of_user("u");
        let assigned = Resolution::of_variant(subject, 0, Reason::Split).unwrap();
        let exposed = assigned.exposed(&context, |_| 1).unwrap();
        for (queue_max, pushed) in [(0, 3), (10, 1)] {
            let nowhere = Endpoint::new("http://127.0.0.1:1", "t", "i").unwrap();
            let options = OutboxOptions { queue_max, ..OutboxOptions::default() };
            let tracking = Tracking::into(Sink::Server(Outbox::start(nowhere, options)));
            for _ in 0..3 {
                tracking.expose("l", &exposed, || Timestamp::UNIX_EPOCH);
            }
            assert_eq!(tracking.counts().pushed, pushed, "{queue_max}");
            tracking.expose("another", &exposed, || Timestamp::UNIX_EPOCH);
            assert_eq!(tracking.counts().pushed, pushed + 1, "{queue_max}: of another log");
        }
    }
}
