//! What releases write into the log, as changes planned against a moment. Pure.
//!
//! Each of them is as if done once, however often it is done: what is so already is no change.

use std::collections::BTreeSet;

use hoist_api::{Code, ReleaseDecision};
use hoist_delivery::{Decision, Effect, Intent, Kind as Decided};
use hoist_ruleset::document::{ReleaseCheck, Strategy};
use hoist_ruleset::log::{Collection, Draft, Kind};
use hoist_ruleset::{DocumentKind, Source};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Run, told};
use crate::author::Author;
use crate::moment::Moment;
use crate::moment::progress::ProgressBody;
use crate::plan::{self, Definitions, Plan, Planned, Refusal, frozen, kept, refusal};

/// An entry to be, with its text.
type Entry = (Draft, Option<String>);

/// The author of what a release does, and why it does it: because of whom, where somebody asked.
pub(super) fn author(run: &Run, decision: &Decision) -> Author {
    let by = decision.by.as_ref().map(|by| format!(" ({by})")).unwrap_or_default();
    let reason = Some(format!("{}{by}", decision.reason));
    Author { actor: run.actor(), reason, ..Author::default() }
}

/// The entry of a step in the life of a release.
pub(super) fn progress(
    run: &Run,
    kind: Kind,
    author: &Author,
    (told, is_left): (u64, bool),
    decision: &Decision,
) -> Entry {
    let (flag, decision) = (run.flag().to_owned(), told::decision(decision));
    let body = ProgressBody { flag, run: run.run, told, decision, is_left };
    let (digest, text) = kept(&serde_json::to_value(body).unwrap_or_default());
    let draft = author.draft(kind, Collection::Releases, &run.release.key, Some(digest));
    (draft, Some(text))
}

/// Makes the flag at 0 %, unless it is there.
pub(super) fn create_flag(
    moment: &Moment,
    run: &Run,
    author: &Author,
    now: Timestamp,
) -> Planned<()> {
    if moment.documents.flags().contains_key(run.flag()) {
        return check_type(moment, run.flag()).map(|()| (Plan::default(), ()));
    }
    let definition = run.definition().map_err(|why| refusal(Code::Internal, why))?;
    let metrics: BTreeSet<&str> = definition
        .checks
        .iter()
        .filter_map(ReleaseCheck::metric)
        .map(hoist_ruleset::MetricKey::as_str)
        .collect();
    let mut flag = json!({"type": "percentage", "percentage": 0, "enabled": true,
        "description": format!("Moved by the release {}", run.release.key)});
    if !metrics.is_empty() {
        // What is measured is who was exposed to it.
        flag["metrics"] = json!(metrics);
    }
    define(moment, run.flag(), &flag, author, now)
}

/// Takes a kill back.
pub(super) fn revive(moment: &Moment, run: &Run, author: &Author) -> Planned<()> {
    match moment.kills.contains_key(run.flag()) {
        true => plan::revive(moment, run.flag(), author),
        false => Ok((Plan::default(), ())),
    }
}

/// Lets so many users in. Whether more may be let in is asked of the moment that it is done at: a
/// freeze or a kill may have come since it was decided.
pub(super) fn set_share(
    moment: &Moment,
    run: &Run,
    effect: &Effect,
    share: u16,
    now: Timestamp,
) -> Planned<()> {
    let flag = run.flag();
    let Some(document) = moment.documents.flags().get(flag) else {
        // Nobody is in a flag that is not there.
        return if share == 0 { Ok((Plan::default(), ())) } else { Err(gone(flag)) };
    };
    let Strategy::Percentage { percentage } = &document.strategy else {
        return check_type(moment, flag).map(|()| (Plan::default(), ()));
    };
    let known = moment.state.shares.get(flag).map(|share| share.threshold());
    let before = known.unwrap_or(percentage.threshold());
    if share > before {
        check_rise(moment, run, (before, share), now)?;
    }
    if known == Some(share) {
        return Ok((Plan::default(), ()));
    }
    let (author, decision) = (author(run, &effect.decision), told::decision(&effect.decision));
    let draft = shared(&author, flag, share, (&run.release.key, run.run), &decision);
    Ok((Plan { drafts: vec![draft], ..Plan::default() }, ()))
}

/// The entry of a share that a run of a release decided on.
pub(super) fn shared(
    author: &Author,
    flag: &str,
    share: u16,
    (release, run): (&str, u64),
    decision: &ReleaseDecision,
) -> Entry {
    // Read as `ShareBody`; the rest is for the history.
    let body = json!({"share": share, "release": release, "run": run, "decision": decision});
    let (digest, text) = kept(&body);
    (author.draft(Kind::Shared, Collection::Features, flag, Some(digest)), Some(text))
}

/// Refuses what a freeze or a kill does not let be: more than there was, and any of what is killed.
pub(super) fn check_rise(
    moment: &Moment,
    run: &Run,
    (before, share): (u16, u16),
    now: Timestamp,
) -> Result<(), Refusal> {
    if let Some(freeze) = moment.freeze_of(DocumentKind::Release, now).filter(|_| share > before) {
        return Err(frozen(freeze));
    }
    let off = super::lock::off(moment, run.flag(), run.launched, &run.actor());
    off.filter(|_| share > 0).map_or(Ok(()), |why| Err(refusal(Code::NotNow, why)))
}

/// Makes the share part of the definition. Where that lives in a file it stays beside it, until the
/// file says another percentage.
pub(super) fn set_definition(
    moment: &Moment,
    run: &Run,
    share: u16,
    author: &Author,
    now: Timestamp,
) -> Planned<()> {
    let (kind, flag) = (DocumentKind::Flag, run.flag());
    if moment.managed_by(kind, flag).is_some() {
        return Ok((Plan::default(), ()));
    }
    let Some(mut value) = moment.documents.to_value(kind, flag).ok().flatten() else {
        return Err(gone(flag));
    };
    value["percentage"] = json!(told::percent(share));
    let (mut plan, ()) = define(moment, flag, &value, author, now)?;
    // With another percentage the share goes by itself.
    let is_there = moment.state.shares.contains_key(flag);
    if is_there && !plan.drafts.iter().any(|(draft, _)| draft.kind == Kind::Shared) {
        plan.drafts.push((unshared(author, flag), None));
    }
    Ok((plan, ()))
}

/// The entry by which the definition's share is in force again.
pub(crate) fn unshared(author: &Author, flag: &str) -> Draft {
    author.draft(Kind::Shared, Collection::Features, flag, None)
}

/// Turns the flag off.
pub(super) fn kill(moment: &Moment, run: &Run, author: &Author) -> Planned<()> {
    match moment.documents.flags().contains_key(run.flag()) {
        true => plan::kill(moment, &[run.flag().to_owned()], author),
        false => Ok((Plan::default(), ())),
    }
}

/// Tells people what was decided: the entry that channels are told of, with the deciding evidence.
/// A warning is one that is not the last.
pub(super) fn announce(moment: &Moment, run: &Run, effect: &Effect) -> Planned<()> {
    let kind = match effect.decision.kind {
        Decided::RolledBack => Kind::TakenBack,
        Decided::Succeeded => Kind::Succeeded,
        _ => Kind::Paused,
    };
    let known = moment.progress.get(&run.release.key).filter(|known| known.run == run.run);
    if known.is_some_and(|known| known.told >= effect.number) {
        return Ok((Plan::default(), ()));
    }
    let is_left = effect.intent == Intent::Warn;
    let mut decision = effect.decision.clone();
    if is_left {
        let mut problems = run.release.pending.iter().filter_map(|each| each.problem.as_deref());
        let why = problems.next().unwrap_or("it could not be told");
        decision.reason += &format!("; traffic still goes to the new version: {why}");
    }
    let author = author(run, &decision);
    let entry = progress(run, kind, &author, (effect.number, is_left), &decision);
    Ok((Plan { drafts: vec![entry], ..Plan::default() }, ()))
}

fn define(
    moment: &Moment,
    flag: &str,
    value: &Value,
    author: &Author,
    now: Timestamp,
) -> Planned<()> {
    let sources = vec![Source::document(DocumentKind::Flag, flag, value.to_string())];
    let definitions = Definitions { sources, ..Definitions::default() };
    let (plan, _) = plan::define(moment, definitions, author, now)?;
    Ok((plan, ()))
}

fn check_type(moment: &Moment, flag: &str) -> Result<(), Refusal> {
    let document = moment.documents.flags().get(flag);
    match document.map(|flag| &flag.strategy) {
        Some(Strategy::Percentage { .. }) => Ok(()),
        _ => {
            let detail = format!("the flag {flag} is none of type percentage");
            Err(refusal(Code::Invalid, detail))
        }
    }
}

fn gone(flag: &str) -> Refusal {
    refusal(Code::NotFound, format!("the flag {flag} is not there any more"))
}
