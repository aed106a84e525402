//! What a share that is moved and a definition that is written mean to each other. Pure.

use hoist_api::Code;
use hoist_ruleset::document::{Flag, Strategy};
use hoist_ruleset::log::{Collection, Draft, Kind};
use hoist_ruleset::{DocumentKind, Documents};

use crate::author::Author;
use crate::moment::{Moment, ShareBody};
use crate::plan::{Plan, Refusal, kept, refusal};

/// The entries that follow from writing and removing flags: a share that is no longer moved ends
/// when its definition says another one, or goes. While it is moved, both are refused.
pub(crate) fn after_definitions(
    moment: &Moment,
    after: &Documents,
    plan: &Plan,
    author: &Author,
) -> Result<Vec<(Draft, Option<String>)>, Refusal> {
    let mut drafts = Vec::new();
    for (written, _) in &plan.drafts {
        let key = written.key.as_str();
        let Some(body) = moment.shares.get(key).filter(|_| is_flag(written)) else { continue };
        if says_the_same(&moment.documents, after, key) {
            continue;
        }
        if body.moving {
            return Err(locked(key, body));
        }
        if body.share.is_some() {
            drafts.push(shared(author, key, &ShareBody::default()));
        }
    }
    Ok(drafts)
}

fn is_flag(draft: &Draft) -> bool {
    draft.collection == Collection::from(DocumentKind::Flag)
}

/// An entry that says what the share of a flag is.
pub(super) fn shared(author: &Author, key: &str, body: &ShareBody) -> (Draft, Option<String>) {
    let (digest, text) = kept(&serde_json::to_value(body).unwrap_or_default());
    (author.draft(Kind::Shared, Collection::Features, key, Some(digest)), Some(text))
}

/// Whether a flag's definition says the same of who is in as before.
fn says_the_same(before: &Documents, after: &Documents, key: &str) -> bool {
    let [before, after] = [before, after].map(|documents| documents.flags().get(key));
    let Some((before, after)) = before.zip(after) else { return false };
    let of = |flag: &Flag| match flag.strategy {
        Strategy::Percentage { percentage } => Some(percentage),
        _ => None,
    };
    (of(before), &before.salt, &before.bucket_by) == (of(after), &after.salt, &after.bucket_by)
}

fn locked(key: &str, body: &ShareBody) -> Refusal {
    let by = body.canary.as_deref().map_or_else(String::new, |canary| format!(" by {canary}"));
    let detail = format!(
        "The share of {key} is being moved{by}: its `type`, `percentage`, `salt` and `bucket_by` \
         stay as they are until that is over. Killing it is possible all the same, and \
         `DELETE /api/features/{key}/rollout` lets go of it."
    );
    refusal(Code::NotNow, detail)
}
