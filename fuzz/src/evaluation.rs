//! Evaluation of random documents under random contexts.

use hoist_eval::{EvaluationContext, evaluate};
use hoist_ruleset::{Documents, Ruleset, Source, State, read};
use serde_json::Value;

use crate::accepted;
use crate::conditions::same_again;
use crate::generator::{Random, context, documents, time_of};

/// The bytes choose documents, contexts and times: the same laws as for documents that were
/// written, and raising shares moves nobody out.
pub fn evaluation(data: &[u8]) {
    let mut random = Random::of_bytes(data);
    let file = documents(&mut random);
    let documents = sound(&file);
    accepted::written_and_read(&documents);
    let ruleset = accepted::recompiled(&documents);
    let (raised, changed) = raised(file, &mut random);
    for _ in 0..4 {
        let text = context(&mut random).to_string();
        let context = EvaluationContext::parse(&text).unwrap();
        same_again(&text, &context);
        let now = time_of(&mut random);
        accepted::evaluated(&ruleset, &context, now);
        for key in &changed {
            let is_on = |rules| evaluate(rules, key, &context, now).variant == Some("on");
            assert!(!is_on(&ruleset) || is_on(&raised), "{key} {text} {now}");
        }
    }
}

/// The generator makes sound documents.
fn sound(file: &Value) -> Documents {
    let reading = read(&[Source::new("f.json", file.to_string())]);
    assert_eq!(reading.problems, 0, "{:?}\n{file}", reading.diagnostics);
    reading.documents
}

/// The rules with higher shares, and the flags of which some are, and that depend on no other.
fn raised(mut file: Value, random: &mut Random) -> (Ruleset, Vec<String>) {
    let mut changed = Vec::new();
    let features = file["features"].as_object_mut().unwrap();
    for (key, flag) in features {
        let is_alone = flag["requires"].as_array().is_none_or(Vec::is_empty);
        let before = flag.clone();
        let mut raise = |share: &mut Value| {
            if let Some(percent) = share.as_f64() {
                let more = f64::from(u8::try_from(random.below(101)).unwrap());
                *share = percent.max(more).into();
            }
        };
        if let Some(share) = flag.get_mut("percentage") {
            raise(share);
        }
        for rule in flag["rules"].as_array_mut().unwrap() {
            raise(&mut rule["value"]);
        }
        if is_alone && *flag != before {
            changed.push(key.clone());
        }
    }
    (Ruleset::compile(&sound(&file), &State::default()), changed)
}
