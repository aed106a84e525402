//! What was given, by field: methods know numbers, so a refusal that is about one of them is told
//! by the field that it came in.

use serde_json::{Value, json};

/// Beyond this, squares and quotients of a number may leave what a computer counts with.
const SIZE_MAX: f64 = 1e100;
/// More fields than these help nobody.
const TOLD_MAX: usize = 3;

/// The numbers of an input that a refusal may be about.
pub(super) struct Given {
    /// Fields that say how many units there are.
    units: Vec<(String, u64)>,
    /// Numbers that are very far from 1.
    far: Vec<(String, f64)>,
}

impl Given {
    pub(super) fn of(input: &Value) -> Self {
        let mut given = Self { units: Vec::new(), far: Vec::new() };
        given.walk("", input);
        given
    }

    fn walk(&mut self, path: &str, value: &Value) {
        let is_units = path.split('.').any(|step| matches!(step, "units" | "smaller_units"));
        match value {
            Value::Object(fields) => {
                if path == "users" {
                    let all =
                        fields.values().filter_map(Value::as_u64).fold(0, u64::saturating_add);
                    self.units.push((path.to_owned(), all));
                }
                let dot = if path.is_empty() { "" } else { "." };
                fields.iter().for_each(|(name, value)| {
                    self.walk(&format!("{path}{dot}{name}"), value);
                });
            }
            Value::Array(items) => {
                if path.ends_with("values") {
                    self.units.push((path.to_owned(), items.len() as u64));
                }
                for (index, item) in items.iter().enumerate() {
                    self.walk(&format!("{path}[{index}]"), item);
                }
            }
            Value::Number(number) => {
                self.units.extend(number.as_u64().filter(|_| is_units).map(|n| (path.into(), n)));
                let size = number.as_f64().map_or(0.0, f64::abs);
                if size > SIZE_MAX || (size > 0.0 && size < SIZE_MAX.recip()) {
                    self.far.push((path.to_owned(), number.as_f64().unwrap_or_default()));
                }
            }
            _ => {}
        }
    }

    /// An answer whose refusals name fields.
    pub(super) fn explain(&self, answer: &mut Value) {
        match answer {
            Value::Object(fields) => {
                if let Some(refusal) = fields.get_mut("refusal") {
                    self.name(refusal);
                }
                fields.values_mut().for_each(|value| self.explain(value));
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.explain(item)),
            _ => {}
        }
    }

    fn name(&self, refusal: &mut Value) {
        let detail = match refusal["code"].as_str() {
            Some("insufficient_units") => self.too_few(&refusal["has"], &refusal["needs"]),
            // Where squares of small numbers are nothing, so is their variance.
            Some("overflow" | "zero_variance") => self.too_far(),
            _ => None,
        };
        if let Some(detail) = detail {
            refusal["detail"] = json!(detail);
        }
    }

    fn too_few(&self, has: &Value, needs: &Value) -> Option<String> {
        let (has, needs) = (has.as_u64()?, needs.as_u64()?);
        let found = self.units.iter().filter(|(_, units)| *units == has);
        let found: Vec<&str> = found.map(|(path, _)| path.as_str()).collect();
        let more = format!("the method needs {needs} or more: wait for more");
        // Of both variants together, where nothing says how many the smaller one has.
        let both = self.units.iter().find(|(path, units)| path == "units" && units / 2 == has);
        match (found.as_slice(), both) {
            ([], Some((_, both))) => Some(format!(
                "`units` is {both}, of both variants, so the smaller one has {has} at most, and \
                 {more}"
            )),
            ([], None) => None,
            (paths, _) => Some(format!("{} {has}, and {more}", named(paths))),
        }
    }

    fn too_far(&self) -> Option<String> {
        let (path, number) = self.far.first()?;
        let size = if number.abs() > 1.0 { "large" } else { "small" };
        Some(format!(
            "`{path}` is {number:e}, which is too {size} to be computed with: give the metric in \
             another unit"
        ))
    }
}

/// Fields, and how they go on: they are a number.
fn named(paths: &[&str]) -> String {
    let told: Vec<String> = paths.iter().take(TOLD_MAX).map(|path| format!("`{path}`")).collect();
    match told.as_slice() {
        [one] if one.ends_with("values`") => format!("the length of {one} is"),
        [one] if one == "`users`" => format!("the sum of {one} is"),
        [one] => format!("{one} is"),
        [all @ .., last] => format!("{} and {last} are", all.join(", ")),
        [] => String::new(),
    }
}
