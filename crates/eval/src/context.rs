//! The evaluation context: who is asking, and what is known of them.

mod fingerprint;

use std::borrow::Cow;

use hoist_ruleset::Pairs;
use hoist_ruleset::compiled::{Attribute, text_hash};
use hoist_ruleset::limits::{
    CONTEXT_ATTRIBUTES_MAX, CONTEXT_BYTES_MAX, CONTEXT_LIST_MAX, DEPTH_MAX,
};
use serde_json::Value;
use serde_json::error::Category;
use thiserror::Error;

use crate::bucketing::BucketingValue;
use crate::fact::{Fact, Found};

/// A targeting key and attributes, prepared for lookup by name.
///
/// It does not depend on a ruleset: one context serves any number of evaluations, also after the
/// ruleset has changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EvaluationContext {
    targeting_key: Option<Fact>,
    /// The hash of each attribute's name, in the order of `attributes`.
    hashes: Vec<u64>,
    attributes: Vec<(Box<str>, Fact)>,
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
    /// A list over the limit of elements.
    #[error("a list in a context has at most {CONTEXT_LIST_MAX} elements, this one has {count}")]
    ListTooLong {
        /// Its elements.
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
    /// A name stands twice.
    #[error("the attribute `{name}` stands in this context a second time")]
    Duplicate {
        /// The name.
        name: String,
    },
    /// The targeting key is of another type.
    #[error("`targetingKey` is a string; put it in quotes")]
    TargetingKeyType,
}

impl EvaluationContext {
    /// The context of a user of whom nothing else is known.
    pub fn of_user(targeting_key: &str) -> Self {
        Self { targeting_key: Some(Fact::new(targeting_key.into())), ..Self::default() }
    }

    /// Adds an attribute, or replaces it.
    ///
    /// The name `targetingKey` sets the targeting key, which is a string: any other value leaves
    /// the context without one. The limits are those of who takes contexts in from outside, as
    /// [`EvaluationContext::parse`] does.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.set(name, value.into());
        self
    }

    fn set(&mut self, name: &str, value: Value) {
        if name == "targetingKey" {
            self.targeting_key = Some(value).filter(Value::is_string).map(Fact::new);
        } else if let Some(index) = self.attributes.iter().position(|(own, _)| **own == *name) {
            self.attributes[index].1 = Fact::new(value);
        } else {
            self.push(name.into(), value);
        }
    }

    fn push(&mut self, name: Box<str>, value: Value) {
        self.hashes.push(text_hash(&name));
        self.attributes.push((name, Fact::new(value)));
    }

    /// Reads a JSON object such as `{"targetingKey": "user-1", "plan": "premium"}`.
    ///
    /// The targeting key may be absent or null. No attribute may stand twice.
    ///
    /// # Errors
    ///
    /// What is wrong, in one sentence, in time that the limits bound.
    pub fn parse(json: &str) -> Result<Self, ContextError> {
        if json.len() > CONTEXT_BYTES_MAX {
            return Err(ContextError::TooLarge { bytes: json.len() });
        }
        let Pairs(members) = serde_json::from_str(json).map_err(|error| {
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or_default();
            match error.classify() {
                Category::Data => ContextError::NotAnObject,
                _ => ContextError::Syntax(format!("{message} (column {})", error.column())),
            }
        })?;
        Self::from_members(members)
    }

    /// Takes a JSON object whose size is known to be within the limit.
    ///
    /// # Errors
    ///
    /// As [`EvaluationContext::parse`].
    pub fn from_json(value: Value) -> Result<Self, ContextError> {
        match value {
            Value::Object(map) => Self::from_members(map.into_iter().collect()),
            _ => Err(ContextError::NotAnObject),
        }
    }

    fn from_members(members: Vec<(String, Value)>) -> Result<Self, ContextError> {
        let count = members.iter().filter(|(name, _)| name != "targetingKey").count();
        if count > CONTEXT_ATTRIBUTES_MAX {
            return Err(ContextError::TooManyAttributes { count });
        }
        for (index, (name, value)) in members.iter().enumerate() {
            check(value, 1)?;
            if members[..index].iter().any(|(other, _)| other == name) {
                return Err(ContextError::Duplicate { name: name.escape_debug().collect() });
            }
        }
        let mut context = Self::default();
        for (name, value) in members {
            match (name.as_str(), &value) {
                ("targetingKey", Value::Null) => {}
                ("targetingKey", Value::String(_)) => {
                    context.targeting_key = Some(Fact::new(value));
                }
                ("targetingKey", _) => return Err(ContextError::TargetingKeyType),
                _ => context.push(name.into(), value),
            }
        }
        Ok(context)
    }

    /// The targeting key.
    pub fn targeting_key(&self) -> Option<&str> {
        self.targeting_key.as_ref().and_then(|key| key.json.as_str())
    }

    /// The text that buckets: who is exposed, where an attribute other than the targeting key is
    /// what a split hashes.
    pub fn bucketing_value(&self, by: &Attribute) -> Option<Cow<'_, str>> {
        match BucketingValue::of(self.get(by)?.json())? {
            BucketingValue::Text(text) => Some(Cow::Borrowed(text)),
            written @ BucketingValue::Written(_) => Some(Cow::Owned(written.as_str().to_owned())),
        }
    }

    /// The value of an attribute, by its exact name.
    pub fn attribute(&self, name: &str) -> Option<&Value> {
        self.exact(name, text_hash(name)).map(|fact| &fact.json)
    }

    /// All attributes but the targeting key, by name, in the order in which they were added.
    pub fn attributes(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.attributes.iter().map(|(name, fact)| (&**name, &fact.json))
    }

    /// The value that an attribute's name leads to. Null counts as missing.
    #[inline(always)]
    pub(crate) fn get(&self, attribute: &Attribute) -> Option<Found<'_>> {
        if attribute.is_targeting_key {
            return self.targeting_key.as_ref().map(Found::Fact);
        }
        // The usual case, without a call: a plain name, and the only one of its hash.
        let index = self.hashes.iter().position(|own| *own == attribute.hash);
        match index.and_then(|index| self.attributes.get(index)) {
            Some((own, fact)) if **own == *attribute.name && !fact.json.is_null() => {
                Some(Found::Fact(fact))
            }
            _ => self.get_any(attribute),
        }
    }

    fn get_any(&self, attribute: &Attribute) -> Option<Found<'_>> {
        let found = match self.exact(&attribute.name, attribute.hash) {
            Some(fact) => Found::Fact(fact),
            None => Found::Nested(self.nested(attribute)?),
        };
        (!found.json().is_null()).then_some(found)
    }

    /// Elements of the longest list among the attributes.
    pub(crate) fn longest_list(&self) -> usize {
        let lists = self.attributes.iter().filter_map(|(_, fact)| fact.json.as_array());
        lists.map(Vec::len).max().unwrap_or(0)
    }

    fn exact(&self, name: &str, hash: u64) -> Option<&Fact> {
        let candidates = self.hashes.iter().zip(&self.attributes);
        candidates
            .filter(|(own, _)| **own == hash)
            .find_map(|(_, (own, fact))| (**own == *name).then_some(fact))
    }

    fn nested(&self, attribute: &Attribute) -> Option<&Value> {
        let (hash, parts) = attribute.path.as_ref()?;
        let (first, below) = parts.split_first()?;
        let mut value = &self.exact(first, *hash)?.json;
        for part in below {
            value = value.as_object()?.get(part.as_ref())?;
        }
        Some(value)
    }
}

/// Checks depth and lists. `serde_json` reads at most 128 levels, which bounds this recursion.
fn check(value: &Value, depth: usize) -> Result<(), ContextError> {
    match value {
        Value::Array(_) | Value::Object(_) if depth >= DEPTH_MAX => Err(ContextError::TooDeep),
        Value::Array(items) if items.len() > CONTEXT_LIST_MAX => {
            Err(ContextError::ListTooLong { count: items.len() })
        }
        Value::Array(items) => items.iter().try_for_each(|item| check(item, depth + 1)),
        Value::Object(map) => map.values().try_for_each(|item| check(item, depth + 1)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_and_types_are_told() {
        let many: String = (0..=CONTEXT_ATTRIBUTES_MAX).map(|i| format!(",\"a{i}\":1")).collect();
        let many = format!("{{\"targetingKey\":\"u\"{many}}}");
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(DEPTH_MAX), "]".repeat(DEPTH_MAX));
        let list = format!("{{\"a\":[{}0]}}", "0,".repeat(CONTEXT_LIST_MAX));
        let large = format!("{{\"a\":\"{}\"}}", "x".repeat(10 << 20));
        for (text, expected) in [
            (&*many, "a context has at most 256 attributes, this one has 257"),
            (&deep, "a context has at most 64 levels of nesting"),
            (&list, "a list in a context has at most 1000 elements, this one has 1001"),
            (&large, "a context has at most 65536 bytes of JSON, this one has 10485768"),
            ("[1]", "a context is a JSON object such as {\"targetingKey\": \"user-1\"}"),
            ("{\"a\": 1, \"a\": 2}", "the attribute `a` stands in this context a second time"),
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
