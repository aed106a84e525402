//! Tables for people: columns as wide as they need to be, two spaces between them.

use std::fmt;

use jiff::Timestamp;

use crate::output::printable;

/// Longer cells are cut; `--json` has them whole.
const CELL_CHARACTERS_MAX: usize = 60;

/// A table, row by row.
pub(crate) struct Table<const COLUMNS: usize> {
    rows: Vec<[String; COLUMNS]>,
}

impl<const COLUMNS: usize> Table<COLUMNS> {
    /// A table with only its heading.
    pub(crate) fn new(heading: [&str; COLUMNS]) -> Self {
        Self { rows: vec![heading.map(str::to_owned)] }
    }

    pub(crate) fn push(&mut self, row: [String; COLUMNS]) {
        self.rows.push(row.map(|cell| cut(&printable(&cell))));
    }
}

impl<const COLUMNS: usize> fmt::Display for Table<COLUMNS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut widths = [0; COLUMNS];
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.chars().count().max(*width);
            }
        }
        for row in &self.rows {
            let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
            writeln!(f, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
        }
        Ok(())
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(CELL_CHARACTERS_MAX) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// A time to the second, in the form that `--at` takes.
pub(crate) fn time(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A cell for what there may not be.
pub(crate) fn optional(text: Option<impl fmt::Display>) -> String {
    text.map_or_else(|| "-".to_owned(), |text| text.to_string())
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    #[test]
    fn columns_are_aligned_and_cells_cut() {
        let mut table = Table::new(["KEY", "STATE"]);
        table.push(["größe".to_owned(), "on".to_owned()]);
        table.push(["a\tb".to_owned(), "x".repeat(100)]);
        assert_snapshot!(table, @r"
        KEY    STATE
        größe  on
        a\tb   xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
        ");
        assert_eq!(time("2026-03-01T09:00:00.5Z".parse().unwrap()), "2026-03-01T09:00:00Z");
        assert_eq!(optional(None::<u64>), "-");
    }
}
