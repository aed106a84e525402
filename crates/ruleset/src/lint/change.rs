//! What a change does to users: another salt or another attribute deals the cards anew.

use super::Document;
use super::fault::Fault;
use super::finding::Steps;
use super::formula::TARGETING_KEY;
use crate::document::{Clause, Conditions, Experiment, Flag, FlagRule, RuleValue, Strategy};

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
    for (index, (was, is)) in before.rules.iter().zip(&flag.rules).enumerate() {
        let both_share =
            matches!((&was.value, &is.value), (RuleValue::Share(_), RuleValue::Share(_)));
        let are_tried = was.rule.enabled && is.rule.enabled;
        let is_same_rule = both_share && are_tried && was.rule.conditions == is.rule.conditions;
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
    compare_salts(document, [&before.salt, &experiment.salt]);
    compare_attributes(document, [&before.bucket_by, &experiment.bucket_by]);
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
