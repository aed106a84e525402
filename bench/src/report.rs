//! The whole of a run as Markdown: printed, and on request written to `docs/performance.md`.

use std::fs;

use crate::contender::Contender;
use crate::{agreement, growth, machine, measure, table, verdict};

const PAGE: &str = "docs/performance.md";
const PLOT: &str = "docs/performance/growth.svg";
const MARKERS: [&str; 2] = ["<!-- bench:begin -->", "<!-- bench:end -->"];

/// Rounds of the table.
const ROUNDS: u32 = 200;

/// How to run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Once and short, to show that it works.
    pub once: bool,
    /// Write the results to the page, from the root of the repository.
    pub write: bool,
}

impl Options {
    /// Reads the command line.
    ///
    /// # Errors
    ///
    /// What is not known.
    pub fn parse(arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self::default();
        for argument in arguments {
            match argument.as_str() {
                "--once" => options.once = true,
                "--write" => options.write = true,
                other => return Err(format!("there is no option `{other}`: --once or --write")),
            }
        }
        Ok(options)
    }
}

/// Those who are measured, and those who cannot be, with the reason. The floor is the first,
/// Hoist the second.
pub struct Field {
    /// Ready to be measured.
    pub ready: Vec<Box<dyn Contender>>,
    /// Who is missing, and why.
    pub missing: Vec<(&'static str, String)>,
}

/// Measures everything, and prints it.
///
/// # Errors
///
/// Where Hoist and the floor disagree, something grows that must not, or the page cannot be written.
pub fn run(mut field: Field, allocations: &str, options: Options) -> Result<(), String> {
    agreement::sift(&mut field)?;
    let counted = measure::counted(allocations)?;
    let rounds = if options.once { 1 } else { ROUNDS };
    let figures = measure::figures(&mut field.ready, rounds, &counted);
    let names: Vec<&'static str> = field.ready.iter().map(|contender| contender.name()).collect();
    let mut text = format!("{}\n\n", machine::sentence());
    text.push_str(&table::figures(&figures, &names));
    for (name, why) in &field.missing {
        text.push_str(&format!("\nNot measured: `{name}`: {why}\n"));
    }
    text.push('\n');
    text.push_str(&verdict::table(&figures, &names));
    let grown = growth::measure(options.once)?;
    text.push('\n');
    text.push_str(&growth::table(&grown));
    text.push_str(&measure::memory(&counted));
    println!("{text}");
    if options.write {
        write(&text)?;
        fs::create_dir_all("docs/performance").map_err(|error| error.to_string())?;
        fs::write(PLOT, growth::plot(&grown)).map_err(|error| format!("{PLOT}: {error}"))?;
    }
    // What a short run says of growth is mostly noise.
    if options.once { Ok(()) } else { growth::check(&grown) }
}

/// Replaces what is between the markers of the page.
fn write(text: &str) -> Result<(), String> {
    let page = fs::read_to_string(PAGE).map_err(|error| format!("cannot read {PAGE}: {error}"))?;
    let replaced = replace(&page, text).ok_or(format!("{PAGE} has no {MARKERS:?}"))?;
    fs::write(PAGE, replaced).map_err(|error| format!("cannot write {PAGE}: {error}"))
}

fn replace(page: &str, text: &str) -> Option<String> {
    let (before, rest) = page.split_once(MARKERS[0])?;
    let (_, after) = rest.split_once(MARKERS[1])?;
    Some(format!("{before}{}\n\n{}\n\n{}{after}", MARKERS[0], text.trim_end(), MARKERS[1]))
}
