//! Stories of releases at which nobody looks for a while.

use jiff::SignedDuration;

use super::{FINE, Story, WORSE, plan_of};
use crate::decision::Kind;
use crate::evidence::{Evidence, Measured, News, Side};
use crate::finding::Verdict;
use crate::release::Status;
use crate::{Advance, advance};

const CHECK: &str = "{name: errors, source: prometheus, max: 0.02, consecutive: 2, interval: 10s, \
                     no_data_limit: 30s, query: 'errors'}";

/// The server is gone for so long, and another one takes its place.
fn gone(story: &mut Story, seconds: i64) -> &mut Story {
    story.evidence.epoch += 1;
    story.now += SignedDuration::from_secs(seconds);
    story
}

/// A look at which nothing is told.
fn look(story: &Story) -> Advance {
    let evidence = Evidence { epoch: story.evidence.epoch, ..Evidence::default() };
    advance(&story.release, &evidence, story.now)
}

#[test]
fn time_without_a_server_is_none_of_the_step_and_no_silence() {
    for seconds in [3, 14, 59, 3_600, 40_000_000] {
        let mut story = Story::with(plan_of(CHECK, ""));
        story.wait(55).is(Status::Running, 500);
        let left = story.release.left_ms();
        let turn = look(gone(&mut story, seconds));
        assert_eq!(turn.release.left_ms(), left);
        let told = &turn.decisions[0];
        assert_eq!((turn.decisions.len(), told.kind), (1, Kind::Unattended));
        let reason = format!(
            "no server looked at it for {seconds} seconds, since 2027-01-15T08:00:55Z: that time \
             counts neither for the step nor as time without data, and each check is made anew \
             before it goes on"
        );
        assert_eq!(told.reason, reason);
        // It is asked at once, and goes on when the rest of the step is over.
        assert_eq!(turn.release.due().len(), 1);
        story.wait(5).is(Status::Running, 500).wait(3).is(Status::Running, 5_000);
    }
}

#[test]
fn it_does_not_rise_on_what_was_measured_before() {
    let mut story = Story::with(plan_of(CHECK, ""));
    story.wait(60).is(Status::Running, 500);
    story.sides = None;
    gone(&mut story, 3).wait(40).is(Status::Running, 500);
    story.waits_for("there is no new measurement; one has been due for 39 s");
    // Nor on what is told by now under its number of before.
    let old = story.release.checks[0].run - 1;
    let (candidate, baseline) =
        FINE.map(|(one, other)| (Side::of(one, 9), Side::of(other, 9))).unwrap();
    let late = Measured { run: old, candidate, baseline, ..Measured::default() };
    story.evidence.news.push(News::Measured(late));
    story.wait(1).is(Status::Running, 500);
    story.measures(FINE).wait(2).is(Status::Running, 5_000);
}

#[test]
fn it_is_asked_before_it_is_said_to_be_silent_and_then_it_may_be() {
    let mut story = Story::with(plan_of(CHECK, ""));
    story.wait(30).sides = None;
    story.wait(20).is(Status::Running, 500);
    // Nobody knows what it would have said.
    gone(&mut story, 600).wait(120).is(Status::Running, 500);
    let nothing = Side::default();
    story.sides = Some((nothing, nothing));
    story.wait(2).is(Status::RolledBack, 0);
    story.says("errors: no data for ").says("seconds; no value of the candidate");
}

/// Nobody set a clock: they are two.
#[test]
fn a_server_whose_clock_is_behind_is_another_one() {
    let mut story = Story::with(plan_of(CHECK, ""));
    story.wait(30);
    let turn = look(gone(&mut story, -2));
    let told = &turn.decisions[0].reason;
    assert!(told.starts_with("another server looks at it now: that time counts"), "{told}");
}

/// People read then why it was.
#[test]
fn what_was_found_stays_when_it_is_taken_back() {
    let mut story = Story::with(plan_of(CHECK, ""));
    story.wait(5).measures(WORSE).wait(30).is(Status::RolledBack, 0);
    let check = &story.release.checks[0];
    assert_eq!(
        (check.failures, check.last.as_ref().map(|last| last.verdict)),
        (2, Some(Verdict::Fail))
    );
}

#[test]
fn what_failed_before_is_not_forgiven() {
    let mut story = Story::with(plan_of(CHECK, ""));
    story.wait(5).measures(WORSE).wait(7).is(Status::Running, 500);
    assert_eq!(story.release.checks[0].row, 1);
    gone(&mut story, 60).wait(2).is(Status::RolledBack, 0).says("errors: 0.05");
}

#[test]
fn a_check_that_was_never_made_still_looks_back_at_its_step_alone() {
    let mut story = Story::with(plan_of(CHECK, ""));
    story.wait(3).is(Status::Running, 500);
    let turn = look(gone(&mut story, 3));
    assert_eq!(turn.release.due(), []);
    story.wait(8);
    assert_eq!(story.release.checks[0].last, None);
    story.wait(3);
    assert!(story.release.checks[0].last.is_some());
}

#[test]
fn whoever_stalls_under_the_same_lease_was_not_there_either() {
    let mut story = Story::with(plan_of(CHECK, ""));
    story.wait(30);
    let clock_ms = story.release.clock_ms;
    for (seconds, told) in [(15, None), (16, Some("no server looked at it for 16 seconds"))] {
        let now = story.now + SignedDuration::from_secs(seconds);
        let turn = advance(&story.release, &story.evidence, now);
        let told_of = turn.decisions.first().map(|decision| decision.reason.as_str());
        assert_eq!(told_of.is_some(), told.is_some());
        assert!(told.is_none_or(|told| told_of.unwrap().starts_with(told)), "{told_of:?}");
        let passed = if told.is_none() { 15_000 } else { 0 };
        assert_eq!(turn.release.clock_ms, clock_ms + passed);
    }
    // A clock that was set back keeps nobody from being measured.
    story.now -= SignedDuration::from_hours(1);
    story.wait(1).says("the clock was set back by 3599 seconds");
    story.measures(WORSE).wait(12).is(Status::RolledBack, 0);
}

#[test]
fn a_check_is_made_each_interval_however_long_it_takes_to_be_told() {
    let mut story = Story::with(plan_of(CHECK, ""));
    story.wait(1);
    let begin = story.release.in_force_ms;
    // It is told a second or two after it was due, each time.
    for run in 0..5 {
        let due = begin + (run + 1) * 10_000;
        assert_eq!(story.release.checks[0].due_ms, due);
        story.sides = None;
        story.wait(10 + run % 2).measures(FINE).wait(1);
        while story.release.clock_ms < due + 3_000 {
            story.wait(1);
        }
    }
    // What was not made in time is not made up for.
    story.sides = None;
    story.wait(25).measures(FINE).wait(2);
    let due = story.release.checks[0].due_ms;
    assert_eq!((due - begin) % 10_000, 0);
    assert!(due > story.release.clock_ms && due <= story.release.clock_ms + 10_000);
}
