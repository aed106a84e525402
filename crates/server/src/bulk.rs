//! Long lists in bodies, read item by item.
//!
//! Read as a whole, a body of numbers becomes dozens of times larger than it is. So the items of a
//! list are counted first, and each is read by itself, once the one before it is dealt with.

use std::fmt;

use hoist_api::Code;
use serde::de::{
    Deserialize, DeserializeOwned, Deserializer, Error, IgnoredAny, SeqAccess, Visitor,
};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::answer::ApiError;
use crate::plan::{Refusal, refusal};
use crate::request::is_object;
use crate::unambiguous::Unambiguous;

/// Characters of what is wrong: names that nobody knows may be as long as the body.
const SHOWN_MAX: usize = 200;

/// The first items of a list, unread, and how many there are.
#[derive(Debug, Default)]
pub(crate) struct Few<'a, const MAX: usize> {
    pub(crate) items: Vec<&'a RawValue>,
    pub(crate) count: usize,
}

impl<'a, const MAX: usize> Few<'a, MAX> {
    /// Each item, read; none in place of one that has more than so many bytes.
    pub(crate) fn read<T: DeserializeOwned>(
        &self,
        name: &str,
        bytes_max: usize,
    ) -> impl Iterator<Item = Result<Option<T>, Refusal>> {
        self.items.iter().enumerate().map(move |(place, item)| {
            if item.get().len() > bytes_max {
                return Ok(None);
            }
            read(item).map(Some).map_err(|what| {
                let detail =
                    format!("The body is not what is expected: `{name}[{place}]`: {what}.");
                refusal(Code::BadRequest, detail)
            })
        })
    }
}

impl<'de: 'a, 'a, const MAX: usize> Deserialize<'de> for Few<'a, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(FewVisitor::<MAX>)
    }
}

struct FewVisitor<const MAX: usize>;

impl<'de, const MAX: usize> Visitor<'de> for FewVisitor<MAX> {
    type Value = Few<'de, MAX>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut few = Few::default();
        while few.count < MAX {
            let Some(item) = list.next_element()? else {
                return Ok(few);
            };
            few.items.push(item);
            few.count += 1;
        }
        while list.next_element::<IgnoredAny>()?.is_some() {
            few.count += 1;
        }
        Ok(few)
    }
}

/// One item as a JSON object of a type, in which no name stands twice; else what is wrong.
pub(crate) fn read<T: DeserializeOwned>(item: &RawValue) -> Result<T, String> {
    let read = || {
        let Unambiguous(object) = serde_json::from_str(item.get())?;
        serde_json::from_value(Value::Object(object))
    };
    read().map_err(|error: serde_json::Error| shown(&error))
}

/// A body as a JSON object whose long lists are not read yet.
pub(crate) fn parsed<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, ApiError> {
    let read = || match is_object(body) {
        true => serde_json::from_slice(body),
        false => Err(serde_json::Error::custom("a JSON object is expected")),
    };
    read().map_err(|error| {
        let detail = format!("The body is not what is expected: {}.", shown(&error));
        ApiError::new(Code::BadRequest, detail)
    })
}

/// A body with texts in place of the numbers that JSON does not have and some programs write, so
/// that what has one can be refused by itself. None where there are none.
pub(crate) fn without_odd_numbers(body: &[u8]) -> Option<Vec<u8>> {
    const ODD: [&[u8]; 3] = [b"NaN", b"-Infinity", b"Infinity"];
    let (mut mended, mut rest, mut in_text) = (Vec::with_capacity(body.len()), body, false);
    let mut is_odd = false;
    while let Some((byte, behind)) = rest.split_first() {
        let odd = ODD.into_iter().find(|odd| !in_text && rest.starts_with(odd));
        let taken = match (odd, byte) {
            (Some(odd), _) => odd.len(),
            // What is behind a backslash ends no text.
            (None, b'\\') if !behind.is_empty() => 2,
            (None, _) => 1,
        };
        in_text ^= *byte == b'"';
        let (piece, left) = rest.split_at(taken);
        let quote: &[u8] = if odd.is_some() { b"\"" } else { b"" };
        is_odd |= odd.is_some();
        mended.extend([quote, piece, quote].into_iter().flatten());
        rest = left;
    }
    is_odd.then_some(mended)
}

fn shown(error: &serde_json::Error) -> String {
    error.to_string().chars().take(SHOWN_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_counted_to_its_end_and_kept_to_its_limit() {
        for (text, kept, count) in
            [("[]", 0, 0), ("[1, {\"a\": []}]", 2, 2), ("[1, [2], 3, 4]", 2, 4)]
        {
            let few: Few<'_, 2> = serde_json::from_str(text).unwrap();
            assert_eq!((few.items.len(), few.count), (kept, count), "{text}");
        }
        serde_json::from_str::<Few<'_, 2>>("[1, 2, 3").unwrap_err();
        serde_json::from_str::<Few<'_, 2>>("{}").unwrap_err();
    }

    #[test]
    fn numbers_that_json_does_not_have_become_texts() {
        for (body, expected) in [
            (r#"[NaN,-Infinity, Infinity,1]"#, Some(r#"["NaN","-Infinity", "Infinity",1]"#)),
            (
                r#"{"a": "NaN", "b\"": "\\", "c": NaN}"#,
                Some(r#"{"a": "NaN", "b\"": "\\", "c": "NaN"}"#),
            ),
            (r#"{"a": "\" NaN"}"#, None),
            (r#"["NaN\"#, None),
            ("", None),
        ] {
            let mended = without_odd_numbers(body.as_bytes());
            assert_eq!(mended.as_deref(), expected.map(str::as_bytes), "{body}");
        }
    }

    #[test]
    fn items_are_read_one_by_one() {
        let few: Few<'_, 9> =
            serde_json::from_str(r#"[{"a": 1}, {"a": 10000}, {"a": 1, "a": 2}, 7]"#).unwrap();
        let items: Vec<_> = few
            .read::<std::collections::BTreeMap<String, u64>>("counts", 8)
            .map(|item| item.map_err(|refusal| refusal.detail))
            .collect();
        assert_eq!(items[0].as_ref().unwrap().as_ref().unwrap()["a"], 1);
        assert_eq!(items[1], Ok(None));
        assert_eq!(items[2], Ok(None));
        let detail = items[3].as_ref().unwrap_err();
        assert!(detail.contains("`counts[3]`: a JSON object is expected"), "{detail}");
        let twice = few.read::<std::collections::BTreeMap<String, u64>>("counts", 99).nth(2);
        let detail = twice.unwrap().unwrap_err().detail;
        assert!(detail.contains("\"a\" stands here twice"), "{detail}");
    }
}
