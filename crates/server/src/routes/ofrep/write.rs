//! Writing OFREP answers: values are copied as the text that they were compiled to.
//!
//! Keys need no escaping, by their grammar; everything else that people chose is escaped.

use std::fmt::Write as _;

use hoist_api::OfrepStream;
use hoist_eval::Resolution;
use hoist_ruleset::Digest;
use serde_json::Value;

use crate::shown::facts;

/// Longest targeting key, in bytes, that is told again. A bulk answer has it beside every flag, so
/// a long one would make a small request of anybody's a large answer.
const CONTEXT_ID_BYTES_MAX: usize = 256;

/// One answer in the making.
pub(super) struct Writer {
    out: String,
    /// What stands in every flag's metadata, without the braces.
    every: String,
    flags: usize,
}

impl Writer {
    pub(super) fn new(environment: &str, targeting_key: Option<&str>) -> Self {
        let mut every = format!("\"flagSetId\":{}", text(environment));
        if let Some(key) = targeting_key.filter(|key| key.len() <= CONTEXT_ID_BYTES_MAX) {
            // Writing to a string cannot fail, here and below.
            write!(every, ",\"contextId\":{}", text(key)).ok();
        }
        Self { out: String::with_capacity(256), every, flags: 0 }
    }

    pub(super) fn begin_flags(&mut self) {
        self.out.push_str("{\"flags\":[");
    }

    /// A flag that was evaluated. What the public must not know is left out for it.
    pub(super) fn flag(
        &mut self,
        key: &str,
        resolution: &Resolution<'_>,
        version: Option<u64>,
        is_public: bool,
    ) {
        self.separate();
        write!(self.out, "{{\"key\":\"{key}\",\"reason\":\"{}\"", resolution.reason.as_str()).ok();
        let variant = resolution.variant.unwrap_or_default();
        write!(self.out, ",\"variant\":{}", text(variant)).ok();
        if let Some(value) = resolution.value {
            write!(self.out, ",\"value\":{}", value.json).ok();
        }
        write!(self.out, ",\"metadata\":{{{}", self.every).ok();
        if let Some(version) = version {
            write!(self.out, ",\"version\":{version}").ok();
        }
        for (name, value) in facts(resolution.metadata) {
            // A prerequisite is the name of another flag.
            if !(is_public && name == "prerequisite") {
                write!(self.out, ",\"{name}\":{value}").ok();
            }
        }
        self.out.push_str("}}");
    }

    /// A flag that could not be evaluated.
    pub(super) fn problem(&mut self, key: &str, code: &str, details: &str) {
        self.separate();
        let details = text(details);
        write!(
            self.out,
            "{{\"key\":\"{key}\",\"errorCode\":\"{code}\",\"errorDetails\":{details}}}"
        )
        .ok();
    }

    /// Ends the list of flags. Gives the tag of what is in it, of the context that it is for, and of
    /// where changes are told: an answer that is not sent cannot say so.
    pub(super) fn end_flags(
        &mut self,
        seq: u64,
        context: &Digest,
        stream: Option<&OfrepStream>,
    ) -> String {
        let streams = serde_json::to_string(&stream.as_slice()).unwrap_or_default();
        let digest = Digest::of(format!("{context}{}{streams}", Digest::of(&self.out))).to_string();
        write!(self.out, "],\"metadata\":{{{},\"version\":{seq}}}", self.every).ok();
        if stream.is_some() {
            write!(self.out, ",\"eventStreams\":{streams}").ok();
        }
        self.out.push('}');
        format!("\"{}\"", &digest[..32])
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

/// A JSON string.
fn text(text: &str) -> Value {
    text.into()
}
