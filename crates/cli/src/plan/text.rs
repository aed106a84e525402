//! A plan on a terminal.

use hoist_api::{Movement, Plan, PlanFinding, PlannedChange, PlannedDocument};

use super::sentence;
use crate::differences;
use crate::output::printable;
use crate::table::Table;

/// Documents whose fields are shown.
const DOCUMENTS_MAX: usize = 100;
/// Flags and experiments whose moves are shown.
const MOVEMENTS_MAX: usize = 100;

pub(super) fn page(plan: &Plan) -> String {
    // Why it would be refused goes before all that it would do.
    let obstacles = plan.obstacles.iter().map(|why| format!("would be refused now: {why}"));
    let mut head = vec![sentence::documents(plan), sentence::basis(plan)];
    head.extend(sentence::recorded(plan));
    let mut documents = Vec::new();
    for document in plan.documents.iter().take(DOCUMENTS_MAX) {
        let PlannedDocument { collection, key, change, fields } = document;
        // What is new is in the files, and what is gone was.
        let fields = if *change == PlannedChange::Updated { fields.as_slice() } else { &[] };
        let text = differences::document(sentence::verb(*change), collection, key, fields);
        documents.push(text.trim_end().to_owned());
    }
    documents.extend(beyond(plan.documents.len(), DOCUMENTS_MAX, "documents"));
    documents.push(sentence::unchanged(plan).trim_end().to_owned());
    let mut sections = vec![obstacles.collect(), head, documents];
    let movements = plan.movements.iter().take(MOVEMENTS_MAX);
    sections.extend(movements.map(|movement| of_movement(movement, plan)));
    let mut others: Vec<String> =
        beyond(plan.movements.len(), MOVEMENTS_MAX, "movements").into_iter().collect();
    others.extend(sentence::omitted(plan));
    sections.extend([others, plan.findings.iter().flat_map(finding).collect()]);
    sections.push(plan.notes.iter().map(|note| format!("note: {note}")).collect());
    let texts = sections.iter().filter(|lines| !lines.is_empty()).map(|lines| {
        // A message may have several lines.
        let lines = lines.iter().flat_map(|text| text.split('\n')).map(printable);
        lines.collect::<Vec<_>>().join("\n")
    });
    texts.collect::<Vec<_>>().join("\n\n") + "\n"
}

fn of_movement(movement: &Movement, plan: &Plan) -> Vec<String> {
    let Movement { collection, key, moves, exact, notes, .. } = movement;
    let moved = sentence::moved(movement, plan);
    let is_moved_told = moved.is_some();
    let moved = moved.map(|moved| format!(" {moved}")).unwrap_or_default();
    let mut lines = vec![format!("{collection}/{key}{}:{moved}", sentence::by_what(movement))];
    if plan.recorded.is_enough && !moves.is_empty() {
        let mut table = Table::new(["FROM", "TO", "USERS", "CONTEXTS"]);
        for each in moves {
            let is_value_told = each.from.variant == each.to.variant;
            let [from, to] = [&each.from, &each.to].map(|one| sentence::side(one, is_value_told));
            table.push([from, to, each.users.to_string(), each.contexts.to_string()]);
        }
        lines.extend(table.to_string().lines().map(indented));
        if movement.moves_omitted > 0 {
            lines.push(indented(&format!("… and {} more", movement.moves_omitted)));
        }
    }
    let is_experiment = collection == "experiments";
    let exact = exact.iter().map(|part| sentence::exact(part, is_experiment));
    let told = exact.chain(sentence::asked(movement, plan)).chain(sentence::reads(movement, plan));
    lines.extend(told.map(|line| indented(&line)));
    lines.extend(notes.iter().map(|note| indented(&format!("note: {note}"))));
    // A heading with nothing below it says nothing.
    if is_moved_told || lines.len() > 1 { lines } else { Vec::new() }
}

fn finding(found: &PlanFinding) -> [String; 2] {
    let PlanFinding { collection, key, file, line, warning } = found;
    let place = match (file, line) {
        (Some(file), Some(line)) => format!("{file}:{line}: "),
        _ => String::new(),
    };
    let path = if warning.path.is_empty() { String::new() } else { format!(".{}", warning.path) };
    let (severity, code, detail) = (&warning.severity, &warning.code, &warning.detail);
    [
        format!("{place}{severity}[{code}] {collection}.{key}{path}: {detail}"),
        format!("    {}", warning.remedy),
    ]
}

fn indented(line: &str) -> String {
    format!("  {line}")
}

fn beyond(count: usize, max: usize, what: &str) -> Option<String> {
    (count > max).then(|| format!("… and {} more {what}; --json has all of them", count - max))
}
