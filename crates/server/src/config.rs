//! Configuration files: a file or folder of documents that is kept in force.
//!
//! The files are read again and again, so whatever replaces them is seen, a mounted link that
//! turns elsewhere too. What they say is applied whole or not at all, and what became of it is
//! told in `/status`, in `/readyz` and in the log.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hoist_api::{Code, ConfigStatus, Problem};
use hoist_ruleset::{Onto, Source, read_beside_state};
use jiff::Timestamp;
use tracing::{info, warn};

use crate::author::Author;
use crate::drift::{DRIFT_MAX, Said, drift};
use crate::environment::{Environment, Planning};
use crate::moment::Moment;
use crate::places::Places;
use crate::plan::{Definitions, Outcome, Planned, Pruner, Refusal, absent, define};

/// How often the files are looked at.
const INTERVAL: Duration = Duration::from_secs(1);
/// Why files that are sound wait to be applied.
const WAITING: [Code; 2] = [Code::Frozen, Code::StoreUnavailable];

/// Reads the files that are configured; what cannot be read is told in sentences.
pub type Load = Box<dyn Fn() -> (Vec<Source>, Vec<String>) + Send + Sync>;

/// Which files, and how to read them.
pub struct ConfigFiles {
    /// The file or folder, as people call it.
    pub path: PathBuf,
    /// Reads it.
    pub load: Load,
    /// Whether a change may delete more than a fifth of the documents.
    pub allow_deletes: bool,
}

/// The configuration files and what became of them.
pub(crate) struct Config {
    files: ConfigFiles,
    status: Mutex<ConfigStatus>,
    /// What the files said when they last could be read and were not refused.
    said: Mutex<Option<Arc<Said>>>,
    last: Mutex<Option<Attempt>>,
}

/// What was tried last: the same need not be tried again.
struct Attempt {
    /// Names and texts.
    files: Vec<(Arc<str>, Vec<u8>)>,
    seq: u64,
    outcome: Result<(), Code>,
}

impl Config {
    pub(crate) fn new(files: ConfigFiles) -> Self {
        let path = files.path.display().to_string();
        let status = ConfigStatus {
            path,
            applied: false,
            applied_at: None,
            problems: Vec::new(),
            drift: Vec::new(),
        };
        let status = Mutex::new(status);
        Self { files, status, said: Mutex::default(), last: Mutex::default() }
    }

    /// What became of the files, as far as it does not depend on what holds.
    pub(crate) fn outcome(&self) -> ConfigStatus {
        self.status.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What became of the files, and where what holds is not what they say; nothing in an
    /// environment that they are not for.
    pub(crate) fn status(&self, moment: &Moment) -> Option<ConfigStatus> {
        moment.config_files.as_ref()?;
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let drift = said.map(|said| drift(moment, &said).take(DRIFT_MAX).collect());
        Some(ConfigStatus { drift: drift.unwrap_or_default(), ..self.outcome() })
    }

    /// Looks at the files, and applies them if they are new. Blocks.
    pub(crate) fn look(&self, environment: &Environment) {
        let (sources, errors) = (self.files.load)();
        let file = |source: &Source| (Arc::clone(&source.name), source.bytes.clone());
        let files: Vec<_> = sources.iter().map(file).collect();
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        // Before they are applied: what is refused may be right by what somebody writes meanwhile.
        let seq = environment.moment().head.seq;
        // Files that could not be read all are no state of them that could be known.
        let is_known = errors.is_empty()
            && last.as_ref().is_some_and(|last| {
                // What waits is tried again; what is wrong is wrong until files or log change.
                let waits = last.outcome.is_err_and(|code| WAITING.contains(&code));
                last.files == files && (last.outcome.is_ok() || (last.seq == seq && !waits))
            });
        if is_known {
            return;
        }
        let is_whole = errors.is_empty();
        let outcome = if is_whole { self.apply(environment, sources) } else { Err(None) };
        self.tell(environment.now(), &outcome, errors);
        let outcome = outcome.map_err(|refusal| refusal.map_or(Code::Internal, |it| it.code));
        *last = is_whole.then_some(Attempt { files, seq, outcome });
    }

    fn apply(
        &self,
        environment: &Environment,
        sources: Vec<Source>,
    ) -> Result<(), Option<Refusal>> {
        let mut said = None;
        let changed = environment.change(Planning::Long, |moment, now| {
            self.plan(moment, sources.clone(), &mut said, now)
        });
        let waits = |refusal: &Refusal| WAITING.contains(&refusal.code);
        if let Some(said) = said.filter(|_| changed.as_ref().err().is_none_or(waits)) {
            if changed.is_ok() {
                environment.place(Arc::clone(&said.places));
            }
            *self.said.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(said));
        }
        let changed = changed?;
        let (path, entries) = (self.files.path.display(), changed.entries.len());
        info!(%path, entries, "configuration applied");
        Ok(())
    }

    /// Plans to make the managed documents be what the files say, and tells what that is.
    fn plan(
        &self,
        moment: &Moment,
        sources: Vec<Source>,
        said: &mut Option<Said>,
        now: Timestamp,
    ) -> Planned<Outcome> {
        let lists = moment.documents.lists();
        let onto = Onto { documents: &moment.documents, lists: &lists, remove: &[] };
        let reading = read_beside_state(&onto, &sources);
        // What is wrong with a file comes first: its documents seem to be gone, and are not.
        let read: BTreeSet<&str> = reading.entries.iter().map(|entry| &*entry.file).collect();
        if sources.iter().any(|source| !read.contains(&*source.name)) {
            return Err(Box::new(Problem::of_diagnostics(&reading.diagnostics)));
        }
        let pruner = Pruner {
            who: "The configuration files",
            allow: "start the server with --config-allow-deletes",
            is_allowed: self.files.allow_deletes,
        };
        let is_managed =
            |kind, key: &str| moment.definition(kind, key).is_some_and(|it| it.by_config);
        let remove = absent(moment, &reading, pruner, is_managed)?;
        let places = Places::within(&self.files.path, &reading.entries);
        *said = Some(Said { documents: reading.documents, places: Arc::new(places) });
        let definitions = Definitions { sources, remove, ..Definitions::default() };
        define(moment, definitions, &Author::config(), now)
    }

    fn tell(&self, now: Timestamp, outcome: &Result<(), Option<Refusal>>, errors: Vec<String>) {
        let mut status = self.status.lock().unwrap_or_else(PoisonError::into_inner);
        let problems = match outcome {
            Ok(()) => Vec::new(),
            Err(None) => errors,
            Err(Some(problem)) if problem.diagnostics.is_empty() => vec![problem.detail.clone()],
            Err(Some(problem)) => problem.diagnostics.iter().map(line).collect(),
        };
        if status.problems != problems {
            for problem in &problems {
                let path = &status.path;
                warn!(path, problem, "configuration not applied; what was in force stays");
            }
        }
        status.applied = outcome.is_ok();
        status.problems = problems;
        if outcome.is_ok() {
            status.applied_at = Some(now);
        }
    }
}

fn line(diagnostic: &hoist_api::Diagnostic) -> String {
    let hoist_api::Diagnostic { code, file, line, column, path, message, advice } = diagnostic;
    // What is wrong with a whole file has no path within it.
    let place = if path.is_empty() { String::new() } else { format!(" {path}:") };
    format!("{file}:{line}:{column}: error[{code}]{place} {message} ({advice})")
}

/// Looks at the files until the server stops.
pub(crate) async fn watch(app: crate::app::App, environment: std::sync::Arc<Environment>) {
    let mut ticks = tokio::time::interval(INTERVAL);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let (app, environment) = (app.clone(), std::sync::Arc::clone(&environment));
        let looked = tokio::task::spawn_blocking(move || {
            if let Some(config) = &app.config {
                config.look(&environment);
            }
        });
        if let Err(error) = looked.await {
            warn!(%error, "looking at the configuration files failed");
        }
    }
}
