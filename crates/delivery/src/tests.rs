//! What a release does, told as short stories: what happens, and what it says and does then.

mod asked;
mod routed;
mod silent;
mod unattended;

use hoist_ruleset::{Source, read};
use jiff::{SignedDuration, Timestamp};

use crate::evidence::{Command, Evidence, Measured, News, Side, Traffic};
use crate::finding::Verdict;
use crate::plan::Plan;
use crate::release::{Release, StartError, Status};
use crate::{Intent, advance};

fn plan(fields: &str) -> Plan {
    let check = "{name: errors, source: prometheus, max_ratio: 2, consecutive: 2, interval: 10s, \
                 min_samples: 100, query: 'errors{track=\"{{track}}\"}'}";
    plan_of(check, fields)
}

fn plan_of(check: &str, fields: &str) -> Plan {
    let steps = "steps: [{percentage: 5, duration: 1m}, {percentage: 50, duration: 1m}, \
                 {percentage: 100, duration: 1m}]";
    let yaml = format!("releases: {{r: {{flag: f, {steps}, checks: [{check}], {fields}}}}}");
    let reading = read(&[Source::new("r.yaml", yaml)]);
    assert_eq!(reading.diagnostics, []);
    Plan::of(reading.documents.releases().get("r").unwrap())
}

/// A release and the world around it, in which all effects are done at once.
struct Story {
    release: Release,
    evidence: Evidence,
    now: Timestamp,
    /// What both sides are measured to be, where anything is.
    sides: Option<(Side, Side)>,
    /// Why there is not, where somebody says it.
    problem: Option<String>,
    /// What was done, but for announcements.
    done: Vec<Intent>,
    /// The reasons of all decisions.
    reasons: Vec<String>,
}

const FINE: Option<(f64, f64)> = Some((0.01, 0.01));
const WORSE: Option<(f64, f64)> = Some((0.05, 0.01));

impl Story {
    fn of(fields: &str) -> Self {
        Self::with(plan(fields))
    }

    fn with(plan: Plan) -> Self {
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let release = Release::start("r", plan, 0, false, ("ana", None), now).unwrap();
        let evidence = Evidence { epoch: 1, ..Evidence::default() };
        let (sides, problem, done, reasons) = (None, None, Vec::new(), Vec::new());
        let mut story = Self { release, evidence, now, sides, problem, done, reasons };
        story.measures(FINE);
        story
    }

    fn measures(&mut self, values: Option<(f64, f64)>) -> &mut Self {
        self.sides = values.map(|(one, other)| (Side::of(one, 1_000), Side::of(other, 1_000)));
        self
    }

    fn asks(&mut self, command: Command) -> &mut Self {
        self.asks_because(command, None)
    }

    fn asks_because(&mut self, command: Command, why: Option<&str>) -> &mut Self {
        let (by, why) = ("ana".to_owned(), why.map(str::to_owned));
        self.evidence.news.push(News::Asked { command, by, why });
        self
    }

    fn finds(&mut self, traffic: Traffic) -> &mut Self {
        self.evidence.news.push(News::Looked(traffic));
        self
    }

    /// Looks at it each second.
    fn wait(&mut self, seconds: u64) -> &mut Self {
        for _ in 0..seconds {
            self.now += SignedDuration::from_secs(1);
            let due = self.release.due().into_iter();
            let (sides, problem) = (self.sides, &self.problem);
            self.evidence.news.extend(due.filter_map(|due| {
                let (check, step, run) = (due.check, due.step, due.run);
                let ((candidate, baseline), problem) = (sides?, problem.clone());
                Some(News::Measured(Measured { check, step, run, candidate, baseline, problem }))
            }));
            // As many looks as it takes to do what is to be done.
            for _ in 0..5 {
                let turn = advance(&self.release, &self.evidence, self.now);
                self.evidence.news.clear();
                self.release = turn.release;
                self.reasons.extend(turn.decisions.into_iter().map(|decision| decision.reason));
                for effect in turn.effects {
                    self.evidence.news.push(News::Done { number: effect.number });
                    if effect.intent != Intent::Announce {
                        self.done.push(effect.intent);
                    }
                }
            }
        }
        self
    }

    #[track_caller]
    fn is(&mut self, status: Status, share: u16) -> &mut Self {
        assert_eq!((self.release.status, self.release.share), (status, share));
        self
    }

    #[track_caller]
    fn says(&mut self, reason: &str) -> &mut Self {
        let said = self.reasons.last().map_or("", String::as_str);
        assert!(said.contains(reason), "{said:?} says nothing of {reason:?}");
        self
    }

    #[track_caller]
    fn waits_for(&mut self, what: &str) -> &mut Self {
        let waits = self.release.waits_for();
        assert!(waits.iter().any(|wait| wait.contains(what)), "{waits:?}");
        self
    }
}

#[test]
fn a_release_that_holds_goes_to_everybody() {
    let mut story = Story::of("");
    story.wait(1).is(Status::Running, 500).wait(59).waits_for("1 seconds left");
    story.wait(2).is(Status::Running, 5_000).wait(60).is(Status::Running, 10_000);
    // Nobody is left to compare with: the baseline is that of before.
    story.sides = Some((Side::of(0.01, 1_000), Side::default()));
    story.wait(10);
    let finding = story.release.checks[0].last.clone().unwrap();
    assert_eq!(finding.baseline.unwrap().held_over.as_deref(), Some("50 %"));
    story.wait(60).is(Status::Succeeded, 10_000);
    let share = |share| Intent::SetShare { share };
    let expected = [
        Intent::CreateFlag,
        share(500),
        share(5_000),
        share(10_000),
        Intent::SetDefinition { share: 10_000 },
    ];
    assert_eq!(story.done, expected);
}

#[test]
fn a_check_looks_back_at_its_step_alone() {
    let mut story = Story::of("");
    story.wait(1).is(Status::Running, 500).asks(Command::Promote);
    story.wait(9).is(Status::Running, 500).waits_for("errors: there is no new measurement");
    assert_eq!(story.release.due(), []);
    story.wait(1);
    assert_eq!(story.release.due()[0].elapsed_ms, 10_000);
    story.wait(1).is(Status::Running, 5_000);
    assert_eq!(story.release.due(), []);
}

#[test]
fn one_that_got_worse_is_taken_back_in_order() {
    let fields = "strategy: blue_green, target: {deployment: shop, image: 'shop:2'}";
    let mut story = Story::of(fields);
    story.wait(70).is(Status::Running, 5_000).measures(WORSE);
    // Once is not twice in a row.
    story.wait(10).is(Status::Running, 5_000).waits_for("0.05 where at most 0.02 is allowed");
    story.done.clear();
    story.wait(11).is(Status::RolledBack, 0);
    story.says("errors: 0.05 where at most 0.02 is allowed; the baseline is 0.01");
    let zero = [Intent::SetTraffic { share: 0 }, Intent::SetShare { share: 0 }];
    let rest = [Intent::Kill, Intent::DeleteCandidate];
    assert_eq!(story.done, [zero, rest].concat());
}

#[test]
fn it_waits_and_does_not_pass_where_it_cannot_tell() {
    let mut story = Story::of("deadline: 10m");
    story.sides = Some((Side::of(0.01, 30), Side::of(0.01, 1_000)));
    story
        .wait(300)
        .is(Status::Running, 500)
        .waits_for("30 samples of the candidate, 100 are needed");
    story.wait(301).is(Status::RolledBack, 0).says("it was not done in time").says("30 samples");

    let mut story = Story::of("");
    story.wait(30).measures(None).wait(200).is(Status::Running, 500);
    story.waits_for("there is no new measurement");
    story.wait(100).is(Status::RolledBack, 0).says("errors: no data for 300 seconds");
}

#[test]
fn a_source_that_falls_silent_in_mid_step_holds_it_and_then_fails() {
    let check = "{name: sales, source: metric, metric: conversion_rate, min_ratio: 0.9, \
                 interval: 10s, no_data_limit: 30s";
    for test in ["test: sequential}", "test: ratio}"] {
        let mut story = Story::with(plan_of(&format!("{check}, {test}"), ""));
        let users = |users: u64| match test {
            "test: ratio}" => Some((Side::of(0.5, users), Side::of(0.5, users))),
            _ => Some((Side::counted(users / 2, users), Side::counted(users / 2, users))),
        };
        story.wait(1).is(Status::Running, 500);
        for tens in 1..=5 {
            story.sides = users(tens * 100);
            story.wait(10).is(Status::Running, 500);
        }
        story.sides = users(600);
        story.wait(12).is(Status::Running, 5_000);
        // Those who came at the beginning are counted still, and nobody else.
        story.sides = users(100);
        story.wait(12).is(Status::Running, 5_000);
        assert_eq!(story.release.checks[0].last.clone().unwrap().verdict, Verdict::Pass);
        story.wait(25).is(Status::Running, 5_000).waits_for("nothing new of the candidate: 100");
        story.wait(10).is(Status::RolledBack, 0).says("sales: no data for 30 seconds; nothing new");
    }
}

#[test]
fn people_pause_promote_approve_and_abort() {
    let mut story = Story::of("gates: [{before: 50 %}]");
    story.wait(120).is(Status::Running, 500).waits_for("the gate before 50 % is closed");
    story.asks(Command::Approve { step: "50 %".to_owned() }).wait(1).is(Status::Running, 5_000);
    story.asks_because(Command::Pause, Some("lunch")).wait(120).is(Status::Paused, 5_000);
    story.waits_for("it is paused: lunch");
    story.asks(Command::Resume).wait(1).is(Status::Running, 10_000);
    story.asks_because(Command::Abort, Some("support is called")).wait(1);
    story.is(Status::RolledBack, 0).says("aborted: support is called");

    let mut story = Story::of("gates: [{before: 50 %}]");
    // Neither the step's time nor the gate are waited for, but a check that holds is.
    story.sides = None;
    story.wait(5).asks(Command::Promote).wait(5).is(Status::Running, 500);
    story.measures(FINE).wait(2).is(Status::Running, 5_000).wait(1).is(Status::Running, 5_000);
}

#[test]
fn an_abort_is_obeyed_until_everybody_is_in_by_definition() {
    let mut story = Story::of("");
    let evidence = Evidence { epoch: 1, ..Evidence::default() };
    for _ in 0..200 {
        let now = story.now + SignedDuration::from_secs(1);
        let turn = advance(&story.release, &evidence, now);
        if turn.release.status == Status::Finishing {
            story.release = turn.release;
            break;
        }
        story.wait(1);
    }
    story.evidence.frozen = true;
    story.wait(3_600).is(Status::Finishing, 10_000).waits_for("freeze");
    story.asks(Command::Abort).wait(1).is(Status::RolledBack, 0).says("aborted");
}

#[test]
fn a_failure_may_pause_or_be_ignored() {
    let mut story = Story::of("on_failure: pause");
    story.wait(2).measures(WORSE).wait(30).is(Status::Paused, 500).says("errors: 0.05");
    story.measures(FINE).wait(30).is(Status::Paused, 500);
    story.asks(Command::Resume).wait(12).is(Status::Running, 5_000);

    let mut story = Story::of("on_failure: ignore");
    story.measures(WORSE).wait(200).is(Status::Succeeded, 10_000);

    // What cannot be done is none of what a dry run ignores.
    let mut story = Story::of("on_failure: ignore, smoke_tests: [{url: 'http://green/'}]");
    let number = story.release.pending[1].number;
    let reason = "green answered 500".to_owned();
    story.evidence.news.push(News::Failed { number, reason, hopeless: true });
    story.wait(1).is(Status::RolledBack, 0).says("the smoke tests failed: green answered 500");
}

#[test]
fn a_freeze_and_a_kill_of_somebody_hold_it() {
    let mut story = Story::of("deadline: 10m");
    story.wait(10).evidence.frozen = true;
    story.wait(3_600).is(Status::Running, 500).waits_for("freeze");
    // It is taken back all the same.
    story.measures(WORSE).wait(22).is(Status::RolledBack, 0);

    let mut story = Story::of("deadline: 10m");
    story.wait(30).evidence.killed = true;
    story
        .measures(WORSE)
        .wait(3_600)
        .is(Status::Running, 500)
        .waits_for("the flag is killed, turned off or archived");
    // What was measured meanwhile is about nobody, and the step begins anew.
    story.measures(FINE).evidence.killed = false;
    story.wait(58).is(Status::Running, 500).wait(4).is(Status::Running, 5_000);
}

#[test]
fn it_begins_above_the_share_that_is_there() {
    let now = Timestamp::UNIX_EPOCH;
    let start = |share| Release::start("r", plan(""), share, false, ("ana", None), now);
    assert_eq!(start(0).unwrap().step, 0);
    assert_eq!(start(500).unwrap().step, 1);
    assert_eq!(start(5_000), Err(StartError::NoBaseline { share: 5_000 }));
    assert_eq!(start(10_000), Err(StartError::NothingToDo { share: 10_000 }));
}

#[test]
fn who_has_lost_the_lease_has_nothing_to_do() {
    let mut story = Story::of("");
    story.evidence.epoch = 7;
    story.wait(5);
    let old = Evidence { epoch: 6, ..story.evidence.clone() };
    let turn = advance(&story.release, &old, story.now + SignedDuration::from_secs(600));
    assert_eq!((turn.release, turn.effects), (story.release, Vec::new()));
}
