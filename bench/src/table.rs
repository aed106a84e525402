//! The table: one row for each evaluator, one column for each scenario.

use crate::measure::{Figure, Figures};
use crate::scenario::Scenario;

const LEGEND: &str = "ns (allocations) [× floor]";

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
    let rows = names.iter().map(|name| {
        let cells = Scenario::EACH.map(|scenario| {
            let floor = figures.get(&(names[0], scenario.name()));
            let figure = figures.get(&(*name, scenario.name()));
            figure.map_or("–".to_owned(), |figure| cell(figure, floor))
        });
        std::iter::once((*name).to_owned()).chain(cells).collect()
    });
    let rows: Vec<Vec<String>> = std::iter::once(header).chain(rows).collect();
    markdown(&rows)
}

fn cell(Figure { ns, allocations }: &Figure, floor: Option<&Figure>) -> String {
    let floor = floor.map_or(f64::NAN, |floor| floor.ns);
    format!("{} ({}) [{:.2}]", short(*ns), short(*allocations), ns / floor)
}

/// A figure with as many digits as say something.
fn short(figure: f64) -> String {
    match figure {
        _ if figure.fract() == 0.0 || figure >= 100.0 => format!("{figure:.0}"),
        _ => format!("{figure:.1}"),
    }
}
