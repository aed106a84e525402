//! Reading segments.

use super::cursor::Cursor;
use super::flag::{READ_ONLY, about, own_key};
use super::rule::membership_rules;
use super::scalar::shown;
use crate::diagnostic::Problem;
use crate::document::Segment;
use crate::limits::SEGMENT_KEYS_MAX;
use crate::list::KeyList;
use crate::source::Value;

/// Reads a segment; its problems go to the cursor's sink.
pub(super) fn read(cursor: &Cursor<'_>, key: &str) -> Option<Segment> {
    let before = cursor.problems();
    let mut fields = cursor.map()?;
    own_key(&mut fields, "key", key);
    let include = fields.get("include").and_then(|field| list(&field));
    let exclude = fields.get("exclude").and_then(|field| list(&field));
    let rules = fields.get("rules").and_then(|field| membership_rules(&field));
    let segment = Segment {
        include: include.unwrap_or_default(),
        exclude: exclude.unwrap_or_default(),
        rules: rules.unwrap_or_default(),
        about: about(&mut fields),
    };
    fields.ignore(&READ_ONLY);
    fields.finish();
    (cursor.problems() == before).then_some(segment)
}

/// A list of keys: spelt out, or `{list: DIGEST}` as an answer of the API has it.
fn list(cursor: &Cursor<'_>) -> Option<KeyList> {
    if !matches!(cursor.value(), Value::Map(_)) {
        let keys = cursor.strings(SEGMENT_KEYS_MAX)?;
        return Some(keys.iter().map(String::as_str).collect());
    }
    let mut fields = cursor.map()?;
    let digest = fields.require("list", "list: 3f5a…, as an answer of the API has it")?;
    fields.ignore(&["count"]);
    fields.finish();
    let text = digest.string()?;
    let list = text.parse().ok().and_then(|known| cursor.lists().get(&known));
    if list.is_none() {
        digest.report(Problem::UnknownList { found: shown(text) });
    }
    list.cloned()
}
