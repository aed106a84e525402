//! Changes of operational state: kills and freezes.

use hoist_api::{Code, FreezeRequest, FreezeScope};
use hoist_ruleset::DocumentKind;
use hoist_ruleset::log::{Collection, Kind};
use jiff::Timestamp;

use super::schedule::AHEAD_MAX;
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

/// Freezes that hold or are planned, in one environment: with so many, no more are planned. One
/// that begins at once is never refused for it.
const FREEZES_MAX: usize = 100;

/// Plans a freeze. One that holds already in the same way stays as it is, and so does a window that
/// is planned. One that begins at once goes by the name of its scope; what begins later, or stands
/// beside such a one, goes by `id`: so none ends another before its time.
pub(crate) fn freeze(
    moment: &Moment,
    id: &str,
    request: &FreezeRequest,
    author: &Author,
    now: Timestamp,
) -> Planned<()> {
    let FreezeRequest { scope, from, until, .. } = request;
    check_window(*from, *until, now)?;
    let open = moment.freezes.open(now);
    let stands = open.iter().any(|freeze| {
        let begins = from.map_or(freeze.holds(now), |from| freeze.from == from);
        begins
            && freeze.scope == *scope
            && freeze.until == *until
            && (author.reason.is_none() || freeze.reason == author.reason)
    });
    if stands {
        return Ok((Plan::default(), ()));
    }
    let is_full = open.len() >= FREEZES_MAX;
    if from.is_some() && is_full {
        let detail = format!("There are {FREEZES_MAX} freezes already; lift or cancel some.");
        return Err(refusal(Code::NotNow, detail));
    }
    let named = open.iter().find(|freeze| freeze.id == name(*scope));
    let (key, until) = match named {
        None if from.is_none() => (name(*scope), *until),
        // Where there is no room beside it, the two are one that ends with the later of them.
        Some(named) if from.is_none() && is_full => {
            (name(*scope), (*until).zip(named.until).map(later))
        }
        _ => (id, *until),
    };
    let body = FreezeBody { scope: *scope, from: *from, until };
    let (digest, body) = kept(&serde_json::to_value(body).unwrap_or_default());
    let draft = author.draft(Kind::Frozen, Collection::Environment, key, Some(digest));
    Ok((Plan { drafts: vec![(draft, Some(body))], ..Plan::default() }, ()))
}

fn later((one, other): (Timestamp, Timestamp)) -> Timestamp {
    one.max(other)
}

fn check_window(
    from: Option<Timestamp>,
    until: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), Refusal> {
    let detail = if until.is_some_and(|until| until <= now) {
        "`until` has passed already. Send a time to come, or leave it out."
    } else if from.is_some_and(|from| from <= now) {
        "`from` has passed already. Send a time to come, or leave it out to freeze at once."
    } else if from.is_some_and(|from| from.duration_since(now) > AHEAD_MAX) {
        "`from` is too far off; a freeze is planned at most five years ahead."
    } else if from.zip(until).is_some_and(|(from, until)| until <= from) {
        "`until` is not after `from`, so the window would never hold."
    } else {
        return Ok(());
    };
    Err(refusal(Code::Invalid, detail))
}

/// Plans to lift every freeze that holds. Those that are planned stay.
pub(crate) fn unfreeze(moment: &Moment, author: &Author, now: Timestamp) -> Planned<()> {
    let held = moment.freezes.at(now);
    if held.is_empty() {
        let detail = match moment.freezes.open(now).len() {
            0 => "Nothing is frozen, so there is nothing to lift.".to_owned(),
            1 => {
                "Nothing is frozen; 1 freeze is planned: `hoist unfreeze ID` cancels it.".to_owned()
            }
            planned => format!(
                "Nothing is frozen; {planned} freezes are planned: `hoist unfreeze ID` cancels one."
            ),
        };
        return Err(refusal(Code::NotNow, detail));
    }
    Ok((lift(held.iter().map(|freeze| freeze.id.as_str()), author), ()))
}

/// Plans to lift one freeze, or to cancel one that is planned.
pub(crate) fn cancel_freeze(
    moment: &Moment,
    id: &str,
    author: &Author,
    now: Timestamp,
) -> Planned<()> {
    if !moment.freezes.open(now).iter().any(|freeze| freeze.id == id) {
        let shown: String = id.chars().take(64).collect();
        let detail = format!("No freeze {shown} holds or is planned. `GET /api/freezes` has all.");
        return Err(refusal(Code::NotFound, detail));
    }
    Ok((lift([id].into_iter(), author), ()))
}

fn lift<'i>(ids: impl Iterator<Item = &'i str>, author: &Author) -> Plan {
    let draft = |id| author.draft(Kind::Unfrozen, Collection::Environment, id, None);
    Plan { drafts: ids.map(|id| (draft(id), None)).collect(), ..Plan::default() }
}

fn name(scope: FreezeScope) -> &'static str {
    match scope {
        FreezeScope::All => "all",
        FreezeScope::Experiments => "experiments",
    }
}
