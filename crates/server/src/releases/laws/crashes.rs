//! A server that is gone before or after any effect, and comes back, ends as if it had never been
//! gone. `tests/releasing/killed.rs` has the same with `kill -9`, whenever that hits.

use std::sync::atomic::Ordering;

use hoist_delivery::Command;

use super::super::haproxy::tests::{Backend, answering};
use super::super::look::look;
use super::super::{Asked, ask, effects};
use super::{CLOCKS, LOOKS_MAX, admin, begin, options, told};
use crate::Server;

/// What the log says of a release in the end, what traffic is then, and how many boundaries of
/// effects there were. At one of them the server is gone, with all that it has in memory.
async fn story(gone_at: usize, is_aborted: bool) -> ([Vec<String>; 2], [u32; 2], usize) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    CLOCKS[1].store(1_800_000_000, Ordering::SeqCst);
    let router = Backend::with(0, 100);
    let own = router.clone();
    let wire = answering(true, move |line| own.answer(line)).await;
    let open = || Server::open(options::<1>(&data, &wire.socket)).unwrap();
    let mut server = open();
    let step = if is_aborted { "10m" } else { "1m" };
    begin(&server.app(), &server.app().environments.get("default").unwrap(), &wire.socket, step);
    let (mut news, mut boundaries, mut aborts) = (Vec::new(), 0, is_aborted);
    for _ in 0..LOOKS_MAX {
        CLOCKS[1].fetch_add(9, Ordering::SeqCst);
        let app = server.app();
        let environment = app.environments.get("default").unwrap();
        // Until the lease of the one that is gone is over, nothing is looked at.
        let Ok(looked) = look(&app, &app.releases, &environment, "r", std::mem::take(&mut news))
        else {
            continue;
        };
        let Some(looked) = looked else {
            let told = ["releases", "features"].map(|of| told(&app, &environment, of));
            return (told, router.weights(), boundaries);
        };
        if aborts && looked.run.release.watched.is_some() {
            let asked = Asked { command: Command::Abort, author: admin() };
            assert!(ask(&app, &environment, "r", &asked).is_ok());
            aborts = false;
        }
        let mut is_gone = false;
        for effect in &looked.effects {
            boundaries += 1;
            is_gone = is_gone || boundaries == gone_at;
            if is_gone {
                break;
            }
            news.push(effects::perform(&app, &environment, &looked, effect).await);
            boundaries += 1;
            is_gone = boundaries == gone_at;
        }
        if is_gone {
            news.clear();
            drop((looked, environment, app, server));
            server = open();
        }
    }
    panic!("gone at {gone_at}: this never ends");
}

#[tokio::test]
async fn whichever_boundary_it_is_gone_at_it_ends_the_same() {
    for (is_aborted, weights) in [(false, [100, 0]), (true, [0, 100])] {
        let (told, traffic, boundaries) = story(0, is_aborted).await;
        assert_eq!(traffic, weights);
        // Before and after making the flag, each step's traffic and share, and what is at the end.
        assert!(boundaries >= 14, "{boundaries}");
        for gone_at in 1..=boundaries {
            let (again, traffic, _) = story(gone_at, is_aborted).await;
            assert_eq!((&again, traffic), (&told, weights), "gone at {gone_at}");
        }
    }
}
