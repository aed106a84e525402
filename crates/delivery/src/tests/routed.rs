//! Stories of releases that have traffic sent by their share.

use jiff::SignedDuration;

use super::Story;
use crate::evidence::{Command, Evidence, News, Traffic};
use crate::release::{Release, Status};
use crate::{Effect, Intent, advance};

const ROUTER: &str = "router: {haproxy: {socket: /s, backend: b, candidate: green, stable: blue}}";

#[test]
fn a_pause_takes_back_what_is_on_its_way() {
    let mut story = Story::of(ROUTER);
    story.wait(60).is(Status::Running, 500);
    let evidence = Evidence { epoch: 1, ..Evidence::default() };
    let turn = advance(&story.release, &evidence, story.now + SignedDuration::from_secs(1));
    assert_eq!(turn.effects[0].intent, Intent::SetTraffic { share: 5_000 });
    // Whether it is done by now nobody knows.
    story.release = turn.release;
    story.done.clear();
    story.asks(Command::Pause).wait(120).is(Status::Paused, 500);
    let share = 500;
    assert_eq!(story.done, [Intent::SetShare { share }, Intent::SetTraffic { share }]);
    assert!(!story.release.is_asked_for(turn.effects[0].number));
    // The step began anew when it was back.
    story.asks(Command::Resume).wait(1).is(Status::Running, 5_000);
}

#[test]
fn a_kill_of_somebody_sends_traffic_to_stable_while_it_lasts() {
    let traffic = |share| Intent::SetTraffic { share };
    let mut story = Story::of(ROUTER);
    story.wait(30).done.clear();
    story.evidence.killed = true;
    story.wait(600).is(Status::Running, 500).says("the flag is off: traffic goes to stable");
    assert_eq!(story.done, [traffic(0)]);
    // A freeze has nothing against traffic by the share that is in force.
    (story.evidence.killed, story.evidence.frozen) = (false, true);
    story.wait(1).is(Status::Running, 500).says("traffic goes by the share again");
    assert_eq!(story.done, [traffic(0), traffic(500)]);
    story.evidence.frozen = false;
    story.wait(58).is(Status::Running, 500).wait(4).is(Status::Running, 5_000);

    // One that is on its way does not arrive.
    let mut story = Story::of(ROUTER);
    story.wait(60);
    let evidence = Evidence { epoch: 1, ..Evidence::default() };
    let now = story.now + SignedDuration::from_secs(1);
    story.release = advance(&story.release, &evidence, now).release;
    story.done.clear();
    story.evidence.killed = true;
    story.wait(60).is(Status::Running, 500);
    assert_eq!(story.done, [Intent::SetShare { share: 500 }, traffic(0)]);
}

#[test]
fn nothing_goes_back_to_what_somebody_has_killed_meanwhile() {
    let mut story = Story::of(ROUTER);
    // The flag has a share already, and a pause meets the first move of all.
    let (plan, start) = (story.release.plan.clone(), story.now);
    story.release = Release::start("r", plan, 100, false, ("ana", None), start).unwrap();
    let is_to_come = |release: &Release, share| {
        release.pending.iter().any(|each| each.intent == Intent::SetTraffic { share })
    };
    // Looked at until it is on its way.
    let mut news = Vec::new();
    for _ in 0..10 {
        if is_to_come(&story.release, 500) {
            break;
        }
        let turn =
            advance(&story.release, &Evidence { epoch: 1, news, ..Evidence::default() }, start);
        news = turn.effects.iter().map(|effect| News::Done { number: effect.number }).collect();
        story.release = turn.release;
    }
    assert!(is_to_come(&story.release, 500), "{:?}", story.release);
    let news = vec![News::Asked { command: Command::Pause, by: "ana".to_owned(), why: None }];
    let evidence = Evidence { epoch: 1, news, ..Evidence::default() };
    story.release = advance(&story.release, &evidence, start).release;
    assert!(is_to_come(&story.release, 100), "{:?}", story.release);
    story.evidence.killed = true;
    story.wait(5).is(Status::Paused, 100);
    assert_eq!(story.done, [Intent::SetShare { share: 100 }, Intent::SetTraffic { share: 0 }]);
}

#[test]
fn a_router_that_is_gone_keeps_nobody_from_being_told() {
    let mut story = Story::of(ROUTER);
    story.wait(30).done.clear();
    let ask = News::Asked { command: Command::Abort, by: "ana".to_owned(), why: None };
    let (mut news, mut told) = (vec![ask], Vec::new());
    for _ in 0..8 {
        let evidence =
            Evidence { epoch: 1, news: std::mem::take(&mut news), ..Evidence::default() };
        let turn = advance(&story.release, &evidence, story.now);
        story.release = turn.release;
        for Effect { number, intent, .. } in turn.effects {
            let reason = "no answer".to_owned();
            news.push(match intent {
                Intent::SetTraffic { .. } => News::Failed { number, reason, hopeless: false },
                _ => News::Done { number },
            });
            told.push(intent);
        }
    }
    let done = |intent: &Intent| told.iter().filter(|it| *it == intent).count();
    assert_eq!([Intent::Warn, Intent::Announce].map(|it| done(&it)), [1, 0], "{told:?}");
    story.evidence.news = news;
    story.wait(1).is(Status::RolledBack, 0);

    // Where it answers at once there is nothing to be warned of.
    let mut story = Story::of(ROUTER);
    story.wait(30).done.clear();
    story.asks(Command::Abort).wait(1).is(Status::RolledBack, 0);
    assert!(!story.done.contains(&Intent::Warn), "{:?}", story.done);
}

#[test]
fn traffic_that_is_not_as_it_was_set_keeps_it_at_its_step() {
    let mut story = Story::of(ROUTER);
    let lost = Traffic::NotAsSet { why: "green is DOWN".to_owned() };
    story.wait(10).finds(lost.clone()).wait(100).is(Status::Running, 500);
    story.says("green is DOWN").waits_for("traffic is not as it was set: green is DOWN");
    let told = story.reasons.len();
    // What is known is not told again.
    story.finds(lost).wait(1).asks(Command::Promote).wait(5).is(Status::Running, 500);
    assert_eq!(story.reasons.len(), told + 1, "{:?}", story.reasons);
    story.finds(Traffic::AsSet).wait(1).is(Status::Running, 5_000);
    assert!(story.reasons.iter().any(|it| it == "traffic is as it was set again"));
    story.finds(Traffic::SetAgain).wait(1).says("is set again").wait(60);
    story.is(Status::Running, 10_000);
}
