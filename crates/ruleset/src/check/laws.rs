//! The law of changes: checking what a change touches gives what checking all documents does.

use std::cell::Cell;

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::change::sound;
use super::{Rooms, check, check_all};
use crate::compiled::Before;
use crate::read::read_by;
use crate::{DocumentKind, Documents, Lists, Onto, Reading, Ruleset, Source, State, read};

type Change = Vec<(DocumentKind, &'static str, Option<Value>)>;

/// Few keys, so that they clash, go in circles and come back.
const SUBJECTS: [&str; 6] = ["a", "b", "c", "d", "e", "f"];
const SEGMENTS: [&str; 4] = ["s", "t", "u", "v"];

/// A rule that names a segment, one that costs a tenth of what an evaluation may, or a plain one.
fn rule() -> impl Strategy<Value = Value> {
    let plain = json!({"type": "user", "conditions": {"users": ["u"]}});
    let many: Vec<u32> = (0..990).collect();
    let dear = json!({"type": "property", "conditions": {"x": {"contains": many}}});
    let timed = json!({"type": "time", "conditions": {"after": "2025-01-01T00:00:00Z"}});
    let of_segment = |key| json!({"type": "segment", "conditions": {"segment": key}});
    prop_oneof![
        2 => select(SEGMENTS.to_vec()).prop_map(of_segment),
        2 => Just(dear),
        1 => Just(timed),
        3 => Just(plain),
    ]
}

fn rules() -> impl Strategy<Value = Vec<Value>> {
    proptest::collection::vec(rule(), 0..3)
}

fn with_value(rules: Vec<Value>, value: &Value) -> Vec<Value> {
    let with = |mut rule: Value| {
        rule["value"] = value.clone();
        rule
    };
    rules.into_iter().map(with).collect()
}

fn flag() -> impl Strategy<Value = Value> {
    let is = select(vec![json!(true), json!("x"), json!("y")]);
    let requires = proptest::collection::vec((select(SUBJECTS.to_vec()), is), 0..3);
    let variants = select(vec![None, None, Some("x"), Some("y"), Some("percentage")]);
    (requires, rules(), variants, any::<bool>()).prop_map(|(requires, rules, other, enabled)| {
        let requires: Vec<Value> =
            requires.into_iter().map(|(flag, is)| json!({"flag": flag, "is": is})).collect();
        let mut flag = match other {
            None => json!({"type": "boolean", "rules": with_value(rules, &true.into())}),
            Some("percentage") => json!({"type": "percentage", "percentage": 10,
                "rules": with_value(rules, &true.into())}),
            Some(other) => json!({"type": "variant", "variants": {"w": 50, other: 50},
                "rules": with_value(rules, &"w".into())}),
        };
        (flag["enabled"], flag["requires"]) = (enabled.into(), requires.into());
        flag
    })
}

fn experiment() -> impl Strategy<Value = Value> {
    let layer = (select(vec![None, Some("l"), Some("m")]), select(vec![20, 60]), any::<bool>());
    let by = select(vec![None, None, None, Some("company")]);
    (layer, by, rules(), select(vec!["x", "y"])).prop_map(|(layer, by, audience, variant)| {
        let (layer, traffic, runs) = layer;
        let mut experiment = json!({"variants": {"w": 50, variant: 50}, "metrics": ["bought"]});
        if let Some(layer) = layer {
            (experiment["layer"], experiment["traffic"]) = (layer.into(), traffic.into());
        }
        if let Some(by) = by {
            experiment["bucket_by"] = by.into();
        }
        if runs {
            experiment["start_date"] = "2025-01-01T00:00:00Z".into();
        }
        if !audience.is_empty() {
            experiment["audience"] = audience.into();
        }
        experiment
    })
}

fn change() -> impl Strategy<Value = Change> {
    let kept = |document| proptest::option::weighted(0.8, document);
    let flag = (Just(DocumentKind::Flag), select(SUBJECTS.to_vec()), kept(flag().boxed()));
    let segment = rules().prop_map(|rules| json!({"include": ["u"], "rules": rules})).boxed();
    let segment = (Just(DocumentKind::Segment), select(SEGMENTS.to_vec()), kept(segment));
    let experiment = experiment().boxed();
    let experiment = (Just(DocumentKind::Experiment), select(SUBJECTS.to_vec()), kept(experiment));
    let kinds = select(vec!["conversion", "mean"]);
    let metric = kinds.prop_map(|kind| json!({"kind": kind, "event": "bought"})).boxed();
    let metric = (Just(DocumentKind::Metric), Just("bought"), kept(metric));
    let release = (select(SUBJECTS.to_vec()), select(vec!["ratio", "sequential"]));
    let release = release.prop_map(|(flag, test)| {
        let check = json!({"name": "bought", "source": "metric", "metric": "bought", "test": test,
            "min_ratio": 0.9});
        json!({"flag": flag, "checks": [check]})
    });
    let release = (Just(DocumentKind::Release), select(vec!["r", "q"]), kept(release.boxed()));
    proptest::collection::vec(
        prop_oneof![6 => flag, 4 => segment, 2 => experiment, 1 => metric, 2 => release],
        1..4,
    )
}

/// The reading that checks all documents, the one that checks what is touched where that does, and
/// whether it did.
fn both(documents: &Documents, change: &Change) -> (Reading, Reading, bool) {
    let removed = change.iter().filter(|(_, _, document)| document.is_none());
    let remove: Vec<_> = removed.map(|(kind, key, _)| (*kind, (*key).to_owned())).collect();
    let source = |(kind, key, document): &(_, &str, Option<Value>)| {
        Some(Source::document(*kind, key, document.as_ref()?.to_string()))
    };
    let sources: Vec<Source> = change.iter().filter_map(source).collect();
    let onto = Onto { documents, lists: &Lists::default(), remove: &remove };
    let did = Cell::new(false);
    let found = read_by(&onto, &sources, |onto, drafts, collector| {
        did.set(sound(onto, &drafts, Rooms::Documents).is_some());
        check(onto, drafts, Rooms::Documents, collector)
    });
    let all = read_by(&onto, &sources, |onto, drafts, collector| {
        check_all(onto, drafts, Rooms::Documents, collector)
    });
    (all, found, did.get())
}

/// Applies changes one by one, each onto what the ones before it left, and compares.
fn compare(changes: &[Change]) -> Result<usize, TestCaseError> {
    let (mut known, state) = (Documents::default(), State::default());
    let mut ruleset = Ruleset::default();
    let mut refused = 0;
    for change in changes {
        let (expected, found, is_sound) = both(&known, change);
        prop_assert_eq!(is_sound, expected.problems == 0);
        prop_assert_eq!(&found.diagnostics, &expected.diagnostics);
        prop_assert_eq!(found.problems, expected.problems);
        prop_assert_eq!(&found.entries, &expected.entries);
        prop_assert_eq!(&found.documents, &expected.documents);
        refused += usize::from(found.problems > 0);
        let after = found.documents;
        // Nothing is kept beside the documents that they do not say themselves.
        let again = read(&[Source::new("all.json", after.to_json().unwrap())]);
        prop_assert!(again.problems == 0 || after.keys().next().is_none());
        prop_assert_eq!(&again.documents.namers, &after.namers);
        for (kind, key) in known.keys() {
            let is_same = after.to_value(kind, key).unwrap() == known.to_value(kind, key).unwrap();
            let differs = after.differing(&known).contains(&(kind, key));
            prop_assert_eq!(is_same, !differs, "{:?} {}", kind, key);
        }
        let before = Before { ruleset: &ruleset, documents: &known, state: &state };
        let changed = Ruleset::recompile(&before, &after, &state);
        let anew = Ruleset::compile(&again.documents, &state);
        prop_assert_eq!(format!("{:?}", changed), format!("{:?}", anew));
        for key in SUBJECTS {
            prop_assert_eq!(changed.slot(key), anew.slot(key));
        }
        (known, ruleset) = (after, changed);
    }
    Ok(refused)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn a_change_is_judged_as_by_a_check_of_everything(
        changes in proptest::collection::vec(change(), 1..12)
    ) {
        compare(&changes)?;
    }
}

#[test]
fn limits_are_found_from_below() {
    let flag = |key: &'static str, name: Option<&str>| {
        let requires: Vec<Value> =
            name.iter().map(|flag| json!({"flag": flag, "is": true})).collect();
        (DocumentKind::Flag, key, Some(json!({"type": "boolean", "requires": requires})))
    };
    let keys: Vec<&'static str> =
        (0..252).map(|number| &*format!("flag_{number}").leak()).collect();
    let chain = |number: usize| flag(keys[number], number.checked_sub(1).map(|below| keys[below]));
    let changes = [
        (0..251).map(chain).chain([flag("below", None)]).collect(),
        // Over the limit by one; then the whole chain is, from below; then it is closed.
        vec![chain(251)],
        vec![flag("flag_0", Some("below"))],
        vec![flag("below", Some("flag_9"))],
    ];
    assert_eq!(compare(&changes).unwrap(), 3);
}

#[test]
fn a_refused_document_does_not_stay_as_it_was() {
    let flag = |key, document| (DocumentKind::Flag, key, Some(document));
    let requires = |flag| json!({"type": "boolean", "requires": [{"flag": flag, "is": true}]});
    let variants = json!({"type": "variant", "variants": {"w": 50, "x": 50}});
    // As it was, `q` would require of a variant flag to be on.
    let changes = [
        vec![flag("c", json!({"type": "boolean"})), flag("q", requires("c"))],
        vec![flag("q", requires("nobody")), flag("c", variants)],
    ];
    assert_eq!(compare(&changes).unwrap(), 1);
}
