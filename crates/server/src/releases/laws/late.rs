//! What is about to be done when somebody decides against it is not done.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use hoist_delivery::{Command, Intent, News, Status};

use super::super::haproxy::tests::{Backend, answering};
use super::super::look::{look, read};
use super::super::{Asked, ask, effects};
use super::{CLOCKS, LOOKS_MAX, admin, begin, options};
use crate::Server;

/// A pause comes between a look and what that look asked for; how traffic is in the end.
async fn paused_before(late: &Intent) -> [u32; 2] {
    let folder = tempfile::tempdir().unwrap();
    CLOCKS[3].store(1_800_000_000, Ordering::SeqCst);
    let router = Backend::with(0, 100);
    let own = Arc::clone(&router);
    let wire = answering(true, move |line| own.answer(line)).await;
    let server = Server::open(options::<3>(&folder.path().join("data"), &wire.socket)).unwrap();
    let app = server.app();
    let environment = app.environments.get("default").unwrap();
    begin(&app, &environment, &wire.socket, "1m");
    let (mut news, mut is_paused) = (Vec::new(), false);
    for _ in 0..LOOKS_MAX {
        CLOCKS[3].fetch_add(9, Ordering::SeqCst);
        let looked =
            look(&app, &app.releases, &environment, ("r", None), std::mem::take(&mut news));
        let looked = looked.unwrap().unwrap();
        if is_paused && looked.effects.is_empty() {
            assert_eq!(
                (looked.run.release.status, looked.run.release.share),
                (Status::Paused, 1_000)
            );
            return router.weights();
        }
        for effect in &looked.effects {
            let is_late = effect.intent == *late;
            if is_late {
                let asked = Asked { command: Command::Pause, author: admin() };
                assert!(ask(&app, &environment, "r", &asked).is_ok());
                let log = environment.moment().head.log.clone();
                let known = read(&app, &log, "r").unwrap().unwrap();
                assert_eq!(known.release.share, 1_000);
                is_paused = true;
            }
            let before = (environment.moment().head.seq, router.weights());
            let done = effects::perform(&app, &environment, &looked, effect).await;
            if is_late {
                assert!(matches!(done, News::Failed { hopeless: false, .. }), "{done:?}");
                assert_eq!((environment.moment().head.seq, router.weights()), before);
            }
            news.push(done);
        }
    }
    panic!("{late:?}: it was never to be done");
}

#[tokio::test]
async fn what_somebody_decided_against_is_not_done() {
    for late in [Intent::SetTraffic { share: 10_000 }, Intent::SetShare { share: 10_000 }] {
        assert_eq!(paused_before(&late).await, [10, 90], "{late:?}");
    }
}
