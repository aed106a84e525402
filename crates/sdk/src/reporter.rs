//! Telling the server what was evaluated, and what has been applied: `POST /api/telemetry`.
//!
//! Reports are numbered. One is sent again, unchanged, until it is answered, and no next one is
//! made before: so the server counts each evaluation once, and what waits is bounded by what one
//! asking gives; further counts stay with whoever counts. A report goes out every ten seconds,
//! soon after the rules have moved, and at once after a kill.

mod parts;
mod timing;

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use hoist_api::{Count, Sample, TelemetryAnswer};
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, sleep, sleep_until, timeout};

use crate::backoff::{Backoff, Haste, random};
use crate::endpoint::Endpoint;
use crate::outbox::post::post;
use crate::outbox::trouble::Trouble;
use crate::outbox::verdict::{Verdict, judge};
use timing::{Timing, Wake};

/// What there is to tell at a moment. The counts are given away: they are not told again.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Report {
    /// Id of the log that the seqs are of.
    pub(crate) log: Option<String>,
    /// The rules after this seq are applied.
    pub(crate) seq_applied: u64,
    /// Kills up to this seq are obeyed.
    pub(crate) kill_seq_applied: u64,
    /// Evaluations since the asking before.
    pub(crate) counts: Vec<Count>,
    /// Some of them.
    pub(crate) samples: Vec<Sample>,
    /// Whether it is the last.
    pub(crate) is_last: bool,
}

/// The limits of a reporter.
#[derive(Clone, Debug)]
pub(crate) struct ReporterOptions {
    /// When reports go out.
    pub(crate) timing: Timing,
    /// The waits between tries.
    pub(crate) backoff: Backoff,
}

impl Default for ReporterOptions {
    fn default() -> Self {
        Self { timing: Timing::default(), backoff: Backoff::EVENTS }
    }
}

/// The longest that the server may take to answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// Sends reports in the background until it is closed or dropped.
pub(crate) struct Reporter {
    desk: Arc<Desk>,
    deadline: watch::Sender<Option<Instant>>,
    done: watch::Receiver<bool>,
}

struct Desk {
    is_killed: AtomicBool,
    has_moved: AtomicBool,
    /// One of the two is true.
    wake: Notify,
    /// Evaluations in reports that the server will never take.
    lost: AtomicU64,
}

impl Desk {
    fn wake_reason(&self) -> Option<Wake> {
        let is_set = |flag: &AtomicBool| flag.load(Ordering::Acquire);
        let moved = || is_set(&self.has_moved).then_some(Wake::Moved);
        if is_set(&self.is_killed) { Some(Wake::Kill) } else { moved() }
    }
}

impl Reporter {
    /// Starts on the runtime that this is called on. `source` is asked on a thread of the runtime,
    /// so it must not block.
    pub(crate) fn start(
        endpoint: Endpoint,
        instance: String,
        source: impl FnMut() -> Report + Send + 'static,
        options: ReporterOptions,
    ) -> Self {
        let desk = Arc::new(Desk {
            is_killed: AtomicBool::new(false),
            has_moved: AtomicBool::new(false),
            wake: Notify::new(),
            lost: AtomicU64::new(0),
        });
        let (deadline, deadline_set) = watch::channel(None);
        let (is_done, done) = watch::channel(false);
        let sender = Sender {
            desk: Arc::clone(&desk),
            endpoint,
            instance,
            source,
            timing: options.timing,
            told: Trouble::of("reports of evaluations"),
            batch: 1,
            waiting: VecDeque::new(),
            backoff: options.backoff,
        };
        tokio::spawn(run(sender, deadline_set, is_done));
        Self { desk, deadline, done }
    }

    /// A kill or a revival was applied: the server hears of it at once.
    pub(crate) fn kill_applied(&self) {
        self.desk.is_killed.store(true, Ordering::Release);
        self.desk.wake.notify_one();
    }

    /// Newer rules were applied: the server hears of it soon.
    pub(crate) fn rules_applied(&self) {
        self.desk.has_moved.store(true, Ordering::Release);
        self.desk.wake.notify_one();
    }

    /// How many evaluations were in reports that the server will never take; each is told in the log.
    #[cfg(test)]
    pub(crate) fn lost(&self) -> u64 {
        self.desk.lost.load(Ordering::Relaxed)
    }

    /// Tells the rest, if the server takes it within this time.
    pub(crate) async fn close(&self, within: Duration) {
        self.deadline.send_if_modified(|deadline| {
            let is_first = deadline.is_none();
            deadline.get_or_insert_with(|| Instant::now() + within);
            is_first
        });
        let mut done = self.done.clone();
        // Where the runtime has stopped, there is nothing to wait for.
        timeout(within, done.wait_for(|done| *done)).await.ok();
    }
}

struct Sender<F> {
    desk: Arc<Desk>,
    endpoint: Endpoint,
    instance: String,
    source: F,
    timing: Timing,
    told: Trouble,
    /// Number of the next report.
    batch: u64,
    /// What was asked for and is not answered: bodies in order, and the evaluations in each.
    waiting: VecDeque<(String, u64)>,
    backoff: Backoff,
}

/// Reports until the deadline is set, then what is left until it has passed.
async fn run<F: FnMut() -> Report + Send>(
    mut sender: Sender<F>,
    mut deadline: watch::Receiver<Option<Instant>>,
    done: watch::Sender<bool>,
) {
    let closing = tokio::select! {
        () = sender.report_always() => None,
        // Where nobody can set one any more, it has passed.
        set = deadline.wait_for(Option::is_some) => set.ok().and_then(|it| *it),
    };
    if let Some(until) = closing {
        let rest = async {
            // What was in the air may be answered by now; the same is sent again.
            sender.send_waiting().await;
            sender.ask();
            sender.send_waiting().await;
        };
        tokio::select! {
            () = rest => {}
            () = sleep_until(until) => {}
        }
    }
    done.send_replace(true);
}

impl<F: FnMut() -> Report + Send> Sender<F> {
    /// Never ends.
    async fn report_always(&mut self) {
        let mut last = Instant::now();
        loop {
            self.wait_until_due(last).await;
            last = Instant::now();
            self.ask();
            self.send_waiting().await;
        }
    }

    /// Waits for the next report's time, which a wake brings nearer.
    async fn wait_until_due(&mut self, last: Instant) {
        let timing = self.timing;
        let random = random();
        let mut due = last + timing.tick(random);
        loop {
            if let Some(wake) = self.desk.wake_reason() {
                due = due.min(last + timing.after(wake, last.elapsed(), random));
            }
            tokio::select! {
                () = sleep_until(due) => return,
                () = self.desk.wake.notified() => {}
            }
        }
    }

    /// Asks for what there is to tell, and numbers it.
    fn ask(&mut self) {
        // Before the asking: what is applied during it is told in a report of its own.
        self.desk.is_killed.store(false, Ordering::Release);
        self.desk.has_moved.store(false, Ordering::Release);
        for report in parts::divide((self.source)()) {
            let (body, evaluations) = parts::body(&self.instance, self.batch, report);
            self.waiting.push_back((body, evaluations));
            self.batch += 1;
        }
    }

    /// Sends what was asked for until it is answered.
    async fn send_waiting(&mut self) {
        while let Some((body, evaluations)) = self.waiting.front() {
            let heard = post(&self.endpoint, "api/telemetry", body.clone(), ANSWER_WITHIN).await;
            match judge::<TelemetryAnswer>(&heard, |_| true) {
                Verdict::Taken(_) => self.told.recovered(),
                Verdict::Hopeless(cause) => {
                    self.desk.lost.fetch_add(*evaluations, Ordering::Relaxed);
                    self.told.tell(cause, &format_args!("a report of {evaluations} evaluations"));
                }
                Verdict::Again(haste, cause) => {
                    self.told.tell(cause, &"a report waits");
                    self.wait_to_retry(haste).await;
                    continue;
                }
            }
            self.backoff.reset();
            self.waiting.pop_front();
        }
    }

    /// A kill has come by the stream: then the server is there, and hears of it sooner.
    async fn wait_to_retry(&mut self, haste: Haste) {
        let wait = sleep(self.backoff.next(haste, random()));
        tokio::pin!(wait);
        loop {
            tokio::select! {
                () = &mut wait => return,
                () = self.desk.wake.notified() => {}
            }
            if haste == Haste::Soon && self.desk.wake_reason() == Some(Wake::Kill) {
                sleep(self.timing.kill).await;
                return;
            }
        }
    }
}
