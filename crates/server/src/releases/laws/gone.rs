//! A router that is gone while a release is taken back: people are told at once that traffic still
//! goes to the new version, and again when it does not. The flag is locked until then.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hoist_delivery::Command;

use super::super::haproxy::tests::{Backend, answering};
use super::super::look::look;
use super::super::{Asked, ask, effects};
use super::{CLOCKS, LOOKS_MAX, admin, begin, options, told};
use crate::Server;

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
    let (mut news, mut looks_when_gone) = (Vec::new(), 0);
    let warned = ["created", "launched", "aborted", "taken_back"];
    for _ in 0..LOOKS_MAX {
        CLOCKS[4].fetch_add(1, Ordering::SeqCst);
        let looked = look(&app, &app.releases, &environment, "r", std::mem::take(&mut news));
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
