//! A plan as Markdown, for a comment on a pull request.
//!
//! Names, values and messages may have been written by anybody: each stands in `<code>`, with every
//! character that means something to Markdown, HTML or GitHub as a numeric reference. Nothing in
//! them can mention a person, make a link or end the comment's own structure.

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
    page.push(&format!("{}\n\n", sentence::documents(plan)));
    for why in &plan.obstacles {
        page.push(&format!("> **Would be refused now:** {}\n\n", code(why)));
    }
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
        page.push(&format!("- {}\n", code(note)));
    }
    if !plan.documents.is_empty() {
        page.block(&fields(plan));
    }
    let recorded = sentence::recorded(plan).map(|text| format!(" {text}")).unwrap_or_default();
    page.push(&format!("\n{}{recorded}\n", code(&sentence::basis(plan))));
    page.text()
}

fn of_movement(movement: &Movement, plan: &Plan) -> String {
    let Movement { collection, key, moves, exact, notes, .. } = movement;
    let name = code(&format!("{collection}/{key}"));
    let mut text = format!("- {name}: **{}**\n", sentence::moved(movement, plan));
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
    exact.iter().for_each(|part| line(&code(&sentence::exact(part, is_experiment))));
    sentence::asked(movement).iter().for_each(|asked| line(asked));
    sentence::reads(movement, plan).iter().for_each(|reads| line(&code(reads)));
    notes.iter().for_each(|note| line(&code(note)));
    text
}

fn finding(found: &PlanFinding) -> String {
    let PlanFinding { collection, key, file, line, warning } = found;
    let place = match (file, line) {
        (Some(file), Some(line)) => format!(" in {}", code(&format!("{file}:{line}"))),
        _ => String::new(),
    };
    let name = code(&format!("{collection}/{key}"));
    let (severity, what) = (&warning.severity, code(&warning.code));
    format!("- {severity} {what} in {name}{place}: {}\n", code(&warning.detail))
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

/// A text that stands for itself.
fn code(text: &str) -> String {
    let mut code = String::from("<code>");
    for each in printable(text).chars() {
        match each {
            _ if each.is_ascii_alphanumeric() || matches!(each, ' ' | '-' | ',') => code.push(each),
            // What turns the direction of a text or is not seen at all shows as its number.
            '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{feff}' => {
                _ = write!(code, "&#92;u&#123;{:x}&#125;", u32::from(each));
            }
            _ if each.is_ascii() => _ = write!(code, "&#{};", u32::from(each)),
            _ => code.push(each),
        }
    }
    code + "</code>"
}
