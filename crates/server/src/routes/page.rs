//! Pages of lists: so many at a time, and a cursor to go on from.

use hoist_api::Code;
use serde::Deserialize;
use serde_json::json;

use crate::answer::ApiError;
use crate::operation::Parameter;

/// Which page is asked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct PageQuery {
    limit: Option<usize>,
    pub(super) cursor: Option<String>,
}

/// Most entries of one page.
const LIMIT_MAX: usize = 1_000;
const LIMIT: usize = 100;
/// Documents of a page that are more than this are left for the next one.
pub(super) const PAGE_BYTES_MAX: usize = 4 << 20;

impl PageQuery {
    pub(super) fn limit(&self) -> Result<usize, ApiError> {
        let limit = self.limit.unwrap_or(LIMIT);
        if (1..=LIMIT_MAX).contains(&limit) {
            return Ok(limit);
        }
        let detail = format!("`limit` is from 1 to {LIMIT_MAX}, this is {limit}.");
        Err(ApiError::new(Code::BadRequest, detail))
    }

    /// The cursor as a number, where cursors are numbers.
    pub(super) fn number(&self) -> Result<Option<u64>, ApiError> {
        let number = self.cursor.as_deref().map(str::parse).transpose();
        number.map_err(|_error| {
            let detail = "`cursor` is the `next` of the page before; this is none.";
            ApiError::new(Code::BadRequest, detail)
        })
    }
}

pub(super) const PAGE: &[Parameter] = &[
    Parameter {
        name: "limit",
        place: "query",
        about: "How many to give at most.",
        schema: || json!({"type": "integer", "minimum": 1, "maximum": LIMIT_MAX, "default": LIMIT}),
    },
    Parameter {
        name: "cursor",
        place: "query",
        about: "The `next` of the page before.",
        schema: || json!({"type": "string"}),
    },
];

/// Whether what is deleted is what was meant.
#[derive(Debug, Deserialize)]
pub(super) struct ConfirmQuery {
    pub(super) confirm: Option<String>,
}

pub(super) const CONFIRM: Parameter = Parameter {
    name: "confirm",
    place: "query",
    about: "The key of what is deleted once more, which protected environments want: where it is \
            given, it has to be that one.",
    schema: || json!({"type": "string"}),
};

/// Whether a deletion is confirmed, where it has to be.
pub(super) fn check_confirmed(
    confirm: Option<&str>,
    key: &str,
    has_to_be: bool,
) -> Result<(), ApiError> {
    match confirm {
        Some(confirm) if confirm == key => Ok(()),
        Some(_) => {
            let detail = "`confirm` names another key than the one to delete: nothing was done.";
            Err(ApiError::new(Code::BadRequest, detail))
        }
        None if has_to_be => {
            let shown: String = key.chars().take(128).collect();
            let detail = format!(
                "Confirm that {shown} is to go, with `?confirm={shown}`, or with `--confirm \
                 {shown}`."
            );
            Err(ApiError::new(Code::Invalid, detail))
        }
        None => Ok(()),
    }
}

pub(super) const IF_MATCH: Parameter = Parameter {
    name: "If-Match",
    place: "header",
    about: "The version that the change was made from, in quotes. Without it, the change is made \
            to whatever is there.",
    schema: || json!({"type": "string", "pattern": "^([*]|(W/)?\"?[0-9]{1,19}\"?)$"}),
};

pub(super) const ONLY_NEW: Parameter = Parameter {
    name: "If-None-Match",
    place: "header",
    about: "`*`: only if there is none yet. Anything else is not looked at.",
    schema: || json!({"type": "string"}),
};

pub(super) const IF_NONE_MATCH: Parameter = Parameter {
    name: "If-None-Match",
    place: "header",
    about: "Tags of answers that the caller has, as RFC 9110 has them.",
    schema: || json!({"type": "string"}),
};
