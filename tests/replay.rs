//! Time travel is exact: an evaluation is repeated by the seq of its rules and its time.
//!
//! While several threads change everything that can be changed, and schedules come due, others
//! evaluate and explain. Then
//! the server is killed and started again, and each answer has to come out the same, from what is
//! on the disk alone: resolutions, steps, and what would change them. `HOIST_SEED` says which
//! choices.

mod writer;

use std::collections::BTreeSet;
use std::sync::{Mutex, mpsc};

use serde_json::{Value, json};

use crate::clock::now;
use crate::generator::{Random, context, time_of};
use crate::seed::{seed, tell};
use crate::server::Server;
use writer::{FIXED, Writer};

const WRITERS: u64 = 2;
/// Changes in all.
const CHANGES: usize = 500;
const READERS: usize = 2;
/// Evaluations in all.
const RECORDS: usize = 1_000;

/// A question and its answer.
struct Record {
    path: String,
    question: Value,
    answer: Value,
}

impl Record {
    fn seq(&self) -> u64 {
        self.answer["seq"].as_u64().unwrap()
    }

    /// The same question, about the moment of the answer.
    fn again(&self) -> Value {
        let mut question = self.question.clone();
        question["at"] = self.answer["seq"].clone();
        question["now"] = self.answer["now"].clone();
        question
    }
}

#[test]
fn every_evaluation_is_repeated_exactly() {
    let seed = seed();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut server = Server::start_on(&data, &[]);
    writer::prepare(&server);
    let records = record(&server, seed);
    let seqs: BTreeSet<u64> = records.iter().map(Record::seq).collect();
    let last = server.get("/api/changes?limit=1").expect(200)["items"][0]["seq"].clone();
    let applied = applied(&server);
    let (first, end) = (*seqs.first().unwrap(), *seqs.last().unwrap());
    let between = applied.iter().filter(|seq| (first..end).contains(*seq)).count();
    tell(format_args!(
        "figure: {} evaluations at {} moments of {last} entries, {between} scheduled changes made \
         between them",
        records.len(),
        seqs.len()
    ));
    assert!(records.len() >= RECORDS && seqs.len() >= 100, "{} moments", seqs.len());
    assert!(between > 0, "no scheduled change was made meanwhile: {applied:?}");
    for key in FIXED {
        let path = format!("/api/{key}/explain");
        assert!(records.iter().any(|record| record.path == path), "nobody asked for {key}");
    }
    server.kill();
    let server = Server::start_on(&data, &[]);
    for record in &records {
        let answer = server.post(&record.path, &record.again());
        assert_eq!(answer.header("x-hoist-at-seq"), record.answer["seq"].to_string());
        assert_eq!(answer.header("x-hoist-at-time"), record.answer["now"]);
        assert_eq!(answer.expect(200), record.answer, "{} {}", record.path, record.again());
    }
    assert_eq!(server.get("/api/changes/verify").expect(200)["faults"], json!([]));
}

/// The seqs of the entries that say that a scheduled change was made.
fn applied(server: &Server) -> Vec<u64> {
    let page = server.get("/api/changes?kind=applied&limit=1000").expect(200);
    page["items"].as_array().unwrap().iter().map(|entry| entry["seq"].as_u64().unwrap()).collect()
}

/// Has some write and others evaluate, in step: for each change there are two evaluations.
fn record(server: &Server, seed: u64) -> Vec<Record> {
    let (done, each_done) = mpsc::channel();
    let each_done = Mutex::new(each_done);
    std::thread::scope(|scope| {
        for number in 0..WRITERS {
            let mut writer = Writer::new(server, Random::new(seed ^ (number + 1)));
            let each_done = &each_done;
            scope.spawn(move || {
                for _ in 0..CHANGES / usize::try_from(WRITERS).unwrap() {
                    for _ in 0..RECORDS / CHANGES {
                        each_done.lock().unwrap().recv().unwrap();
                    }
                    writer.change();
                }
            });
        }
        let readers: Vec<_> = (0..READERS)
            .map(|number| {
                let random = Random::new(seed ^ (number as u64 + 100));
                let done = done.clone();
                scope.spawn(move || evaluate(server, random, &done))
            })
            .collect();
        readers.into_iter().flat_map(|reader| reader.join().unwrap()).collect()
    })
}

/// Evaluates and explains, for random users and at times that rules name.
fn evaluate(server: &Server, mut random: Random, done: &mpsc::Sender<()>) -> Vec<Record> {
    let mut records = Vec::new();
    while records.len() < RECORDS / READERS {
        let mut question = json!({"context": context(&mut random)});
        if random.chance(20) {
            question["context"] =
                json!({"targetingKey": format!("member-{}", random.below(2_000))});
        }
        if random.chance(30) {
            question["now"] = time_of(&mut random).to_string().into();
        }
        let key = random.pick(&FIXED);
        let path = match random.below(4) {
            0 => "/api/evaluate".to_owned(),
            1 => format!("/api/{key}/explain"),
            2 => format!("/api/features/flag_{}/explain", random.below(6)),
            _ => format!("/api/experiments/experiment_{}/explain", random.below(2)),
        };
        let before = now();
        let answer = server.post(&path, &question);
        if answer.status == 404 {
            // It is deleted at the moment.
            continue;
        }
        let answer = answer.expect(200);
        let then: jiff::Timestamp = answer["now"].as_str().unwrap().parse().unwrap();
        assert!(!question["now"].is_null() || (before..=now()).contains(&then), "{then}");
        records.push(Record { path, question, answer });
        // Those who write may have made all their changes.
        done.send(()).ok();
    }
    records
}
