//! The one integration binary: the engine on the published vectors, its laws over generated
//! rules, and the real `hoist` program from the outside, also through programs of others.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails there")]

use hoist_fuzz::generator;

mod access;
mod analytics;
mod application;
mod attacks;
mod auditing;
mod backup;
mod bounds;
mod browsers;
mod cases;
mod changes;
mod chaos;
mod client_tokens;
mod clock;
mod command_line;
mod config_files;
mod conformance;
mod contention;
mod counterfactual;
mod diagnostics;
mod drift;
mod durability;
mod elsewhere;
mod emergency;
mod environments;
mod erasure;
mod erasure_starting;
mod evaluating;
mod events;
mod exchange;
mod exposures;
mod fanout;
mod faults;
mod folders;
#[cfg(target_os = "linux")]
mod full_disk;
mod fuzzing;
mod generated;
mod gitops;
mod history;
mod hostile;
mod http2;
#[cfg(target_os = "linux")]
mod idle_streams;
mod importing;
mod journey;
mod laws;
mod limits;
mod linting;
mod log_exports;
mod ofrep;
mod operating;
mod outside;
mod planning;
mod program;
mod promotion;
mod reading;
mod references;
mod replay;
mod rollback;
mod scale;
mod schedules;
mod sdk;
mod secrets;
mod seed;
mod server;
mod sessions;
mod set_clock;
mod slow_readers;
mod sse;
mod stale;
mod starting;
mod statistics;
mod stopping;
mod stream;
mod tally;
mod tampering;
mod telemetry;
mod trouble;
mod validating;
