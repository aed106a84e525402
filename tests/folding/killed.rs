//! A server that is killed at any point, of a fold too, in the end has summed up what was sent, each
//! event once, however often it was sent again.

use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::json;

use super::{Sent, ago, exposed, fill, folded, send, settle, spent, truth};
use crate::clock::until;
use crate::generator::Random;
use crate::seed::{seed, setting, tell};
use crate::server::Server;

/// How often the server is killed where nobody says how often.
const ROUNDS: u64 = 20;
/// Users that something happens to in a round, besides those of rounds before.
const USERS: usize = 150;

/// What happens in a round, in no order: users who are new and users who are not, some of them
/// exposed twice, some to another variant, some after what they did, and outliers.
fn happens(random: &mut Random, round: u64) -> Vec<Sent> {
    let mut sent = Vec::new();
    let mut id = round * 1_000_000;
    for _ in 0..USERS {
        let user = format!("u{}", random.below((usize::try_from(round).unwrap() + 1) * USERS));
        // Who a user is decides about most of their exposures.
        let own = user.len() + usize::from(user.as_bytes()[user.len() - 1]);
        for _ in 0..1 + random.below(3) {
            id += 1;
            let at = ago(1 + i64::try_from(random.below(600)).unwrap());
            sent.push(match random.below(20) {
                0..10 => exposed(id, &user, at, own % 2),
                10 => exposed(id, &user, at, random.below(2)),
                11 => spent(id, &user, at, 1e8),
                half => spent(id, &user, at, f64::from(u32::try_from(half).unwrap()) / 2.0),
            });
        }
    }
    for place in (1..sent.len()).rev() {
        sent.swap(place, random.below(place + 1));
    }
    sent
}

/// Sends what there is, and some of it again, until the server is gone.
fn send_until_killed(server: &Server, sent: &[Sent], answered: &AtomicUsize) {
    for batch in sent.chunks(20).cycle() {
        let events: Vec<_> = batch.iter().map(Sent::json).collect();
        let body = json!({"events": events}).to_string();
        let admin = server.admin();
        let answer = server.try_send("POST", "/api/events", Some(&admin), Some(&body), &[]);
        if answer.is_err() {
            return;
        }
        answered.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn whenever_the_server_is_killed_sums_are_those_of_what_was_sent() {
    let (seed, rounds) = (seed(), setting("HOIST_SOAK_ROUNDS").unwrap_or(ROUNDS));
    let mut random = Random::new(seed);
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut server = Server::start_on(&data, &[]);
    fill(&server);
    let (mut sent, mut behind) = (Vec::new(), 0);
    for round in 0..rounds {
        let new = happens(&mut random, round);
        let answered = AtomicUsize::new(0);
        // The fold looks at the start and each second: more than that passes in some rounds.
        let (wanted, pid) = (5 + random.below(120), server.pid().to_string());
        std::thread::scope(|scope| {
            let sender = || send_until_killed(&server, &new, &answered);
            let senders = [0, 1].map(|_| scope.spawn(sender));
            until("answers", Duration::from_secs(120), || {
                let is_enough = answered.load(Ordering::Relaxed) >= wanted;
                (is_enough || senders.iter().any(|one| one.is_finished())).then_some(())
            });
            let kill = Command::new("kill").args(["-9", &pid]).status();
            assert!(kill.unwrap().success());
        });
        server.kill();
        sent.extend(new);
        // Whatever was folded, sums are those of the rows.
        let before = folded(&data, 1);
        server = Server::start_on(&data, &[]);
        behind += u64::from(before.is_none_or(|before| before != truth(&sent)));
    }
    // In the end all of it was sent, in another order too.
    sent.reverse();
    sent.chunks(500).for_each(|batch| drop(send(&server, batch)));
    settle(&server);
    let expected = truth(&sent);
    assert_eq!(folded(&data, 1).unwrap(), expected);
    tell(format_args!(
        "figure: {rounds} kills, {behind} of them before everything was summed up; {} events of \
         which each was sent twice or more, and no difference between running sums and those of \
         what was sent",
        sent.len()
    ));
}
