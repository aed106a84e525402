//! JSON of which nothing is lost: a field that is there twice is refused, and not the last one taken.

use anyhow::{Context, anyhow, bail};
use hoist_ruleset::limits::FILE_BYTES_MAX;
use hoist_server::UnambiguousValue;
use serde_json::Value;
use serde_json::error::Category;

/// A deeper place is told by its start.
const PLACE_CHARS_MAX: usize = 60;

/// What is no number of JSON, however often it is written as one.
const NO_NUMBERS: [&str; 6] = ["NaN", "nan", "Infinity", "-Infinity", "inf", "-inf"];

/// One JSON value, all of the input.
pub(super) fn read(bytes: &[u8]) -> anyhow::Result<Value> {
    if bytes.len() > FILE_BYTES_MAX {
        bail!(
            "standard input has over {} MiB: give moments and not all values",
            FILE_BYTES_MAX >> 20
        );
    }
    if bytes.trim_ascii().is_empty() {
        bail!("standard input is empty: give one JSON object, such as --help shows");
    }
    let mut input = serde_json::Deserializer::from_slice(bytes);
    let read = serde_path_to_error::deserialize(&mut input);
    let UnambiguousValue(value) = read.map_err(|error| {
        let path: String = error.path().to_string().chars().take(PLACE_CHARS_MAX).collect();
        let place = if path == "." { String::new() } else { format!(" at `{path}`") };
        unread(bytes, &place, &error.into_inner())
    })?;
    input.end().context("standard input is more than one JSON object")?;
    Ok(value)
}

fn unread(bytes: &[u8], place: &str, error: &serde_json::Error) -> anyhow::Error {
    let (line, column) = (error.line(), error.column());
    // Written as JSON has it, and still no number that anything is computed with.
    if error.to_string().starts_with("number out of range") {
        return anyhow!(
            "standard input{place}: the number at line {line} column {column} is larger than any \
             that can be computed with, about 1.8e308"
        );
    }
    let rest = bytes.split(|byte| *byte == b'\n').nth(line.saturating_sub(1)).unwrap_or_default();
    let rest = rest.get(column.saturating_sub(1)..).unwrap_or_default();
    match NO_NUMBERS.iter().find(|name| rest.starts_with(name.as_bytes())) {
        Some(name) => anyhow!(
            "standard input is not JSON{place}: {name} at line {line} column {column} is no number"
        ),
        None if error.classify() == Category::Data => anyhow!("standard input{place}: {error}"),
        None => anyhow!("standard input is not JSON{place}: {error}"),
    }
}
