//! Writing OFREP answers: values are copied as the text that they were compiled to.
//!
//! Keys need no escaping, by their grammar; everything else that people chose is escaped.

use std::fmt::Write as _;

use hoist_api::OfrepStream;
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

/// One answer in the making.
pub(super) struct Writer {
    out: String,
    /// What stands in every flag's metadata, without the braces.
    every: String,
    /// What stands behind each flag's value, by reason, once one has it. Most of an answer is put
    /// together from these and from what the ruleset has ready.
    tails: [String; Reason::COUNT],
    /// What the tag is of: all that makes a difference, in short.
    tagged: Vec<u8>,
    flags: usize,
}

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
        let out = String::with_capacity((flags + 1) * FLAG_BYTES);
        let tagged = Vec::with_capacity(flags * 10 + 128);
        Self { out, every, tails: Default::default(), tagged, flags: 0 }
    }

    pub(super) fn begin_flags(&mut self) {
        self.out.push_str("{\"flags\":[");
    }

    /// A flag that was evaluated. What the public must not know is left out for it.
    pub(super) fn flag(
        &mut self,
        variant: &Variant,
        (reason, metadata): (Reason, Metadata<'_>),
        version: Option<u64>,
        is_public: bool,
    ) {
        self.separate();
        let Self { out, every, tails, tagged, .. } = self;
        tagged.extend_from_slice(&variant.json_hash.to_le_bytes());
        tagged.push(reason as u8);
        out.push_str(&variant.json);
        let tail = &mut tails[reason as usize];
        if tail.is_empty() {
            for piece in [",\"reason\":\"", reason.as_str(), "\",\"metadata\":{", every] {
                tail.push_str(piece);
            }
        }
        out.push_str(tail);
        if let Some(version) = version {
            // Writing to a string cannot fail, here and below.
            write!(out, ",\"version\":{version}").ok();
        }
        if metadata != Metadata::default() {
            let start = out.len();
            for (name, value) in facts(metadata) {
                // A prerequisite is the name of another flag.
                if !(is_public && name == "prerequisite") {
                    write!(out, ",\"{name}\":{value}").ok();
                }
            }
            tagged.extend_from_slice(&out.as_bytes()[start..]);
        }
        out.push_str("}}");
    }

    /// A flag that could not be evaluated.
    pub(super) fn problem(&mut self, key: &str, code: &str, details: &str) {
        self.separate();
        let (out, details) = (&mut self.out, Value::from(details));
        let start = out.len();
        write!(out, "{{\"key\":\"{key}\",\"errorCode\":\"{code}\",\"errorDetails\":{details}}}")
            .ok();
        self.tagged.extend_from_slice(&out.as_bytes()[start..]);
    }

    /// Ends the list of flags. Gives the tag of what is in it, of the environment, of the context
    /// that it is for, and of where changes are told: an answer that is not sent cannot say so.
    pub(super) fn end_flags(
        &mut self,
        seq: u64,
        context: &EvaluationContext,
        stream: Option<&OfrepStream>,
    ) -> String {
        let streams = serde_json::to_string(&stream.as_slice()).unwrap_or_default();
        self.tagged.extend_from_slice(self.every.as_bytes());
        self.tagged.extend_from_slice(streams.as_bytes());
        self.tagged.extend_from_slice(&context.fingerprint().to_le_bytes());
        write!(self.out, "],\"metadata\":{{{},\"version\":{seq}}}", self.every).ok();
        if stream.is_some() {
            write!(self.out, ",\"eventStreams\":{streams}").ok();
        }
        self.out.push('}');
        format!("\"{:032x}\"", xxh3_128(&self.tagged))
    }

    pub(super) fn finish(self) -> String {
        self.out
    }

    fn separate(&mut self) {
        if self.flags > 0 {
            self.out.push(',');
        }
        self.flags += 1;
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
