//! What SDKs report of themselves: evaluations, and how far they are.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use hoist_api::{Code, Instances, TelemetryAnswer, TelemetryReport};
use hoist_ruleset::log::Aspect;
use hoist_store::{Content, EventBatch, Report, Telemetry, Written};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use super::events::EVENTS_BYTES_MAX;
use super::{REPLICAS, WATCHERS};
use crate::answer::{Answer, json as answer};
use crate::app::App;
use crate::bulk;
use crate::caller::Caller;
use crate::environment::{Environment, unavailable};
use crate::intake::Size;
use crate::moment::Moment;
use crate::operation::Method::{Get, Post};
use crate::operation::{Operation, Parameter, json as content};
use crate::plan::{Refusal, refusal};
use crate::receipts::{self, Streaming, Target};
use crate::report::{self, Sound};
use crate::request::{JsonText, Parameters};

pub(super) fn operations() -> Vec<Operation> {
    let about = "Report evaluations, and the seqs that were applied";
    let instances = "Who evaluates in their own process, and how far they are";
    vec![
        Operation::new(Post, "/api/telemetry", "sendTelemetry", about, take)
            .open_to(REPLICAS)
            .for_programs()
            .taking(content::<TelemetryReport>())
            .taking_up_to(EVENTS_BYTES_MAX)
            .giving(200, content::<TelemetryAnswer>()),
        Operation::new(Get, "/api/instances", "listInstances", instances, list)
            .open_to(WATCHERS)
            .with(&[SEQ])
            .giving(200, content::<Instances>()),
    ]
}

const SEQ: Parameter = Parameter {
    name: "seq",
    place: "query",
    about: "Who has applied the entry of this seq, in place of everything. Kills are obeyed ahead \
            of other changes.",
    schema: || json!({"type": "integer", "minimum": 0}),
};

async fn take(State(app): State<App>, caller: Caller, JsonText(body): JsonText) -> Answer {
    let environment = caller.environment()?;
    let (moment, now) = (environment.moment(), app.now());
    let turn = app.turn_to_read(body.len()).await?;
    let (report, sound) = report::read(bulk::parsed(&body)?, &moment, now)?;
    let bytes = body.len();
    drop((turn, body));
    // How far somebody is can be told with a full disk too.
    app.receipts.note(&moment.line, &report, now);
    let TelemetryReport { instance, batch, sdk, .. } = report;
    let Sound { counts, samples, dropped } = sound;
    let seq = moment.head.seq;
    let size = Size { rows: counts.len() + samples.len(), bytes };
    let shown = counts.clone();
    let watched = if environment.watchers.are_there() { samples.clone() } else { Vec::new() };
    let report = Some(Report { instance, batch });
    let telemetry = Telemetry { report, at: now, counts, samples };
    let batch =
        EventBatch { log: moment.head.log.as_str().into(), content: Content::Telemetry(telemetry) };
    let telemetry = Arc::clone(&app.telemetry);
    let note = move |written: Written| {
        if written.accepted > 0 {
            telemetry.reported(&shown);
            telemetry.reported.dropped(dropped);
            environment.watchers.reported(&sdk, &watched);
        }
    };
    let duplicate = app.intake.write(batch, size, note).await?.accepted == 0;
    answer(StatusCode::OK, &TelemetryAnswer { duplicate, seq })
}

#[derive(Debug, Deserialize)]
struct InstancesQuery {
    seq: Option<u64>,
}

async fn list(
    State(app): State<App>,
    caller: Caller,
    Parameters(query): Parameters<InstancesQuery>,
) -> Answer {
    let environment = caller.environment()?;
    let instances = app.blocking(move |app| instances(app, &environment, query.seq));
    answer(StatusCode::OK, &instances.await?)
}

fn instances(app: &App, environment: &Environment, seq: Option<u64>) -> Result<Instances, Refusal> {
    let (moment, now) = (environment.moment(), app.now());
    let (log, line) = (&moment.head.log, &moment.line);
    let (target, made_at) = match seq {
        None => (everything(&moment), None),
        Some(seq) => of_entry(app, &moment, seq)?,
    };
    let streaming = streaming(app, environment);
    let summary = app.receipts.summary(line, target, &streaming, now);
    let mut since = Since { app, log, seq: None, at: None };
    let mut items = Vec::new();
    for (id, receipt) in app.receipts.of(line, now).into_iter().take(receipts::ITEMS_MAX) {
        let lags_since = match made_at {
            _ if receipt.has_applied(target) => None,
            Some(made_at) => Some(made_at),
            None => since.missed(receipt.seq_applied)?,
        };
        items.push(receipts::shown(id, receipt, lags_since, &streaming, now));
    }
    Ok(Instances { seq: moment.head.seq, ruleset_seq: moment.ruleset_seq, summary, items })
}

/// Whoever is there has everything.
pub(super) fn everything(moment: &Moment) -> Target {
    Target { seq: moment.ruleset_seq, is_kill: false }
}

/// The entry of a seq, or the last one before it that concerns those who evaluate, and its time.
fn of_entry(app: &App, moment: &Moment, seq: u64) -> Result<(Target, Option<Timestamp>), Refusal> {
    let head = &moment.head;
    if seq > head.seq {
        let detail = format!("There is no entry with seq {seq} yet; the last one is {}.", head.seq);
        return Err(refusal(Code::NotFound, detail));
    }
    let entry = app.store.last_of_rules(&head.log, seq).map_err(|error| unavailable(&error))?;
    Ok(entry.map_or((Target::default(), None), |entry| {
        let is_kill = entry.kind.aspect() == Aspect::Kill;
        (Target { seq: entry.seq, is_kill }, Some(entry.time))
    }))
}

/// Since when those miss something who are at a seq; the same seq is looked up once.
struct Since<'a> {
    app: &'a App,
    log: &'a str,
    seq: Option<u64>,
    at: Option<Timestamp>,
}

impl Since<'_> {
    fn missed(&mut self, seq: u64) -> Result<Option<Timestamp>, Refusal> {
        if self.seq != Some(seq) {
            let next = self.app.store.next_of_rules(self.log, seq);
            self.at = next.map_err(|error| unavailable(&error))?.map(|entry| entry.time);
            self.seq = Some(seq);
        }
        Ok(self.at)
    }
}

/// Who reads streams of an environment at the moment.
pub(super) fn streaming(app: &App, environment: &Environment) -> Streaming {
    let mut streaming = Streaming::default();
    for reader in app.streams.readers(&environment.name) {
        match reader {
            Some(instance) => drop(streaming.instances.insert(instance.into())),
            None => streaming.nameless += 1,
        }
    }
    streaming
}

/// Sets the gauges of instances, all environments together.
pub(super) fn set_gauges(app: &App) {
    let now = app.now();
    let mut all = hoist_api::InstancesSummary::default();
    for environment in app.environments.values() {
        let moment = environment.moment();
        let streaming = streaming(app, &environment);
        let (line, target) = (&moment.line, everything(&moment));
        let own = app.receipts.summary(line, target, &streaming, now);
        all.applied += own.applied;
        all.lagging += own.lagging;
        all.not_tracked += own.not_tracked;
    }
    app.telemetry.reported.instances(&all);
    let folded = |environment: Arc<Environment>| {
        let log = environment.moment().head.log.clone();
        // Where the database cannot be read, nothing is told of it.
        Some((environment.name.clone(), app.folds.of(app, &log).ok()?))
    };
    let folded: Vec<_> = app.environments.values().filter_map(folded).collect();
    app.telemetry.folded.set(&folded);
}
