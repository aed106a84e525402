//! The table: one row for each evaluator, one column for each scenario.

use crate::measure::{Figure, Figures};
use crate::scenario::Scenario;

const LEGEND: &str = "ns (allocations) [× floor] {× Hoist}";

/// Writes rows of cells as Markdown whose columns stand under each other.
pub fn markdown(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0).max(3)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let line = |row: &[String]| {
        let cells = widths.iter().enumerate().map(|(column, width)| {
            format!(" {:width$} ", row.get(column).map_or("", String::as_str))
        });
        format!("|{}|\n", cells.collect::<Vec<_>>().join("|"))
    };
    let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    let mut lines: Vec<String> = rows.iter().map(|row| line(row)).collect();
    lines.insert(1.min(lines.len()), line(&rule));
    lines.concat()
}

/// The figures of these evaluators, the floor's first.
pub fn figures(figures: &Figures, names: &[&'static str]) -> String {
    let mut header = vec![LEGEND.to_owned()];
    header.extend(Scenario::EACH.map(|scenario| scenario.what().to_owned()));
    let rows = names.iter().enumerate().map(|(index, name)| {
        let cells = Scenario::EACH.map(|scenario| {
            let figure = |name| figures.get(&(name, scenario.name()));
            let Some(own) = figure(*name) else { return "–".to_owned() };
            let Figure { ns, allocations } = own;
            let mut cell = format!("{} ({})", short(*ns), short(*allocations));
            if let Some(floor) = figure(names[0]) {
                cell.push_str(&format!(" [{:.1}]", ns / floor.ns));
            }
            // Of the peers, which stand below Hoist.
            if let Some(hoist) = names.get(1).and_then(|name| figure(*name)).filter(|_| index > 1) {
                cell.push_str(&format!(" {{{:.1}}}", ns / hoist.ns));
            }
            cell
        });
        std::iter::once((*name).to_owned()).chain(cells).collect()
    });
    let rows: Vec<Vec<String>> = std::iter::once(header).chain(rows).collect();
    markdown(&rows)
}

/// A figure with as many digits as say something.
fn short(figure: f64) -> String {
    match figure {
        _ if figure.fract() == 0.0 || figure >= 100.0 => format!("{figure:.0}"),
        _ => format!("{figure:.1}"),
    }
}
