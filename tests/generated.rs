//! Laws over generated documents and contexts.

use std::fmt::Write;

use hoist_eval::{EvaluationContext, Resolution, evaluate, explain};
use hoist_ruleset::{Documents, Ruleset, Source, State, read};
use sha2::{Digest, Sha256};

use crate::generator::{Random, context, documents, time_of};

fn accepted(name: &str, text: &str) -> Documents {
    let reading = read(&[Source::new(name, text)]);
    let messages: Vec<_> = reading.diagnostics.iter().map(ToString::to_string).collect();
    assert!(messages.is_empty(), "{}\n{text}", messages.join("\n"));
    reading.documents
}

fn line(key: &str, resolution: &Resolution<'_>) -> String {
    let Resolution { value, variant, reason, error, rule, metadata, .. } = resolution;
    let value = value.map(|payload| &*payload.json);
    let rule = rule.map(|rule| rule.index);
    let assignment = metadata.assignment.map(|each| (each.experiment, each.phase));
    let (killed, prerequisite) = (metadata.killed, metadata.prerequisite);
    format!(
        "{key} {value:?} {variant:?} {} {:?} {rule:?} {killed} {prerequisite:?} {assignment:?}\n",
        reason.as_str(),
        error.map(|error| error.as_str()),
    )
}

/// RELIABILITY R11. The same rules and contexts give the same answers on every machine, in every
/// release. A change of this digest moves somebody's users: it needs a reason and a new ADR.
#[test]
fn a_hundred_thousand_evaluations_are_frozen() {
    const DIGEST: &str = "2771897e9f945f03955b04f1a2492663b333191d3ae94044e03a3e678b9523d7";
    let mut digest = Sha256::new();
    let mut reasons = std::collections::BTreeMap::new();
    for seed in 0..2_000 {
        let mut random = Random::new(seed);
        let accepted = accepted("documents.json", &documents(&mut random).to_string());
        let ruleset = Ruleset::compile(&accepted, &State::default());
        let keys: Vec<_> = ruleset.subjects().map(|subject| subject.key.to_string()).collect();
        for _ in 0..50 {
            let context = EvaluationContext::from_json(context(&mut random)).unwrap();
            let (key, now) = (random.pick(&keys), time_of(&mut random));
            let resolution = evaluate(&ruleset, &key, &context, now);
            *reasons.entry(resolution.reason.as_str()).or_insert(0) += 1;
            digest.update(line(&key, &resolution));
        }
    }
    // Vectors that all said the same would prove nothing.
    for reason in ["DEFAULT", "DISABLED", "ERROR", "SPLIT", "STATIC", "TARGETING_MATCH"] {
        assert!(reasons[reason] > 1_000, "{reasons:?}");
    }
    let mut hex = String::new();
    for byte in digest.finalize() {
        write!(hex, "{byte:02x}").unwrap();
    }
    assert_eq!(hex, DIGEST);
}

#[test]
fn explaining_and_evaluating_agree() {
    for seed in 10_000..10_300 {
        let mut random = Random::new(seed);
        let accepted = accepted("documents.json", &documents(&mut random).to_string());
        let ruleset = Ruleset::compile(&accepted, &State::default());
        for _ in 0..20 {
            let context = EvaluationContext::from_json(context(&mut random)).unwrap();
            let now = time_of(&mut random);
            for subject in ruleset.subjects() {
                let explanation = explain(&ruleset, &subject.key, &context, now);
                let resolution = evaluate(&ruleset, &subject.key, &context, now);
                let explained = line(&subject.key, &explanation.resolution);
                assert_eq!(explained, line(&subject.key, &resolution), "seed {seed}");
                assert!(!explanation.steps.is_empty(), "seed {seed}: nothing is explained");
            }
        }
    }
}

/// Variants, weights and payloads keep the order in which they were written: it has a meaning.
#[test]
fn the_order_of_maps_is_kept() {
    let yaml = "
features:
  first:
    type: variant
    variants:
      zeta: {weight: 0.5, config: {why: 1, xen: 2}}
      alpha: {weight: 0.5, config: {bit: 1, aye: 2}}
  second: {type: boolean}
";
    let documents = accepted("order.yaml", yaml);
    for text in [documents.to_json().unwrap(), documents.to_yaml().unwrap()] {
        let names = ["zeta", "why", "xen", "alpha", "bit", "aye", "second"];
        let places = names.map(|name| text.find(name).unwrap());
        assert!(places.is_sorted(), "{places:?}\n{text}");
    }
}

/// What was read and written reads the same, in both syntaxes, and writes the same text again.
#[test]
fn writing_and_reading_is_identity() {
    for seed in 20_000..20_500 {
        let mut random = Random::new(seed);
        let first = accepted("documents.json", &documents(&mut random).to_string());
        let (json, yaml) = (first.to_json().unwrap(), first.to_yaml().unwrap());
        let (from_json, from_yaml) = (accepted("a.json", &json), accepted("a.yaml", &yaml));
        assert_eq!(first, from_json, "seed {seed}\n{json}");
        assert_eq!(first, from_yaml, "seed {seed}\n{yaml}");
        assert_eq!(json, from_yaml.to_json().unwrap(), "seed {seed}: the order of maps is kept");
        assert_eq!(yaml, from_json.to_yaml().unwrap(), "seed {seed}");
    }
}
