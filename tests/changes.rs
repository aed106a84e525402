//! A change read onto documents gives what reading everything anew would, at the cost of the
//! change.

use std::collections::BTreeMap;

use hoist_ruleset::compiled::Before;
use hoist_ruleset::{
    DocumentKind, Documents, Lists, Onto, Reading, Ruleset, Source, State, read, read_onto,
};
use serde_json::{Value, json};

use crate::generator::{self, Random};

fn onto(documents: &Documents, remove: &[(DocumentKind, String)], sources: &[Source]) -> Reading {
    read_onto(&Onto { documents, lists: &documents.lists(), remove }, sources)
}

fn file(documents: &Value) -> [Source; 1] {
    [Source::new("file.json", documents.to_string())]
}

fn messages(reading: &Reading) -> Vec<String> {
    reading.diagnostics.iter().map(ToString::to_string).collect()
}

/// Both sets, where the second one wins.
fn merged(mut documents: Value, changes: &Value) -> Value {
    for (section, changed) in changes.as_object().unwrap() {
        for (key, document) in changed.as_object().unwrap() {
            documents[section][key] = document.clone();
        }
    }
    documents
}

#[test]
fn a_change_gives_what_reading_everything_anew_gives() {
    let mut random = Random::new(20_261_124);
    let mut compared = 0;
    for _ in 0..300 {
        let (first, second) =
            (generator::documents(&mut random), generator::documents(&mut random));
        let before = read(&file(&first));
        let (after, anew) =
            (onto(&before.documents, &[], &file(&second)), read(&file(&merged(first, &second))));
        assert_eq!(after.problems == 0, anew.problems == 0, "{:?}", messages(&after));
        if anew.problems > 0 {
            continue;
        }
        compared += 1;
        assert_eq!(after.documents.to_json().unwrap(), anew.documents.to_json().unwrap());
        let state = State::default();
        let mut killed = State::default();
        killed.killed.extend(anew.documents.flags().keys().take(2).map(ToString::to_string));
        let first = Ruleset::compile(&before.documents, &killed);
        let known = Before { ruleset: &first, documents: &before.documents, state: &killed };
        let changed = Ruleset::recompile(&known, &after.documents, &state);
        let expected = Ruleset::compile(&anew.documents, &state);
        assert_eq!(format!("{changed:?}"), format!("{expected:?}"));
    }
    assert!(compared > 50, "{compared}");
}

#[test]
fn what_a_change_breaks_elsewhere_is_told() {
    let first = json!({
        "features": {
            "flow": {"type": "variant", "variants": {"a": 50, "b": 50}},
            "page": {"type": "boolean", "requires": [{"flag": "flow", "is": "b"}]},
        },
    });
    let before = read(&file(&first)).documents;
    let flow = json!({"type": "variant", "variants": {"a": 50, "c": 50}}).to_string();
    let source = Source::document(DocumentKind::Flag, "flow", flow);
    insta::assert_snapshot!(messages(&onto(&before, &[], &[source])).join("\n"), @r#"
    already there: error[prerequisite_is] features.page.requires[0].is: `flow` is a variant flag, so it is never "b"
        Possible: a, c.
    "#);
    let remove = [(DocumentKind::Flag, "flow".to_owned())];
    insta::assert_snapshot!(messages(&onto(&before, &remove, &[])).join("\n"), @"
    already there: error[prerequisite_missing] features.page.requires[0].flag: there is no flag or experiment `flow`
        Add it, or leave the prerequisite out.
    ");
    assert_eq!(before.referrers(DocumentKind::Flag, "flow"), [(DocumentKind::Flag, "page")]);
    let taken = json!({"experiments": {"page": {"variants": {"a": 50, "b": 50}}}});
    insta::assert_snapshot!(messages(&onto(&before, &[], &file(&taken))).join("\n"), @"
    file.json:1:17: error[key_taken] experiments.page: the key `page` is taken by the flag that is there already
        Rename one of the two; flags and experiments share their keys.
    ");
}

#[test]
fn a_long_list_is_named_by_its_digest_and_found_again() {
    let users: Vec<String> = (0..2_000).map(|number| format!("user_{number}")).collect();
    let first = json!({"segments": {"beta": {"include": users}}});
    let before = read(&file(&first)).documents;
    let value = before.to_value(DocumentKind::Segment, "beta").unwrap().unwrap();
    assert_eq!(value["include"]["count"], 2_000);
    let again = Source::document(DocumentKind::Segment, "beta", value.to_string());
    let after = onto(&before, &[], std::slice::from_ref(&again));
    assert_eq!(after.documents, before, "{:?}", messages(&after));
    let nowhere = Documents::default();
    let (documents, lists) = (&nowhere, &Lists::default());
    let lost = read_onto(&Onto { documents, lists, remove: &[] }, &[again]);
    assert_eq!(lost.diagnostics[0].code().to_string(), "unknown_list");
    // A file has the keys themselves.
    let file: BTreeMap<String, Value> = serde_json::from_str(&before.to_json().unwrap()).unwrap();
    assert_eq!(file["segments"]["beta"]["include"].as_array().unwrap().len(), 2_000);
}
