//! What may stand in a query string.

use hoist_api::Code;

use crate::answer::ApiError;

/// Where clients of others may put anything into the query string, it is not taken in silence for a
/// question about the past.
pub(super) fn check_present(query: Option<&str>) -> Result<(), ApiError> {
    let pairs = query.unwrap_or_default().split('&');
    let mut names = pairs.map(|pair| pair.split_once('=').map_or(pair, |(name, _)| name));
    let Some(name) = names.find(|name| ["at", "now"].contains(name)) else { return Ok(()) };
    let detail = format!("There is no parameter `{name}` here; POST /api/evaluate has it.");
    Err(ApiError::new(Code::BadRequest, detail))
}

/// A parameter that is misspelt would mean something else than whoever wrote it thinks.
pub(super) fn check(query: Option<&str>, known: &[&str]) -> Result<(), ApiError> {
    let names = query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
    for name in names.map(|pair| pair.split_once('=').map_or(pair, |(name, _)| name)) {
        if !known.contains(&name) {
            let similar = hoist_ruleset::closest(name, known.iter().copied());
            let hint = similar.map_or_else(String::new, |name| format!(" Did you mean `{name}`?"));
            let shown: String = name.chars().take(64).collect();
            let detail = format!("There is no parameter `{shown}` here.{hint}");
            return Err(ApiError::new(Code::BadRequest, detail));
        }
    }
    Ok(())
}
