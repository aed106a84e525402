//! Trouble that stays: each cause is logged once and not at each try, the status tells it, and
//! evaluation goes on as it was.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hoist_sdk::{Cause, Connection, Hoist};
use hoist_testkit::{Ending, Harm, Proxy};
use serde_json::json;
use tokio::time::{sleep, timeout};
use tracing_subscriber::filter::LevelFilter;

use crate::server::Server;

/// The waits between tries double, from up to five seconds.
const SOON: Duration = Duration::from_secs(120);
/// Connections of a client that fail for the same cause, those for events and reports among them.
const TRIES: u64 = 2;
const REFUSALS: usize = 2;

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// How often the part that follows the rules has told of a cause.
    fn told(&self, cause: &str) -> usize {
        let log = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        let of_rules = log.lines().filter(|line| line.contains("hoist_sdk::status"));
        of_rules.filter(|line| line.contains(cause)).count()
    }
}

async fn until(what: &str, is_so: impl Fn() -> bool) {
    let waiting = async {
        while !is_so() {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(SOON, waiting).await.unwrap_or_else(|_| panic!("never: {what}"));
}

/// How often the server has refused a stream.
fn refusals(server: &Server) -> usize {
    let is_refusal = |line: &&str| line.contains("/api/stream") && line.contains("status=401");
    server.log().lines().filter(is_refusal).count()
}

#[test]
fn each_cause_is_logged_once_and_evaluation_goes_on() {
    let server = Server::start();
    let flag = json!({"type": "boolean", "enabled": true});
    server.put("/api/features/plain", &flag).expect(201);
    let token = json!({"name": "shop", "kind": "server", "environments": ["default"]});
    let token = server.post("/api/tokens", &token).expect(201);
    let log = Log::default();
    let writer = log.clone();
    // What is logged on this thread; so everything happens on it. It is set for the whole process,
    // since what other threads have found that nobody wants is remembered for this one too.
    let own = std::thread::current().id();
    let logging = tracing_subscriber::fmt().with_ansi(false).with_max_level(LevelFilter::WARN);
    let is_own = move || std::thread::current().id() == own;
    logging.with_writer(move || if is_own() { writer.clone() } else { Log::default() }).init();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let address = server.url.strip_prefix("http://").unwrap().parse().unwrap();
    runtime.block_on(async {
        let proxy = Proxy::start(address, 1).await.unwrap();
        let builder = Hoist::connect(
            &format!("http://{}", proxy.address()),
            token["token"].as_str().unwrap(),
        );
        let hoist = builder.start_wait(SOON).build().await.unwrap();
        let user = hoist.with_user("u");
        let cause = || hoist.status().problem.map(|problem| problem.cause);
        assert_eq!((hoist.status().connection, cause()), (Connection::Live, None));
        assert!(user.is_enabled("plain"));

        proxy.set(Harm { refuses: true, ..Harm::default() });
        proxy.cut(Ending::Reset);
        until("the server cannot be reached", || cause() == Some(Cause::Unreachable)).await;
        let taken = proxy.taken();
        until("tries while refused", || proxy.taken() >= taken + TRIES).await;
        assert!(matches!(hoist.status().connection, Connection::Stale { .. }));
        assert!(user.is_enabled("plain"));
        proxy.heal();
        until("heard again", || hoist.status().connection == Connection::Live).await;
        assert_eq!(cause(), None);
        // Rules that get on make the next trouble a new one.
        server.put("/api/features/later", &flag).expect(201);
        until("the new flag", || user.is_enabled("later")).await;

        server.delete(&format!("/api/tokens/{}", token["id"].as_str().unwrap())).expect(204);
        until("the token is refused", || cause() == Some(Cause::Unauthorized)).await;
        until("tries without a token", || refusals(&server) >= REFUSALS).await;
        assert!(user.is_enabled("plain"));
        for (cause, times) in [("Unreachable", 1), ("Unauthorized", 1)] {
            assert_eq!(log.told(cause), times, "{cause}");
        }
        hoist.close().await;
        assert!(user.is_enabled("plain"));
    });
}
