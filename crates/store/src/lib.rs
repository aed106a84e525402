//! Where change logs, events and telemetry are kept: two SQLite databases in a folder of their own.
//!
//! - [`Store::append`] puts entries onto a log, all or none.
//! - [`Store::current`] reads what is true, now or at any seq before: both are the same reading.
//! - [`Store::verify`] finds what was changed behind Hoist's back.
//! - [`backup`] makes one file of everything, and a folder of such a file.
//! - [`Store::pending`] and its like keep what channels are still to be told of entries.
//! - [`Store::keep_run`] and its like are the journal of releases.
//! - [`Store::erasable`] finds what of the past may be erased; a batch erases it and says so.
//! - [`Store::events`] opens [`Events`]: what happened to users, and how often flags are evaluated.
//!
//! The crate is synchronous and has no clock. Who calls it from async code does so on a thread
//! that may block. What entries mean is left to `hoist-ruleset` and to the callers.

mod append;
pub mod backup;
mod connect;
mod current;
mod database;
mod entries;
mod erase;
mod error;
mod events;
mod logs;
mod open;
mod outbox;
mod readers;
mod releases;
mod rollouts;
mod row;
mod rules;
mod schema;
mod sign_ins;
mod store;
mod token_uses;
mod verify;

#[cfg(test)]
mod tests;

pub use append::Batch;
pub use current::Fact;
pub use entries::Query;
pub use erase::{Erase, Found, Named, Past, Searched, Wanted};
pub use error::{AppendError, OpenError, StoreError};
pub use events::{
    AnalyticsQuery, Assignment, Change, Content, Count, Event, EventBatch, Events, Finding,
    Happening, Held, Lease, Marked, MarkedEvent, MarkedUser, NewFinding, Newcomers, NewcomersOf,
    Part, PhaseOf, PlanChange, Portion, Report, RowOf, Sample, Step, StoredPlan, SumOf, Summed,
    SummedUser, Sums, Telemetry, Usage, Written,
};
pub use logs::LogChange;
pub use outbox::{Aside, Message, Queue, Queued, Which};
pub use releases::{FindingsOf, RunChange, StoredRun};
pub use rollouts::Rollout;
pub use sign_ins::SignIn;
pub use store::{Log, Store};
pub use verify::named_lists;
