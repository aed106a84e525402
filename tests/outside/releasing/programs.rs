//! `HAProxy` and Prometheus, each with a folder and ports of its own, and people who ask.

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::Value;

use crate::clock::until;
use crate::server::send_to;

/// How long a program may take to be there.
const SOON: Duration = Duration::from_secs(60);

/// A program that ends with the test.
struct Running(Child);

impl Running {
    fn start(command: &mut Command, log: &Path) -> Self {
        let log = fs::File::options().create(true).append(true).open(log).unwrap();
        let (out, errors) = (log.try_clone().unwrap(), log);
        let child = command.stdin(Stdio::null()).stdout(out).stderr(errors).spawn();
        Self(child.unwrap_or_else(|error| panic!("{command:?}: {error}")))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// A port that nobody listens on.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// `HAProxy` in front of both versions: of server `blue` and, with nothing yet, of server `green`.
pub(super) struct Haproxy {
    pub(super) url: String,
    pub(super) socket: String,
    config: PathBuf,
    log: PathBuf,
    running: Vec<Running>,
}

impl Haproxy {
    pub(super) fn start(folder: &Path, blue: SocketAddr, green: SocketAddr) -> Self {
        let (config, log) = (folder.join("haproxy.cfg"), folder.join("haproxy.log"));
        let socket = folder.join("haproxy.sock").to_str().unwrap().to_owned();
        let port = free_port();
        let text = format!(
            "global\n  stats socket {socket} mode 600 level admin\n  hard-stop-after 2s\n\
             defaults\n  mode http\n  timeout connect 2s\n  timeout client 10s\n  \
             timeout server 10s\n\
             frontend shop\n  bind 127.0.0.1:{port}\n  default_backend shop\n\
             backend shop\n  server blue {blue} weight 100 check inter 1s\n  \
             server green {green} weight 0 check inter 1s\n"
        );
        fs::write(&config, text).unwrap();
        let url = format!("http://127.0.0.1:{port}");
        let mut haproxy = Self { url, socket, config, log, running: Vec::new() };
        haproxy.reload();
        haproxy
    }

    /// Starts it, in place of the one that runs: a new process, which knows of no weights that were
    /// set.
    pub(super) fn reload(&mut self) {
        let mut command = Command::new("haproxy");
        command.args(["-db", "-f"]).arg(&self.config);
        if let Some(Running(old)) = self.running.last() {
            command.args(["-sf", &old.id().to_string()]);
        }
        let running = Running::start(&mut command, &self.log);
        let pid = format!("Pid: {}\n", running.0.id());
        self.running.push(running);
        until("HAProxy runs", SOON, || self.say("show info")?.contains(&pid).then_some(()));
    }

    fn say(&self, command: &str) -> Option<String> {
        let mut stream = UnixStream::connect(&self.socket).ok()?;
        stream.write_all(format!("{command}\n").as_bytes()).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        Some(answer)
    }

    /// The weights of `green` and `blue`, as `HAProxy` has them.
    pub(super) fn weights(&self) -> [u32; 2] {
        ["green", "blue"].map(|server| {
            let answer = self.say(&format!("get weight shop/{server}")).unwrap();
            answer.split(' ').next().unwrap().parse().unwrap()
        })
    }
}

/// A Prometheus that asks both versions twice a second.
pub(super) struct Prometheus {
    pub(super) url: String,
    running: Option<Running>,
}

impl Prometheus {
    pub(super) fn start(folder: &Path, stable: SocketAddr, canary: SocketAddr) -> Self {
        let config = folder.join("prometheus.yml");
        let target = |track: &str, address: SocketAddr| {
            format!("\n      - targets: ['{address}']\n        labels: {{track: {track}}}")
        };
        let targets = target("stable", stable) + &target("canary", canary);
        let text = format!(
            "global: {{scrape_interval: 500ms, scrape_timeout: 500ms}}\nscrape_configs:\n  \
             - job_name: shop\n    static_configs:{targets}\n"
        );
        fs::write(&config, text).unwrap();
        let address = format!("127.0.0.1:{}", free_port());
        let mut command = Command::new("prometheus");
        command
            .arg(format!("--config.file={}", config.display()))
            .arg(format!("--storage.tsdb.path={}", folder.join("tsdb").display()))
            .arg(format!("--web.listen-address={address}"));
        let running = Running::start(&mut command, &folder.join("prometheus.log"));
        let prometheus = Self { url: format!("http://{address}"), running: Some(running) };
        until("Prometheus has seen both", SOON, || prometheus.has_both().then_some(()));
        prometheus
    }

    fn has_both(&self) -> bool {
        let query = "/api/v1/query?query=http_server_request_duration_seconds_count";
        let Ok(answer) = send_to(&self.url, "GET", query, None, None, &[]) else { return false };
        let answer: Value = serde_json::from_str(&answer.text).unwrap_or_default();
        // Two versions of two statuses.
        answer["data"]["result"].as_array().is_some_and(|series| series.len() == 4)
    }

    pub(super) fn stop(&mut self) {
        self.running.take();
    }
}

/// People who ask again and again, until it is dropped.
pub(super) struct Load {
    stopping: Arc<AtomicBool>,
    people: Vec<JoinHandle<()>>,
}

impl Load {
    pub(super) fn start(url: &str) -> Self {
        const PEOPLE: usize = 8;
        const PAUSE: Duration = Duration::from_millis(25);
        let stopping = Arc::new(AtomicBool::new(false));
        let person = |_| {
            let (url, stopping) = (url.to_owned(), Arc::clone(&stopping));
            std::thread::spawn(move || {
                let config = ureq::Agent::config_builder()
                    .http_status_as_error(false)
                    .timeout_global(Some(Duration::from_secs(5)));
                let agent = ureq::Agent::new_with_config(config.build());
                while !stopping.load(Ordering::Relaxed) {
                    // A reload of HAProxy may break a connection off.
                    agent.get(&url).call().ok();
                    std::thread::sleep(PAUSE);
                }
            })
        };
        let people = (0..PEOPLE).map(person).collect();
        Self { stopping, people }
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::Relaxed);
        for person in self.people.drain(..) {
            person.join().ok();
        }
    }
}
