//! What holds of documents that were accepted.

use hoist_eval::{
    Change, Counterfactual, EvaluationContext, Resolution, counterfactual, evaluate, explain,
};
use hoist_ruleset::compiled::Before;
use hoist_ruleset::{Documents, Onto, Ruleset, Source, State, read, read_onto};
use jiff::Timestamp;
use serde_json::json;

/// Subjects of one input that are evaluated.
const SUBJECTS_MAX: usize = 20;

/// Checks all of it, with contexts and times that have little to do with the documents.
pub(crate) fn check(documents: &Documents) {
    if documents.keys().next().is_none() {
        return;
    }
    written_and_read(documents);
    let ruleset = recompiled(documents);
    let contexts = [json!({}), json!({"targetingKey": "u", "plan": "premium", "age": 18})];
    for context in contexts {
        let context = EvaluationContext::from_json(context).unwrap();
        for now in [Timestamp::MIN, Timestamp::from_second(1_770_000_000).unwrap()] {
            evaluated(&ruleset, &context, now);
        }
    }
}

/// What was written reads the same, as a file in both syntaxes and each document by itself.
pub(crate) fn written_and_read(documents: &Documents) {
    for (name, text) in
        [("f.json", documents.to_json().unwrap()), ("f.yaml", documents.to_yaml().unwrap())]
    {
        let again = read(&[Source::new(name, text.as_str())]);
        assert_eq!(again.problems, 0, "{:?}\n{text}", again.diagnostics);
        assert_eq!(again.documents, *documents, "{text}");
    }
    let lists = documents.lists();
    let onto = Onto { documents, lists: &lists, remove: &[] };
    for (kind, key) in documents.keys() {
        let text = documents.to_value(kind, key).unwrap().unwrap().to_string();
        let again = read_onto(&onto, &[Source::document(kind, key, text.as_str())]);
        assert_eq!(again.problems, 0, "{:?}\n{text}", again.diagnostics);
        assert_eq!(again.documents, *documents, "{text}");
    }
}

/// Compiling what a change left alone gives what compiling everything gives.
pub(crate) fn recompiled(documents: &Documents) -> Ruleset {
    let (state, mut changed) = (State::default(), State::default());
    let ruleset = Ruleset::compile(documents, &state);
    changed.killed.extend(documents.keys().next().map(|(_, key)| key.to_owned()));
    let before = Before { ruleset: &ruleset, documents, state: &state };
    for state in [&state, &changed] {
        let (whole, part) =
            (Ruleset::compile(documents, state), Ruleset::recompile(&before, documents, state));
        assert_eq!(format!("{whole:?}"), format!("{part:?}"));
    }
    ruleset
}

/// Evaluating does not panic, gives the same twice, and says what explaining says.
pub(crate) fn evaluated(ruleset: &Ruleset, context: &EvaluationContext, now: Timestamp) {
    for subject in ruleset.subjects().take(SUBJECTS_MAX) {
        let key = &*subject.key;
        let found = evaluate(ruleset, key, context, now);
        let shown = shown(&found);
        assert_eq!(shown, self::shown(&evaluate(ruleset, key, context, now)), "{key}");
        let explanation = explain(ruleset, key, context, now);
        assert_eq!(shown, self::shown(&explanation.resolution), "{key}");
        assert!(!explanation.steps.is_empty(), "{key}: nothing is explained");
        if let Some(claims) = counterfactual(ruleset, key, context, now) {
            claimed(ruleset, key, context, now, &claims);
        }
    }
}

/// The variants that changed contexts and times are claimed to give, they give.
fn claimed(
    ruleset: &Ruleset,
    key: &str,
    context: &EvaluationContext,
    now: Timestamp,
    claims: &Counterfactual,
) {
    if !claims.obstacles.is_empty() {
        return;
    }
    'alternatives: for alternative in &claims.alternatives {
        let (mut context, mut now) = (context.clone(), now);
        for change in &alternative.changes {
            match change {
                Change::Attribute { name, to, .. } => {
                    context = context.with(name, to.clone().unwrap_or_default());
                }
                Change::Time { at, .. } => now = *at,
                Change::Share { .. } => continue 'alternatives,
            }
        }
        let found = evaluate(ruleset, key, &context, now);
        assert_eq!(found.variant, Some(&*alternative.variant), "{key} {alternative:?}");
    }
}

/// Everything of a resolution.
pub(crate) fn shown(resolution: &Resolution<'_>) -> String {
    let Resolution { value, variant, reason, error, rule, metadata, .. } = resolution;
    let (value, rule) = (value.map(|value| &*value.json), rule.map(|rule| rule.index));
    format!("{value:?} {variant:?} {reason:?} {error:?} {rule:?} {metadata:?}")
}
