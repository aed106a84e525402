//! JSON of which nothing is lost: a field that is there twice is refused, and not the last one taken.

use anyhow::{Context, anyhow, bail};
use hoist_ruleset::limits::FILE_BYTES_MAX;
use hoist_server::UnambiguousValue;
use serde_json::Value;
use serde_json::error::Category;

/// A deeper place is told by its start.
const PLACE_CHARS_MAX: usize = 60;

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
        match error.inner().classify() {
            Category::Data => anyhow!("standard input{place}: {}", error.into_inner()),
            _ => anyhow!("standard input is not JSON{place}: {}", error.into_inner()),
        }
    })?;
    input.end().context("standard input is more than one JSON object")?;
    Ok(value)
}
