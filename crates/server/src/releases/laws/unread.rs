//! A document that this version of the program cannot read opens nothing: no gate, and no way for
//! those who may only move flags.

use std::sync::atomic::Ordering;

use hoist_api::Code;
use hoist_delivery::{Effect, Intent, News};
use serde_json::json;

use super::super::effects;
use super::super::haproxy::tests::answering;
use super::super::look::look;
use super::{CLOCKS, admin, begin, options};
use crate::Server;
use crate::author::Author;

#[tokio::test]
async fn what_cannot_be_read_opens_nothing() {
    let folder = tempfile::tempdir().unwrap();
    CLOCKS[2].store(1_800_000_000, Ordering::SeqCst);
    let wire = answering(true, |_| String::new()).await;
    let server = Server::open(options::<2>(&folder.path().join("data"), &wire.socket)).unwrap();
    let app = server.app();
    let environment = app.environments.get("default").unwrap();
    begin(&app, &environment, &wire.socket, "1m");
    let mut looked = look(&app, &app.releases, &environment, "r", Vec::new()).unwrap().unwrap();
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
