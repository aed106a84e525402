//! An environment that is exported, and imported elsewhere, is the same there. `HOIST_SEED` says
//! which changes made it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::folders::{done, text, texts};
use crate::generator::{self, Random};
use crate::seed::seed;
use crate::server::Server;

/// What defines an environment: the digest of each document, by kind and key.
fn digests(server: &Server) -> BTreeMap<String, String> {
    let mut digests = BTreeMap::new();
    let mut path = "/api/changes?order=asc&limit=1000".to_owned();
    loop {
        let page = server.get(&path).expect(200);
        for change in page["items"].as_array().unwrap() {
            let name = format!("{} {}", change["collection"], change["key"]);
            match (change["kind"].as_str().unwrap(), change["digest"].as_str()) {
                ("deleted", _) => drop(digests.remove(&name)),
                (_, Some(digest)) => drop(digests.insert(name, digest.to_owned())),
                _ => {}
            }
        }
        let Some(cursor) = page["next"].as_str() else { return digests };
        path = format!("/api/changes?order=asc&limit=1000&cursor={cursor}");
    }
}

/// What everybody gets of everything.
fn evaluations(server: &Server, contexts: &[Value]) -> Vec<Value> {
    let mut evaluations = Vec::new();
    for context in contexts {
        let body = json!({"context": context, "now": "2026-01-15T12:00:00Z"});
        let mut found = server.post("/api/evaluate", &body).expect(200);
        let items = found["items"].as_array_mut().unwrap();
        items.sort_by_key(|each| each["key"].as_str().unwrap().to_owned());
        evaluations.push(items.clone().into());
    }
    evaluations
}

/// One change of an environment at random; what is refused, as it would leave something unsound,
/// changes nothing.
pub(crate) fn change(server: &Server, environment: &str, random: &mut Random) {
    let made = generator::documents(random);
    let (section, documents) = random.pick(&made.as_object().unwrap().iter().collect::<Vec<_>>());
    let documents: Vec<(&String, &Value)> = documents.as_object().unwrap().iter().collect();
    let Some((key, document)) = (!documents.is_empty()).then(|| random.pick(&documents)) else {
        return;
    };
    let at = |path: &str| format!("{path}?environment={environment}");
    let path = at(&format!("/api/{section}/{key}"));
    let answer = match random.below(10) {
        0 => server.post(&at("/api/import"), &made),
        1 => server.delete(&path),
        2 => server.patch(&path, &json!({"description": "multi\n  line\n\n# no comment: \t"})),
        3 => server.patch(&path, &json!({"owner": "x ".repeat(200), "metadata": {"n": "1e3"}})),
        4 => server.post(&at(&format!("/api/features/{key}/toggle")), &json!({})),
        5 => server.post(&at(&format!("/flags/{key}/kill")), &json!({})),
        6 => server.post(&at(&format!("/flags/{key}/rollback")), &json!({})),
        7 => {
            let add: Vec<String> = (0..900).map(|_| format!("u-{}", random.below(5_000))).collect();
            let edit = json!({"list": "include", "add": add, "remove": ["u-1"]});
            let path = format!("/api/segments/segment_{}/keys", random.below(2));
            server.post(&at(&path), &edit)
        }
        _ => server.put(&path, document),
    };
    assert!(answer.status < 500, "{}", answer.text);
}

/// An experiment in a layer whose name no file can have.
fn layered(server: &Server, key: &str) {
    let experiment = json!({
        "variants": [{"name": "control", "weight": 0.5}, {"name": "new", "weight": 0.5}],
        "metrics": ["conversion_rate"], "layer": "../pages: a/b", "traffic": 30,
        "start_date": "2026-01-05T00:00:00Z", "end_date": "2026-02-20T00:00:00Z",
    });
    server.put(&format!("/api/experiments/{key}"), &experiment).expect(201);
}

#[test]
fn what_any_changes_left_is_the_same_elsewhere() {
    let seed = seed();
    let server = Server::start();
    let file = generator::documents(&mut Random::new(seed));
    server.post("/api/import", &file).expect(200);
    // Who came first has the lower part of the layer, whatever comes first by name.
    ["z", "a", "m"].iter().for_each(|key| layered(&server, key));
    for round in 0..4 {
        let mut random = Random::new(seed.wrapping_add(1 + round));
        (0..25).for_each(|_| change(&server, "default", &mut random));
        let contexts: Vec<Value> = (0..5).map(|_| generator::context(&mut random)).collect();
        let status = server.get("/status").expect(200);
        for key in status["flags"]["killed"].as_array().unwrap() {
            server
                .post(&format!("/flags/{}/revive", key.as_str().unwrap()), &json!({}))
                .expect(200);
        }
        let folder = tempfile::tempdir().unwrap();
        let kinds: [(&str, &[&str]); 4] = [
            ("all.yaml", &[]),
            ("all.json", &[]),
            ("yaml", &["--folder"]),
            ("json", &["--format", "json", "--folder"]),
        ];
        let expected = (digests(&server), evaluations(&server, &contexts));
        assert!(expected.0.len() >= 3, "those in the layer are there: {:?}", expected.0);
        for (name, how) in kinds {
            let [first, again] = ["first", "again"].map(|each| folder.path().join(each).join(name));
            [&first, &again]
                .iter()
                .for_each(|path| fs::create_dir_all(path.parent().unwrap()).unwrap());
            done(&server, &[&["export"], how, &[text(&first)]].concat());
            let other = Server::start();
            done(&other, &["import", text(&first)]);
            assert_eq!(digests(&other), expected.0, "round {round}, {name}");
            assert_eq!(evaluations(&other, &contexts), expected.1, "round {round}, {name}");
            done(&other, &[&["export"], how, &[text(&again)]].concat());
            let all = |path: &Path| {
                if path.is_dir() {
                    texts(path)
                } else {
                    BTreeMap::from([(name.to_owned(), fs::read_to_string(path).unwrap())])
                }
            };
            assert_eq!(all(&first), all(&again), "round {round}, {name}");
            assert!(
                all(&first).values().all(|text| text.ends_with('\n') && !text.ends_with("\n\n"))
            );
        }
    }
}
