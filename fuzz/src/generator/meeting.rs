//! Contexts and moments that come close to meeting conditions.
//!
//! Values are taken from the operands of the conditions and from just beside them, single and in
//! lists, and some are left out: so every way to pass is tried, and every way to just miss.

use hoist_eval::EvaluationContext;
use hoist_ruleset::Documents;
use jiff::{Span, Timestamp};
use serde_json::{Map, Value, json};

use super::Random;
use super::sound::NOW;

/// What conditions name.
#[derive(Default)]
pub struct Named {
    attributes: Map<String, Value>,
    moments: Vec<Timestamp>,
}

impl Named {
    /// Everything that documents name, segments included.
    pub fn of(documents: &Documents) -> Self {
        let file = serde_json::to_value(documents).unwrap();
        let mut named = Self::default();
        named.note(&file);
        named.moments.push(NOW.parse().unwrap());
        named
    }

    fn note(&mut self, value: &Value) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.note(item)),
            Value::Object(fields) => {
                let kind = fields.get("type").and_then(Value::as_str).unwrap_or_default();
                if let Some(Value::Object(conditions)) = fields.get("conditions") {
                    self.note_conditions(kind, conditions);
                }
                for name in ["include", "exclude"] {
                    self.add("targetingKey", fields.get(name).unwrap_or(&Value::Null));
                }
                if let Some(name) = fields.get("bucket_by").and_then(Value::as_str) {
                    self.add(name, &json!(["c-1", "c-2", "c-3", 4, 5]));
                }
                fields.values().for_each(|field| self.note(field));
            }
            _ => {}
        }
    }

    fn note_conditions(&mut self, kind: &str, conditions: &Map<String, Value>) {
        let attributes =
            conditions.iter().filter(|(name, _)| !["all", "any", "not"].contains(&&***name));
        for (name, operand) in attributes {
            match kind {
                "user" => self.add("targetingKey", operand),
                "group" => ["groups", "group"].iter().for_each(|name| self.add(name, operand)),
                "time" => self
                    .moments
                    .extend(operand.as_str().and_then(|text| text.parse::<Timestamp>().ok())),
                "percentage" => {}
                _ => self.add(name, operand),
            }
        }
    }

    /// Notes the values in operands, and such as lie beside them.
    fn add(&mut self, name: &str, operand: &Value) {
        let mut values = Vec::new();
        around(operand, &mut values);
        let known = self.attributes.entry(name).or_insert_with(|| json!([]));
        known.as_array_mut().unwrap().extend(values);
    }

    /// A context and a moment.
    pub fn meeting(&self, random: &mut Random) -> Meeting {
        let mut meeting = Meeting { attributes: Map::new(), now: self.moment(random) };
        let user = format!("user_{}", random.below(100_000));
        meeting.attributes.insert("targetingKey".into(), user.into());
        for name in self.attributes.keys() {
            self.change(random, &mut meeting, name);
        }
        meeting
    }

    /// Another one, of which one thing is new.
    pub fn beside(&self, random: &mut Random, meeting: &Meeting) -> Meeting {
        let mut beside = meeting.clone();
        let names: Vec<&String> = self.attributes.keys().collect();
        match random.below(names.len() + 2) {
            0 => beside.now = self.moment(random),
            1 => {
                let user = format!("user_{}", random.below(100_000));
                beside.attributes.insert("targetingKey".into(), user.into());
            }
            _ => {
                let name = random.pick(&names);
                self.change(random, &mut beside, name);
            }
        }
        beside
    }

    fn change(&self, random: &mut Random, meeting: &mut Meeting, name: &str) {
        let values = self.attributes[name].as_array().unwrap();
        if values.is_empty() {
            return;
        }
        if random.chance(25) {
            meeting.attributes.remove(name);
            return;
        }
        let value = match random.below(10) {
            0 | 1 => (0..random.below(4)).map(|_| random.pick(values)).collect(),
            2 => random.pick(&[json!(0), json!("?"), json!(true), json!({}), json!([])]),
            _ => random.pick(values),
        };
        if name != "targetingKey" || value.is_string() {
            meeting.attributes.insert(name.to_owned(), value);
        }
    }

    fn moment(&self, random: &mut Random) -> Timestamp {
        let minutes = i64::try_from(random.below(20_000)).unwrap() - 10_000;
        let near = random.pick(&self.moments).checked_add(Span::new().minutes(minutes));
        if random.chance(30) { random.pick(&self.moments) } else { near.unwrap() }
    }
}

/// A context and a moment.
#[derive(Clone, Debug)]
pub struct Meeting {
    attributes: Map<String, Value>,
    /// When it is.
    pub now: Timestamp,
}

impl Meeting {
    /// Who it is.
    pub fn context(&self) -> EvaluationContext {
        EvaluationContext::from_json(Value::Object(self.attributes.clone())).unwrap()
    }
}

fn around(operand: &Value, values: &mut Vec<Value>) {
    match operand {
        Value::Array(items) => items.iter().for_each(|item| around(item, values)),
        Value::Object(operators) => {
            operators.values().for_each(|operand| around(operand, values));
            let text = |name: &str| match &operators.get(name) {
                Some(Value::Array(items)) => items.first().and_then(Value::as_str),
                other => other.and_then(Value::as_str),
            };
            let parts = ["starts_with", "contains", "ends_with"].map(text);
            values.push(parts.map(Option::unwrap_or_default).concat().into());
        }
        Value::Number(number) => {
            values.push(operand.clone());
            let float = number.as_f64().unwrap();
            values.extend([json!(float - 0.5), json!(float + 1.0)]);
        }
        Value::String(text) => {
            values.push(operand.clone());
            values.push(format!("{text}m").into());
            if text.contains(['^', '=', '>', '<', '~']) {
                let versions = ["0.9.0", "1.2.3", "1.2.9", "1.9.0", "2.0.0", "2.1.0", "2.2.0"];
                values.extend(versions.map(Value::from));
                values.extend(["premium", "abc"].map(Value::from));
            }
            if let Some((address, _)) = text.split_once('/') {
                values.extend([address, "10.1.2.3", "11.0.0.1", "2001:db8::1"].map(Value::from));
            }
            if let Ok(instant) = text.parse::<Timestamp>() {
                let beside = [-1, 1].map(|hours| instant.checked_add(Span::new().hours(hours)));
                values
                    .extend(beside.into_iter().flatten().map(|instant| json!(instant.to_string())));
            }
        }
        Value::Bool(_) => values.extend([json!(false), json!(true)]),
        Value::Null => {}
    }
}
