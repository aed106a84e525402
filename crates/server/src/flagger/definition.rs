//! What a rollout that moves a share keeps from being changed, and the entry by which it moves it.
//! Pure.

use hoist_api::Code;
use hoist_ruleset::Documents;
use hoist_ruleset::log::{Collection, Draft, Kind};

use crate::author::Author;
use crate::moment::{Moment, ShareBody};
use crate::plan::{Refusal, kept, refusal};
use crate::releases;

/// Whether a change of a flag leaves alone what a rollout that moves its share depends on.
pub(crate) fn check_unlocked(moment: &Moment, after: &Documents, key: &str) -> Result<(), Refusal> {
    let moved = moment.shares.get(key).filter(|body| body.moving);
    match moved.filter(|_| is_changed(&moment.documents, after, key)) {
        Some(body) => Err(locked(key, body)),
        None => Ok(()),
    }
}

/// Whether nothing but its definition moves the share of a flag, so that a release may.
pub(crate) fn check_unmoved(moment: &Moment, key: &str) -> Result<(), Refusal> {
    let Some(body) = moment.shares.get(key).filter(|body| body.moving) else { return Ok(()) };
    let detail = format!(
        "The share of {key} is being moved{}. Wait until that is over; \
         `DELETE /api/features/{key}/rollout` lets go of it.",
        by(body)
    );
    Err(refusal(Code::NotNow, detail))
}

/// An entry that says what the share of a flag is.
pub(super) fn shared(author: &Author, key: &str, body: &ShareBody) -> (Draft, Option<String>) {
    let (digest, text) = kept(&serde_json::to_value(body).unwrap_or_default());
    (author.draft(Kind::Shared, Collection::Features, key, Some(digest)), Some(text))
}

/// Whether a change of a flag's definition changes who is in, or that it is written down.
fn is_changed(before: &Documents, after: &Documents, key: &str) -> bool {
    let [before, after] = [before, after].map(|documents| documents.flags().get(key));
    before.zip(after).is_none_or(|(before, after)| releases::locked(before, after).is_some())
}

fn locked(key: &str, body: &ShareBody) -> Refusal {
    let detail = format!(
        "The share of {key} is being moved{}: its `type`, `percentage`, `salt` and `bucket_by` \
         stay as they are until that is over, and nothing is taken out of its `metrics`. Killing it is possible all the same, and \
         `DELETE /api/features/{key}/rollout` lets go of it.",
        by(body)
    );
    refusal(Code::NotNow, detail)
}

/// Who moves a share, where that is known.
fn by(body: &ShareBody) -> String {
    body.canary.as_deref().map_or_else(String::new, |canary| format!(" by {canary}"))
}
