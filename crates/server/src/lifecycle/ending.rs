//! The end of an experiment, and what comes after it.

use hoist_api::{Code, ConcludeReason, Conclusion};
use hoist_experiment::{Analysis, Verdict};
use hoist_ruleset::ExperimentStatus;
use hoist_ruleset::document::OnConclude;
use hoist_ruleset::log::Kind;
use jiff::Timestamp;

use super::phases::close;
use super::{Subject, began, check_thawed, control, entry_time, not_now, over_unseen};
use crate::author::Author;
use crate::moment::Moment;
use crate::plan::{Plan, Planned, Refusal, refusal};

/// How an experiment is to end.
#[derive(Clone, Debug)]
pub(crate) struct End {
    pub(crate) because: ConcludeReason,
    /// The variant that everybody gets, or `control`; without one, `on_conclude` says.
    pub(crate) ship: Option<String>,
    /// The variant that won, if one has.
    pub(crate) winner: Option<String>,
    pub(crate) verdict: Option<String>,
    pub(crate) evidence: Option<serde_json::Value>,
    /// Why, as a sentence; that of who concludes by hand is the entry's.
    pub(crate) why: String,
}

impl End {
    /// By hand, with what was known then, if anything was.
    pub(crate) fn by_hand(ship: Option<String>, known: Option<&Analysis>) -> Self {
        let (verdict, evidence) = told(known);
        let why = match known {
            Some(known) => format!("It was concluded by hand. {}", known.reason),
            None => "It was concluded by hand. What its users came to was not there to be read."
                .to_owned(),
        };
        Self { because: ConcludeReason::Manual, ship, winner: None, verdict, evidence, why }
    }

    /// By its plan.
    pub(crate) fn by_plan(because: ConcludeReason, what: &str, known: &Analysis) -> Self {
        let (verdict, evidence) = told(Some(known));
        let winner = known.winner.clone().filter(|_| known.verdict == Verdict::Ship);
        let why = format!("{what} {}", known.reason);
        Self { because, ship: None, winner, verdict, evidence, why }
    }
}

/// The verdict of an analysis, and all of it.
fn told(known: Option<&Analysis>) -> (Option<String>, Option<serde_json::Value>) {
    let verdict = known.and_then(|known| serde_json::to_value(known.verdict).ok());
    let verdict = verdict.and_then(|verdict| verdict.as_str().map(str::to_owned));
    (verdict, known.and_then(|known| serde_json::to_value(known).ok()))
}

/// Plans to conclude an experiment.
pub(crate) fn conclude(
    moment: &Moment,
    key: &str,
    end: &End,
    author: &Author,
    now: Timestamp,
) -> Planned<()> {
    let subject = Subject::of(moment, key, now)?;
    check_thawed(moment, now)?;
    match subject.body.status() {
        _ if subject.is_open() => {}
        ExperimentStatus::Concluded | ExperimentStatus::Archived => {
            let how = subject.body.conclusion.as_ref().map_or("", |end| &end.detail);
            return Err(not_now(format!("The experiment {key} was concluded already. {how}")));
        }
        _ if subject.never_ran() => return Err(not_now(over_unseen(&subject))),
        _ => return Err(not_now(format!("The experiment {key} does not run: start it first."))),
    }
    let mut body = match subject.body.status() {
        ExperimentStatus::Running => subject.body.clone(),
        _ => began(moment, &subject, subject.body.state.layer_range, now),
    };
    let gets = everybody_gets(&subject, end)?;
    let at = entry_time(moment, now);
    if let Some(last) = body.phases.last_mut() {
        let end_date = subject.experiment.end_date;
        close(last, end_date, end_date.map_or(at, |end| end.min(at)));
    }
    body.state.status = ExperimentStatus::Concluded;
    body.state.shipped = Some(gets.clone()).filter(|gets| gets != control(subject.experiment));
    let detail = format!("{} From now on everybody gets {gets}.", end.why);
    body.conclusion = Some(Conclusion {
        because: end.because,
        at,
        everybody_gets: gets,
        detail: detail.clone(),
        reason: author.reason.clone(),
        verdict: end.verdict.clone(),
        evidence: end.evidence.clone(),
    });
    let reason = author.reason.clone().or(Some(detail));
    let author = Author { reason, ..author.clone() };
    let drafts = vec![subject.entry(Kind::Concluded, &author, &body)];
    Ok((Plan { drafts, ..Plan::default() }, ()))
}

/// The variant that everybody gets once an experiment has ended.
fn everybody_gets(subject: &Subject<'_>, end: &End) -> Result<String, Refusal> {
    let Subject { key, experiment, .. } = subject;
    let control = control(experiment);
    let names = || experiment.variants.iter().map(|variant| variant.name.as_str());
    match (&end.ship, experiment.on_conclude, &end.winner) {
        (Some(name), ..) if names().any(|own| own == name) => Ok(name.clone()),
        (Some(name), ..) if name == "control" => Ok(control.to_owned()),
        (Some(name), ..) => {
            let name: String = name.chars().take(128).collect();
            let names: Vec<&str> = names().collect();
            let detail =
                format!("{key} has no variant `{name}`: `ship` is one of {}.", names.join(", "));
            Err(refusal(Code::Invalid, detail))
        }
        (None, OnConclude::Ship, Some(winner)) => Ok(winner.clone()),
        (None, OnConclude::Ship, None) if end.because == ConcludeReason::Manual => {
            let detail = format!(
                "`on_conclude` of {key} is `ship`, and which variant has won is not decided: say \
                 what everybody is to get, with `ship`, a variant's name or `control`."
            );
            Err(refusal(Code::Invalid, detail))
        }
        (None, ..) => Ok(control.to_owned()),
    }
}

/// Plans to put a concluded experiment out of the way, or back. One that is there stays.
pub(crate) fn archive(
    moment: &Moment,
    key: &str,
    back: bool,
    author: &Author,
    now: Timestamp,
) -> Planned<()> {
    let subject = Subject::of(moment, key, now)?;
    let (kind, status) = match back {
        false => (Kind::Archived, ExperimentStatus::Archived),
        true => (Kind::Unarchived, ExperimentStatus::Concluded),
    };
    match subject.body.status() {
        own if own == status => return Ok((Plan::default(), ())),
        ExperimentStatus::Concluded | ExperimentStatus::Archived => {}
        _ if back => return Err(not_now(format!("The experiment {key} is not archived."))),
        _ if subject.never_ran() => {
            let detail = format!(
                "The experiment {key} never ran: its dates had passed before it was written. \
                 Delete it."
            );
            return Err(not_now(detail));
        }
        _ => {
            let detail = format!(
                "The experiment {key} is not concluded: conclude it first, or delete it if it \
                 never ran."
            );
            return Err(not_now(detail));
        }
    }
    check_thawed(moment, now)?;
    let mut body = subject.body.clone();
    body.state.status = status;
    let drafts = vec![subject.entry(kind, author, &body)];
    Ok((Plan { drafts, ..Plan::default() }, ()))
}
