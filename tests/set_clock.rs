//! A server in this process whose clock the test sets: for what takes days, and for clocks that
//! jump. Everything else is real, the port and the disk too.

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

use hoist_server::outbound::Allow;
use hoist_server::{ClientRates, Limits, Options, ReleaseOptions};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::clock::until;
use crate::server::{Answer, send_to};

/// The clocks, in milliseconds since 1970. A server's clock is a function, so tests that run at the
/// same time each have a number of their own.
static CLOCKS: [AtomicI64; 40] = [const { AtomicI64::new(0) }; 40];

fn clock<const N: usize>() -> Timestamp {
    Timestamp::from_millisecond(CLOCKS[N].load(Ordering::SeqCst)).unwrap()
}

/// A server by the clock of a number.
pub(crate) struct Clocked<const N: usize> {
    folder: TempDir,
    pub(crate) url: String,
    running: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

impl<const N: usize> Clocked<N> {
    /// A server on a new folder, at a time.
    pub(crate) fn start(time: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut server = Self { folder, url: String::new(), running: None };
        server.set(time.parse().unwrap());
        server.resume();
        server
    }

    /// Starts it again on its folder.
    pub(crate) fn resume(&mut self) {
        // As the program does at its start.
        rustls::crypto::ring::default_provider().install_default().ok();
        let options = options::<N>(&self.data());
        let (stop, stopped) = oneshot::channel();
        let (tell, told) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
            let server = hoist_server::Server::open(options).unwrap();
            runtime.block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                tell.send(format!("http://{}", listener.local_addr().unwrap())).unwrap();
                server.run(listener, async { drop(stopped.await) }).await;
            });
        });
        self.url = told.recv().unwrap();
        self.running = Some((stop, thread));
    }

    /// Stops it in good order.
    pub(crate) fn stop(&mut self) {
        let Some((stop, thread)) = self.running.take() else { return };
        // A server that panicked is gone already; the thread says so.
        stop.send(()).ok();
        thread.join().unwrap();
    }

    pub(crate) fn now(&self) -> Timestamp {
        clock::<N>()
    }

    pub(crate) fn set(&self, time: Timestamp) {
        CLOCKS[N].store(time.as_millisecond(), Ordering::SeqCst);
    }

    /// Moves the clock on, or back.
    pub(crate) fn jump(&self, by: SignedDuration) {
        self.set(self.now() + by);
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub(crate) fn admin(&self) -> String {
        std::fs::read_to_string(self.data().join("admin.token")).unwrap().trim().to_owned()
    }

    pub(crate) fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        self.ask_as(&self.admin(), method, path, body)
    }

    pub(crate) fn ask_as(
        &self,
        token: &str,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Answer {
        let body = body.map(Value::to_string);
        send_to(&self.url, method, path, Some(token), body.as_deref(), &[]).unwrap()
    }

    pub(crate) fn get(&self, path: &str) -> Value {
        self.ask("GET", path, None).expect(200)
    }

    /// Waits until all that is due is made, save what is held.
    #[track_caller]
    pub(crate) fn settle(&self) {
        until("what is due is made", Duration::from_secs(30), || {
            let pending = self.get("/api/schedules?limit=1000");
            let is_due = |one: &Value| {
                let at: Timestamp = one["at"].as_str().unwrap().parse().unwrap();
                one["state"] == "pending" && at <= self.now()
            };
            (!pending["items"].as_array().unwrap().iter().any(is_due)).then_some(())
        });
    }
}

impl<const N: usize> Drop for Clocked<N> {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.running.take() {
            stop.send(()).ok();
            thread.join().ok();
        }
    }
}

fn options<const N: usize>(data: &Path) -> Options {
    Options {
        data: data.to_owned(),
        admin_token: None,
        anonymous: None,
        config: None,
        limits: Limits {
            client_rates: ClientRates {
                of_address: None,
                of_token: None,
                trusted_proxies: Vec::new(),
            },
            events_days: NonZeroU32::new(400),
            history_days: None,
            disk_reserve_bytes: 0,
        },
        monitor_interval: Some(Duration::from_secs(3_600)),
        // Receivers of tests are on this machine.
        allow_outbound: ["127.0.0.1".parse::<Allow>().unwrap()].into_iter().collect(),
        public_url: None,
        releases: ReleaseOptions::default(),
        clock: clock::<N>,
    }
}
