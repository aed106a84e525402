//! What a change does to users: another salt or another attribute deals the cards anew.

use super::Document;
use super::fault::Fault;
use super::finding::Steps;
use super::formula::TARGETING_KEY;
use crate::compiled::split;
use crate::document::{
    Clause, Conditions, Experiment, Flag, FlagRule, RuleValue, Split, Strategy, Variant,
};
use crate::number::Weight;

/// A flag beside the one that was.
pub(super) fn of_flag(document: &mut Document<'_, '_>, flag: &Flag) {
    let before = document.set.before.and_then(|before| before.flags.get(document.key));
    let Some(before) = before else {
        return;
    };
    let both = |deals: fn(&Flag) -> bool| deals(before) && deals(flag);
    if both(deals_by_its_salt) {
        compare_salts(document, [&before.salt, &flag.salt]);
    }
    if both(deals) {
        compare_attributes(document, [&before.bucket_by, &flag.bucket_by]);
    }
    // With other cards everybody moves, which is told already.
    let has_same_cards = before.salt == flag.salt && before.bucket_by == flag.bucket_by;
    if has_same_cards && !before.variants().is_empty() && !flag.variants().is_empty() {
        let weights = [before, flag].map(|flag| weights(flag.variants()));
        compare_splits(document, &Steps::default().key("variants"), &weights);
    }
    for (index, (was, is)) in before.rules.iter().zip(&flag.rules).enumerate() {
        let are_tried = was.rule.enabled && is.rule.enabled;
        if are_tried && was.rule.conditions == is.rule.conditions {
            let steps = Steps::default().key("rules").index(index);
            compare_values(document, &steps, [(before, was), (flag, is)], has_same_cards);
        }
    }
}

/// What a rule gives beside what it gave to the same users.
fn compare_values(
    document: &mut Document<'_, '_>,
    steps: &Steps,
    rules: [(&Flag, &FlagRule); 2],
    has_same_cards: bool,
) {
    match rules.map(|(_, rule)| &rule.value) {
        // Where a rule has no salt, the flag's is told.
        [RuleValue::Share(_), RuleValue::Share(_)] if rules[0].1.salt != rules[1].1.salt => {
            let [before, after] = rules.map(|(flag, rule)| {
                let own = rule.salt.as_deref().or(flag.salt.as_deref());
                own.unwrap_or(document.key).to_owned()
            });
            if before != after {
                document.report(&steps.key("salt"), Fault::SaltChanged { before, after });
            }
        }
        [RuleValue::Split(was), RuleValue::Split(is)] if has_same_cards => {
            let of = |(flag, _): (&'_ Flag, _), split| {
                let names = flag.variants().iter().map(|variant| variant.name.clone());
                names.map(|name| (weight_of(split, &name), name)).collect()
            };
            let weights: [Weights; 2] = [of(rules[0], was), of(rules[1], is)];
            compare_splits(document, &steps.key("value"), &weights);
        }
        _ => {}
    }
}

/// An experiment beside the one that was.
pub(super) fn of_experiment(document: &mut Document<'_, '_>, experiment: &Experiment) {
    let before = document.set.before.and_then(|before| before.experiments.get(document.key));
    let Some(before) = before else {
        return;
    };
    compare_salts(document, [&before.salt, &experiment.salt]);
    compare_attributes(document, [&before.bucket_by, &experiment.bucket_by]);
    if before.salt == experiment.salt && before.bucket_by == experiment.bucket_by {
        let weights = [before, experiment].map(|experiment| weights(&experiment.variants));
        compare_splits(document, &Steps::default().key("variants"), &weights);
    }
}

/// Variants and their weights, in the order in which their ranges lie.
type Weights = Vec<(Weight, String)>;

fn weights(variants: &[Variant]) -> Weights {
    variants.iter().map(|variant| (variant.weight, variant.name.clone())).collect()
}

fn weight_of(Split(weights): &Split, name: &str) -> Weight {
    let found = weights.iter().find(|(own, _)| own == name);
    found.map_or(Weight::ZERO, |(_, weight)| *weight)
}

/// A split beside the one that was: ADR 1 gives each variant a range of the 10,000 ranks.
fn compare_splits(document: &mut Document<'_, '_>, steps: &Steps, weights: &[Weights; 2]) {
    let [before, after] = weights.each_ref().map(dealt);
    let moved = before.iter().zip(&after).filter(|(was, is)| was != is).count();
    if moved > 0 {
        document.report(steps, Fault::SplitChanged { moved });
    }
}

/// The variant of each rank.
fn dealt(weights: &Weights) -> Vec<&str> {
    let split = split(weights.iter().map(|(weight, _)| *weight));
    let mut variants = Vec::new();
    for ((_, name), bound) in weights.iter().zip(&split.bounds) {
        variants.resize(usize::from(*bound).max(variants.len()), name.as_str());
    }
    variants
}

fn compare_salts(document: &mut Document<'_, '_>, salts: [&Option<String>; 2]) {
    let salts = salts.map(|salt| salt.as_deref().unwrap_or(document.key).to_owned());
    let [before, after] = salts;
    if before != after {
        document.report(&Steps::default().key("salt"), Fault::SaltChanged { before, after });
    }
}

fn compare_attributes(document: &mut Document<'_, '_>, names: [&Option<String>; 2]) {
    let [before, after] = names.map(|name| {
        let other = name.as_deref().filter(|by| *by != TARGETING_KEY);
        other.map_or("the targeting key".to_owned(), |by| format!("`{by}`"))
    });
    if before != after {
        let steps = Steps::default().key("bucket_by");
        document.report(&steps, Fault::BucketByChanged { before, after });
    }
}

/// Whether a flag tells users apart by a hash, with whatever salt.
fn deals(flag: &Flag) -> bool {
    let is_share = |value: &RuleValue| matches!(value, RuleValue::Share(_));
    let mut rules = flag.rules.iter().filter(|each| each.rule.enabled);
    deals_by_its_salt(flag) || rules.any(|each| is_share(&each.value))
}

/// Whether a flag tells users apart by a hash with its own salt: a rule's share may have another.
fn deals_by_its_salt(flag: &Flag) -> bool {
    let own = match &flag.strategy {
        Strategy::Percentage { .. } | Strategy::Variant { .. } | Strategy::Gradual(_) => true,
        Strategy::Boolean | Strategy::Targeted => false,
    };
    let by_value = |rule: &FlagRule| match &rule.value {
        RuleValue::Share(_) => rule.salt.is_none(),
        RuleValue::Split(_) => true,
        RuleValue::On(_) | RuleValue::Variant(_) => false,
    };
    let mut rules = flag.rules.iter().filter(|each| each.rule.enabled);
    own || rules.any(|each| by_value(each) || has_share(&each.rule.conditions))
}

fn has_share(conditions: &Conditions) -> bool {
    conditions.clauses.iter().any(|clause| match clause {
        Clause::Percentage(_) => true,
        Clause::All(members) | Clause::Any(members) => members.iter().any(has_share),
        Clause::Not(member) => has_share(member),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::Source;
    use crate::lint::lint;
    use crate::read;

    #[test]
    fn a_changed_split_tells_how_many_move() {
        let documents = |variants: &Value| {
            let flag = json!({"type": "variant", "enabled": true, "variants": variants});
            let reading =
                read(&[Source::new("file.json", json!({"features": {"a": flag}}).to_string())]);
            assert_eq!(reading.diagnostics, []);
            reading.documents
        };
        let told = |before: Value, after: Value| {
            let (before, after) = (documents(&before), documents(&after));
            let found = lint(&after, Some(&before), "2026-01-01T00:00:00Z".parse().unwrap());
            found.iter().map(|finding| finding.fault.to_string()).collect::<Vec<_>>()
        };
        let halves = || json!({"a": 0.5, "b": 0.5});
        for (after, moved) in [
            (json!({"a": 50, "b": 50}), 0),
            (json!({"a": 0.6, "b": 0.4}), 1_000),
            (json!({"b": 0.5, "a": 0.5}), 10_000),
            (json!({"a": 0.5, "b": 0.25, "c": 0.25}), 2_500),
            (json!({"a": 0.5, "renamed": 0.5}), 5_000),
        ] {
            let text = format!("of 10000 users, {moved} get another variant than before");
            let expected = if moved == 0 { vec![] } else { vec![text] };
            assert_eq!(told(halves(), after.clone()), expected, "{after}");
        }
    }

    /// The faults of a change of a targeted flag's salt and attribute, with some rules.
    fn changed(rule: &Value) -> Vec<String> {
        let documents = |salt: &str, by: &str| {
            let flag = json!({"type": "targeted", "enabled": true, "rules": [rule], "salt": salt,
                "bucket_by": by});
            let file = json!({"features": {"a": flag}}).to_string();
            let reading = read(&[Source::new("file.json", file)]);
            assert_eq!(reading.diagnostics, []);
            reading.documents
        };
        let (before, after) = (documents("one", "team_id"), documents("two", "company_id"));
        let found = lint(&after, Some(&before), "2026-01-01T00:00:00Z".parse().unwrap());
        found.iter().map(|finding| finding.code().to_string()).collect()
    }

    #[test]
    fn who_is_told_apart_without_a_salt_does_not_move_with_it() {
        let plan = json!({"plan": "free"});
        let within = json!({"type": "percentage", "conditions": {"percentage": 20}});
        let share = json!({"plan": "free", "all": [within]});
        let both: &[&str] = &["salt_changed", "bucket_by_changed"];
        for (fields, expected) in [
            (json!({"conditions": plan, "value": true}), &[][..]),
            (json!({"conditions": plan, "value": 50}), both),
            (json!({"conditions": plan, "value": 50, "enabled": false}), &[]),
            (json!({"conditions": plan, "value": 50, "salt": "own"}), &["bucket_by_changed"]),
            (json!({"conditions": share, "value": true}), both),
            (json!({"conditions": share, "value": true, "enabled": false}), &[]),
            (json!({"conditions": share, "value": 50, "salt": "own"}), both),
        ] {
            let mut rule = fields;
            rule["type"] = "property".into();
            assert_eq!(changed(&rule), expected, "{rule}");
        }
    }
}
