//! A server that is killed at any point has kept every event that it accepted, once, and no half of
//! a request.

use std::io::Write as _;
use std::net::TcpStream;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rusqlite::Connection;
use serde_json::{Value, json};

use super::{counts, exposure, id, send, start_on, stored};
use crate::clock::until;
use crate::generator::Random;
use crate::seed::{seed, setting, tell};
use crate::server::Server;

/// How often the server is killed where nobody says how often.
const ROUNDS: u64 = 5;
const SENDERS: u64 = 4;

/// What a sender has sent, and whether it was answered.
struct Sent {
    events: Vec<Value>,
    is_answered: bool,
}

/// Sends until the server is gone.
fn send_until_killed(server: &Server, first: u64, answered: &AtomicUsize) -> Vec<Sent> {
    let mut sent = Vec::new();
    for number in first.. {
        let event = |place| exposure(number * 100 + place, &format!("u{}", number % 7));
        let events: Vec<Value> = (0..20).map(event).collect();
        let body = json!({"events": events}).to_string();
        let answer =
            server.try_send("POST", "/api/events", Some(&server.admin()), Some(&body), &[]);
        let is_answered = answer.is_ok_and(|answer| counts(answer) == (20, 0));
        sent.push(Sent { events, is_answered });
        if !is_answered {
            break;
        }
        answered.fetch_add(1, Ordering::Relaxed);
    }
    sent
}

#[test]
fn what_was_accepted_survives_a_kill_and_is_there_once() {
    let (seed, rounds) = (seed(), setting("HOIST_SOAK_ROUNDS").unwrap_or(ROUNDS));
    let mut random = Random::new(seed);
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let (mut kept, mut unanswered) = (0, 0);
    for round in 0..rounds {
        let mut server = start_on(&data);
        let answered = AtomicUsize::new(0);
        let (wanted, pid) = (5 + random.below(30), server.pid().to_string());
        let sent: Vec<Sent> = std::thread::scope(|scope| {
            let (server, answered) = (&server, &answered);
            let senders: Vec<_> = (0..SENDERS)
                .map(|number| (round * SENDERS + number) * 1_000_000)
                .map(|first| scope.spawn(move || send_until_killed(server, first, answered)))
                .collect();
            until("answers", Duration::from_secs(60), || {
                (answered.load(Ordering::Relaxed) >= wanted).then_some(())
            });
            let kill = Command::new("kill").args(["-9", &pid]).status();
            assert!(kill.unwrap().success());
            senders.into_iter().flat_map(|sender| sender.join().unwrap()).collect()
        });
        server.kill();
        let stored = stored(&data);
        assert!(stored.values().all(|count| *count == 1));
        let again = Server::start_on(&data, &[]);
        for Sent { events, is_answered } in &sent {
            let there = events.iter().filter(|event| stored.contains_key(&id(event))).count();
            let is_whole = there == events.len();
            assert!(is_whole || (!is_answered && there == 0), "{there} of a request");
            kept += usize::from(*is_answered);
            unanswered += usize::from(!is_answered);
            let expected = if is_whole { (0, 20) } else { (20, 0) };
            assert_eq!(counts(send(&again, events)), expected, "sent again");
        }
    }
    tell(format_args!(
        "figure: {rounds} kills, {kept} answered requests of which each event was there once, \
         {unanswered} unanswered ones that were there as a whole or not at all"
    ));
}

/// Whoever hangs up does not hear of what is stored, and it is stored all the same.
#[test]
fn what_is_stored_is_counted_also_of_whoever_hangs_up() {
    let server = Server::start();
    super::fill(&server);
    let other = Connection::open(server.data.join("events.db")).unwrap();
    let count = || -> i64 {
        let sql = "SELECT count(*) FROM events";
        other.query_row(sql, [], |row| row.get(0)).unwrap()
    };
    let look = || (0..10).for_each(|_| drop(server.get("/status").expect(200)));
    let connect = |number| {
        let body = json!({"events": [exposure(number, "ana")]}).to_string();
        let mut stream = TcpStream::connect(server.url.strip_prefix("http://").unwrap()).unwrap();
        let request = format!(
            "POST /api/events HTTP/1.1\r\nHost: x\r\nX-Api-Key: {}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            server.admin(),
            body.len()
        );
        stream.write_all(request.as_bytes()).unwrap();
        stream
    };
    let mut numbers = 0..;
    // Nothing can be stored while they are there. Who goes before its request is read sends none.
    until("something is stored", Duration::from_secs(60), || {
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let streams: Vec<TcpStream> = numbers.by_ref().take(10).map(connect).collect();
        look();
        drop(streams);
        look();
        other.execute_batch("ROLLBACK").unwrap();
        (count() > 0).then_some(())
    });
    until("what is stored is counted", Duration::from_secs(30), || {
        let line = format!("hoist_events_total{{result=\"accepted\"}} {}\n", count());
        server.get("/metrics").text.contains(&line).then_some(())
    });
}
