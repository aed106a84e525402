//! Laws of `hoist lint` over random documents: what is sound raises nothing, what is planted is
//! found, and what is proven is so for every context that could be found to try it.

use hoist_eval::{EvaluationContext, evaluate};
use hoist_ruleset::lint::{Fault, FaultCode, Finding, Severity, lint};
use hoist_ruleset::{Documents, Ruleset, Source, State, read};
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};
use strum::IntoEnumIterator;

use crate::generator::faults::{Planted, plant};
use crate::generator::meeting::Named;
use crate::generator::sound::NOW;
use crate::generator::{self, Random};

/// Contexts by which each proof is tried.
const CONTEXTS: usize = 10_000;

fn accepted(file: &Value) -> Documents {
    let reading = read(&[Source::new("file.json", file.to_string())]);
    let messages: Vec<_> = reading.diagnostics.iter().map(ToString::to_string).collect();
    assert!(messages.is_empty(), "{}\n{file}", messages.join("\n"));
    reading.documents
}

fn findings(file: &Value, before: Option<&Value>) -> Vec<Finding> {
    let before = before.map(accepted);
    lint(&accepted(file), before.as_ref(), NOW.parse::<Timestamp>().unwrap())
}

fn told(findings: &[Finding]) -> String {
    let line = |finding: &Finding| {
        let Finding { kind, key, fault, .. } = finding;
        format!("{} {key} {} {}: {fault}\n", kind.name(), finding.path(), finding.code())
    };
    findings.iter().map(line).collect()
}

/// A seed that is smaller makes no smaller document, so none is looked for.
fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, max_shrink_iters: 0, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn sound_documents_raise_nothing(seed: u64) {
        let file = generator::sound::documents(&mut Random::new(seed));
        let found = findings(&file, Some(&file));
        prop_assert!(found.is_empty(), "{}\n{file}", told(&found));
    }
}

/// A list has an element for each comparison, so a rule that asks for both may be sound.
#[test]
fn what_a_list_can_match_is_no_warning() {
    for (comparisons, list) in [
        (json!([{"is": "admin"}, {"is": {"starts_with": "eu-"}}]), json!(["admin", "eu-west"])),
        (json!([{"is": {"gt": 5, "lt": 3}}]), json!([10, 1])),
        (json!([{"is": {"gte": 18}}, {"is": {"starts_with": "a"}}]), json!([18, "a"])),
        (
            json!([{"is": {"semver": "^1"}}, {"is": {"cidr": "10.0.0.0/8"}}]),
            json!(["1.2.3", "10.1.1.1"]),
        ),
    ] {
        let rule = json!({"type": "property", "conditions": {"all": comparisons}, "value": true});
        let flag = json!({"type": "targeted", "enabled": true, "rules": [rule]});
        let file = json!({"features": {"a": flag}});
        let found = findings(&file, None);
        let is_advice = |finding: &Finding| finding.severity() == Severity::Advice;
        assert!(!found.is_empty() && found.iter().all(is_advice), "{}{file}", told(&found));
        let ruleset = Ruleset::compile(&accepted(&file), &State::default());
        let context = EvaluationContext::of_user("u").with("is", list);
        let found = evaluate(&ruleset, "a", &context, NOW.parse().unwrap());
        assert_eq!(found.rule.map(|rule| rule.index), Some(0), "{file}");
    }
}

proptest! {
    #![proptest_config(cases(16))]

    /// And nothing but what is planted.
    #[test]
    fn what_is_planted_is_found(seed: u64) {
        // Files that are made at random have no releases.
        let is_of_releases = |code: &FaultCode| code.to_string().starts_with("release_");
        for code in FaultCode::iter().filter(|code| !is_of_releases(code)) {
            let mut random = Random::new(seed);
            let mut file = generator::sound::documents(&mut random);
            let Planted { section, key, path, before } = plant(&mut random, code, &mut file);
            let found = findings(&file, before.as_ref());
            let is_there = found.iter().any(|finding| {
                finding.code() == code && finding.kind.section() == section && finding.key == key
                    && spelt(&finding.path()).starts_with(&spelt(&path))
            });
            prop_assert!(is_there, "{code} at {section}.{key}.{path}\n{}{file}", told(&found));
            // Where one comparison asks for two types, it differs from those elsewhere too.
            let is_expected = |finding: &Finding| {
                finding.code() == code || (code, finding.code()) == (FaultCode::OperandTypes, FaultCode::AttributeTypes)
            };
            prop_assert!(found.iter().all(is_expected), "{code}\n{}{file}", told(&found));
        }
    }
}

/// A path without what may be left out in `all`, `any` and `not`.
fn spelt(path: &str) -> String {
    path.replace(".conditions", "")
}

proptest! {
    #![proptest_config(cases(10))]

    /// Ten thousand users who meet the conditions of a rule that nobody reaches: it never decides.
    #[test]
    fn an_unreachable_rule_never_decides(seed: u64) {
        let mut random = Random::new(seed);
        let mut file = generator::sound::documents(&mut random);
        let planted = plant(&mut random, FaultCode::UnreachableRule, &mut file);
        let index = rule_index(&planted.path);
        let tried = try_rule(&mut random, &file, &planted.key, index, CONTEXTS, 200 * CONTEXTS);
        prop_assert_eq!(tried, CONTEXTS, "{}", file);
    }

    #[test]
    fn contradictory_conditions_hold_for_nobody(seed: u64) {
        let mut random = Random::new(seed);
        let mut file = generator::sound::documents(&mut random);
        let planted = plant(&mut random, FaultCode::Contradiction, &mut file);
        let found = findings(&file, None);
        let is_rule = |finding: &&Finding| matches!(&finding.fault,
            Fault::Contradiction { so: "this rule matches nobody", .. });
        for finding in found.iter().filter(is_rule) {
            let index = rule_index(&finding.path());
            prop_assert_eq!(try_rule(&mut random, &file, &planted.key, index, 1, CONTEXTS), 0);
        }
    }
}

/// Whatever is proven of documents that were made without a thought of it.
#[test]
fn proofs_hold_for_arbitrary_documents() {
    let mut proven = std::collections::BTreeMap::new();
    for seed in 30_000..30_400 {
        let mut random = Random::new(seed);
        let file = generator::documents(&mut random);
        let found = findings(&file, None);
        for finding in found.iter().filter(|finding| finding.severity() == Severity::Warning) {
            *proven.entry(finding.code().to_string()).or_insert(0) += 1;
            check_proof(&mut random, &file, finding);
        }
    }
    for code in ["contradiction", "unreachable_rule", "share_unreachable", "prerequisite_never"] {
        assert!(proven.get(code).is_some_and(|count| *count >= 5), "{proven:?}");
    }
}

/// Tries to find a context in which what is claimed is not so.
fn check_proof(random: &mut Random, file: &Value, finding: &Finding) {
    let (section, key, path) = (finding.kind.section(), finding.key.as_str(), finding.path());
    if section != "features" {
        return;
    }
    let tries = 300;
    match &finding.fault {
        Fault::UnreachableRule { .. } => {
            try_rule(random, file, key, rule_index(&path), tries, 10 * tries);
        }
        Fault::Contradiction { so: "this rule matches nobody", .. } => {
            assert_eq!(try_rule(random, file, key, rule_index(&path), 1, tries), 0, "{path}");
        }
        Fault::VariantUnreachable { name } => {
            never(random, file, key, tries, |_, variant| variant == Some(name.as_str()));
        }
        Fault::ShareUnreachable { .. } if path.starts_with("rules") => {
            let index = rule_index(&path);
            never(random, file, key, tries, |rule, variant| {
                rule == Some(index) && variant == Some("on")
            });
        }
        Fault::ShareWithoutEffect { .. } if path.starts_with("rules") => {
            let index = rule_index(&path);
            never(random, file, key, tries, |rule, variant| {
                rule == Some(index) && variant == Some("off")
            });
        }
        Fault::PrerequisiteNever { .. } => {
            let off = file["features"][key]["variants"][0]["name"].as_str().unwrap_or("off");
            never(random, file, key, tries, |_, variant| variant != Some(off));
        }
        _ => {}
    }
}

/// No context gives a flag what it should never give.
fn never(
    random: &mut Random,
    file: &Value,
    key: &str,
    tries: usize,
    is_so: impl Fn(Option<usize>, Option<&str>) -> bool,
) {
    let documents = accepted(file);
    let (named, ruleset) = (Named::of(&documents), Ruleset::compile(&documents, &State::default()));
    for _ in 0..tries {
        let meeting = named.meeting(random);
        // Some claims hold from now on.
        let now = meeting.now.max(NOW.parse().unwrap());
        let context = meeting.context();
        let found = evaluate(&ruleset, key, &context, now);
        let rule = found.rule.map(|rule| usize::from(rule.index));
        assert!(!is_so(rule, found.variant), "{meeting:?}\n{file}");
    }
}

fn rule_index(path: &str) -> usize {
    path.trim_start_matches("rules[").split(']').next().unwrap().parse().unwrap()
}

/// Looks for contexts that meet the conditions of a rule alone, and evaluates the whole flag for
/// each: another rule decides. Tells how many were found.
fn try_rule(
    random: &mut Random,
    file: &Value,
    key: &str,
    index: usize,
    wanted: usize,
    tries: usize,
) -> usize {
    let with_rules = |rules: Value| {
        let mut file = file.clone();
        let flag = &mut file["features"][key];
        (flag["enabled"], flag["requires"], flag["rules"]) = (true.into(), json!([]), rules);
        file
    };
    let rules = &file["features"][key]["rules"];
    let (alone, whole) = (with_rules(json!([rules[index]])), with_rules(rules.clone()));
    let compile = |file: &Value| Ruleset::compile(&accepted(file), &State::default());
    let named = Named::of(&accepted(&alone));
    let (alone, whole) = (compile(&alone), compile(&whole));
    let (mut found, mut last) = (0, None);
    for _ in 0..tries {
        // Beside one that meets them there are others; now and then it is begun anew.
        let meeting = match last.as_ref().filter(|_| !random.chance(2)) {
            Some(last) => named.beside(random, last),
            None => named.meeting(random),
        };
        let context = meeting.context();
        if evaluate(&alone, key, &context, meeting.now).rule.is_none() {
            continue;
        }
        found += 1;
        let decided = evaluate(&whole, key, &context, meeting.now).rule;
        let decided = decided.map(|rule| usize::from(rule.index));
        assert!(decided.is_some_and(|by| by != index), "{decided:?} {meeting:?}\n{file}");
        if found == wanted {
            break;
        }
        last = Some(meeting);
    }
    found
}
