//! Results computed again elsewhere: from an export, and number by number by `hoist stats`.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::{close, fresh, id, metric, results, send, told};
use crate::program::{hoist, hoist_with, seen};

/// A file of lines in the folder that cargo gives to integration tests.
fn file(name: &str, lines: &[String]) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.ndjson"));
    std::fs::write(&path, lines.join("\n") + "\n").unwrap();
    path
}

#[test]
fn an_export_gives_the_same_results_without_a_server() {
    let server = fresh();
    send(&server, 0..1_200);
    let several = json!({
        "id": id(9, 1), "type": "exposure", "key": "layout", "variant": "control",
        "user": "user-1", "at": super::ago(2),
    });
    server.post("/api/events", &json!({"events": [several]})).expect(202);
    let told_now = results(&server, 1_199);
    let export = told(&server, &["layout", "--export"]);
    assert!(export.status.success(), "{}", seen(&export));
    let text = String::from_utf8(export.stdout).unwrap();
    assert!(!text.contains("user-"), "nobody is named");
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 1 + 1_200 + 1, "the plan, each user, the end");
    let end: Value = serde_json::from_str(lines.last().unwrap()).unwrap();
    assert_eq!(end["end"]["users"], 1_200);

    let path = file("export", &lines);
    let offline = hoist(&["experiments", "results", "--json", "--file", path.to_str().unwrap()]);
    assert!(offline.status.success(), "{}", seen(&offline));
    let computed = String::from_utf8(offline.stdout).unwrap();
    let of_server = format!("{}\n", serde_json::to_string(&end["end"]["results"]).unwrap());
    assert_eq!(computed, of_server, "to the last byte");
    let computed: Value = serde_json::from_str(&computed).unwrap();
    for field in ["verdict", "reason", "winner", "health", "method", "control"] {
        assert_eq!(computed[field], told_now[field], "{field}");
    }
    for (computed, told) in computed["metrics"].as_array().unwrap().iter().zip(0..3) {
        assert_eq!(*computed, told_now["metrics"][told]);
    }
    assert!(computed["metrics"][3]["variants"][1]["effect"].is_object(), "quantiles too");
    assert!(computed["metrics"][4]["variants"][1]["effect"].is_object(), "capped totals too");
    assert!(computed["metrics"][4]["cap"].is_number());
}

#[test]
fn an_export_that_was_changed_or_cut_is_noticed() {
    let server = fresh();
    send(&server, 0..300);
    results(&server, 300);
    let export = told(&server, &["layout", "--export"]);
    let text = String::from_utf8(export.stdout).unwrap();
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let check = |name: &str, lines: &[String], expected: &str| {
        let path = file(name, lines);
        let output = hoist(&["experiments", "results", "--file", path.to_str().unwrap()]);
        let text = seen(&output);
        assert_eq!(output.status.code(), Some(1), "{text}");
        assert!(text.contains(expected), "{name}: {text}");
        assert!(!text.contains("verdict "), "{name}: {text}");
    };
    check("cut", &lines[..200], "breaks off after line 200");
    let mut less = lines.clone();
    less.remove(5);
    check("less", &less, "lines are missing");
    let mut other = lines.clone();
    let place = other.iter().position(|line| line.contains("\"bought\"")).unwrap();
    let converted = (place + 1..other.len()).find(|at| other[*at].contains("\"bought\":")).unwrap();
    other[converted] = other[converted].replace("\"bought\":{\"outcome\":1.0}", "\"bought\":{}");
    check("other", &other, "the server found something else");
    check("other", &other, ".conversions: ");
    let mut strange = lines.clone();
    strange[3] = strange[3].replace("\"variant\":\"", "\"variant\":\"no_");
    check("strange", &strange, "the plan has no variant `no_");
    check("none", &["{}".to_owned()], "is no export");
}

/// Runs a command of `hoist stats` on a JSON object, and gives what it prints.
fn run(step: &Value) -> Value {
    let command = step["command"].as_str().unwrap();
    let arguments: Vec<&str> = command.split(' ').skip(1).collect();
    let output = hoist_with(&arguments, step["input"].to_string().as_bytes());
    assert!(output.status.success(), "{command} {}: {}", step["input"], seen(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn each_effect_can_be_had_again_by_its_commands() {
    let server = fresh();
    send(&server, 0..2_000);
    let found = results(&server, 2_000);
    let mut checked = 0;
    for metric in found["metrics"].as_array().unwrap() {
        let effect = &metric["variants"][1]["effect"];
        let steps = effect["why"]["steps"].as_array().map_or(&[][..], Vec::as_slice);
        for step in steps {
            let number = |name: &str| effect[name].as_f64().unwrap();
            let printed = run(step);
            match step["command"].as_str().unwrap() {
                "hoist stats compare" => {
                    let compared = if effect["relative"] == true { "lift" } else { "difference" };
                    close(&printed[compared]["estimate"], number("estimate"));
                    close(&printed[compared]["standard_error"], number("standard_error"));
                }
                "hoist stats sequential" => {
                    close(&printed["effect"]["lower"], number("low"));
                    close(&printed["effect"]["upper"], number("high"));
                    close(&printed["effect"]["p_value"], number("uncorrected_p_value"));
                }
                other => panic!("{other}"),
            }
            checked += 1;
        }
    }
    assert!(checked >= 5, "{checked}: {found}");
    for correction in found["corrections"].as_array().unwrap() {
        let printed = run(correction);
        for test in printed["tests"].as_array().unwrap() {
            let name = test["name"].as_str().unwrap().strip_suffix(" wide").unwrap();
            let effect = &metric(&found, name).1["effect"];
            assert_eq!(effect["why"]["corrected_with"], correction["role"]);
            close(&test["adjusted"], effect["p_value"].as_f64().unwrap());
            checked += 1;
        }
    }
    assert!(checked >= 7, "{checked}: {found}");
}
