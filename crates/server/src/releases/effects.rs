//! What releases do: entries of the log, and requests to the world. Doing one twice is as doing it
//! once.

use std::sync::Arc;

use hoist_api::Code;
use hoist_delivery::{Effect, Hundredths, Intent, News};
use hoist_ruleset::document::{self, ReleaseStrategy, Router};
use jiff::Timestamp;

use super::look::Looked;
use super::{entries, look, traffic};
use crate::answer::ApiError;
use crate::app::App;
use crate::environment::{Environment, Planning};
use crate::moment::Moment;
use crate::outbound::Request;
use crate::plan::{Planned, Refusal, refusal};

/// A new version that has not answered so often has failed its smoke tests.
const SMOKE_TESTS_MAX: u32 = 5;

/// Whether all that a release does can be done. Pure.
pub(super) fn check(app: &App, release: &document::Release) -> Result<(), Refusal> {
    let needs = |what: &str| {
        let detail = format!("This release needs {what}, which this server cannot do yet.");
        Err(refusal(Code::Invalid, detail))
    };
    match (release.strategy, &release.router) {
        (ReleaseStrategy::Canary | ReleaseStrategy::BlueGreen, _) => {
            needs(&format!("a deployment (strategy {})", release.strategy.name()))
        }
        (_, Router::GatewayApi) => needs("a router (`gateway_api`)"),
        (ReleaseStrategy::Flag, Router::Haproxy { .. } | Router::None) => {
            traffic::check(app, release)?;
            check_smoke_tests(app, release)
        }
    }
}

/// Whether smoke tests may be asked, as far as that can be told without asking.
fn check_smoke_tests(app: &App, release: &document::Release) -> Result<(), Refusal> {
    for test in &release.smoke_tests {
        app.outbound.check(&test.url).map_err(|failure| {
            refusal(
                Code::Invalid,
                format!("A smoke test of this release cannot be asked: {failure}."),
            )
        })?;
    }
    Ok(())
}

/// Does something, and tells what came of it.
pub(super) async fn perform(
    app: &App,
    environment: &Arc<Environment>,
    looked: &Looked,
    effect: &Effect,
) -> News {
    let number = effect.number;
    let done = match effect.intent {
        Intent::SmokeTest => match looked.run.definition() {
            Ok(release) => smoke_tests(app, looked, number, &release).await,
            // What was to be asked is not known, so nothing was: another version may know it.
            Err(reason) => return News::NotBegun { number, reason },
        },
        Intent::SetTraffic { share } => route(app, environment, looked, effect, share).await,
        // A release that needs these does not start yet.
        Intent::Deploy | Intent::SwitchService | Intent::CleanUp | Intent::DeleteCandidate => {
            Ok(())
        }
        Intent::CreateFlag
        | Intent::Revive
        | Intent::SetShare { .. }
        | Intent::SetDefinition { .. }
        | Intent::Kill
        | Intent::Warn
        | Intent::Announce => {
            let appended = append(app, environment, looked, effect).await;
            appended.map_err(|ApiError(refusal)| (refusal.detail, false))
        }
    };
    match done {
        Ok(()) => News::Done { number },
        Err((reason, hopeless)) => News::Failed { number, reason, hopeless },
    }
}

/// Whether an effect is still to be done: somebody may have decided against it since the look that
/// it is from. Asked in the transaction that does it there is nobody between.
fn check_asked_for(
    app: &App,
    moment: &Moment,
    run: &super::Run,
    effect: &Effect,
) -> Result<(), Refusal> {
    let known = look::read(app, &moment.head.log, &run.release.key)?;
    match known.is_some_and(|it| it.run == run.run && it.release.is_asked_for(effect.number)) {
        true => Ok(()),
        false => Err(refusal(Code::NotNow, "something else was decided meanwhile")),
    }
}

/// Has traffic sent by a share, if that is still to be done. Somebody may decide against it while
/// the router does it; then the next look has it taken back.
async fn route(
    app: &App,
    environment: &Arc<Environment>,
    looked: &Looked,
    effect: &Effect,
    share: Hundredths,
) -> Result<(), (String, bool)> {
    let (moment, run, own) = (environment.moment(), looked.run.clone(), effect.clone());
    let asked = app.blocking(move |app| {
        check_asked_for(app, &moment, &run, &own)?;
        entries::check_rise(&moment, &run, (run.release.share, share), app.now())
    });
    let asked = asked.await;
    asked.map_err(|ApiError(refusal)| (refusal.detail, false))?;
    traffic::set(app, looked, share).await
}

/// Appends what an effect is in the log, if the lease still holds.
async fn append(
    app: &App,
    environment: &Arc<Environment>,
    looked: &Looked,
    effect: &Effect,
) -> Result<(), ApiError> {
    let (run, lease, effect) = (looked.run.clone(), looked.lease.clone(), effect.clone());
    let environment = Arc::clone(environment);
    app.blocking(move |app| {
        let changed = environment.change(Planning::Quick, |moment, now| {
            check_asked_for(app, moment, &run, &effect)?;
            let (mut plan, ()) = plan(moment, &run, &effect, now)?;
            plan.lease = Some(lease.clone());
            Ok((plan, ()))
        })?;
        if effect.intent == Intent::Kill {
            changed.entries.iter().for_each(|it| app.telemetry.killed(&it.key, "release"));
        }
        Ok(())
    })
    .await
}

/// What an effect is in the log. Pure.
fn plan(moment: &Moment, run: &super::Run, effect: &Effect, now: Timestamp) -> Planned<()> {
    let author = entries::author(run, &effect.decision);
    match effect.intent {
        Intent::CreateFlag => entries::create_flag(moment, run, &author, now),
        Intent::Revive => entries::revive(moment, run, &author),
        Intent::SetShare { share } => entries::set_share(moment, run, effect, share, now),
        Intent::SetDefinition { share } => {
            entries::set_definition(moment, run, share, &author, now)
        }
        Intent::Kill => entries::kill(moment, run, &author),
        Intent::Warn | Intent::Announce => entries::announce(moment, run, effect),
        Intent::Deploy
        | Intent::SmokeTest
        | Intent::SetTraffic { .. }
        | Intent::SwitchService
        | Intent::CleanUp
        | Intent::DeleteCandidate => Ok((crate::plan::Plan::default(), ())),
    }
}

/// Asks the new version whether it answers; or why not, and whether that was the last time.
async fn smoke_tests(
    app: &App,
    looked: &Looked,
    number: u64,
    release: &document::Release,
) -> Result<(), (String, bool)> {
    let pending = looked.run.release.pending.iter().find(|each| each.number == number);
    let tried = pending.map_or(0, |pending| pending.failures) + 1;
    let asked = smoke_test(app, release).await;
    asked.map_err(|reason| (reason, tried >= SMOKE_TESTS_MAX))
}

async fn smoke_test(app: &App, release: &document::Release) -> Result<(), String> {
    for test in &release.smoke_tests {
        let request = Request {
            url: &test.url,
            headers: &[],
            body: None,
            timeout: std::time::Duration::from_secs(u64::from(test.timeout.seconds())),
            answer_bytes_max: 0,
        };
        let answer = app.outbound.send(request).await.map_err(|failure| failure.to_string())?;
        if answer.status != test.expect_status {
            let host = app.outbound.check(&test.url).unwrap_or_default();
            let (status, expected) = (answer.status, test.expect_status);
            return Err(format!("{host} answered {status}, not {expected}"));
        }
    }
    Ok(())
}
