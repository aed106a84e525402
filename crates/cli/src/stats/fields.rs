//! Fields of a JSON object, read one by one; what is wrong is told by the field's path.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{anyhow, bail};
use hoist_ruleset::closest;
use hoist_stats::{Alpha, Refusal};
use serde_json::{Map, Value};

/// Above this, not every whole number is a number of JSON.
const WHOLE_MAX: f64 = 9_007_199_254_740_992.0;

/// An object of which fields are taken until none may be left.
pub(super) struct Fields {
    /// With a dot at its end, or empty.
    path: String,
    left: Map<String, Value>,
    asked_for: BTreeSet<&'static str>,
    /// What was given for the fields that were taken.
    taken: BTreeMap<&'static str, String>,
}

impl Fields {
    pub(super) fn of(value: Value) -> anyhow::Result<Self> {
        match value {
            Value::Object(left) => Ok(Self::at(String::new(), left)),
            other => bail!("standard input has to be one JSON object; it is {}", kind(&other)),
        }
    }

    fn at(path: String, left: Map<String, Value>) -> Self {
        Self { path, left, asked_for: BTreeSet::new(), taken: BTreeMap::new() }
    }

    /// Refuses what nobody has asked for.
    pub(super) fn finish(self) -> anyhow::Result<()> {
        let Some(name) = self.left.keys().next() else {
            return Ok(());
        };
        let path = &self.path;
        if let Some(meant) = closest(name, self.asked_for.iter().copied()) {
            bail!("there is no field `{path}{name}` here: did you mean `{meant}`?");
        }
        let known: Vec<String> = self.asked_for.iter().map(|name| format!("`{name}`")).collect();
        bail!("there is no field `{path}{name}` here: known are {}", known.join(", "))
    }

    /// Whether a field that may be missing is there.
    pub(super) fn has(&mut self, name: &'static str) -> bool {
        self.asked_for.insert(name);
        self.left.contains_key(name)
    }

    /// Whether a field is there that nothing here knows.
    pub(super) fn holds(&self, name: &str) -> bool {
        self.left.contains_key(name)
    }

    fn required(&mut self, name: &'static str, what: &str) -> anyhow::Result<Value> {
        self.asked_for.insert(name);
        let Some(value) = self.left.shift_remove(name) else {
            let path = &self.path;
            // What is there under a name of nothing may be it.
            let unknown = self.left.keys().map(String::as_str);
            let unknown = unknown.filter(|other| !self.asked_for.contains(other));
            match closest(name, unknown) {
                Some(other) => bail!(
                    "the field `{path}{name}` is missing: it is {what}; `{path}{other}` is there: \
                     did you mean `{name}`?"
                ),
                None => bail!("the field `{path}{name}` is missing: it is {what}"),
            }
        };
        self.taken.insert(name, shown(&value));
        Ok(value)
    }

    pub(super) fn wrong(&self, name: &str, what: &str, found: &Value) -> anyhow::Error {
        let path = &self.path;
        anyhow!("the field `{path}{name}` has to be {what}; it is {}", shown(found))
    }

    /// Tells a refusal as one of a field.
    pub(super) fn check<T>(&self, name: &str, result: Result<T, Refusal>) -> anyhow::Result<T> {
        result.map_err(|refusal| {
            let path = &self.path;
            match self.taken.get(name) {
                Some(given) => anyhow!("the field `{path}{name}`: {refusal}; it is {given}"),
                None => anyhow!("the field `{path}{name}`: {refusal}"),
            }
        })
    }

    pub(super) fn number(&mut self, name: &'static str) -> anyhow::Result<f64> {
        let value = self.required(name, "a number")?;
        value.as_f64().ok_or_else(|| self.wrong(name, "a number", &value))
    }

    pub(super) fn number_or(&mut self, name: &'static str, default: f64) -> anyhow::Result<f64> {
        Ok(self.optional_number(name)?.unwrap_or(default))
    }

    pub(super) fn optional_number(&mut self, name: &'static str) -> anyhow::Result<Option<f64>> {
        self.has(name).then(|| self.number(name)).transpose()
    }

    /// A number; infinite where it is left out, or null as one is printed.
    pub(super) fn number_or_infinite(&mut self, name: &'static str) -> anyhow::Result<f64> {
        if self.left.get(name).is_some_and(Value::is_null) {
            self.required(name, "a number")?;
            return Ok(f64::INFINITY);
        }
        self.number_or(name, f64::INFINITY)
    }

    /// A number of 0 or more, where it is given.
    pub(super) fn optional_size(&mut self, name: &'static str) -> anyhow::Result<Option<f64>> {
        self.has(name).then(|| self.size(name)).transpose()
    }

    /// A number of 0 or more.
    pub(super) fn size(&mut self, name: &'static str) -> anyhow::Result<f64> {
        let what = "a number of 0 or more";
        let value = self.required(name, what)?;
        let number = value.as_f64().filter(|number| *number >= 0.0);
        number.ok_or_else(|| self.wrong(name, what, &value))
    }

    /// A share of all.
    pub(super) fn share(&mut self, name: &'static str) -> anyhow::Result<f64> {
        let what = "a share from 0 to 1";
        let value = self.required(name, what)?;
        let number = value.as_f64().filter(|number| (0.0..=1.0).contains(number));
        number.ok_or_else(|| self.wrong(name, what, &value))
    }

    pub(super) fn count(&mut self, name: &'static str) -> anyhow::Result<u64> {
        let what = "a whole number of 0 or more";
        let value = self.required(name, what)?;
        whole(&value).ok_or_else(|| self.wrong(name, what, &value))
    }

    /// How many of something, one or more.
    pub(super) fn positive(&mut self, name: &'static str) -> anyhow::Result<u64> {
        let what = "a whole number of 1 or more";
        let value = self.required(name, what)?;
        let count = whole(&value).filter(|count| *count > 0);
        count.ok_or_else(|| self.wrong(name, what, &value))
    }

    pub(super) fn alpha(&mut self, default: f64) -> anyhow::Result<Alpha> {
        let number = self.number_or("alpha", default)?;
        self.check("alpha", Alpha::new(number))
    }

    /// At which an interval is read that was planned at alpha, such as one that a correction gave.
    pub(super) fn level(&mut self, alpha: Alpha) -> anyhow::Result<Alpha> {
        let number = self.number_or("level", alpha.get())?;
        self.check("level", Alpha::new(number))
    }

    /// One of some words.
    pub(super) fn word<T: Copy>(
        &mut self,
        name: &'static str,
        words: &[(&str, T)],
    ) -> anyhow::Result<T> {
        let all: Vec<String> = words.iter().map(|(word, _)| format!("\"{word}\"")).collect();
        let what = format!("one of {}", all.join(", "));
        let value = self.required(name, &what)?;
        let found = words.iter().find(|(word, _)| value == *word);
        found.map(|(_, means)| *means).ok_or_else(|| self.wrong(name, &what, &value))
    }

    pub(super) fn object(&mut self, name: &'static str) -> anyhow::Result<Self> {
        match self.required(name, "an object")? {
            Value::Object(left) => Ok(Self::at(format!("{}{name}.", self.path), left)),
            other => Err(self.wrong(name, "an object", &other)),
        }
    }

    pub(super) fn optional_object(&mut self, name: &'static str) -> anyhow::Result<Option<Self>> {
        self.has(name).then(|| self.object(name)).transpose()
    }

    pub(super) fn list(&mut self, name: &'static str) -> anyhow::Result<Vec<Value>> {
        match self.required(name, "a list")? {
            Value::Array(items) => Ok(items),
            other => Err(self.wrong(name, "a list", &other)),
        }
    }

    pub(super) fn numbers(&mut self, name: &'static str) -> anyhow::Result<Vec<f64>> {
        let items = self.list(name)?;
        let number = |(index, item): (usize, Value)| {
            item.as_f64().ok_or_else(|| self.wrong(&format!("{name}[{index}]"), "a number", &item))
        };
        items.into_iter().enumerate().map(number).collect()
    }

    /// Rows of two numbers.
    pub(super) fn rows(&mut self, name: &'static str) -> anyhow::Result<Vec<[f64; 2]>> {
        let rows = self.rows_with_gaps(name)?;
        let row = |(index, (first, second)): (usize, (f64, Option<f64>))| match second {
            Some(second) => Ok([first, second]),
            None => {
                let place = format!("{name}[{index}]");
                Err(self.wrong(&place, "2 numbers", &Value::Array(vec![Value::Null])))
            }
        };
        rows.into_iter().enumerate().map(row).collect()
    }

    /// Rows of two numbers, of which the second may be null.
    pub(super) fn rows_with_gaps(
        &mut self,
        name: &'static str,
    ) -> anyhow::Result<Vec<(f64, Option<f64>)>> {
        let items = self.list(name)?;
        let row = |(index, item): (usize, Value)| {
            let pair = match item.as_array().map(Vec::as_slice) {
                Some([first, Value::Null]) => first.as_f64().map(|first| (first, None)),
                Some([first, second]) => {
                    first.as_f64().zip(second.as_f64()).map(|(first, second)| (first, Some(second)))
                }
                _ => None,
            };
            pair.ok_or_else(|| self.wrong(&format!("{name}[{index}]"), "2 numbers", &item))
        };
        items.into_iter().enumerate().map(row).collect()
    }

    /// A list of objects.
    pub(super) fn list_of_objects(&mut self, name: &'static str) -> anyhow::Result<Vec<Self>> {
        let items = self.list(name)?;
        let each = |(index, item): (usize, Value)| match item {
            Value::Object(left) => Ok(Self::at(format!("{}{name}[{index}].", self.path), left)),
            other => Err(self.wrong(&format!("{name}[{index}]"), "an object", &other)),
        };
        items.into_iter().enumerate().map(each).collect()
    }

    /// Names of the reader's choice, in their order, each with an object.
    pub(super) fn objects(&mut self, name: &'static str) -> anyhow::Result<Vec<(String, Self)>> {
        let all = self.object(name)?;
        let each = |(key, value): (String, Value)| match value {
            Value::Object(left) => {
                let path = format!("{}{key}.", all.path);
                Ok((key, Self::at(path, left)))
            }
            other => {
                let (path, found) = (&all.path, kind(&other));
                Err(anyhow!("the field `{path}{key}` has to be an object; it is {found}"))
            }
        };
        all.left.into_iter().map(each).collect()
    }

    /// Names of the reader's choice, in their order, each with a number.
    pub(super) fn named<T>(
        &mut self,
        name: &'static str,
        what: &str,
        read: impl Fn(&Value) -> Option<T>,
    ) -> anyhow::Result<Vec<(String, T)>> {
        let object = self.object(name)?;
        let each = |(key, value): (&String, &Value)| {
            let read = read(value).ok_or_else(|| object.wrong(key, what, value));
            read.map(|read| (key.clone(), read))
        };
        object.left.iter().map(each).collect()
    }
}

/// A number without a fraction, also one that is written with it.
pub(super) fn whole(value: &Value) -> Option<u64> {
    let from_float = |number: &f64| (0.0..=WHOLE_MAX).contains(number) && number.fract() == 0.0;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it was found to be whole, not negative and not too large"
    )]
    let as_whole = |number: f64| number as u64;
    value.as_u64().or_else(|| value.as_f64().filter(from_float).map(as_whole))
}

/// A value as it was typed, where it is short.
fn shown(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("a list of {}", items.len()),
        Value::Object(_) => kind(value).to_owned(),
        short => short.to_string().chars().take(60).collect(),
    }
}

const fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
