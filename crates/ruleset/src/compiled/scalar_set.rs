//! Sets of strings, numbers and booleans that an attribute is looked up in.

use std::borrow::Borrow;
use std::collections::HashSet;
use std::hash::Hash;

use foldhash::fast::FixedState;

use crate::document::Scalar;
use crate::number::Number;

/// Operands of an attribute, by type: nothing is coerced.
#[derive(Clone, Debug, Default)]
pub struct ScalarSet {
    strings: Set<Box<str>>,
    numbers: Set<(bool, i128)>,
    /// Whether `false` and `true` are in.
    bools: [bool; 2],
}

impl ScalarSet {
    pub(super) fn of_strings(strings: &[String]) -> Self {
        let strings = strings.iter().map(|text| text.as_str().into()).collect();
        Self { strings: Set::new(strings), ..Self::default() }
    }

    pub(super) fn of_scalars(scalars: &[Scalar]) -> Self {
        let (mut strings, mut numbers, mut bools) = (Vec::new(), Vec::new(), [false; 2]);
        for scalar in scalars {
            match scalar {
                Scalar::String(text) => strings.push(text.as_str().into()),
                Scalar::Number(number) => numbers.push(Number::from_json(number).identity()),
                Scalar::Bool(value) => bools[usize::from(*value)] = true,
            }
        }
        Self { strings: Set::new(strings), numbers: Set::new(numbers), bools }
    }

    /// Whether a JSON value is in; `None` where the set holds nothing of the value's type.
    pub fn contains(&self, value: &serde_json::Value) -> Option<bool> {
        match value {
            serde_json::Value::String(text) => self.contains_str(text),
            serde_json::Value::Number(number) => {
                let key = Number::from_json(number).identity();
                (!self.numbers.is_empty()).then(|| self.numbers.contains(&key))
            }
            serde_json::Value::Bool(value) => {
                let any = self.bools.contains(&true);
                any.then(|| self.bools[usize::from(*value)])
            }
            _ => None,
        }
    }

    /// Some of the values, for examples: of each type, that which stands first in the document
    /// first.
    pub fn examples(&self) -> impl Iterator<Item = serde_json::Value> + '_ {
        let strings = self.strings.examples().map(|text| serde_json::Value::from(&**text));
        let numbers = self.numbers.examples().filter_map(|key| Number::of_identity(*key).to_json());
        let bools = [true, false].into_iter().filter(|value| self.bools[usize::from(*value)]);
        strings.chain(numbers).chain(bools.map(Into::into))
    }

    /// Whether a string is in; `None` where the set holds no strings.
    pub fn contains_str(&self, text: &str) -> Option<bool> {
        (!self.strings.is_empty()).then(|| self.strings.contains(text))
    }
}

/// A few values side by side, or many by hash.
#[derive(Clone, Debug)]
enum Set<T> {
    Few(Box<[T]>),
    Many { first: T, all: HashSet<T, FixedState> },
}

impl<T> Default for Set<T> {
    fn default() -> Self {
        Self::Few(Box::default())
    }
}

impl<T: Hash + Eq + Clone> Set<T> {
    /// Up to so many values are compared one by one: cheaper than a hash.
    const FEW: usize = 8;

    fn new(values: Vec<T>) -> Self {
        match values.first() {
            Some(first) if values.len() > Self::FEW => {
                Self::Many { first: first.clone(), all: values.into_iter().collect() }
            }
            _ => Self::Few(values.into()),
        }
    }

    fn examples(&self) -> impl Iterator<Item = &T> {
        let (first, few, many) = match self {
            Self::Few(values) => (None, Some(values.iter()), None),
            Self::Many { first, all } => (Some(first), None, Some(all.iter().take(Self::FEW))),
        };
        first.into_iter().chain(few.into_iter().flatten()).chain(many.into_iter().flatten())
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::Few(values) => values.is_empty(),
            Self::Many { all, .. } => all.is_empty(),
        }
    }

    fn contains<Q: Hash + Eq + ?Sized>(&self, value: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        match self {
            Self::Few(values) => values.iter().any(|each| each.borrow() == value),
            Self::Many { all, .. } => all.contains(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn types_are_kept_apart_and_numbers_compare_by_value() {
        for extra in [0, 20] {
            let mut scalars =
                vec![Scalar::String("5".into()), Scalar::Number(1.into()), Scalar::Bool(true)];
            scalars.extend((100..100 + extra).map(|number: i32| Scalar::Number(number.into())));
            let set = ScalarSet::of_scalars(&scalars);
            assert_eq!(set.contains(&json!("5")), Some(true));
            assert_eq!(set.contains(&json!(5)), Some(false));
            assert_eq!(set.contains(&json!(1.0)), Some(true));
            assert_eq!(set.contains(&json!(true)), Some(true));
            assert_eq!(set.contains(&json!(false)), Some(false));
            assert_eq!(set.contains(&json!(null)), None);
            assert_eq!(set.contains(&json!([1])), None);
            let examples: Vec<_> = set.examples().collect();
            assert_eq!((&examples[0], &examples[1]), (&json!("5"), &json!(1)));
            assert!(examples.iter().all(|example| set.contains(example) == Some(true)));
        }
        assert_eq!(ScalarSet::default().contains(&json!("a")), None);
    }
}
