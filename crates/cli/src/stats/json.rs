//! JSON of which nothing is lost: a field that is there twice is refused, and not the last one taken.

use std::fmt;

use anyhow::{Context, anyhow, bail};
use hoist_ruleset::limits::FILE_BYTES_MAX;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use serde_json::{Map, Number, Value};

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
    let strict: Strict = serde_path_to_error::deserialize(&mut input).map_err(|error| {
        let path: String = error.path().to_string().chars().take(PLACE_CHARS_MAX).collect();
        let place = if path == "." { String::new() } else { format!(" at `{path}`") };
        match error.inner().classify() {
            Category::Data => anyhow!("standard input{place}: {}", error.into_inner()),
            _ => anyhow!("standard input is not JSON{place}: {}", error.into_inner()),
        }
    })?;
    input.end().context("standard input is more than one JSON object")?;
    Ok(strict.0)
}

struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any).map(Self)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        let number = Number::from_f64(value).ok_or_else(|| E::custom("that is no number"))?;
        Ok(number.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Strict(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            if object.contains_key(&name) {
                return Err(A::Error::custom(format!("the field `{name}` is there twice")));
            }
            let Strict(value) = fields.next_value()?;
            object.insert(name, value);
        }
        Ok(object.into())
    }
}
