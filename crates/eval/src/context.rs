//! The evaluation context: who is asking, and what is known of them.

use hoist_ruleset::compiled::{Attribute, name_hash};
use hoist_ruleset::limits::{CONTEXT_ATTRIBUTES_MAX, CONTEXT_BYTES_MAX, DEPTH_MAX};
use serde_json::Value;
use thiserror::Error;

/// A targeting key and attributes, prepared for lookup by name.
///
/// It does not depend on a ruleset: one context serves any number of evaluations, also after the
/// ruleset has changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EvaluationContext {
    targeting_key: Option<Value>,
    /// The hash of each attribute's name, in the order of `attributes`.
    hashes: Vec<u64>,
    attributes: Vec<(Box<str>, Value)>,
}

/// Why a text is no evaluation context.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ContextError {
    /// Over the limit of bytes.
    #[error("a context has at most {CONTEXT_BYTES_MAX} bytes of JSON, this one has {bytes}")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// Over the limit of attributes.
    #[error("a context has at most {CONTEXT_ATTRIBUTES_MAX} attributes, this one has {count}")]
    TooManyAttributes {
        /// Its attributes.
        count: usize,
    },
    /// Over the limit of nesting.
    #[error("a context has at most {DEPTH_MAX} levels of nesting")]
    TooDeep,
    /// Not JSON.
    #[error("a context is a JSON object, this is no JSON: {0}")]
    Syntax(String),
    /// JSON, but no object.
    #[error("a context is a JSON object such as {{\"targetingKey\": \"user-1\"}}")]
    NotAnObject,
    /// The targeting key is of another type.
    #[error("`targetingKey` is a string; put it in quotes")]
    TargetingKeyType,
}

impl EvaluationContext {
    /// The context of a user of whom nothing else is known.
    pub fn of_user(targeting_key: &str) -> Self {
        Self { targeting_key: Some(targeting_key.into()), ..Self::default() }
    }

    /// Adds an attribute, or replaces it. The name `targetingKey` sets the targeting key.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.set(name, value.into());
        self
    }

    fn set(&mut self, name: &str, value: Value) {
        if name == "targetingKey" {
            self.targeting_key = Some(value);
        } else if let Some(index) = self.attributes.iter().position(|(own, _)| **own == *name) {
            self.attributes[index].1 = value;
        } else {
            self.hashes.push(name_hash(name));
            self.attributes.push((name.into(), value));
        }
    }

    /// Reads a JSON object such as `{"targetingKey": "user-1", "plan": "premium"}`.
    ///
    /// The targeting key may be absent or null. Where a name stands twice, the last one counts,
    /// as in most readers of JSON.
    ///
    /// # Errors
    ///
    /// What is wrong, in one sentence, in time that the limits bound.
    pub fn parse(json: &str) -> Result<Self, ContextError> {
        if json.len() > CONTEXT_BYTES_MAX {
            return Err(ContextError::TooLarge { bytes: json.len() });
        }
        let value = serde_json::from_str(json).map_err(|error| {
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or_default();
            ContextError::Syntax(format!("{message} (column {})", error.column()))
        })?;
        Self::from_json(value)
    }

    /// Takes a JSON object whose size is known to be within the limit.
    ///
    /// # Errors
    ///
    /// As [`EvaluationContext::parse`].
    pub fn from_json(value: Value) -> Result<Self, ContextError> {
        if depth(&value) > DEPTH_MAX {
            return Err(ContextError::TooDeep);
        }
        let Value::Object(map) = value else {
            return Err(ContextError::NotAnObject);
        };
        let mut context = Self::default();
        for (name, value) in map {
            match (name.as_str(), &value) {
                ("targetingKey", Value::Null) => {}
                ("targetingKey", Value::String(_)) => context.targeting_key = Some(value),
                ("targetingKey", _) => return Err(ContextError::TargetingKeyType),
                _ => {
                    context.hashes.push(name_hash(&name));
                    context.attributes.push((name.into(), value));
                }
            }
        }
        let count = context.attributes.len();
        if count > CONTEXT_ATTRIBUTES_MAX {
            return Err(ContextError::TooManyAttributes { count });
        }
        Ok(context)
    }

    /// The targeting key.
    pub fn targeting_key(&self) -> Option<&str> {
        self.targeting_key.as_ref().and_then(Value::as_str)
    }

    /// The value that an attribute's name leads to. Null counts as missing.
    pub(crate) fn get(&self, attribute: &Attribute) -> Option<&Value> {
        let found = if attribute.is_targeting_key {
            self.targeting_key.as_ref()
        } else {
            match self.exact(&attribute.name, attribute.hash) {
                None => self.nested(attribute),
                found => found,
            }
        };
        found.filter(|value| !value.is_null())
    }

    fn exact(&self, name: &str, hash: u64) -> Option<&Value> {
        let candidates = self.hashes.iter().zip(&self.attributes);
        candidates
            .filter(|(own, _)| **own == hash)
            .find_map(|(_, (own, value))| (**own == *name).then_some(value))
    }

    fn nested(&self, attribute: &Attribute) -> Option<&Value> {
        let (hash, parts) = attribute.path.as_ref()?;
        let (first, below) = parts.split_first()?;
        let mut value = self.exact(first, *hash)?;
        for part in below {
            value = value.as_object()?.get(part.as_ref())?;
        }
        Some(value)
    }
}

fn depth(value: &Value) -> usize {
    let deepest = match value {
        Value::Array(items) => items.iter().map(depth).max(),
        Value::Object(map) => map.values().map(depth).max(),
        _ => return 0,
    };
    1 + deepest.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_and_types_are_told() {
        let many: String = (0..=CONTEXT_ATTRIBUTES_MAX).map(|i| format!(",\"a{i}\":1")).collect();
        let many = format!("{{\"targetingKey\":\"u\"{many}}}");
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(DEPTH_MAX), "]".repeat(DEPTH_MAX));
        let large = format!("{{\"a\":\"{}\"}}", "x".repeat(10 << 20));
        for (text, expected) in [
            (&*many, "a context has at most 256 attributes, this one has 257"),
            (&deep, "a context has at most 64 levels of nesting"),
            (&large, "a context has at most 65536 bytes of JSON, this one has 10485768"),
            ("[1]", "a context is a JSON object such as {\"targetingKey\": \"user-1\"}"),
            ("{\"targetingKey\": 5}", "`targetingKey` is a string; put it in quotes"),
        ] {
            assert_eq!(EvaluationContext::parse(text).unwrap_err().to_string(), expected);
        }
        assert!(matches!(EvaluationContext::parse("{a}"), Err(ContextError::Syntax(_))));
        let nobody = EvaluationContext::parse("{\"targetingKey\": null}").unwrap();
        assert_eq!(nobody.targeting_key(), None);
    }

    #[test]
    fn an_attribute_is_replaced() {
        let context = EvaluationContext::of_user("u").with("a", 1).with("a", 2);
        assert_eq!(context, EvaluationContext::parse(r#"{"targetingKey":"u","a":2}"#).unwrap());
    }
}
