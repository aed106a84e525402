//! Problems: what every refusal looks like (RFC 9457, `application/problem+json`).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use strum::{AsRefStr, EnumIter};

/// What went wrong, for a person to read and for a program to match on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
    /// A reference for the kind of problem: `https://hoist.dev/problems/` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind of problem in a few words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The stable name to match on.
    pub code: Code,
    /// What is wrong here, and what would be right.
    pub detail: String,
    /// Where in the request's document, such as `rules[0].value`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The id of the request, which the server's log has too.
    pub request_id: String,
    /// Everything that is wrong with documents, not only the first thing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub diagnostics: Vec<Diagnostic>,
    /// On `conflict`: the document as it is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<std::collections::BTreeMap<String, Value>>")]
    pub current: Option<Value>,
}

/// One thing that is wrong with a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Diagnostic {
    /// The stable name of the kind of problem; `docs/diagnostics.md` shows each.
    pub code: String,
    /// The file or document that it is in.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1.
    pub column: u32,
    /// Where in the document.
    pub path: String,
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub advice: String,
}

impl From<&hoist_ruleset::Diagnostic> for Diagnostic {
    fn from(diagnostic: &hoist_ruleset::Diagnostic) -> Self {
        Self {
            code: diagnostic.code().to_string(),
            file: diagnostic.file.to_string(),
            line: diagnostic.mark.line,
            column: diagnostic.mark.column,
            path: diagnostic.path.clone(),
            message: diagnostic.problem.to_string(),
            advice: diagnostic.problem.advice(),
        }
    }
}

/// The stable names of problems.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, AsRefStr, EnumIter, Serialize, Deserialize, JsonSchema,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The request cannot be read: its body, a parameter or a header.
    BadRequest,
    /// What was sent is not sound.
    Invalid,
    /// No token, or one that is not valid.
    Unauthorized,
    /// The token may not do this.
    Forbidden,
    /// Whoever asked a gate may not go on, or not back.
    GateClosed,
    /// There is nothing of that name.
    NotFound,
    /// The path has other methods.
    MethodNotAllowed,
    /// It was changed in between, or there is one already.
    Conflict,
    /// Others refer to it.
    Referenced,
    /// Changes are frozen.
    Frozen,
    /// The document lives in a configuration file.
    Managed,
    /// It is not in the state that this needs.
    NotNow,
    /// Users are still being summed up: ask again soon.
    SummingUp,
    /// No part of the layer that is free is wide enough.
    LayerFull,
    /// It was erased, and nothing tells of it any more.
    Erased,
    /// The body is larger than allowed.
    TooLarge,
    /// The body is of another content type.
    UnsupportedMediaType,
    /// Too many at once, or too often.
    TooManyRequests,
    /// The request took too long to arrive.
    Timeout,
    /// The store cannot be written or read at the moment.
    StoreUnavailable,
    /// A mistake of the server's.
    Internal,
}

impl Code {
    /// Every problem of this kind has this HTTP status.
    pub fn status(self) -> u16 {
        match self {
            Self::BadRequest => 400,
            Self::Unauthorized => 401,
            Self::Forbidden | Self::GateClosed => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::Timeout => 408,
            Self::Conflict
            | Self::Referenced
            | Self::Frozen
            | Self::Managed
            | Self::NotNow
            | Self::SummingUp
            | Self::LayerFull => 409,
            Self::Erased => 410,
            Self::TooLarge => 413,
            Self::UnsupportedMediaType => 415,
            Self::Invalid => 422,
            Self::TooManyRequests => 429,
            Self::Internal => 500,
            Self::StoreUnavailable => 503,
        }
    }

    /// The kind of problem in a few words.
    pub fn title(self) -> &'static str {
        match self {
            Self::BadRequest => "The request cannot be read",
            Self::Invalid => "What was sent is not sound",
            Self::Unauthorized => "A valid token is needed",
            Self::Forbidden => "This token may not do this",
            Self::GateClosed => "The gate is closed",
            Self::NotFound => "There is nothing here",
            Self::MethodNotAllowed => "The path has other methods",
            Self::Conflict => "It was changed in between",
            Self::Referenced => "Others refer to it",
            Self::Frozen => "Changes are frozen",
            Self::Managed => "It lives in a configuration file",
            Self::NotNow => "It is not in the right state",
            Self::SummingUp => "Its users are being summed up",
            Self::LayerFull => "There is no room in the layer",
            Self::Erased => "It was erased",
            Self::TooLarge => "The request is too large",
            Self::UnsupportedMediaType => "The body is of another type",
            Self::TooManyRequests => "Too many requests",
            Self::Timeout => "The request took too long",
            Self::StoreUnavailable => "The store is not available",
            Self::Internal => "The server made a mistake",
        }
    }
}

impl Problem {
    /// A problem of a kind.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("https://hoist.dev/problems/{}", code.as_ref()),
            title: code.title().to_owned(),
            status: code.status(),
            code,
            detail: detail.into(),
            path: None,
            request_id: String::new(),
            diagnostics: Vec::new(),
            current: None,
        }
    }

    /// The problem of documents that are not sound: the first thing in its sentence, all beside.
    pub fn of_diagnostics(diagnostics: &[hoist_ruleset::Diagnostic]) -> Self {
        let Some(first) = diagnostics.first() else {
            return Self::new(Code::Invalid, "The document is not sound.");
        };
        let detail = format!("{}. {}", first.problem, first.problem.advice());
        Self {
            path: Some(first.path.clone()).filter(|path| !path.is_empty()),
            diagnostics: diagnostics.iter().map(Diagnostic::from).collect(),
            ..Self::new(Code::Invalid, detail)
        }
    }
}
