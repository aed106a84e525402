//! `cargo xtask demo`: what Hoist does, shown with the real program and a real server.
//!
//! It needs Rust and nothing else, so it is the first thing a newcomer can run. Each step prints
//! the command that does the same by hand, and what came of it; a step that fails ends the demo.

pub(crate) mod http;
pub(crate) mod server;
mod shoppers;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::cargo::{self, Lockfile};
use crate::dashboard;
use http::{Request, field, send};
use server::Server;

const SAMPLE: &str = "tests/fixtures/features.yaml";
const JSON: &str = "application/json";

/// What needs no server.
const OFFLINE: &[(&str, &str)] = &[
    ("Is the sample file sound?", "validate tests/fixtures/features.yaml"),
    (
        "Why does a user get a value?",
        "explain new_search_algorithm --user u-1 -a country=US \
         --file tests/fixtures/features.yaml",
    ),
];

/// Builds `hoist`, plays the journey of a flag, and leaves a server running, unless it is to exit.
pub(crate) fn run(exit: bool) -> Result<()> {
    if !exit {
        dashboard::build_if_possible()?;
    }
    cargo::build_hoist(Lockfile::MayChange)?;
    for (question, command_line) in OFFLINE {
        println!("\n# {question}");
        cargo::run_hoist(command_line)?;
    }
    let folder = std::env::temp_dir().join(format!("hoist-demo-{}", std::process::id()));
    fs::create_dir(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let failed = || format!("the demo went wrong; {}/server.log has more", folder.display());
    let server = journey(&folder).with_context(failed)?;
    if exit {
        drop(server);
        fs::remove_dir_all(&folder)?;
        println!("\nThe journey went as it should. The server and its folder are gone.");
        return Ok(());
    }
    fill_dashboard(&server)?;
    farewell(&server, &folder)?;
    server.become_it()
}

/// Plays the journey. Gives the server that it ends on.
fn journey(folder: &Path) -> Result<Server> {
    println!("\n# A server, on a new folder and a free port");
    println!("$ hoist serve --listen 127.0.0.1:0 --data {}/hoist-data", folder.display());
    let server = Server::start(folder, "127.0.0.1:0")?;
    println!("listening on http://{}", server.address);
    println!("\n# Its first start made an admin token, in a file that only you can read");
    println!("$ url=http://{}", server.address);
    println!("$ auth=\"Authorization: Bearer $(cat {})\"", server.token_file().display());
    let client = Client { address: server.address.clone(), token: server.token()? };
    fill(&client)?;
    make_and_target(&client)?;
    kill_and_roll_back(&client)?;
    survive(server, &client, folder)
}

/// Sample flags and a segment.
fn fill(client: &Client) -> Result<()> {
    println!("\n# Sample flags, from a file: all of it or nothing");
    let text = fs::read_to_string(SAMPLE)?;
    println!(
        "$ curl -H \"$auth\" $url/api/import -H 'Content-Type: application/yaml' \\\n    \
         --data-binary @{SAMPLE}"
    );
    let request = Request {
        method: "POST",
        path: "/api/import",
        content_type: "application/yaml",
        body: &text,
    };
    println!("{}", client.send(request)?);
    client.show("A segment", "PUT", "/api/segments/beta_testers", r#"{"include": ["ana"]}"#)?;
    let ana = r#"{"context": {"targetingKey": "ana"}}"#;
    let answer = client.evaluate("Ana is a beta tester, so", "new_search_algorithm", ana)?;
    ensure!(field(&answer, "value") == "true", "Ana should have the new search");
    Ok(())
}

const PREMIUM: &str = r#"{"context": {"targetingKey": "u-1", "plan": "premium"}}"#;
const FREE: &str = r#"{"context": {"targetingKey": "u-2", "plan": "free"}}"#;

fn make_and_target(client: &Client) -> Result<()> {
    let flag = r#"{"key": "checkout", "type": "boolean", "enabled": false}"#;
    client.show("A new flag, off for everybody", "POST", "/api/features", flag)?;
    let rules = r#"{"type": "targeted", "enabled": true, "rules":
      [{"type": "property", "conditions": {"plan": ["premium"]}, "value": true}]}"#;
    let question = "On for premium users: a patch changes the fields that it names";
    client.show(question, "PATCH", "/api/features/checkout", rules)?;
    let answer = client.evaluate("A premium user, asked for by OFREP", "checkout", PREMIUM)?;
    ensure!(field(&answer, "value") == "true", "a premium user should have it");
    let answer = client.evaluate("Another user", "checkout", FREE)?;
    ensure!(field(&answer, "value") == "false", "others should not have it");
    Ok(())
}

fn kill_and_roll_back(client: &Client) -> Result<()> {
    let reason = r#"{"reason": "errors at checkout"}"#;
    client.show("Errors! Off for everybody, at once", "POST", "/flags/checkout/kill", reason)?;
    let answer = client.evaluate("The premium user again", "checkout", PREMIUM)?;
    ensure!(field(&answer, "value") == "false", "a killed flag is off");
    let question = "Back to the definition before the last change; the kill stays";
    client.show(question, "POST", "/flags/checkout/rollback", "")?;
    println!("\n# What happened, the newest first");
    let path = "/api/features/checkout/history";
    println!("$ curl -H \"$auth\" $url{path}");
    println!("{:>4}  {:12} {:12} reason", "seq", "kind", "by");
    let history = client.get(path)?;
    for entry in history.split("{\"log\":").skip(1) {
        let of = |name| field(entry, name);
        let reason = Some(of("reason")).filter(|reason| *reason != "null").unwrap_or("-");
        println!("{:>4}  {:12} {:12} {reason}", of("seq"), of("kind"), of("actor"));
    }
    Ok(())
}

/// Kills the server the hard way, and looks whether all is as it was.
fn survive(server: Server, client: &Client, folder: &Path) -> Result<Server> {
    const KEPT: [&str; 4] = [
        "/api/features",
        "/api/features/checkout/history",
        "/api/segments/beta_testers",
        "/api/changes/verify",
    ];
    let before = client.all(&KEPT)?;
    println!("\n# The server is killed with SIGKILL, which it cannot catch, and started again");
    println!("$ kill -9 …; hoist serve --listen {} …", server.address);
    server.kill()?;
    let server = Server::start(folder, &client.address)?;
    ensure!(client.all(&KEPT)? == before, "the server is not as it was");
    let verified = client.get("/api/changes/verify")?;
    ensure!(verified.contains("\"faults\":[]"), "the log is not sound: {verified}");
    println!("Flags, history and segment are as they were; the change log is sound:");
    println!("$ curl -H \"$auth\" $url/api/changes/verify\n{verified}");
    let answer = client.evaluate("And the kill holds", "checkout", PREMIUM)?;
    ensure!(field(&answer, "killed") == "true", "the kill should hold");
    Ok(server)
}

/// The flags and an experiment of a shop in an environment of their own, for whoever looks at them in a browser.
fn fill_dashboard(server: &Server) -> Result<()> {
    let client = Client { address: server.address.clone(), token: server.token()? };
    let shop = fs::read_to_string("dashboard/tests/shop.yaml")?;
    let body = r#"{"key": "shop", "description": "The flags of a shop"}"#;
    client.send(Request { method: "POST", path: "/api/environments", content_type: JSON, body })?;
    let path = "/api/import?environment=shop";
    let content_type = "application/yaml";
    client.send(Request { method: "POST", path, content_type, body: &shop })?;
    shoppers::fill(&client)
}

fn farewell(server: &Server, folder: &Path) -> Result<()> {
    let Server { address, .. } = server;
    let client = Client { address: address.clone(), token: server.token()? };
    let path = "/api/session/links";
    let link = client.send(Request { method: "POST", path, content_type: JSON, body: "{}" })?;
    let link = field(&link, "path").to_owned();
    println!(
        "\n# The dashboard, once and within ten minutes; `hoist login` makes another link:\n\n  \
           http://{address}{link}\n\n\
         # The server runs on: http://{address}, admin token in {token}\n\
         Try, in another terminal:\n\n  \
           auth=\"Authorization: Bearer $(cat {token})\"\n  \
           curl -H \"$auth\" http://{address}/status\n  \
           curl -H \"$auth\" -X POST http://{address}/flags/checkout/revive\n  \
           curl -H \"$auth\" http://{address}/ofrep/v1/evaluate/flags \\\n    \
             -d '{{\"context\": {{\"targetingKey\": \"u-1\"}}}}'\n\n\
         Ctrl-C stops it. What it kept is then still in {folder}: delete it when you like.\n",
        token = server.token_file().display(),
        folder = folder.display(),
    );
    Ok(())
}

/// Asks the server, and shows what would ask the same by hand.
struct Client {
    address: String,
    token: String,
}

impl Client {
    fn send(&self, request: Request<'_>) -> Result<String> {
        send(&self.address, &self.token, request)
    }

    fn get(&self, path: &str) -> Result<String> {
        self.send(Request { method: "GET", path, content_type: JSON, body: "" })
    }

    fn all(&self, paths: &[&str]) -> Result<Vec<String>> {
        paths.iter().map(|path| self.get(path)).collect()
    }

    fn show(&self, title: &str, method: &str, path: &str, body: &str) -> Result<String> {
        println!("\n# {title}");
        print!("$ curl -H \"$auth\" -X {method} $url{path}");
        if !body.is_empty() {
            print!(" -H 'Content-Type: {JSON}' \\\n    -d '{body}'");
        }
        let answer = self.send(Request { method, path, content_type: JSON, body })?;
        println!("\n{answer}");
        Ok(answer)
    }

    fn evaluate(&self, title: &str, key: &str, body: &str) -> Result<String> {
        let path = format!("/ofrep/v1/evaluate/flags/{key}");
        self.show(title, "POST", &path, body)
    }
}
