//! Runs that this version of the program cannot read, since another one wrote them: they are told of
//! as such, keep no other release from anything, and an admin may end them.

use std::sync::Arc;

use hoist_api::{
    Code, DecisionKind, ReleaseDecision, ReleasePhase, ReleaseRun, ReleaseState, ReleaseStatus,
};
use hoist_ruleset::document::Strategy;
use hoist_ruleset::log::{Collection, Kind};
use hoist_store::{Lease, RunChange, StoredRun};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Run, entries};
use crate::app::App;
use crate::author::Author;
use crate::environment::{Environment, Planning};
use crate::moment::Moment;
use crate::moment::progress::ProgressBody;
use crate::plan::{self, Plan, Planned, Refusal, kept, refusal};

/// What lists have of a run, whether or not it can be read.
pub(crate) fn summary(stored: &StoredRun) -> ReleaseRun {
    match Run::read(stored) {
        Ok(run) => super::told::summary(&run),
        Err(refusal) => known(stored, &refusal.detail),
    }
}

/// What is known of a run that cannot be read as a whole: each field that can.
fn known(stored: &StoredRun, why: &str) -> ReleaseRun {
    let body: Value = serde_json::from_str(&stored.body).unwrap_or_default();
    let text = |path: &str| body.pointer(path).and_then(Value::as_str);
    let time = |path: &str| text(path).and_then(|time| time.parse::<Timestamp>().ok());
    let status = text("/release/status").and_then(|status| status.parse().ok());
    let ended = status.filter(|status: &ReleaseState| stored.is_over && status.is_over());
    let share = body.pointer("/release/share").and_then(Value::as_u64);
    let share = share.and_then(|share| u16::try_from(share).ok()).unwrap_or_default();
    let started_at = time("/started_at").unwrap_or(Timestamp::UNIX_EPOCH);
    let ended_at = time("/ended_at");
    ReleaseRun {
        key: stored.key.clone(),
        run: stored.run,
        flag: stored.flag.clone(),
        status: ended.unwrap_or(ReleaseState::Unreadable),
        share: super::told::percent(share),
        step_name: String::new(),
        dry_run: false,
        started_at,
        started_by: text("/started_by").unwrap_or_default().to_owned(),
        ended_at,
        decision: unattended(ended_at.unwrap_or(started_at), why),
    }
}

/// All that is known of a run that cannot be read.
pub(crate) fn shown(
    stored: &StoredRun,
    decisions: Vec<ReleaseDecision>,
    why: &Refusal,
) -> ReleaseStatus {
    let waits_for = if stored.is_over { Vec::new() } else { vec![why.detail.clone()] };
    ReleaseStatus {
        summary: known(stored, &why.detail),
        phase: ReleasePhase::Preparing,
        held: None,
        step: 0,
        steps: Vec::new(),
        step_left_seconds: None,
        deadline_left_seconds: 0,
        checks: Vec::new(),
        pending: Vec::new(),
        waits_for,
        decisions,
        edited: false,
    }
}

/// A decision as it was written down, or that it cannot be read.
pub(crate) fn decision(text: &str) -> ReleaseDecision {
    serde_json::from_str(text).unwrap_or_else(|error| {
        let value: Value = serde_json::from_str(text).unwrap_or_default();
        let at = value.get("at").and_then(Value::as_str).and_then(|at| at.parse().ok());
        let why = format!("what was decided cannot be read by this version of Hoist: {error}");
        unattended(at.unwrap_or(Timestamp::UNIX_EPOCH), &why)
    })
}

fn unattended(at: Timestamp, why: &str) -> ReleaseDecision {
    ReleaseDecision {
        kind: DecisionKind::Unattended,
        share: None,
        at,
        reason: why.to_owned(),
        by: None,
        evidence: Vec::new(),
    }
}

/// Ends a run that cannot be read, for an admin: its share is 0 and its flag killed, as if it was
/// taken back. What traffic it has sent nobody can tell, so that is left. Blocks.
pub(super) fn end(
    app: &App,
    environment: &Arc<Environment>,
    stored: &StoredRun,
    author: &Author,
    lease: Lease,
) -> Result<u64, Refusal> {
    if !author.may_deploy {
        let key = &stored.key;
        let detail =
            format!("The release {key} cannot be read, so aborting it takes an admin token.");
        return Err(refusal(Code::Forbidden, detail));
    }
    let changed = environment.change(Planning::Quick, |moment, now| {
        let (mut plan, ()) = ending(moment, stored, author, now)?;
        plan.lease = Some(lease.clone());
        Ok((plan.from(author), ()))
    })?;
    let killed = changed.entries.iter().filter(|entry| entry.kind == Kind::Killed);
    killed.for_each(|entry| app.telemetry.killed(&entry.key, "release"));
    app.releases.ring();
    Ok(stored.run)
}

/// Plans the end of a run that cannot be read. Pure.
fn ending(moment: &Moment, stored: &StoredRun, author: &Author, now: Timestamp) -> Planned<()> {
    let StoredRun { key, run, flag, body, .. } = stored;
    let because = author.reason.as_deref().map(|why| format!(": {why}")).unwrap_or_default();
    let reason = format!(
        "aborted{because}; it could not be read by this version of Hoist, so traffic is left as it is"
    );
    let (kind, by) = (DecisionKind::RolledBack, Some(author.actor.clone()));
    let decision = ReleaseDecision { kind, by, reason, ..unattended(now, "") };
    let mut drafts = Vec::new();
    if let Some(document) = moment.documents.flags().get(flag.as_str()) {
        let share = moment.state.shares.get(flag.as_str()).map(|share| share.threshold());
        if matches!(document.strategy, Strategy::Percentage { .. }) && share != Some(0) {
            drafts.push(entries::shared(author, flag, 0, (key, *run), &decision));
        }
        drafts.extend(plan::kill(moment, std::slice::from_ref(flag), author)?.0.drafts);
    }
    let told = moment.progress.get(key).map_or(0, |known| known.told);
    let (flag, run) = (flag.clone(), *run);
    let progress = ProgressBody { flag, run, told, decision: decision.clone(), is_left: false };
    let (digest, text) = kept(&serde_json::to_value(progress).unwrap_or_default());
    let draft = author.draft(Kind::TakenBack, Collection::Releases, key, Some(digest));
    drafts.push((draft, Some(text)));
    let decided = serde_json::to_string(&decision).unwrap_or_default();
    let run = RunChange {
        key: key.clone(),
        run,
        flag: stored.flag.clone(),
        is_over: true,
        body: ended(body, now),
        decisions: vec![decided],
        findings: Vec::new(),
    };
    Ok((Plan { drafts, run: Some(run), ..Plan::default() }, ()))
}

/// The text of a run with its end, as far as it has places for that; the rest is left to whoever
/// can read it.
fn ended(body: &str, now: Timestamp) -> String {
    let Ok(Value::Object(mut fields)) = serde_json::from_str::<Value>(body) else {
        return body.to_owned();
    };
    fields.insert("ended_at".to_owned(), json!(now));
    if let Some(Value::Object(release)) = fields.get_mut("release") {
        release.insert("status".to_owned(), json!(ReleaseState::RolledBack));
        release.insert("share".to_owned(), json!(0));
        release.insert("pending".to_owned(), json!([]));
    }
    Value::Object(fields).to_string()
}
