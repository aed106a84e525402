//! Writing OFREP answers: values are copied as the text that they were compiled to.
//!
//! Keys need no escaping, by their grammar; everything else that people chose is escaped.

use std::fmt::Write as _;

use hoist_api::OfrepStream;
use hoist_eval::{EvaluationContext, Metadata, Reason, Resolution};
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
        Self { out, every, tails: Default::default(), flags: 0 }
    }

    pub(super) fn begin_flags(&mut self) {
        self.out.push_str("{\"flags\":[");
    }

    /// A flag that was evaluated. What the public must not know is left out for it.
    pub(super) fn flag(
        &mut self,
        resolution: &Resolution<'_>,
        version: Option<u64>,
        is_public: bool,
    ) {
        self.separate();
        let Self { out, every, tails, .. } = self;
        // It has one: there is no error.
        out.push_str(resolution.compiled().map_or("{", |variant| &variant.json));
        let tail = &mut tails[resolution.reason as usize];
        if tail.is_empty() {
            let reason = resolution.reason.as_str();
            for piece in [",\"reason\":\"", reason, "\",\"metadata\":{", every] {
                tail.push_str(piece);
            }
        }
        out.push_str(tail);
        if let Some(version) = version {
            // Writing to a string cannot fail, here and below.
            write!(out, ",\"version\":{version}").ok();
        }
        if resolution.metadata != Metadata::default() {
            for (name, value) in facts(resolution.metadata) {
                // A prerequisite is the name of another flag.
                if !(is_public && name == "prerequisite") {
                    write!(out, ",\"{name}\":{value}").ok();
                }
            }
        }
        out.push_str("}}");
    }

    /// A flag that could not be evaluated.
    pub(super) fn problem(&mut self, key: &str, code: &str, details: &str) {
        self.separate();
        let details = Value::from(details);
        write!(
            self.out,
            "{{\"key\":\"{key}\",\"errorCode\":\"{code}\",\"errorDetails\":{details}}}"
        )
        .ok();
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
        let parts = [&self.out, &self.every, &streams].map(|part| xxh3_128(part.as_bytes()));
        let mut of = [0; 64];
        let parts = parts.into_iter().chain([context.fingerprint()]);
        for (room, part) in of.chunks_exact_mut(16).zip(parts) {
            room.copy_from_slice(&part.to_le_bytes());
        }
        write!(self.out, "],\"metadata\":{{{},\"version\":{seq}}}", self.every).ok();
        if stream.is_some() {
            write!(self.out, ",\"eventStreams\":{streams}").ok();
        }
        self.out.push('}');
        format!("\"{:032x}\"", xxh3_128(&of))
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
