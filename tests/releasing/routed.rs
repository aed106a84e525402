//! Traffic that is not as a release has set it: it is told, it keeps the release at its step, and it
//! is told when it is back.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::{RELEASE, SOON};
use crate::clock::until;
use crate::server::Server;
use crate::sse::Sse;

/// What a router knows: the weights of the candidate and of the stable server, and how the candidate
/// is.
struct Known {
    weights: [u32; 2],
    candidate: &'static str,
}

/// A socket that answers as that of `HAProxy` does.
fn router(socket: &Path) -> Arc<Mutex<Known>> {
    let known = Arc::new(Mutex::new(Known { weights: [0, 100], candidate: "UP" }));
    let (listener, own) = (UnixListener::bind(socket).unwrap(), Arc::clone(&known));
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut line = String::new();
            BufReader::new(&stream).read_line(&mut line).unwrap();
            stream.write_all(answer(&mut own.lock().unwrap(), &line).as_bytes()).ok();
        }
    });
    known
}

/// A server with a release whose first step is 5 % for an hour, and that is there.
fn started(socket: &Path) -> Server {
    let server = Server::start_with(&["--allow-haproxy", socket.to_str().unwrap()]);
    let router = json!({"haproxy": {"socket": socket, "backend": "shop", "candidate": "green",
        "stable": "blue"}});
    let steps = json!([{"percentage": 5, "duration": "1h"}, {"percentage": 100, "duration": "1s"}]);
    let release = json!({"flag": "checkout", "checks": [], "router": router, "steps": steps});
    server.put(RELEASE, &release).expect(201);
    server.post(&format!("{RELEASE}/start"), &json!({})).expect(200);
    until("the first step", SOON, || {
        let now = server.get(&format!("{RELEASE}/status")).expect(200);
        (now["share"] == 5.0).then_some(())
    });
    server
}

#[test]
fn what_somebody_kills_gets_no_traffic_until_it_is_revived() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("admin.sock");
    let known = router(&socket);
    let server = started(&socket);
    let weights = || known.lock().unwrap().weights;
    let are = |what: &str, wanted: [u32; 2]| {
        until(what, SOON, || (weights() == wanted).then_some(()));
    };
    assert_eq!(weights(), [5, 95]);
    server.post("/flags/checkout/kill", &json!({"reason": "fire"})).expect(200);
    are("traffic follows the kill", [0, 100]);
    known.lock().unwrap().weights = [5, 95];
    are("it is seen to", [0, 100]);
    server.post("/flags/checkout/revive", &json!({})).expect(200);
    are("traffic is by the share again", [5, 95]);
}

fn answer(known: &mut Known, line: &str) -> String {
    for command in line.trim_end().split(';') {
        let Some((server, weight)) = command.split_once(" weight ") else { continue };
        known.weights[usize::from(server == "set server shop/blue")] = weight.parse().unwrap();
    }
    let ([green, blue], status) = (known.weights, known.candidate);
    match line.starts_with("show stat") {
        true => format!(
            "# pxname,svname,status,bck,uweight\nshop,green,{status},0,{green}\n\
             shop,blue,UP,0,{blue}\n\n"
        ),
        false => "\n\n".to_owned(),
    }
}

#[test]
fn traffic_that_is_lost_is_told_and_keeps_it_at_its_step() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("admin.sock");
    let known = router(&socket);
    let server = started(&socket);
    let wait = |what: &str, is_so: &dyn Fn(&Value) -> bool| {
        until(what, SOON, || {
            Some(server.get(&format!("{RELEASE}/status")).expect(200)).filter(is_so)
        })
    };
    let decided = |kind: &'static str| move |now: &Value| now["decision"]["kind"] == kind;
    assert_eq!(known.lock().unwrap().weights, [5, 95]);

    known.lock().unwrap().weights = [0, 100];
    let again = wait("a reload is noticed", &decided("rerouted"));
    assert_eq!(known.lock().unwrap().weights, [5, 95]);
    assert_eq!(again["waits_for"].as_array().unwrap().len(), 1, "the step's time: {again}");

    let mut heads = Sse::open(&server, "/api/changes/stream", &server.admin(), &[]);
    let before = heads.event().data;
    known.lock().unwrap().candidate = "DOWN";
    let lost = wait("it is lost", &decided("misrouted"));
    let why = "sends no traffic to shop/green, whatever its weight: it is DOWN";
    assert!(lost["decision"]["reason"].as_str().unwrap().contains(why), "{lost}");
    assert!(lost["waits_for"].to_string().contains("traffic is not as it was set: "), "{lost}");
    // Who waits for the log's end is told of what is no entry of it.
    // After some silence it is told the same again.
    let news = until("the journal went on", SOON, || {
        Some(heads.event().data).filter(|news| news["journal"] != before["journal"])
    });
    assert_eq!((&before["seq"], &before["log"]), (&news["seq"], &news["log"]));
    // Also who is in a hurry waits for it.
    server.post(&format!("{RELEASE}/promote"), &json!({})).expect(200);
    wait("it is asked to", &decided("promoted"));
    known.lock().unwrap().candidate = "UP";
    let done = wait("it goes on", &|now| now["status"] == "succeeded");
    let kinds: Vec<&Value> =
        done["decisions"].as_array().unwrap().iter().map(|it| &it["kind"]).collect();
    let told = [
        "started",
        "stepped",
        "rerouted",
        "misrouted",
        "promoted",
        "rerouted",
        "stepped",
        "succeeded",
    ];
    assert_eq!(json!(kinds), json!(told));
}
