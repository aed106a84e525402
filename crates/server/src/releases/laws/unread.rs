//! A document that this version of the program cannot read opens nothing: no gate, and no way for
//! those who may only move flags. A run that it cannot read is no matter of others.

use std::sync::atomic::Ordering;

use hoist_api::{Code, ReleaseStartRequest, ReleaseState};
use hoist_delivery::{Command, Effect, Intent, News};
use hoist_ruleset::{DocumentKind, Source};
use hoist_store::{RunChange, StoredRun};
use serde_json::json;

use super::super::haproxy::tests::answering;
use super::super::look::look;
use super::super::{Asked, Launch, Run, ask, effects, launch, summary};
use super::{CLOCKS, admin, begin, options, told};
use crate::Server;
use crate::app::App;
use crate::author::Author;
use crate::environment::Planning;
use crate::plan::{self, Definitions};

#[tokio::test]
async fn what_cannot_be_read_opens_nothing() {
    let folder = tempfile::tempdir().unwrap();
    CLOCKS[2].store(1_800_000_000, Ordering::SeqCst);
    let wire = answering(true, |_| String::new()).await;
    let server = Server::open(options::<2>(&folder.path().join("data"), &wire.socket)).unwrap();
    let app = server.app();
    let environment = app.environments.get("default").unwrap();
    begin(&app, &environment, &wire.socket, "1m");
    let mut looked =
        look(&app, &app.releases, &environment, ("r", None), Vec::new()).unwrap().unwrap();
    let any = looked.effects[0].clone();
    looked.run.document["field_of_a_newer_version"] = json!(1);
    for intent in [Intent::SmokeTest, Intent::CreateFlag, Intent::SetTraffic { share: 500 }] {
        let effect = Effect { intent, ..any.clone() };
        let done = effects::perform(&app, &environment, &looked, &effect).await;
        // Smoke tests that were not asked are none that have failed.
        let (News::Failed { reason, hopeless: false, .. } | News::NotBegun { reason, .. }) = &done
        else {
            panic!("{effect:?}: {done:?}")
        };
        assert!(reason.contains("cannot be read by this version"), "{reason}");
        let is_begun = !matches!(done, News::NotBegun { .. });
        assert_eq!(is_begun, effect.intent != Intent::SmokeTest);
    }
    assert_eq!(*wire.told.lock().unwrap(), [""; 0]);
    let editor = Author { may_deploy: false, ..admin() };
    let refused = looked.run.check_steered(&editor).unwrap_err();
    assert_eq!(refused.code, Code::Forbidden, "{}", refused.detail);
    assert!(looked.run.check_steered(&admin()).is_ok());
}

/// Another version writes a status that this one does not know.
fn make_strange(app: &App, log: &str, stored: &StoredRun, known: &str) {
    let status = |status: &str| format!("\"status\":\"{status}\"");
    let body = stored.body.replace(&status(known), &status("resting"));
    assert_ne!(body, stored.body);
    let StoredRun { key, run, flag, is_over, .. } = stored.clone();
    let (decisions, findings) = (Vec::new(), Vec::new());
    let change = RunChange { key, run, flag, is_over, body, decisions, findings };
    let lease = app.releases.lease(app, log).unwrap();
    assert!(app.store.keep_run(log, &lease, &change).unwrap().is_some());
}

#[tokio::test]
async fn a_run_that_cannot_be_read_keeps_no_other_from_anything_and_an_admin_ends_it() {
    let folder = tempfile::tempdir().unwrap();
    CLOCKS[7].store(1_800_000_000, Ordering::SeqCst);
    let wire = answering(true, |_| String::new()).await;
    let server = Server::open(options::<7>(&folder.path().join("data"), &wire.socket)).unwrap();
    let app = server.app();
    let environment = app.environments.get("default").unwrap();
    let define = |kind, key: &str, document: serde_json::Value| {
        let sources = vec![Source::document(kind, key, document.to_string())];
        let definitions = Definitions { sources, ..Definitions::default() };
        let changed = environment.change(Planning::Quick, |moment, now| {
            plan::define(moment, definitions.clone(), &admin(), now)
        });
        assert!(changed.is_ok());
    };
    let flag = json!({"type": "percentage", "percentage": 30, "enabled": true});
    define(DocumentKind::Flag, "f", flag);
    begin(&app, &environment, &wire.socket, "1m");
    let log = environment.moment().head.log.clone();
    let last = || app.store.run(&log, "r", None).unwrap().unwrap();
    let strange = |known| make_strange(&app, &log, &last(), known);
    strange("running");

    let release = |key, flag| {
        let steps = json!([{"percentage": 100, "duration": "1m"}]);
        let release = json!({"flag": flag, "checks": [], "steps": steps});
        define(DocumentKind::Release, key, release);
    };
    let request = ReleaseStartRequest { revive: Some(true), ..ReleaseStartRequest::default() };
    let start = |key| {
        launch(&app, &environment, key, &Launch { request: request.clone(), author: admin() })
    };
    release("other", "g");
    assert!(start("other").is_ok());
    release("rival", "f");
    let refused = start("rival").unwrap_err();
    assert!(refused.detail.contains("The release r moves the share of the flag f already"));

    // It is listed as what it is, beside the other one, and says what to do.
    let all = app.store.runs(&log, false, None, 10).unwrap();
    let all: Vec<_> = all.iter().map(summary).collect();
    assert_eq!([&all[0].key, &all[1].key], ["other", "r"]);
    assert_eq!([all[0].status, all[1].status], [ReleaseState::Running, ReleaseState::Unreadable]);
    let why = &all[1].decision.reason;
    assert!(why.contains("an admin may abort it") && why.contains("resting"), "{why}");

    let asks = |command, author| ask(&app, &environment, "r", &Asked { command, author });
    assert_eq!(asks(Command::Pause, admin()).unwrap_err().code, Code::NotNow);
    let editor = Author { may_deploy: false, ..admin() };
    assert_eq!(asks(Command::Abort, editor).unwrap_err().code, Code::Forbidden);
    let reason = Some("nobody can read it".to_owned());
    assert_eq!(asks(Command::Abort, Author { reason, ..admin() }).unwrap(), 1);
    let moment = environment.moment();
    assert!(moment.progress.of_flag("f").is_none());
    assert_eq!(
        told(&app, &environment, "releases")[2..],
        ["created", "launched", "created", "taken_back"]
    );
    assert_eq!(told(&app, &environment, "features"), ["created", "shared", "killed"]);
    let ended = summary(&last());
    assert_eq!(ended.status, ReleaseState::RolledBack);
    assert!(ended.ended_at.is_some());
    assert_eq!(ended.share.to_string(), "0");
    // Nor does what it was keep the release from being started again.
    strange("rolled_back");
    assert!(Run::read(&last()).is_err());
    assert_eq!(start("r").unwrap().run, 2);
}
