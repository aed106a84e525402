//! Writing OFREP answers: values are copied as the text that they were compiled to.
//!
//! Keys need no escaping, by their grammar; everything else that people chose is escaped.

use std::fmt::Write as _;

use hoist_eval::{EvaluationContext, Metadata, Reason};
use hoist_ruleset::compiled::Variant;
use serde_json::Value;
use xxhash_rust::xxh3::xxh3_128;

use crate::shown::facts;

/// Longest targeting key, in bytes, that is told again. A bulk answer has it beside every flag, so
/// a long one would make a small request of anybody's a large answer.
const CONTEXT_ID_BYTES_MAX: usize = 256;

/// About how long a flag's part of an answer is, in bytes.
const FLAG_BYTES: usize = 160;

/// One answer in the making. A comma stands behind every flag, also behind the last one, until
/// the list ends.
pub(super) struct Writer {
    out: String,
    /// What stands in the metadata of every flag and of the whole, without the braces.
    every: String,
    /// What stands behind each flag's value, by reason, once one has it. Most of an answer is put
    /// together from these and from what the ruleset has ready.
    tails: [String; Reason::COUNT],
    /// What the tag is of: all that makes a difference, in short.
    tagged: Vec<u8>,
}

/// The end of a flag that was evaluated: of its metadata, and of itself.
const END: &str = "}},";

impl Writer {
    /// An answer with about so many flags.
    pub(super) fn new(environment: &str, targeting_key: Option<&str>, flags: usize) -> Self {
        let mut every = String::with_capacity(64);
        every.push_str("\"flagSetId\":");
        push_text(&mut every, environment);
        if let Some(key) = targeting_key.filter(|key| key.len() <= CONTEXT_ID_BYTES_MAX) {
            every.push_str(",\"contextId\":");
            push_text(&mut every, key);
        }
        let out = String::with_capacity((flags + 2) * FLAG_BYTES);
        Self { out, every, tails: Default::default(), tagged: Vec::new() }
    }

    /// Says that who asks is exposed to a flag that is measured. Of experiments that is known.
    pub(super) fn exposed(&mut self) {
        self.every.push_str(",\"exposure\":true");
    }

    /// The answer with one flag.
    pub(super) fn one(
        mut self,
        variant: &Variant,
        why: (Reason, Metadata<'_>),
        seq: u64,
        is_public: bool,
    ) -> String {
        // Writing to a string cannot fail, here and below.
        write!(self.every, ",\"version\":{seq}").ok();
        let (reason, metadata) = why;
        self.out.push_str(&variant.json);
        push_tail(&mut self.out, reason, &self.every);
        self.facts(metadata, is_public);
        self.out.pop();
        self.out
    }

    /// Begins a list of about so many flags.
    pub(super) fn begin_flags(&mut self, flags: usize) {
        self.tagged.reserve(flags * size_of::<u64>() + 512);
        self.out.push_str("{\"flags\":[");
    }

    /// A flag that was evaluated. What the public must not know is left out for it.
    #[inline]
    pub(super) fn flag(
        &mut self,
        variant: &Variant,
        (reason, metadata): (Reason, Metadata<'_>),
        is_public: bool,
    ) {
        let tail = &mut self.tails[reason as usize];
        if tail.is_empty() {
            tail.reserve(FLAG_BYTES);
            push_tail(tail, reason, &self.every);
        }
        let result = variant.json_hash.wrapping_add(reason as u64);
        self.tagged.extend_from_slice(&result.to_le_bytes());
        self.out.push_str(&variant.json);
        self.out.push_str(tail);
        self.facts(metadata, is_public);
    }

    /// What is known beside the value of the last flag.
    #[inline]
    fn facts(&mut self, metadata: Metadata<'_>, is_public: bool) {
        if metadata == Metadata::default() {
            return;
        }
        let out = &mut self.out;
        out.truncate(out.len() - END.len());
        let start = out.len();
        for (name, value) in facts(metadata) {
            // A prerequisite is the name of another flag.
            if !(is_public && name == "prerequisite") {
                write!(out, ",\"{name}\":{value}").ok();
            }
        }
        self.tagged.extend_from_slice(&out.as_bytes()[start..]);
        out.push_str(END);
    }

    /// A flag that could not be evaluated.
    pub(super) fn problem(&mut self, key: &str, code: &str, details: &str) {
        let (out, details) = (&mut self.out, Value::from(details));
        let start = out.len();
        write!(out, "{{\"key\":\"{key}\",\"errorCode\":\"{code}\",\"errorDetails\":{details}}},")
            .ok();
        self.tagged.extend_from_slice(&out.as_bytes()[start..]);
    }

    /// Ends the list of flags. Gives the tag of what is in it, of the environment, of the context
    /// that it is for, and of where changes are told: an answer that is not sent cannot say so.
    pub(super) fn end_flags(
        &mut self,
        seq: u64,
        context: &EvaluationContext,
        streams: Option<&str>,
    ) -> String {
        self.tagged.extend_from_slice(self.every.as_bytes());
        self.tagged.extend_from_slice(streams.unwrap_or_default().as_bytes());
        self.tagged.extend_from_slice(&context.fingerprint().to_le_bytes());
        if self.out.ends_with(',') {
            self.out.pop();
        }
        write!(self.out, "],\"metadata\":{{{},\"version\":{seq}}}", self.every).ok();
        if let Some(streams) = streams {
            write!(self.out, ",\"eventStreams\":{streams}").ok();
        }
        self.out.push('}');
        format!("\"{:032x}\"", xxh3_128(&self.tagged))
    }

    /// The answer with a list of flags.
    pub(super) fn finish(self) -> String {
        self.out
    }
}

/// Writes what stands behind a flag's value, with what stands in every flag's metadata.
fn push_tail(out: &mut String, reason: Reason, every: &str) {
    for piece in [",\"reason\":\"", reason.as_str(), "\",\"metadata\":{", every, END] {
        out.push_str(piece);
    }
}

/// Writes a JSON string.
fn push_text(out: &mut String, text: &str) {
    if text.bytes().all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\') {
        out.push('"');
        out.push_str(text);
        out.push('"');
    } else {
        write!(out, "{}", Value::from(text)).ok();
    }
}
