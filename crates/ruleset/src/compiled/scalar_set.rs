//! Sets of strings, numbers and booleans that an attribute is looked up in.

use std::collections::HashSet;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

use super::text_hash;
use crate::document::Scalar;
use crate::number::Number;

/// Operands of an attribute, by type: nothing is coerced.
#[derive(Clone, Debug, Default)]
pub struct ScalarSet {
    texts: Texts,
    numbers: HashSet<(bool, i128), FixedState>,
    /// Whether `false` and `true` are in.
    bools: [bool; 2],
}

impl ScalarSet {
    pub(super) fn of_strings(strings: &[String]) -> Self {
        let texts = Texts::new(strings.iter().map(String::as_str));
        Self { texts, ..Self::default() }
    }

    pub(super) fn of_scalars(scalars: &[Scalar]) -> Self {
        let (mut texts, mut set) = (Vec::new(), Self::default());
        for scalar in scalars {
            match scalar {
                Scalar::String(text) => texts.push(text.as_str()),
                Scalar::Number(number) => {
                    set.numbers.insert(Number::from_json(number).identity());
                }
                Scalar::Bool(value) => set.bools[usize::from(*value)] = true,
            }
        }
        Self { texts: Texts::new(texts.into_iter()), ..set }
    }

    /// Whether a string of this [`text_hash`] is in; `None` where the set holds no strings.
    #[inline]
    pub fn contains_text(&self, text: &str, hash: u64) -> Option<bool> {
        match &self.texts {
            Texts::Few(own) if own.is_empty() => None,
            Texts::Few(own) => Some(own.iter().any(|each| each.is(text, hash))),
            Texts::Many(own) => Some(own.find(hash, |each| each.is(text, hash)).is_some()),
        }
    }

    /// Whether a number is in, by value; `None` where the set holds no numbers.
    pub fn contains_number(&self, number: Number) -> Option<bool> {
        (!self.numbers.is_empty()).then(|| self.numbers.contains(&number.identity()))
    }

    /// Whether a boolean is in; `None` where the set holds none.
    pub fn contains_bool(&self, value: bool) -> Option<bool> {
        self.bools.contains(&true).then(|| self.bools[usize::from(value)])
    }

    /// Some of the values, for examples; of a few strings, in the order of the document.
    pub fn examples(&self) -> impl Iterator<Item = serde_json::Value> + '_ {
        let texts = self.texts.examples().map(|text| serde_json::Value::from(&*text.text));
        let numbers = self.numbers.iter().take(Texts::FEW);
        let numbers = numbers.filter_map(|key| Number::of_identity(*key).to_json());
        let bools = [true, false].into_iter().filter(|value| self.bools[usize::from(*value)]);
        texts.chain(numbers).chain(bools.map(Into::into))
    }
}

/// A few strings side by side, or many by hash.
#[derive(Clone, Debug)]
enum Texts {
    Few(Box<[Text]>),
    Many(HashTable<Text>),
}

impl Texts {
    /// So many are compared one by one: cheaper than a look into a table.
    const FEW: usize = 8;

    fn new<'t>(texts: impl ExactSizeIterator<Item = &'t str>) -> Self {
        if texts.len() <= Self::FEW {
            return Self::Few(texts.map(Text::new).collect());
        }
        let mut table = HashTable::with_capacity(texts.len());
        for text in texts.map(Text::new) {
            let is_same = |other: &Text| other.is(&text.text, text.hash);
            if table.find(text.hash, is_same).is_none() {
                table.insert_unique(text.hash, text, |own| own.hash);
            }
        }
        Self::Many(table)
    }

    fn examples(&self) -> impl Iterator<Item = &Text> {
        let (few, many) = match self {
            Self::Few(own) => (Some(own.iter()), None),
            Self::Many(own) => (None, Some(own.iter().take(Self::FEW))),
        };
        few.into_iter().flatten().chain(many.into_iter().flatten())
    }
}

impl Default for Texts {
    fn default() -> Self {
        Self::Few(Box::default())
    }
}

/// A string and its hash: strings that differ are told apart without being read, nearly always.
#[derive(Clone, Debug)]
struct Text {
    hash: u64,
    text: Box<str>,
}

impl Text {
    fn new(text: &str) -> Self {
        Self { hash: text_hash(text), text: text.into() }
    }

    #[inline]
    fn is(&self, text: &str, hash: u64) -> bool {
        self.hash == hash && *self.text == *text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_kept_apart_and_numbers_compare_by_value() {
        for extra in [0, 20] {
            let mut scalars =
                vec![Scalar::String("5".into()), Scalar::Number(1.into()), Scalar::Bool(true)];
            scalars.extend((100..100 + extra).map(|number: i32| Scalar::Number(number.into())));
            scalars.extend((0..extra).map(|text: i32| Scalar::String(format!("text {text}"))));
            let set = ScalarSet::of_scalars(&scalars);
            let text = |text: &str| set.contains_text(text, text_hash(text));
            assert_eq!(
                (text("5"), text("6"), text("text 30")),
                (Some(true), Some(false), Some(false))
            );
            assert_eq!(text("text 19"), Some(extra > 0));
            assert_eq!(set.contains_number(Number::Whole(5)), Some(false));
            assert_eq!(set.contains_number(Number::from_json(&1.into())), Some(true));
            assert_eq!(set.contains_bool(true), Some(true));
            assert_eq!(set.contains_bool(false), Some(false));
            assert!(set.examples().all(|example| match example {
                serde_json::Value::String(example) => text(&example) == Some(true),
                serde_json::Value::Number(number) => {
                    set.contains_number(Number::from_json(&number)) == Some(true)
                }
                example => example == true,
            }));
            assert!(set.examples().count() >= 3);
        }
        let empty = ScalarSet::default();
        assert_eq!(empty.contains_text("a", text_hash("a")), None);
        assert_eq!(empty.contains_number(Number::Whole(1)), None);
        assert_eq!(empty.contains_bool(true), None);
    }
}
