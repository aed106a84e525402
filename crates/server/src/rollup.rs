//! Evaluations that wait to be written: what this server counted itself since the last second.
//!
//! What SDKs report is written with their report. Both end in the same table. Who was exposed goes
//! the same way, once a second ([`crate::exposures`]).

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hoist_eval::Counted;
use hoist_store::{Content, Count, EventBatch, Telemetry};
use tokio::sync::watch;

use crate::app::App;
use crate::counts::Taken;
use crate::exposures;

/// How often what was counted is written down.
const INTERVAL: Duration = Duration::from_secs(1);
/// Counts that are written at once: events get in between.
const ROWS_MAX: usize = 5_000;

/// What was counted, by log. It is bounded as labels are: only keys that are there are counted,
/// with results and rules that they can have.
#[derive(Default)]
pub(crate) struct Rollup(Mutex<BTreeMap<String, HashMap<Alike, Sum>>>);

/// What evaluations have in common that are counted together.
#[derive(PartialEq, Eq, Hash)]
struct Alike {
    key: String,
    result: String,
    reason: String,
    rule: Option<u16>,
}

#[derive(Default)]
struct Sum {
    n: u64,
    errors: u64,
}

impl Rollup {
    /// Adds evaluations of this server.
    pub(crate) fn counted(&self, log: &str, taken: &Taken<'_>) {
        let count = |counted: &Counted<'_>| Count {
            key: counted.subject.key.to_string(),
            result: counted.result().to_owned(),
            reason: counted.reason.as_str().to_owned(),
            rule: counted.rule,
            n: counted.n,
            errors: if counted.error.is_some() { counted.n } else { 0 },
        };
        self.record(log, taken.one.iter().chain(&taken.all).map(count).collect());
    }

    /// Adds what was counted in the environment of a log.
    pub(crate) fn record(&self, log: &str, counts: Vec<Count>) {
        let mut logs = self.lock();
        if !logs.contains_key(log) {
            logs.insert(log.to_owned(), HashMap::new());
        }
        let Some(sums) = logs.get_mut(log) else { return };
        for Count { key, result, reason, rule, n, errors } in counts {
            let sum = sums.entry(Alike { key, result, reason, rule }).or_default();
            sum.n = sum.n.saturating_add(n);
            sum.errors = sum.errors.saturating_add(errors);
        }
    }

    /// Everything that was counted since this was asked last, by log.
    fn take(&self) -> Vec<(String, Vec<Count>)> {
        let logs = std::mem::take(&mut *self.lock());
        let count = |(alike, sum): (Alike, Sum)| {
            let (Alike { key, result, reason, rule }, Sum { n, errors }) = (alike, sum);
            Count { key, result, reason, rule, n, errors }
        };
        logs.into_iter().map(|(log, sums)| (log, sums.into_iter().map(count).collect())).collect()
    }

    /// No code that can panic runs under this lock.
    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, HashMap<Alike, Sum>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes down what was counted, each second, and one last time once the server has stopped.
pub(crate) async fn write_each_second(app: App, mut stopped: watch::Receiver<bool>) {
    let mut ticks = tokio::time::interval(INTERVAL);
    loop {
        // What is being written is finished, whatever happens meanwhile.
        let is_last = tokio::select! {
            _ = ticks.tick() => false,
            _ = stopped.wait_for(|stopped| *stopped) => true,
        };
        flush(&app).await;
        exposures::flush(&app).await;
        if is_last {
            return;
        }
    }
}

/// Writes down what was counted. What cannot be written waits for the next time.
async fn flush(app: &App) {
    let taken = app.blocking(|app| {
        app.take_counts();
        Ok(app.rollup.take())
    });
    // It was told already if it panicked.
    for (log, counts) in taken.await.unwrap_or_default() {
        let log = Arc::<str>::from(log);
        for counts in counts.chunks(ROWS_MAX) {
            let telemetry = Telemetry {
                report: None,
                at: app.now(),
                counts: counts.to_vec(),
                samples: Vec::new(),
            };
            let content = Content::Telemetry(telemetry);
            let batch = EventBatch { log: Arc::clone(&log), content };
            // The intake has told why.
            if app.intake.write_own(batch).await.is_err() {
                app.rollup.record(&log, counts.to_vec());
            }
        }
    }
}
