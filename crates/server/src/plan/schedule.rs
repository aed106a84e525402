//! Changes at a time to come: putting them on the schedule, taking them off, making them.
//!
//! A scheduled change ends with one entry, in the same batch as the change of the definition. So it
//! is made once, whatever happens to the server, and whatever its clock does.

use hoist_api::{Code, Problem, ScheduledChange};
use hoist_ruleset::limits::KEY_BYTES_MAX;
use hoist_ruleset::log::{Collection, Kind};
use hoist_ruleset::{FlagKey, Source};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::definition::to_the_second;
use super::{
    Definitions, Plan, Planned, Refusal, check_may_change, define, expect_version, kept, no_such,
    refusal,
};
use crate::author::Author;
use crate::moment::{Moment, ScheduleBody, Scheduled};
use crate::patch;

/// Changes that are scheduled at a time, in one environment.
const PENDING_MAX: usize = 1_000;
/// All of them together, in bytes: a moment holds them in memory.
const PENDING_BYTES_MAX: usize = 16 << 20;
/// How far ahead a change is scheduled or a freeze planned: five years, two of them leap years.
pub(super) const AHEAD_MAX: SignedDuration = SignedDuration::from_hours((5 * 365 + 2) * 24);
/// A change that is made later than this is told how late it is.
const PUNCTUAL: SignedDuration = SignedDuration::from_secs(60);
/// Most bytes of why a change was refused; entries of a log are short.
const REASON_BYTES_MAX: usize = 1_000;

/// Plans to schedule a change. What would be refused now is refused at once, but for a freeze,
/// which may be over by then.
pub(crate) fn schedule(
    moment: &Moment,
    id: &str,
    wanted: &ScheduleBody,
    author: &Author,
    now: Timestamp,
) -> Planned<()> {
    check_time(wanted.at, now)?;
    check_key(&wanted.key)?;
    let (digest, body) = kept(&serde_json::to_value(wanted).unwrap_or_default());
    check_room(moment, body.len())?;
    let unfrozen = moment.unfrozen();
    check_may_change(&unfrozen, wanted.kind(), &wanted.key, author, false, now)?;
    define(&unfrozen, definitions(&unfrozen, wanted)?, author, now)?;
    let draft = author.draft(Kind::Scheduled, Collection::Schedules, id, Some(digest));
    Ok((Plan { drafts: vec![(draft, Some(body))], ..Plan::default() }, ()))
}

fn check_time(at: Timestamp, now: Timestamp) -> Result<(), Refusal> {
    let (at_text, now_text) = (to_the_second(at), to_the_second(now));
    if at <= now {
        let detail = format!(
            "`at` is {at_text}, which has passed: it is {now_text}. Send a time to come, or make \
             the change at once."
        );
        return Err(refusal(Code::Invalid, detail));
    }
    if at.duration_since(now) > AHEAD_MAX {
        let detail = format!("`at` is {at_text}; a change is scheduled at most five years ahead.");
        return Err(refusal(Code::Invalid, detail));
    }
    Ok(())
}

/// A key that is none is not repeated: it may be as long as a body.
fn check_key(key: &str) -> Result<(), Refusal> {
    if FlagKey::parse(key).is_some() {
        return Ok(());
    }
    let detail = format!(
        "`key` is no key: one starts with a letter and has up to {KEY_BYTES_MAX} letters, digits, \
         `.`, `_` and `-`."
    );
    Err(refusal(Code::Invalid, detail))
}

fn check_room(moment: &Moment, bytes: usize) -> Result<(), Refusal> {
    let pending = moment.schedules.pending();
    if pending.len() >= PENDING_MAX {
        let detail =
            format!("There are {PENDING_MAX} scheduled changes already; cancel some, or wait.");
        return Err(refusal(Code::NotNow, detail));
    }
    let taken: usize = pending.map(|scheduled| scheduled.bytes).sum();
    if taken + bytes > PENDING_BYTES_MAX {
        let detail = format!(
            "All scheduled changes together have at most {PENDING_BYTES_MAX} bytes; {taken} are \
             taken, and this one has {bytes}."
        );
        return Err(refusal(Code::NotNow, detail));
    }
    Ok(())
}

/// What a scheduled change makes of the definitions of a moment.
fn definitions(moment: &Moment, body: &ScheduleBody) -> Result<Definitions, Refusal> {
    let ScheduleBody { key, change, if_version, .. } = body;
    let kind = body.kind();
    expect_version(moment, kind, key, *if_version)?;
    let known = match moment.documents.to_value(kind, key) {
        Ok(Some(Value::Object(fields))) => Some(fields),
        _ => None,
    };
    let missing = || no_such(moment, kind, key);
    let mut definitions = Definitions::default();
    let definition = match change {
        ScheduledChange::Delete(_) => {
            known.ok_or_else(missing)?;
            definitions.remove = vec![(kind, key.clone())];
            return Ok(definitions);
        }
        ScheduledChange::Put(definition) => definition.clone(),
        ScheduledChange::Patch(fields) => {
            let mut definition = known.ok_or_else(missing)?;
            patch::merge(&mut definition, fields);
            definition
        }
    };
    let text = Value::Object(definition).to_string();
    definitions.sources = vec![Source::document(kind, key, text)];
    Ok(definitions)
}

/// Plans to cancel a scheduled change.
pub(crate) fn cancel_schedule(moment: &Moment, id: &str, author: &Author) -> Planned<()> {
    if moment.schedules.get(id).is_none() {
        let shown: String = id.chars().take(64).collect();
        let detail = format!(
            "No change is to come under the id {shown}: it was made or cancelled before, or there \
             never was one."
        );
        return Err(refusal(Code::NotFound, detail));
    }
    let draft = author.draft(Kind::Cancelled, Collection::Schedules, id, None);
    Ok((Plan { drafts: vec![(draft, None)], ..Plan::default() }, ()))
}

/// What came of a change whose time had come.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ended {
    pub(crate) id: String,
    /// Why it was refused, if it was.
    pub(crate) refused: Option<String>,
}

/// Plans the first change whose time has come and that nothing holds up, against what is so now.
/// Where it is refused, that is planned instead: it never comes again. There may be none.
pub(crate) fn due(moment: &Moment, now: Timestamp) -> Planned<Option<Ended>> {
    let is_free = |scheduled: &&std::sync::Arc<Scheduled>| {
        moment.freeze_of(scheduled.body.kind(), now).is_none()
    };
    let Some(scheduled) = moment.schedules.due(now).find(is_free) else {
        return Ok((Plan::default(), None));
    };
    let author = scheduled.author();
    let planned = definitions(moment, &scheduled.body)
        .and_then(|definitions| define(moment, definitions, &author, now));
    let (mut plan, kind, reason, refused) = match planned {
        Ok((plan, _)) => (plan, Kind::Applied, lateness(scheduled.body.at, now), None),
        Err(problem) => {
            let reason = refused(moment, &scheduled.body, &problem);
            (Plan::default(), Kind::Cancelled, Some(reason.clone()), Some(reason))
        }
    };
    let end = Author { reason, ..Author::server() };
    let end = Author { request_id: author.request_id, ..end };
    plan.drafts.push((end.draft(kind, Collection::Schedules, &scheduled.id, None), None));
    Ok((plan, Some(Ended { id: scheduled.id.clone(), refused })))
}

/// How late a change is made, where that is not at its time.
fn lateness(at: Timestamp, now: Timestamp) -> Option<String> {
    let late = now.duration_since(at);
    let (minutes, hours) = (late.as_mins() % 60, late.as_hours());
    (late > PUNCTUAL).then(|| match (hours / 24, hours % 24) {
        (0, 0) => format!("{minutes} min late"),
        (0, hours) => format!("{hours} h {minutes} min late"),
        (days, hours) => format!("{days} d {hours} h late"),
    })
}

fn refused(moment: &Moment, body: &ScheduleBody, problem: &Problem) -> String {
    let (kind, key) = (body.kind().name(), &body.key);
    let what = match body.change {
        ScheduledChange::Delete(_) => "deletion",
        ScheduledChange::Put(_) | ScheduledChange::Patch(_) => "change",
    };
    let found = moment.definition(body.kind(), key).map(|definition| definition.version);
    let detail = match (found, body.if_version) {
        (Some(found), Some(expected)) if found != expected => format!(
            "it is at version {found}, and this was for version {expected}. Schedule it anew for \
             version {found}."
        ),
        _ => problem.detail.clone(),
    };
    let mut reason = format!("the {what} of the {kind} {key} was refused: {detail}");
    reason.truncate(reason.floor_char_boundary(REASON_BYTES_MAX));
    reason
}
