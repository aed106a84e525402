//! A real server for tests: the real program, a folder of its own, a port of its own.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;
use ureq::http::Method;

/// A server that runs. It is killed where it is dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) url: String,
    pub(crate) data: PathBuf,
    /// Everything that it logs, at trace level.
    log: Arc<Mutex<String>>,
    reader: Option<JoinHandle<()>>,
    /// The folder goes with the server, if the server made it.
    folder: Option<TempDir>,
}

/// An answer: status, headers, body.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: ureq::http::HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The answer's JSON, which it must have given with this status.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        if self.text.is_empty() { Value::Null } else { self.json() }
    }

    /// The code of the problem that this is.
    #[track_caller]
    pub(crate) fn code(&self) -> String {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text);
        let problem = self.json();
        assert_eq!(problem["status"], self.status);
        assert_eq!(problem["request_id"], self.header("x-request-id"));
        problem["code"].as_str().unwrap().to_owned()
    }
}

impl Server {
    /// A server on a new folder.
    pub(crate) fn start() -> Self {
        Self::start_with(&[])
    }

    /// A server on a new folder, with more arguments.
    pub(crate) fn start_with(arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut server = Self::start_on(&folder.path().join("data"), arguments);
        server.folder = Some(folder);
        server
    }

    /// A server on a folder.
    pub(crate) fn start_on(data: &Path, arguments: &[&str]) -> Self {
        Self::start_by(Self::command(data, arguments), data)
    }

    /// The server that a command starts on a folder.
    pub(crate) fn start_by(mut command: Command, data: &Path) -> Self {
        let mut child = command.spawn().unwrap();
        let log = Arc::new(Mutex::new(String::new()));
        let stderr = child.stderr.take().unwrap();
        let reader = Some(std::thread::spawn({
            let log = Arc::clone(&log);
            move || keep(stderr, &log)
        }));
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let url = first.trim().strip_prefix("listening on ").map(str::to_owned);
        let url = url.unwrap_or_else(|| {
            child.wait().unwrap();
            panic!("it did not start: {}", log.lock().unwrap())
        });
        Self { child, url, data: data.to_owned(), log, reader, folder: None }
    }

    /// The command that starts a server, for those that want to see it fail.
    pub(crate) fn command(data: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hoist"));
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .args(arguments)
            .env("HOIST_LOG", "trace")
            .current_dir(data.parent().unwrap())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// The token that the server wrote down on its first start.
    pub(crate) fn admin(&self) -> String {
        std::fs::read_to_string(self.data.join("admin.token")).unwrap().trim().to_owned()
    }

    /// Makes a token of a kind for some environments.
    pub(crate) fn token(&self, kind: &str, environments: &[&str]) -> String {
        let name = format!("a {kind}");
        let mut body =
            serde_json::json!({"name": name, "kind": kind, "environments": environments});
        if kind == "webhook" {
            body["flags"] = serde_json::json!(["nothing"]);
        }
        let issued = self.post("/api/tokens", &body).expect(201);
        issued["token"].as_str().unwrap().to_owned()
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, Some(&self.admin()), None, &[])
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, Some(&self.admin()), Some(&body.to_string()), &[])
    }

    pub(crate) fn put(&self, path: &str, body: &Value) -> Answer {
        self.send("PUT", path, Some(&self.admin()), Some(&body.to_string()), &[])
    }

    pub(crate) fn patch(&self, path: &str, body: &Value) -> Answer {
        self.send("PATCH", path, Some(&self.admin()), Some(&body.to_string()), &[])
    }

    pub(crate) fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, Some(&self.admin()), None, &[])
    }

    /// Sends a request; a body is called JSON unless a header says otherwise.
    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: Option<&str>,
        headers: &[(&str, &str)],
    ) -> Answer {
        self.try_send(method, path, token, body, headers).unwrap()
    }

    /// The same, for when there may be no server.
    pub(crate) fn try_send(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: Option<&str>,
        headers: &[(&str, &str)],
    ) -> Result<Answer, ureq::Error> {
        send_to(&self.url, method, path, token, body, headers)
    }

    /// Sends bytes as they are, and gives the answer as it is: for what no client would send.
    pub(crate) fn raw(&self, request: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.url.strip_prefix("http://").unwrap()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        // A server that refuses early may have closed already.
        stream.write_all(request).ok();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).ok();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// What the server has logged so far.
    pub(crate) fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// The id of its process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Kills it as the power would: nothing is finished, nothing is flushed.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Stops it as an operator would, and gives its exit status and all that it logged.
    pub(crate) fn stop(self) -> (ExitStatus, String) {
        let (status, log, _folder) = self.stop_and_keep();
        (status, log)
    }

    /// The same, and gives the folder that the server was started in, if it made one.
    pub(crate) fn stop_and_keep(mut self) -> (ExitStatus, String, Option<TempDir>) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        let status = self.child.wait().unwrap();
        self.reader.take().unwrap().join().unwrap();
        let log = self.log();
        (status, log, self.folder.take())
    }
}

/// Sends a request to the server at an address.
pub(crate) fn send_to(
    url: &str,
    method: &str,
    path: &str,
    token: Option<&str>,
    body: Option<&str>,
    headers: &[(&str, &str)],
) -> Result<Answer, ureq::Error> {
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .allow_non_standard_methods(true)
        .timeout_global(Some(Duration::from_secs(60)))
        .build();
    let mut request = ureq::http::Request::builder()
        .method(Method::from_bytes(method.as_bytes()).unwrap())
        .uri(format!("{url}{path}"));
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let named = |name: &str| headers.iter().any(|(own, _)| own.eq_ignore_ascii_case(name));
    if body.is_some() && !named("content-type") {
        request = request.header("content-type", "application/json");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let agent = ureq::Agent::new_with_config(config);
    let response = match body {
        Some(body) => agent.run(request.body(body.to_owned()).unwrap())?,
        None => agent.run(request.body(()).unwrap())?,
    };
    let (parts, mut body) = response.into_parts();
    // A stream of events has no end to wait for.
    let content_type = parts.headers.get("content-type").map(|value| value.as_bytes());
    let text = match content_type {
        Some(b"text/event-stream") => String::new(),
        _ => {
            let bytes = body.with_config().limit(256 << 20).read_to_vec()?;
            // A backup is no text.
            String::from_utf8_lossy(&bytes).into_owned()
        }
    };
    Ok(Answer { status: parts.status.as_u16(), headers: parts.headers, text })
}

/// Does something that ends with a stop, once and again; gives what is found then. What waits at
/// the end has a second or two to be written down, for which the machine may stall. Then the log,
/// which is given beside it, says so, and only then it is done again.
pub(crate) fn stopped_in_time<T>(mut once: impl FnMut() -> (String, T)) -> T {
    let late = ["could not be written down in time", "are summed up after the next start"];
    for _ in 0..4 {
        let (log, found) = once();
        if !late.iter().any(|words| log.contains(*words)) {
            return found;
        }
    }
    once().1
}

fn keep(stderr: ChildStderr, log: &Mutex<String>) {
    for line in BufReader::new(stderr).lines().map_while(Result::ok) {
        let mut log = log.lock().unwrap();
        log.push_str(&line);
        log.push('\n');
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may be dead already.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
