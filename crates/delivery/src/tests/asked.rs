//! Stories of what people ask, when it is too late for it or too early.

use jiff::SignedDuration;

use super::{Story, WORSE, plan};
use crate::decision::Kind;
use crate::evidence::{Command, Evidence, News};
use crate::release::{Phase, Status};
use crate::{Advance, Intent, advance};

const GATES: &str = "gates: [{before: 5 %}, {before: 50 %}, {before: 100 %}]";
const ROUTER: &str = "strategy: blue_green, target: {deployment: shop, image: 'shop:2'}, \
                      router: {haproxy: {socket: /s, backend: b, candidate: green, stable: blue}}";

/// A look in a second, with a command; what is to be done is not done.
fn asked(story: &Story, command: Command) -> Advance {
    let news = vec![News::Asked { command, by: "ana".to_owned(), why: None }];
    let evidence = Evidence { epoch: 1, news, ..Evidence::default() };
    advance(&story.release, &evidence, story.now + SignedDuration::from_secs(1))
}

#[test]
fn a_promote_is_not_taken_while_the_share_is_on_its_way() {
    let mut story = Story::of("");
    story.wait(60);
    let evidence = Evidence { epoch: 1, ..Evidence::default() };
    story.release =
        advance(&story.release, &evidence, story.now + SignedDuration::from_secs(1)).release;
    assert!(story.release.is_moving() && story.release.phase == Phase::Moving);
    assert_eq!(asked(&story, Command::Promote).decisions, []);
    // Nor on its way back.
    story.release = asked(&story, Command::Pause).release;
    assert!(story.release.is_moving() && story.release.phase == Phase::Watching);
    assert_eq!(asked(&story, Command::Promote).decisions, []);
    story.wait(1).is(Status::Paused, 500);
    story.asks(Command::Promote).wait(12).is(Status::Running, 5_000);
}

#[test]
fn a_promote_does_not_outlive_what_it_was_asked_for() {
    let promoted = |fields: &str| {
        let mut story = Story::of(fields);
        story.wait(5).sides = None;
        story.asks(Command::Promote).wait(10).is(Status::Running, 500);
        assert!(story.release.promoted);
        story.measures(super::FINE);
        story
    };
    // What it is asked for is to go on without waiting for the step's time.
    promoted("").wait(2).is(Status::Running, 5_000);

    let mut story = promoted("");
    story.asks(Command::Pause).wait(20).is(Status::Paused, 500);
    story.asks(Command::Resume).wait(20).is(Status::Running, 500);

    let mut story = promoted("");
    story.evidence.killed = true;
    story.wait(20).evidence.killed = false;
    story.wait(40).is(Status::Running, 500);

    let mut story = promoted("on_failure: pause");
    story.measures(WORSE).wait(12).is(Status::Paused, 500).measures(super::FINE);
    story.asks(Command::Resume).wait(12).is(Status::Running, 500);
}

#[test]
fn a_gate_is_opened_before_its_step_and_not_behind_it() {
    let approve = |step: &str| Command::Approve { step: step.to_owned() };
    let next = |story: &Story| story.release.next_gate().map(|step| step.name.clone());
    // Its share is there already, so it begins at the second step.
    let mut story = Story::of(GATES);
    story.release =
        crate::Release::start("r", plan(GATES), 500, false, ("a", None), story.now).unwrap();
    story.wait(5).is(Status::Running, 500);
    assert_eq!(next(&story).as_deref(), Some("50 %"));
    assert_eq!(asked(&story, approve("5 %")).decisions, []);
    story.asks(approve("50 %")).wait(1).is(Status::Running, 5_000);
    assert_eq!(next(&story).as_deref(), Some("100 %"));
    assert_eq!(asked(&story, approve("50 %")).decisions, []);
    story.asks(approve("100 %")).wait(1);
    assert_eq!(next(&story), None);
}

#[test]
fn what_is_taken_back_waits_for_no_gate() {
    let mut story = Story::of(GATES);
    story.wait(2).waits_for("the gate before 5 % is closed");
    let turn = asked(&story, Command::Abort);
    assert_eq!(turn.release.status, Status::RollingBack);
    assert_eq!(turn.release.waits_for(), [""; 0]);
}

#[test]
fn a_resumed_release_tries_again_as_often_as_one_that_begins() {
    let mut story = Story::of("on_failure: pause, smoke_tests: [{url: 'http://green/'}]");
    let number = story.release.pending[1].number;
    let failed = |hopeless| News::Failed { number, reason: "it answered 500".to_owned(), hopeless };
    let look = |story: &mut Story, news| {
        let evidence = Evidence { epoch: 1, news: vec![news], ..Evidence::default() };
        let turn = advance(&story.release, &evidence, story.now);
        story.release = turn.release;
        story.release.pending.iter().find(|each| each.number == number).unwrap().failures
    };
    let not_begun = News::NotBegun { number, reason: "its document cannot be read".to_owned() };
    assert_eq!(look(&mut story, failed(false)), 1);
    assert_eq!(look(&mut story, not_begun), 1);
    story.waits_for("the smoke tests failed: its document cannot be read");
    assert_eq!(look(&mut story, failed(true)), 2);
    story.is(Status::Paused, 0);
    let resumed = News::Asked { command: Command::Resume, by: "ana".to_owned(), why: None };
    assert_eq!(look(&mut story, resumed), 0);
}

#[test]
fn traffic_that_nobody_can_take_back_may_be_given_up() {
    let mut story = Story::of(ROUTER);
    story.wait(30).is(Status::Running, 500);
    // There is nothing to give up before it is taken back.
    assert_eq!(asked(&story, Command::LeaveTraffic).decisions, []);
    story.release = asked(&story, Command::Abort).release;
    let traffic = Intent::SetTraffic { share: 0 };
    story.done.clear();
    // All is done but what the router was to do.
    for _ in 0..5 {
        let evidence = std::mem::take(&mut story.evidence.news);
        let evidence = Evidence { epoch: 1, news: evidence, ..Evidence::default() };
        let turn = advance(&story.release, &evidence, story.now);
        for effect in turn.effects {
            let number = effect.number;
            let (reason, hopeless) = ("it is gone".to_owned(), false);
            story.evidence.news.push(match effect.intent == traffic {
                true => News::Failed { number, reason, hopeless },
                false => News::Done { number },
            });
        }
        story.release = turn.release;
    }
    assert_eq!(story.release.status, Status::RollingBack);
    let turn = asked(&story, Command::LeaveTraffic);
    let [told] = &turn.decisions[..] else { panic!("{:?}", turn.decisions) };
    assert_eq!((told.kind, told.by.as_deref()), (Kind::TrafficLeft, Some("ana")));
    // What may have traffic is not removed, and what is told says what is left.
    let [announce] = &turn.effects[..] else { panic!("{:?}", turn.effects) };
    assert_eq!(announce.intent, Intent::Announce);
    assert_eq!(announce.decision.reason, "aborted; traffic is left as it is, as ana has asked");
    assert_eq!(turn.release.decision.reason, "aborted");
    story.release = turn.release;
    story.wait(1).is(Status::RolledBack, 0);
}
