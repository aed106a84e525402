//! Reading segments.

use super::cursor::Cursor;
use super::flag::{READ_ONLY, about, own_key};
use super::rule::membership_rules;
use crate::document::Segment;
use crate::limits::SEGMENT_KEYS_MAX;

/// Reads a segment; its problems go to the cursor's sink.
pub(super) fn read(cursor: &Cursor<'_>, key: &str) -> Option<Segment> {
    let before = cursor.problems();
    let mut fields = cursor.map()?;
    own_key(&mut fields, "key", key);
    let include = fields.get("include").and_then(|field| field.strings(SEGMENT_KEYS_MAX));
    let exclude = fields.get("exclude").and_then(|field| field.strings(SEGMENT_KEYS_MAX));
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
