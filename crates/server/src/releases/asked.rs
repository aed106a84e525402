//! What people ask of a release that runs, and whether they may.

use std::sync::Arc;

use hoist_api::Code;
use hoist_delivery::{Command, News, Phase, Release, Status, advance};
use hoist_ruleset::DocumentKind;
use hoist_ruleset::log::Kind;
use jiff::Timestamp;

use super::look::{World, after};
use super::{Run, entries, lock, unread};
use crate::app::App;
use crate::author::Author;
use crate::environment::{Environment, Planning, unavailable};
use crate::moment::Moment;
use crate::plan::{Plan, Refusal, frozen, refusal};

/// What somebody asks of a release.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) command: Command,
    pub(crate) author: Author,
}

/// Does what somebody asks of a release, and writes it down with the entry that says so; and which
/// run that was. Blocks.
pub(crate) fn ask(
    app: &App,
    environment: &Arc<Environment>,
    key: &str,
    asked: &Asked,
) -> Result<u64, Refusal> {
    let _looking = app.releases.looking();
    let log = environment.moment().head.log.clone();
    let lease = app.releases.lease(app, &log)?;
    let stored = app.store.run(&log, key, None).map_err(|error| unavailable(&error))?;
    let stored = stored.ok_or_else(|| never_started(&environment.moment(), key))?;
    let run = match Run::read(&stored) {
        Err(_) if asked.command == Command::Abort && !stored.is_over => {
            return unread::end(app, environment, &stored, &asked.author, lease);
        }
        run => run?,
    };
    run.check_steered(&asked.author)?;
    environment.change(Planning::Quick, |moment, now| {
        if !may_ask(&run, moment, &asked.command, now)? {
            return Ok((Plan::default(), ()));
        }
        let (command, author) = (asked.command.clone(), asked.author.clone());
        let (by, why) = (author.actor, author.reason);
        let news = vec![News::Asked { command: command.clone(), by, why }];
        let evidence = World::of(moment, &run, now).evidence(lease.epoch(), news);
        let turn = advance(&run.release, &evidence, now);
        let after = after(&run, &turn, now);
        let known = moment.progress.get(key).filter(|known| known.run == run.run);
        let told = known.map_or(0, |known| known.told);
        // A promotion of what is paused has it go on first.
        let decision = turn.decisions.iter().rfind(|it| it.by.is_some());
        let Some(decision) = decision else { return Ok((Plan::default(), ())) };
        let entry = entries::progress(&run, kind(&command), &asked.author, (told, false), decision);
        let plan = Plan {
            drafts: vec![entry],
            run: Some(after.change(&turn.decisions, &turn.findings)?),
            lease: Some(lease.clone()),
            ..Plan::default()
        };
        Ok((plan.from(&asked.author), ()))
    })?;
    app.releases.ring();
    Ok(run.run)
}

fn kind(command: &Command) -> Kind {
    match command {
        Command::Pause => Kind::Paused,
        Command::Resume => Kind::Resumed,
        Command::Promote => Kind::Promoted,
        Command::Approve { .. } => Kind::Approved,
        Command::Abort | Command::LeaveTraffic => Kind::Aborted,
    }
}

/// Whether what is asked changes anything; refused where it makes no sense.
fn may_ask(run: &Run, moment: &Moment, command: &Command, now: Timestamp) -> Result<bool, Refusal> {
    let Release { key, status, plan, step, .. } = &run.release;
    let not_now = |detail: String| Err(refusal(Code::NotNow, detail));
    let word = match (command, status) {
        (Command::Abort, Status::RollingBack | Status::RolledBack)
        | (Command::Pause, Status::Paused) => return Ok(false),
        (Command::LeaveTraffic, _) if run.release.leaves_traffic() => return Ok(true),
        (Command::LeaveTraffic, _) => Some("is not waiting for traffic to be taken back"),
        (Command::Abort, _) if run.release.may_abort() => None,
        (_, Status::Running | Status::Paused) => None,
        (_, Status::Finishing) => Some("is done: everybody is in, and it only tidies up"),
        (_, Status::RollingBack) => Some("is being taken back"),
        (_, Status::Succeeded) => Some("has succeeded, and is over"),
        (_, Status::RolledBack) => Some("was taken back, and is over"),
    };
    if let Some(word) = word {
        return not_now(format!("The release {key} {word}."));
    }
    match command {
        Command::Resume if *status == Status::Running => {
            not_now(format!("The release {key} is not paused, so there is nothing to resume."))
        }
        Command::Promote => {
            if let Some(freeze) = moment.freeze_of(DocumentKind::Release, now) {
                return Err(frozen(freeze));
            }
            match lock::off(moment, run.flag(), run.launched, &run.actor()) {
                Some(why) => not_now(format!("The release {key} is held: {why}.")),
                None if run.release.phase == Phase::Preparing => not_now(format!(
                    "The release {key} prepares its first step. Promote it from there."
                )),
                None if run.release.is_moving() => {
                    let name = plan.steps.get(*step).map_or("", |step| step.name.as_str());
                    not_now(format!(
                        "The release {key} is on its way to step {name}. Promote it from there."
                    ))
                }
                None => Ok(true),
            }
        }
        Command::Approve { step } => may_approve(&run.release, step),
        _ => Ok(true),
    }
}

fn may_approve(release: &Release, step: &str) -> Result<bool, Refusal> {
    let Release { key, plan, approved, .. } = release;
    let gates = plan.steps.iter().enumerate().filter(|(_, each)| each.gate);
    let names: Vec<&str> = gates.clone().map(|(_, each)| each.name.as_str()).collect();
    let Some((place, _)) = gates.clone().find(|(_, each)| each.name == step) else {
        let detail = match names.as_slice() {
            [] => format!("The release {key} has no gates."),
            names => format!(
                "The release {key} has no gate before {step}; there are gates before {}.",
                names.join(", ")
            ),
        };
        return Err(refusal(Code::Invalid, detail));
    };
    if approved.contains(&place) {
        return Ok(false);
    }
    if !release.is_ahead(place) {
        let next = release.next_gate().map_or_else(
            || "no gate is left".to_owned(),
            |next| format!("the next gate is before {}", next.name),
        );
        let detail = format!("The step {step} of the release {key} is past; {next}.");
        return Err(refusal(Code::NotNow, detail));
    }
    Ok(true)
}

fn never_started(moment: &Moment, key: &str) -> Refusal {
    if !moment.documents.releases().contains_key(key) {
        return crate::plan::no_such(moment, DocumentKind::Release, key);
    }
    refusal(Code::NotNow, format!("The release {key} was never started."))
}

#[cfg(test)]
mod tests {
    use hoist_delivery::{Plan, Release};
    use hoist_ruleset::{Source, read};
    use jiff::Timestamp;

    use super::may_approve;

    #[test]
    fn a_gate_is_opened_once_and_not_behind_its_step() {
        let text = "releases: {r: {flag: f, checks: [], steps: [{percentage: 5, name: canary, duration: 1m}, \
                    {percentage: 50, name: half, duration: 1m}, {percentage: 100, name: full, duration: 1m}], \
                    gates: [{before: canary}, {before: half}, {before: full}]}}";
        let reading = read(&[Source::new("r.yaml", text.to_owned())]);
        assert_eq!(reading.diagnostics, []);
        let plan = Plan::of(reading.documents.releases().get("r").unwrap());
        // The share is that of the first step by then.
        let mut release =
            Release::start("r", plan, 500, false, ("ana", None), Timestamp::UNIX_EPOCH).unwrap();
        assert!(may_approve(&release, "half").unwrap());
        release.approved.push(1);
        assert!(!may_approve(&release, "half").unwrap());
        for (step, told) in [
            ("canary", "The step canary of the release r is past; the next gate is before full."),
            (
                "none",
                "The release r has no gate before none; there are gates before canary, half, full.",
            ),
        ] {
            assert_eq!(may_approve(&release, step).unwrap_err().detail, told);
        }
    }
}
