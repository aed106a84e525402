//! Every operation of the API: the table of routes and of who may ask for what.

mod analytics;
mod backup;
mod changes;
mod documents;
mod emergency;
mod environments;
mod erase;
mod evaluation;
mod events;
mod exchange;
mod experiments;
mod export_log;
mod flagger;
mod freezes;
mod heads;
mod history;
mod instance;
mod keys;
mod notifications;
mod ofrep;
mod page;
mod plan;
mod power;
mod promotion;
mod query;
mod releases;
mod results;
mod rollback;
mod schedules;
mod session;
mod snapshot;
mod stale;
mod stream;
mod telemetry;
mod tokens;
mod watching;
mod when;

use hoist_ruleset::DocumentKind;

use hoist_api::TokenKind::{self, Admin, Client, Editor, Emergency, Server, Telemetry, Viewer};

use crate::operation::Operation;

/// Kinds of documents, and what operations call them.
const KINDS: [(DocumentKind, &str); 5] = [
    (DocumentKind::Flag, "Feature"),
    (DocumentKind::Segment, "Segment"),
    (DocumentKind::Metric, "Metric"),
    (DocumentKind::Experiment, "Experiment"),
    (DocumentKind::Release, "Release"),
];

/// Who reads documents, history and status.
const READERS: &[TokenKind] = &[Viewer, Editor, Admin];
/// Who writes definitions.
const WRITERS: &[TokenKind] = &[Editor, Admin];
/// Who administers the instance.
const ADMINS: &[TokenKind] = &[Admin];
/// Who kills, revives and rolls back.
const RESCUERS: &[TokenKind] = &[Editor, Admin, Emergency];
/// Who freezes and unfreezes.
const FREEZERS: &[TokenKind] = &[Admin, Emergency];
/// Who reads the status.
const WATCHERS: &[TokenKind] = &[Viewer, Editor, Admin, Emergency];
/// Who evaluates for users.
const EVALUATORS: &[TokenKind] = &[Admin, Server, Client];
/// Who evaluates in their own process.
const REPLICAS: &[TokenKind] = &[Admin, Server];
/// Who reads long lists: whoever reads the segments that name them.
const LIST_READERS: &[TokenKind] = &[Viewer, Editor, Admin, Server];
/// Who reads telemetry.
const SCRAPERS: &[TokenKind] = &[Admin, Telemetry];

/// All operations.
pub(crate) fn operations() -> Vec<Operation> {
    let mut operations = documents::operations();
    operations.extend(keys::operations());
    operations.extend(history::operations());
    operations.extend(changes::operations());
    operations.extend(export_log::operations());
    operations.extend(erase::operations());
    operations.extend(evaluation::operations());
    operations.extend(exchange::operations());
    operations.extend(experiments::operations());
    operations.extend(releases::operations());
    operations.extend(plan::operations());
    operations.extend(power::operations());
    operations.extend(snapshot::operations());
    operations.extend(stream::operations());
    operations.extend(tokens::operations());
    operations.extend(emergency::operations());
    operations.extend(freezes::operations());
    operations.extend(schedules::operations());
    operations.extend(rollback::operations());
    operations.extend(ofrep::operations());
    operations.extend(events::operations());
    operations.extend(telemetry::operations());
    operations.extend(analytics::operations());
    operations.extend(results::operations());
    operations.extend(notifications::operations());
    operations.extend(environments::operations());
    operations.extend(promotion::operations());
    operations.extend(instance::operations());
    operations.extend(backup::operations());
    operations.extend(flagger::operations());
    operations.extend(query::operations());
    operations.extend(session::operations());
    operations.extend(heads::operations());
    operations.extend(watching::operations());
    operations
}
