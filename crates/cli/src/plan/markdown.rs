//! A plan as Markdown, for a comment on a pull request.
//!
//! Names, values and messages may have been written by anybody: every character of them that means
//! something to Markdown, HTML or GitHub is a numeric reference. So they cannot mention a person,
//! make a link or end the comment's own structure.

use std::fmt::Write;

use hoist_api::{Movement, Plan, PlanFinding};

use super::sentence;
use crate::differences;
use crate::output::printable;

/// A comment on GitHub has at most 65,536 characters.
const BYTES_MAX: usize = 60_000;

pub(super) fn comment(plan: &Plan) -> String {
    let mut page = Page::default();
    let heading = match &plan.environment {
        Some(environment) => format!("### Plan for {}\n\n", code(environment)),
        None => "### Plan\n\n".to_owned(),
    };
    page.push(&heading);
    for why in &plan.obstacles {
        page.push(&format!("> **Would be refused now:** {}\n\n", prose(why)));
    }
    page.push(&format!("{}\n{}\n", sentence::documents(plan), sentence::unchanged(plan)));
    for movement in &plan.movements {
        page.push(&of_movement(movement, plan));
    }
    for sentence in sentence::omitted(plan) {
        page.push(&format!("\n{sentence}\n"));
    }
    if !plan.findings.is_empty() {
        page.push("\n**Found anew**\n\n");
        plan.findings.iter().for_each(|found| page.push(&finding(found)));
    }
    page.push("\n");
    for note in &plan.notes {
        page.push(&format!("- {}\n", prose(note)));
    }
    if !plan.documents.is_empty() {
        page.block(&fields(plan));
    }
    let recorded = sentence::recorded(plan).map(|text| format!(" {text}")).unwrap_or_default();
    page.push(&format!("\n{}{recorded}\n", prose(&sentence::basis(plan))));
    page.text()
}

fn of_movement(movement: &Movement, plan: &Plan) -> String {
    let Movement { collection, key, moves, exact, notes, .. } = movement;
    let name = code(&format!("{collection}/{key}"));
    let (by, moved) = (sentence::by_what(movement), sentence::moved(movement, plan));
    let is_moved_told = moved.is_some();
    let moved = moved.map(|moved| format!(": **{moved}**")).unwrap_or_default();
    let heading = format!("- {name}{by}{moved}\n");
    let mut text = heading.clone();
    let mut line = |sentence: &str| _ = writeln!(text, "  - {sentence}");
    for each in moves.iter().filter(|_| plan.recorded.is_enough) {
        let is_value_told = each.from.variant == each.to.variant;
        let [from, to] =
            [&each.from, &each.to].map(|one| code(&sentence::side(one, is_value_told)));
        line(&format!("{} users: {from} → {to}", each.users));
    }
    if movement.moves_omitted > 0 && plan.recorded.is_enough {
        line(&format!("… and {} more", movement.moves_omitted));
    }
    let is_experiment = collection == "experiments";
    exact.iter().for_each(|part| line(&prose(&sentence::exact(part, is_experiment))));
    sentence::asked(movement, plan).iter().for_each(|asked| line(asked));
    sentence::reads(movement, plan).iter().for_each(|reads| line(&prose(reads)));
    notes.iter().for_each(|note| line(&prose(note)));
    // A heading with nothing below it says nothing.
    if is_moved_told || text != heading { text } else { String::new() }
}

fn finding(found: &PlanFinding) -> String {
    let PlanFinding { collection, key, file, line, warning } = found;
    let place = match (file, line) {
        (Some(file), Some(line)) => format!(" in {}", code(&format!("{file}:{line}"))),
        _ => String::new(),
    };
    let name = code(&format!("{collection}/{key}"));
    let (severity, what) = (&warning.severity, code(&warning.code));
    format!("- {severity} {what} in {name}{place}: {}\n", prose(&warning.detail))
}

/// The fields that change, folded up.
fn fields(plan: &Plan) -> Block {
    let of_document = |document: &hoist_api::PlannedDocument| {
        let name = code(&format!("{}/{}", document.collection, document.key));
        let mut text = format!("- {} {name}\n", sentence::verb(document.change));
        for line in differences::lines(&document.fields) {
            _ = writeln!(text, "  - {}", code(&line));
        }
        text
    };
    Block {
        head: "\n<details><summary>What changes</summary>\n\n".to_owned(),
        parts: plan.documents.iter().map(of_document).collect(),
        end: "\n</details>\n".to_owned(),
    }
}

/// Parts between a beginning and an end that belong together.
struct Block {
    head: String,
    parts: Vec<String>,
    end: String,
}

/// What fits into a comment.
#[derive(Default)]
struct Page {
    text: String,
    omitted: usize,
}

impl Page {
    /// Adds a part that stands by itself, if there is room for all of it.
    fn push(&mut self, part: &str) {
        if self.text.len() + part.len() <= BYTES_MAX {
            self.text.push_str(part);
        } else {
            self.omitted += 1;
        }
    }

    /// Adds as many parts of a block as there is room for, and always its end.
    fn block(&mut self, block: &Block) {
        let Block { head, parts, end } = block;
        if self.text.len() + head.len() + end.len() > BYTES_MAX {
            self.omitted += parts.len();
            return;
        }
        self.text.push_str(head);
        for part in parts {
            if self.text.len() + part.len() + end.len() <= BYTES_MAX {
                self.text.push_str(part);
            } else {
                self.omitted += 1;
            }
        }
        self.text.push_str(end);
    }

    fn text(mut self) -> String {
        if self.omitted > 0 {
            let more = self.omitted;
            _ = writeln!(self.text, "\n{more} more parts do not fit; --json has all of them.");
        }
        self.text
    }
}

/// A name or a value, as it is written.
fn code(text: &str) -> String {
    format!("<code>{}</code>", inert(text))
}

/// A sentence, in which others may have written names.
fn prose(text: &str) -> String {
    // Outside of `<code>` a reference to `@` mentions like the character. What follows it here is
    // not seen, and nobody's name.
    inert(text).replace("&#64;", "&#64;&#8203;").replace("&#35;", "&#35;&#8203;")
}

/// A text without meaning for whoever renders it.
fn inert(text: &str) -> String {
    let mut inert = String::new();
    for each in printable(text).chars() {
        match each {
            _ if each.is_ascii_alphanumeric() || matches!(each, ' ' | '-' | ',') => {
                inert.push(each)
            }
            // What turns the direction of a text or is not seen at all shows as its number.
            '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}' => _ = write!(inert, "&#92;u&#123;{:x}&#125;", u32::from(each)),
            _ if each.is_ascii() => _ = write!(inert, "&#{};", u32::from(each)),
            _ => inert.push(each),
        }
    }
    inert
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_wrote_means_nothing() {
        for hostile in [
            "</code><img src=x onerror=alert(1)>",
            "`x` **bold** _x_ ~~x~~",
            "[link](https://example.com) www.example.com",
            "@everybody owner/repository#12",
            "a | b\n- c\n# d\r> e",
            "<!-- </details> -->",
            "\u{202e}reversed\u{200b}",
            "&lt;script&gt;",
        ] {
            for text in [code(hostile), prose(hostile)] {
                let inner = text.strip_prefix("<code>").and_then(|it| it.strip_suffix("</code>"));
                let inner = inner.unwrap_or(&text);
                let plain = |each: char| {
                    each.is_ascii_alphanumeric()
                        || matches!(each, ' ' | '-' | ',' | '&' | '#' | ';')
                };
                assert!(inner.chars().all(plain), "{inner}");
                // Every `&` begins a reference by number, and there is no `#` or `;` but theirs.
                let is_reference = |part: &str| {
                    let number = part.strip_prefix('#').and_then(|part| part.split_once(';'));
                    number.is_some_and(|(number, rest)| {
                        number.parse::<u32>().is_ok() && !rest.contains(['#', ';'])
                    })
                };
                assert!(inner.split('&').skip(1).all(is_reference), "{inner}");
            }
        }
        assert_eq!(prose("by @ana"), "by &#64;&#8203;ana");
        assert_eq!(code("größe"), "<code>größe</code>");
    }

    #[test]
    fn a_comment_fits_whatever_changes() {
        let document = |index: usize| hoist_api::PlannedDocument {
            collection: "features".to_owned(),
            key: format!("flag_{index}"),
            change: hoist_api::PlannedChange::Created,
            fields: vec![hoist_api::FieldChange {
                path: String::new(),
                before: None,
                after: Some("x".repeat(5_000).into()),
            }],
        };
        let plan = Plan {
            environment: Some("default".to_owned()),
            seq: Some(1),
            at: jiff::Timestamp::UNIX_EPOCH,
            documents: (0..1_000).map(document).collect(),
            unchanged: 0,
            recorded: hoist_api::Recorded { contexts: 0, users: 0, since: None, is_enough: false },
            movements: Vec::new(),
            movements_omitted: 0,
            unmoved: 0,
            findings: Vec::new(),
            obstacles: Vec::new(),
            notes: vec!["a note".to_owned()],
        };
        let comment = comment(&plan);
        assert!(comment.len() < 65_536, "{}", comment.len());
        assert!(comment.contains("</details>") && comment.contains("more parts do not fit"));
        assert!(comment.contains("flag&#95;0</code>") && comment.contains("a note"));
    }
}
