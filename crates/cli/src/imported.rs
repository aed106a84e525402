//! What an import changed or would change, for people: in the terminal, and as Markdown for a
//! comment on a pull request.

use hoist_api::{Drift, ImportReport, Imported, Place, PlanFinding, Warning};

use crate::markdown::{self, MARKDOWN_BYTES_MAX, block, code, push_count};
use crate::output::printable;
use crate::{differences, refusal::Refusal};

/// By which a program finds the comment that it wrote before.
const MARK: &str = "<!-- hoist import -->\n";
/// Most bytes of it before the documents.
const KILLS_BYTES_MAX: usize = 20_000;

/// Whether something changed, or would.
pub(crate) fn is_change(report: &ImportReport) -> bool {
    let ImportReport { created, updated, deleted, .. } = report;
    [created, updated, deleted].iter().any(|documents| !documents.is_empty())
}

/// A line for each document that changes and each of its fields, and one for the rest.
pub(crate) fn lines(report: &ImportReport) -> String {
    let ImportReport { dry_run, created, updated, deleted, unchanged, drift, seq, .. } = report;
    let verbs = differences::verbs(!dry_run);
    let mut text = String::new();
    for (verb, documents) in verbs.into_iter().zip([created, updated, deleted]) {
        for Imported { collection, key, changes, .. } in documents {
            // What is new is in the file, and what is gone was.
            let fields = if verb == verbs[1] { changes.as_slice() } else { &[] };
            text += &differences::document(verb, collection, key, fields);
        }
    }
    for Drift { collection, key, detail, .. } in drift {
        text.push_str(&printable(&format!("stays off: {collection}/{key}, {detail}")));
        text.push('\n');
    }
    for PlanFinding { collection, key, warning, .. } in &report.warnings {
        let Warning { severity, code, detail, .. } = warning;
        text.push_str(&printable(&format!("{severity}[{code}] {collection}/{key}: {detail}")));
        text.push('\n');
    }
    text + &untold(report) + &differences::unchanged(*unchanged, &format!("seq {seq}"))
}

/// The same as Markdown: a heading, and a part to unfold for each document.
pub(crate) fn markdown(report: &ImportReport) -> String {
    let ImportReport { dry_run, created, updated, deleted, unchanged, drift, seq, .. } = report;
    let (verbs, title) = if *dry_run {
        (["create", "update", "delete"], "would change")
    } else {
        (["created", "updated", "deleted"], "changed")
    };
    let parts: Vec<(&str, &Imported)> = verbs
        .into_iter()
        .zip([created, updated, deleted])
        .flat_map(|(verb, documents)| documents.iter().map(move |document| (verb, document)))
        .collect();
    let mut text = MARK.to_owned();
    text.push_str(&match parts.len() {
        0 => format!("### Hoist: nothing {title}\n\n"),
        1 => format!("### Hoist: 1 document {title}\n\n"),
        count => format!("### Hoist: {count} documents {title}\n\n"),
    });
    let left = within(&mut text, KILLS_BYTES_MAX, drift.iter().map(kill));
    push_count(&mut text, left, "kills");
    let left = within(&mut text, KILLS_BYTES_MAX, report.warnings.iter().map(warning));
    push_count(&mut text, left, "warnings");
    let told = parts.iter().map(|(verb, document)| part(verb, document));
    let left = within(&mut text, MARKDOWN_BYTES_MAX, told);
    push_count(&mut text, left, "documents");
    text + &untold(report) + &differences::unchanged(*unchanged, &format!("seq {seq}"))
}

fn untold(report: &ImportReport) -> String {
    match report.untold {
        0 => String::new(),
        count => format!("too large to be told: the changes of {count} of them\n"),
    }
}

/// A refusal as Markdown.
pub(crate) fn refused(refusal: &Refusal) -> String {
    MARK.to_owned() + &markdown::refused(&refusal.to_string())
}

/// Adds parts as long as there is room, and gives how many there was none for.
fn within(text: &mut String, max: usize, parts: impl ExactSizeIterator<Item = String>) -> usize {
    let mut left = parts.len();
    for part in parts {
        if text.len() + part.len() > max {
            break;
        }
        text.push_str(&part);
        left -= 1;
    }
    left
}

fn part(verb: &str, document: &Imported) -> String {
    let Imported { collection, key, place, changes } = document;
    let name = code(&format!("{collection}/{key}"));
    let place = place.as_ref().map_or_else(String::new, at);
    let title = format!("{verb} {name}{place}");
    if changes.is_empty() {
        return format!("- {title}\n\n");
    }
    let fields = differences::lines(changes);
    let fields = block("diff", fields.iter().map(String::as_str));
    format!("<details><summary>{title}</summary>\n\n{fields}\n</details>\n\n")
}

fn kill(Drift { collection, key, file, line, detail, .. }: &Drift) -> String {
    let place = file.clone().zip(*line).map(|(file, line)| at(&Place { file, line }));
    let (name, place) = (code(&format!("{collection}/{key}")), place.unwrap_or_default());
    format!("- **stays off**: {name}{place}, {}\n\n", code(detail))
}

fn warning(finding: &PlanFinding) -> String {
    let PlanFinding { collection, key, warning, .. } = finding;
    let name = code(&format!("{collection}/{key}"));
    format!("- **{}**: {name}, {}\n\n", warning.code, code(&warning.detail))
}

fn at(Place { file, line }: &Place) -> String {
    format!(" at {}", code(&format!("{file}:{line}")))
}

#[cfg(test)]
mod tests {
    use hoist_api::{DriftKind, FieldChange};
    use insta::assert_snapshot;
    use serde_json::{Value, json};

    use super::*;

    fn document(key: &str, changes: &[(&str, Value, Value)]) -> Imported {
        let change = |(path, before, after): &(&str, Value, Value)| {
            let some = |value: &Value| (!value.is_null()).then(|| value.clone());
            FieldChange { path: (*path).to_owned(), before: some(before), after: some(after) }
        };
        Imported {
            collection: "features".to_owned(),
            key: key.to_owned(),
            place: Some(Place { file: format!("flags/{key}.yaml"), line: 2 }),
            changes: changes.iter().map(change).collect(),
        }
    }

    fn report() -> ImportReport {
        let hostile = "``` @all <script> | </details>\n";
        ImportReport {
            dry_run: false,
            created: vec![document("a", &[("type", Value::Null, json!("boolean"))])],
            updated: vec![
                document("c", &[("percentage", json!(25), json!(50))]),
                document("d", &[("description", json!("x"), json!(hostile))]),
            ],
            deleted: vec![Imported { place: None, ..document("e", &[]) }],
            unchanged: 3,
            untold: 0,
            drift: vec![Drift {
                what: DriftKind::Killed,
                collection: "features".to_owned(),
                key: "c".to_owned(),
                file: Some("flags/c.yaml".to_owned()),
                line: Some(2),
                detail: "killed by token:ops since 2026-03-01T09:00:00Z: <b>fire".to_owned(),
            }],
            warnings: vec![],
            seq: 45,
        }
    }

    #[test]
    fn in_the_terminal() {
        let mut report = report();
        assert_snapshot!(lines(&report), @r#"
        created features/a
        updated features/c
          ~ percentage: 25 → 50
        updated features/d
          ~ description: "x" → "``` @all <script> | </details>\n"
        deleted features/e
        stays off: features/c, killed by token:ops since 2026-03-01T09:00:00Z: <b>fire
        unchanged: 3 (seq 45)
        "#);
        report.dry_run = true;
        report.drift.clear();
        let warning = json!({"collection": "experiments", "key": "c", "file": null, "line": null,
            "code": "phase_begun", "severity": "warning", "path": "", "detail": "phase 2 begins",
            "remedy": "-"});
        report.warnings = vec![serde_json::from_value(warning).unwrap()];
        assert_snapshot!(lines(&report), @r#"
        would create features/a
        would update features/c
          ~ percentage: 25 → 50
        would update features/d
          ~ description: "x" → "``` @all <script> | </details>\n"
        would delete features/e
        warning[phase_begun] experiments/c: phase 2 begins
        unchanged: 3 (seq 45)
        "#);
    }

    #[test]
    fn in_a_comment() {
        let mut report = report();
        report.dry_run = true;
        assert_snapshot!(markdown(&report), @r#"
        <!-- hoist import -->
        ### Hoist: 4 documents would change

        - **stays off**: <code>features/c</code> at <code>flags/c&#46;yaml&#58;2</code>, <code>killed by token&#58;ops since 2026-03-01T09&#58;00&#58;00Z&#58; &#60;b&#62;fire</code>

        <details><summary>create <code>features/a</code> at <code>flags/a&#46;yaml&#58;2</code></summary>

        ```diff
        + type: "boolean"
        ```

        </details>

        <details><summary>update <code>features/c</code> at <code>flags/c&#46;yaml&#58;2</code></summary>

        ```diff
        ~ percentage: 25 → 50
        ```

        </details>

        <details><summary>update <code>features/d</code> at <code>flags/d&#46;yaml&#58;2</code></summary>

        ````diff
        ~ description: "x" → "``` @all <script> | </details>\n"
        ````

        </details>

        - delete <code>features/e</code>

        unchanged: 3 (seq 45)
        "#);
        let nothing = ImportReport {
            created: vec![],
            updated: vec![],
            deleted: vec![],
            drift: vec![],
            ..report
        };
        assert!(!is_change(&nothing));
        assert_snapshot!(markdown(&nothing), @"
        <!-- hoist import -->
        ### Hoist: nothing would change

        unchanged: 3 (seq 45)
        ");
    }

    #[test]
    fn a_comment_is_never_too_long() {
        let mut report = report();
        let long = "x".repeat(300);
        let changes = [("description", json!(""), json!(long))];
        report.created = (0..1_000).map(|key| document(&format!("k{key}"), &changes)).collect();
        report.drift = vec![report.drift[0].clone(); 1_000];
        let text = markdown(&report);
        assert!(text.len() < MARKDOWN_BYTES_MAX + 500, "{}", text.len());
        let left =
            |what: &str| text.lines().any(|line| line.starts_with("and ") && line.ends_with(what));
        assert!(left(" more kills") && left(" more documents"), "{text}");
    }
}
