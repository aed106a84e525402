//! A router that is gone while a release is taken back: people are told at once that traffic still
//! goes to the new version, and again when it does not. The flag is locked until then, or until an
//! admin gives traffic up.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hoist_api::{Code, ReleaseStartRequest};
use hoist_delivery::Command;
use hoist_ruleset::{DocumentKind, Source};
use serde_json::json;

use super::super::haproxy::tests::{Backend, answering};
use super::super::look::look;
use super::super::{Asked, Launch, ask, check_deleted, effects, launch};
use super::{CLOCKS, LOOKS_MAX, admin, begin, options, told};
use crate::Server;
use crate::environment::Planning;
use crate::plan::{self, Definitions, Refusal};

#[tokio::test]
async fn what_is_left_is_told_and_locks_the_flag() {
    let folder = tempfile::tempdir().unwrap();
    CLOCKS[4].store(1_800_000_000, Ordering::SeqCst);
    let (router, is_gone) = (Backend::with(0, 100), Arc::new(AtomicBool::new(false)));
    let (own, gone) = (Arc::clone(&router), Arc::clone(&is_gone));
    let wire = answering(true, move |line| match gone.load(Ordering::SeqCst) {
        true => String::new(),
        false => own.answer(line),
    });
    let wire = wire.await;
    let server = Server::open(options::<4>(&folder.path().join("data"), &wire.socket)).unwrap();
    let app = server.app();
    let environment = app.environments.get("default").unwrap();
    begin(&app, &environment, &wire.socket, "10m");
    let of_another = look(&app, &app.releases, &environment, ("r", Some(2)), Vec::new());
    assert!(of_another.unwrap().is_none(), "what is of another run is nothing to this one");
    let (mut news, mut looks_when_gone) = (Vec::new(), 0);
    let warned = ["created", "launched", "aborted", "taken_back"];
    for _ in 0..LOOKS_MAX {
        CLOCKS[4].fetch_add(1, Ordering::SeqCst);
        let looked =
            look(&app, &app.releases, &environment, ("r", None), std::mem::take(&mut news));
        let is_locked = environment.moment().progress.of_flag("f").is_some();
        let Some(looked) = looked.unwrap() else {
            assert_eq!((router.weights(), is_locked), ([0, 100], false));
            assert!(looks_when_gone > 10, "nobody was warned");
            assert_eq!(
                told(&app, &environment, "releases"),
                [&warned[..], &["taken_back"]].concat()
            );
            return;
        };
        assert!(is_locked || looked.run.release.is_over(), "it still rolls back");
        if looked.run.release.share == 1_000 && looks_when_gone == 0 && looked.effects.is_empty() {
            is_gone.store(true, Ordering::SeqCst);
            let asked = Asked { command: Command::Abort, author: admin() };
            assert!(ask(&app, &environment, "r", &asked).is_ok());
        }
        if is_gone.load(Ordering::SeqCst) {
            looks_when_gone += 1;
        }
        if looks_when_gone == 10 {
            assert_eq!(told(&app, &environment, "releases"), warned);
            is_gone.store(false, Ordering::SeqCst);
            looks_when_gone += 1;
        }
        for effect in &looked.effects {
            news.push(effects::perform(&app, &environment, &looked, effect).await);
        }
    }
    panic!("this never ends");
}

/// What is refused, in a sentence.
fn refused<T>(answer: Result<T, Refusal>) -> String {
    let refusal = answer.err().expect("it is not refused");
    assert_eq!(refusal.code, Code::NotNow, "{}", refusal.detail);
    refusal.detail.clone()
}

#[tokio::test]
async fn traffic_of_a_router_that_is_gone_for_good_may_be_given_up() {
    let folder = tempfile::tempdir().unwrap();
    CLOCKS[6].store(1_800_000_000, Ordering::SeqCst);
    let wire = answering(true, |_| String::new()).await;
    let server = Server::open(options::<6>(&folder.path().join("data"), &wire.socket)).unwrap();
    let app = server.app();
    let environment = app.environments.get("default").unwrap();
    begin(&app, &environment, &wire.socket, "10m");
    let says = |command| ask(&app, &environment, "r", &Asked { command, author: admin() });
    let mut news = Vec::new();
    for turn in 0..40 {
        CLOCKS[6].fetch_add(1, Ordering::SeqCst);
        if turn == 10 {
            // It is at no step that it could go on from.
            let why = refused(says(Command::Promote));
            assert_eq!(why, "The release r is on its way to step 10 %. Promote it from there.");
            let why = refused(says(Command::LeaveTraffic));
            assert_eq!(why, "The release r is not waiting for traffic to be taken back.");
            assert!(says(Command::Abort).is_ok());
        }
        if turn == 30 {
            break;
        }
        let looked =
            look(&app, &app.releases, &environment, ("r", None), std::mem::take(&mut news));
        let looked = looked.unwrap().unwrap();
        for effect in &looked.effects {
            news.push(effects::perform(&app, &environment, &looked, effect).await);
        }
    }
    // Whoever is kept from something is told what ends that.
    let way_out = "an admin gives traffic up (`hoist release abort --leave-traffic`)";
    let request = ReleaseStartRequest { revive: Some(true), ..ReleaseStartRequest::default() };
    let again = Launch { request, author: admin() };
    let why = refused(launch(&app, &environment, "r", &again));
    assert!(why.contains("Run 1 of the release r is being taken back") && why.contains(way_out));
    let edited = || {
        let flag = json!({"type": "percentage", "percentage": 7, "enabled": true}).to_string();
        let sources = vec![Source::document(DocumentKind::Flag, "f", flag)];
        let definitions = Definitions { sources, ..Definitions::default() };
        environment.change(Planning::Quick, |moment, now| {
            plan::define(moment, definitions.clone(), &admin(), now)
        })
    };
    let why = refused(edited());
    assert!(why.contains("its `percentage` stays") && why.contains(way_out), "{why}");
    let moment = environment.moment();
    for (kind, key) in [(DocumentKind::Flag, "f"), (DocumentKind::Release, "r")] {
        let why = refused(check_deleted(&moment, kind, key));
        assert!(why.contains("wait for its end") && why.contains(way_out), "{why}");
    }
    assert!(says(Command::LeaveTraffic).is_ok());
    assert!(says(Command::LeaveTraffic).is_err(), "there is none any more");
    for _ in 0..3 {
        let looked =
            look(&app, &app.releases, &environment, ("r", None), std::mem::take(&mut news));
        let Some(looked) = looked.unwrap() else { break };
        for effect in &looked.effects {
            news.push(effects::perform(&app, &environment, &looked, effect).await);
        }
    }
    let all = ["created", "launched", "aborted", "taken_back", "aborted", "taken_back"];
    assert_eq!(told(&app, &environment, "releases"), all);
    assert!(environment.moment().progress.of_flag("f").is_none());
    assert!(edited().is_ok());
    assert!(launch(&app, &environment, "r", &again).is_ok());
}
