//! What a change does to users: another salt or another attribute deals the cards anew.

use super::Document;
use super::fault::Fault;
use super::finding::Steps;
use super::formula::TARGETING_KEY;
use crate::document::{Clause, Conditions, Experiment, Flag, RuleValue, Strategy};

/// What decides in which bucket a user is.
struct Dealt<'d> {
    salt: Option<&'d str>,
    bucket_by: Option<&'d str>,
}

/// A flag beside the one that was.
pub(super) fn of_flag(document: &mut Document<'_, '_>, flag: &Flag) {
    let before = document.set.before.and_then(|before| before.flags.get(document.key));
    let Some(before) = before.filter(|before| deals(before) && deals(flag)) else {
        return;
    };
    let dealt = |flag| -> Dealt<'_> {
        let flag: &Flag = flag;
        Dealt { salt: flag.salt.as_deref(), bucket_by: flag.bucket_by.as_deref() }
    };
    compare(document, &dealt(before), &dealt(flag));
    for (index, (was, is)) in before.rules.iter().zip(&flag.rules).enumerate() {
        let both_share =
            matches!((&was.value, &is.value), (RuleValue::Share(_), RuleValue::Share(_)));
        let is_same_rule = both_share && was.rule.conditions == is.rule.conditions;
        // Where a rule has no salt, the flag's is told.
        if is_same_rule && was.salt != is.salt {
            let steps = Steps::default().key("rules").index(index).key("salt");
            let own = |salt: &Option<String>, flag: &Flag| {
                salt.as_deref().or(flag.salt.as_deref()).unwrap_or(document.key).to_owned()
            };
            let (before, after) = (own(&was.salt, before), own(&is.salt, flag));
            if before != after {
                document.report(&steps, Fault::SaltChanged { before, after });
            }
        }
    }
}

/// An experiment beside the one that was.
pub(super) fn of_experiment(document: &mut Document<'_, '_>, experiment: &Experiment) {
    let before = document.set.before.and_then(|before| before.experiments.get(document.key));
    let Some(before) = before else {
        return;
    };
    let dealt = |experiment| -> Dealt<'_> {
        let experiment: &Experiment = experiment;
        Dealt { salt: experiment.salt.as_deref(), bucket_by: experiment.bucket_by.as_deref() }
    };
    compare(document, &dealt(before), &dealt(experiment));
}

fn compare(document: &mut Document<'_, '_>, before: &Dealt<'_>, after: &Dealt<'_>) {
    let salts = [before, after].map(|dealt| dealt.salt.unwrap_or(document.key));
    if let [before, after] = salts.map(str::to_owned)
        && before != after
    {
        document.report(&Steps::default().key("salt"), Fault::SaltChanged { before, after });
    }
    let name = |dealt: &Dealt<'_>| {
        dealt
            .bucket_by
            .filter(|by| *by != TARGETING_KEY)
            .map_or("the targeting key".to_owned(), |by| format!("`{by}`"))
    };
    let (before, after) = (name(before), name(after));
    if before != after {
        let steps = Steps::default().key("bucket_by");
        document.report(&steps, Fault::BucketByChanged { before, after });
    }
}

/// Whether a flag tells users apart by their bucket.
fn deals(flag: &Flag) -> bool {
    let own = match &flag.strategy {
        Strategy::Percentage { .. } | Strategy::Variant { .. } | Strategy::Gradual(_) => true,
        Strategy::Boolean | Strategy::Targeted => false,
    };
    let by_value = |value: &RuleValue| matches!(value, RuleValue::Share(_) | RuleValue::Split(_));
    let mut rules = flag.rules.iter();
    own || rules.any(|rule| by_value(&rule.value) || has_share(&rule.rule.conditions))
}

fn has_share(conditions: &Conditions) -> bool {
    conditions.clauses.iter().any(|clause| match clause {
        Clause::Percentage(_) => true,
        Clause::All(members) | Clause::Any(members) => members.iter().any(has_share),
        Clause::Not(member) => has_share(member),
        _ => false,
    })
}
