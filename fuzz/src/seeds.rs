//! What fuzzing starts from: the published vectors, put into the form of each target.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

/// The seeds of a target; none where there is no such target.
pub fn of(target: &str) -> Vec<Vec<u8>> {
    match target {
        "documents" => documents(),
        "conditions" => conditions(),
        "evaluation" => {
            (0..50_u8).map(|seed| (0..200).map(|at| seed.wrapping_mul(31) ^ at).collect()).collect()
        }
        "log" => log(),
        "ofrep" => ofrep(),
        _ => Vec::new(),
    }
}

/// The cases of a target that once broke a law.
pub fn found(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    files(&root().join("fuzz/found").join(target))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The files of a folder, in order; none where there is no such folder.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.is_file());
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

/// The groups of the conformance vectors.
fn groups() -> Vec<Value> {
    let vectors = files(&root().join("conformance"));
    let json = vectors.iter().filter(|(path, _)| path.extension().is_some_and(|end| end == "json"));
    let groups =
        json.map(|(_, text)| serde_json::from_slice::<Value>(text).unwrap()["groups"].clone());
    groups.filter_map(|groups| groups.as_array().cloned()).flatten().collect()
}

fn contexts(group: &Value) -> impl Iterator<Item = Value> {
    let evaluations = group["evaluations"].as_array().into_iter().flatten();
    evaluations.map(|each| each["context"].clone())
}

fn documents() -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> =
        groups().iter().map(|group| group["documents"].to_string().into()).collect();
    seeds.extend(files(&root().join("conformance/invalid")).into_iter().map(|(_, text)| text));
    let fixtures = files(&root().join("tests/fixtures")).into_iter();
    seeds.extend(fixtures.map(|(_, text)| text));
    seeds
}

fn conditions() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for group in groups() {
        let flags = group["documents"]["features"].as_object().into_iter().flatten();
        let rules =
            flags.flat_map(|(_, flag)| flag["rules"].as_array().cloned().unwrap_or_default());
        let contexts: Vec<Value> = contexts(&group).collect();
        for (index, rule) in rules.enumerate() {
            let context = contexts.get(index % contexts.len().max(1)).cloned().unwrap_or(json!({}));
            seeds.push(format!("{context}\n{rule}").into());
        }
    }
    seeds
}

fn log() -> Vec<Vec<u8>> {
    let part = |index: u8| {
        let mut part = vec![index, index / 2, index * 20, index];
        part.extend(format!("flag_{index}\ntoken:ops\nbecause \u{e9}\nr-{index}").bytes());
        part
    };
    (1..8)
        .map(|count| {
            let parts: Vec<Vec<u8>> = (0..count).map(part).collect();
            [vec![count.wrapping_mul(37), count, 0, 0], parts.join(&0xff)].concat()
        })
        .collect()
}

fn ofrep() -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = groups()
        .iter()
        .flat_map(|group| contexts(group).collect::<Vec<_>>())
        .map(|context| json!({"context": context}).to_string().into())
        .collect();
    seeds.sort();
    seeds.dedup();
    seeds.extend(["", "{}", "[]", "{\"context\": null}", "{\"context\": 5}"].map(Into::into));
    seeds
}
