//! However many workers there are, whenever each of them stalls and goes on, and whatever became of
//! what they were about to do: nobody acts under a lease that another has by now, in the log or on
//! traffic, and both are in the end what they are where one worker was never disturbed.

mod crashes;
mod gone;
mod hanging;
mod late;
mod unread;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use hoist_api::{Code, ReleaseStartRequest};
use hoist_delivery::{Command, Effect, News, Status};
use hoist_ruleset::{DocumentKind, Source};
use hoist_store::Query;
use jiff::Timestamp;
use serde_json::json;

use super::haproxy::tests::{Backend, answering};
use super::look::{Looked, look};
use super::{Asked, Launch, ReleaseOptions, Releases, Run, ask, effects, launch};
use crate::app::App;
use crate::author::Author;
use crate::environment::{Environment, Planning};
use crate::limits::Limits;
use crate::outbound::Allowed;
use crate::plan::{self, Definitions};
use crate::{ClientRates, Options, Server};

const HISTORIES: u64 = 12;
const LOOKS_MAX: usize = 4_000;

/// A clock for each test: they run at the same time.
static CLOCKS: [AtomicI64; 8] = [const { AtomicI64::new(0) }; 8];

fn clock<const N: usize>() -> Timestamp {
    Timestamp::from_second(CLOCKS[N].load(Ordering::SeqCst)).unwrap()
}

struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) % end
    }
}

/// What a worker is about to do, and what it has done and not told yet.
#[derive(Default)]
struct Hands {
    effects: Vec<(Arc<Looked>, Effect)>,
    news: Vec<News>,
}

fn options<const N: usize>(data: &std::path::Path, socket: &str) -> Options {
    let client_rates =
        ClientRates { of_address: None, of_token: None, trusted_proxies: Vec::new() };
    Options {
        data: data.to_owned(),
        admin_token: None,
        anonymous: None,
        config: None,
        limits: Limits {
            client_rates,
            events_days: None,
            history_days: None,
            disk_reserve_bytes: 0,
        },
        monitor_interval: None,
        allow_outbound: Allowed::default(),
        public_url: None,
        releases: ReleaseOptions { haproxy_sockets: vec![socket.to_owned()], prometheus: None },
        clock: clock::<N>,
    }
}

fn admin() -> Author {
    Author { actor: "token:admin".to_owned(), may_deploy: true, ..Author::default() }
}

fn begin(app: &App, environment: &Arc<Environment>, socket: &str, step: &str) {
    begin_checked(app, environment, socket, step, &json!([]));
}

fn begin_checked(
    app: &App,
    environment: &Arc<Environment>,
    socket: &str,
    step: &str,
    checks: &serde_json::Value,
) {
    let steps =
        json!([{"percentage": 10, "duration": step}, {"percentage": 100, "duration": step}]);
    let router = json!({"haproxy":
        {"socket": socket, "backend": "shop", "candidate": "green", "stable": "blue"}});
    let release = json!({"flag": "f", "checks": checks, "steps": steps, "router": router});
    let source = Source::document(DocumentKind::Release, "r", release.to_string());
    let changed = environment.change(Planning::Quick, |moment, now| {
        let definitions = Definitions { sources: vec![source.clone()], ..Definitions::default() };
        plan::define(moment, definitions, &admin(), now)
    });
    assert!(changed.is_ok());
    let start = Launch { request: ReleaseStartRequest::default(), author: admin() };
    assert!(launch(app, environment, "r", &start).is_ok());
}

/// Kinds of all entries about a collection.
fn told(app: &App, environment: &Environment, collection: &str) -> Vec<String> {
    let log = environment.moment().head.log.clone();
    let collection = collection.parse().ok();
    let query = Query { collection, limit: 1_000, ..Query::default() };
    let entries = app.store.entries(&log, &query).unwrap();
    entries.iter().map(|entry| entry.kind.as_ref().to_owned()).collect()
}

/// How one history ended, what the log says of it, and how often somebody was too late.
async fn history(seed: u64, is_aborted: bool) -> (Status, [Vec<String>; 2], u32) {
    let folder = tempfile::tempdir().unwrap();
    CLOCKS[0].store(1_800_000_000, Ordering::SeqCst);
    let router = Backend::with(0, 100);
    let own = Arc::clone(&router);
    let wire = answering(true, move |line| own.answer(line)).await;
    let server = Server::open(options::<0>(&folder.path().join("data"), &wire.socket)).unwrap();
    let app = server.app();
    let environment = app.environments.get("default").unwrap();
    begin(&app, &environment, &wire.socket, if is_aborted { "10m" } else { "1m" });
    let worker = || Releases::new(ReleaseOptions::default()).unwrap();
    let workers = [worker(), worker()];
    let mut hands = [Hands::default(), Hands::default()];
    let (mut random, mut latest, mut late) = (Random(seed), 0, 0);
    for turn in 0..LOOKS_MAX {
        CLOCKS[0].fetch_add(i64::try_from(random.below(9)).unwrap(), Ordering::SeqCst);
        if is_aborted && turn == 60 {
            CLOCKS[0].fetch_add(20, Ordering::SeqCst);
            let (command, author) = (Command::Abort, admin());
            assert!(ask(&app, &environment, "r", &Asked { command, author }).is_ok());
        }
        let who = usize::try_from(random.below(2)).unwrap();
        let (worker, hands) = (&workers[who], &mut hands[who]);
        // It stalls with what it was about to do, or forgets it: that is what a crash does.
        match random.below(8) {
            0..=2 => {
                let news = std::mem::take(&mut hands.news);
                match look(&app, worker, &environment, ("r", None), news) {
                    Ok(Some(looked)) => {
                        assert!(looked.lease.epoch() >= latest, "seed {seed}: an epoch goes back");
                        latest = looked.lease.epoch();
                        let looked = Arc::new(looked);
                        let all = looked.effects.iter().cloned();
                        hands.effects = all.map(|effect| (Arc::clone(&looked), effect)).collect();
                    }
                    Ok(None) => {
                        let run = app.store.run(&environment.moment().head.log, "r", None);
                        let run = Run::read(&run.unwrap().unwrap()).unwrap();
                        assert!(run.release.is_over(), "seed {seed}");
                        let back = run.release.status == Status::RolledBack;
                        assert_eq!(router.weights(), if back { [0, 100] } else { [100, 0] });
                        let all = ["releases", "features"];
                        let told = all.map(|of| told(&app, &environment, of));
                        return (run.release.status, told, late);
                    }
                    Err(refusal) => assert_eq!(refusal.code, Code::NotNow, "{}", refusal.detail),
                }
            }
            3 => *hands = Hands::default(),
            _ => {
                let Some((looked, effect)) = hands.effects.pop() else { continue };
                let written = || (environment.moment().head.seq, wire.told.lock().unwrap().len());
                let before = written();
                let done = effects::perform(&app, &environment, &looked, &effect).await;
                if effect.epoch < latest {
                    late += 1;
                    assert_eq!(written(), before, "seed {seed}: {effect:?}");
                }
                hands.news.push(done);
            }
        }
    }
    panic!("seed {seed}: this never ends");
}

#[tokio::test]
async fn two_workers_never_act_on_one_epoch() {
    let mut too_late = 0;
    for seed in 0..HISTORIES {
        let (status, [release, flag], late) = history(seed, false).await;
        too_late += late;
        assert_eq!(status, Status::Succeeded, "seed {seed}");
        assert_eq!(release, ["created", "launched", "succeeded"], "seed {seed}");
        assert_eq!(flag, ["created", "shared", "shared", "updated", "shared"], "seed {seed}");
    }
    for seed in 0..HISTORIES {
        let (status, [release, flag], _) = history(seed, true).await;
        assert_eq!(status, Status::RolledBack, "seed {seed}");
        assert_eq!(release, ["created", "launched", "aborted", "taken_back"], "seed {seed}");
        let ends = ["shared", "killed"];
        let has_share = flag.iter().any(|kind| kind == "shared");
        assert!(flag.last().is_some_and(|last| ends.contains(&&**last)), "seed {seed}: {flag:?}");
        assert!(has_share && flag.iter().filter(|kind| *kind == "killed").count() == 1);
    }
    assert!(too_late > 0, "nobody ever was");
}
