//! Changes of operational state: kills and freezes.

use hoist_api::{Code, FreezeRequest, FreezeScope};
use hoist_ruleset::DocumentKind;
use hoist_ruleset::log::{Collection, Kind};
use jiff::Timestamp;

use super::{Plan, Planned, Refusal, kept, refusal};
use crate::author::Author;
use crate::moment::{FreezeBody, Moment};

/// Plans to kill flags and experiments. Those that are killed already stay as they are.
pub(crate) fn kill(moment: &Moment, keys: &[String], author: &Author) -> Planned<()> {
    let mut plan = Plan::default();
    for key in keys {
        let collection = killable(moment, key)?;
        if !moment.kills.contains_key(key) {
            plan.drafts.push((author.draft(Kind::Killed, collection, key, None), None));
        }
    }
    Ok((plan, ()))
}

/// Plans to revive a flag or experiment.
pub(crate) fn revive(moment: &Moment, key: &str, author: &Author) -> Planned<()> {
    let collection = killable(moment, key)?;
    if !moment.kills.contains_key(key) {
        let detail = format!("{key} is not killed, so there is nothing to revive.");
        return Err(refusal(Code::NotNow, detail));
    }
    let drafts = vec![(author.draft(Kind::Revived, collection, key, None), None)];
    Ok((Plan { drafts, ..Plan::default() }, ()))
}

/// Whether a key is a flag's or an experiment's.
fn killable(moment: &Moment, key: &str) -> Result<Collection, Refusal> {
    if moment.documents.flags().contains_key(key) {
        Ok(Collection::Features)
    } else if moment.documents.experiments().contains_key(key) {
        Ok(Collection::Experiments)
    } else {
        Err(super::no_such(moment, DocumentKind::Flag, key))
    }
}

/// Plans a freeze. One that holds already in the same way stays as it is.
pub(crate) fn freeze(
    moment: &Moment,
    request: &FreezeRequest,
    author: &Author,
    now: Timestamp,
) -> Planned<()> {
    let FreezeRequest { scope, until, .. } = request;
    if until.is_some_and(|until| until <= now) {
        let detail = "`until` has passed already. Send a time to come, or leave it out.";
        return Err(refusal(Code::Invalid, detail));
    }
    let holds = moment.freezes_at(now).any(|freeze| {
        freeze.scope == *scope
            && freeze.until == *until
            && (author.reason.is_none() || freeze.reason == author.reason)
    });
    if holds {
        return Ok((Plan::default(), ()));
    }
    let body = FreezeBody { scope: *scope, until: *until };
    let (digest, body) = kept(&serde_json::to_value(body).unwrap_or_default());
    let draft = author.draft(Kind::Frozen, Collection::Environment, name(*scope), Some(digest));
    Ok((Plan { drafts: vec![(draft, Some(body))], ..Plan::default() }, ()))
}

/// Plans to lift every freeze that holds.
pub(crate) fn unfreeze(moment: &Moment, author: &Author, now: Timestamp) -> Planned<()> {
    let scopes = moment.freezes_at(now).map(|freeze| name(freeze.scope));
    let draft = |scope| author.draft(Kind::Unfrozen, Collection::Environment, scope, None);
    let drafts: Vec<_> = scopes.map(|scope| (draft(scope), None)).collect();
    if drafts.is_empty() {
        return Err(refusal(Code::NotNow, "Nothing is frozen, so there is nothing to lift."));
    }
    Ok((Plan { drafts, ..Plan::default() }, ()))
}

fn name(scope: FreezeScope) -> &'static str {
    match scope {
        FreezeScope::All => "all",
        FreezeScope::Experiments => "experiments",
    }
}
