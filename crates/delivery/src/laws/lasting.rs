//! What stays wrong takes a release back within so many looks, whatever the clock did before.

use jiff::{SignedDuration, Timestamp};

use super::plans::plan;
use super::random::Random;
use crate::advance;
use crate::evidence::{Command, Evidence, Measured, News, Side};
use crate::plan::{FULL, Failure, Plan};
use crate::release::{Due, Phase, Release, Status};

/// How far apart looks are.
const LOOK_MS: u64 = 5_000;
const RELEASES: u64 = if cfg!(debug_assertions) { 400 } else { 20_000 };

/// What is wrong with a check from some time on.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Wrong {
    Value,
    Candidate,
    Baseline,
}

struct Life {
    random: Random,
    release: Release,
    now: Timestamp,
    epoch: u64,
    /// What is done and not told yet.
    news: Vec<News>,
    /// Counts of each check: hits and units of either side.
    counts: Vec<[u64; 4]>,
    wrong: Option<(usize, Wrong)>,
    /// Whether it was told what is wrong.
    is_told: bool,
}

impl Life {
    fn begin(seed: u64) -> Option<Self> {
        let mut random = Random::new(seed);
        let plan = plan(&mut random);
        let plan = Plan { on_failure: Failure::Rollback, deadline_ms: u64::MAX, ..plan };
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let release = Release::start("r", plan, 0, false, ("test", None), now).ok()?;
        let by = || "ana".to_owned();
        let open = |step: &str| Command::Approve { step: step.to_owned() };
        let news = release.plan.steps.iter().filter(|step| step.gate);
        let news = news.map(|step| News::Asked { command: open(&step.name), by: by(), why: None });
        let (news, counts) = (news.collect(), vec![[0; 4]; release.plan.checks.len()]);
        Some(Self { random, release, now, epoch: 1, news, counts, wrong: None, is_told: false })
    }

    fn look(&mut self) {
        self.now += SignedDuration::from_millis(i64::try_from(LOOK_MS).unwrap());
        let mut news = std::mem::take(&mut self.news);
        news.extend(self.release.due().iter().map(|due| News::Measured(self.measure(due))));
        let evidence = Evidence { epoch: self.epoch, news, ..Evidence::default() };
        let turn = advance(&self.release, &evidence, self.now);
        self.news.extend(turn.effects.iter().map(|each| News::Done { number: each.number }));
        self.release = turn.release;
    }

    fn measure(&mut self, due: &Due) -> Measured {
        let check = &self.release.plan.checks[due.check];
        let wrong = self.wrong.filter(|(place, _)| *place == due.check).map(|(_, wrong)| wrong);
        self.is_told |= wrong.is_some();
        let hits = if wrong == Some(Wrong::Value) { 400 } else { 50 };
        let counts = &mut self.counts[due.check];
        counts.iter_mut().zip([hits, 500, 50, 500]).for_each(|(count, more)| *count += more);
        let [candidate, baseline] = match check.sequential {
            true => [Side::counted(counts[0], counts[1]), Side::counted(counts[2], counts[3])],
            false => [Side::of(if hits > 50 { 9.0 } else { 1.0 }, counts[1]), Side::of(1.0, 500)],
        };
        let kept = |side, of| if wrong == Some(of) { Side::default() } else { side };
        Measured {
            check: due.check,
            step: due.step,
            run: due.run,
            candidate: kept(candidate, Wrong::Candidate),
            baseline: kept(baseline, Wrong::Baseline),
            problem: None,
        }
    }

    /// What goes wrong now with the step that is watched, if there is such; and in how many looks it
    /// has to be over.
    fn go_wrong(&mut self) -> Option<u64> {
        let checks = &self.release.plan.checks;
        let is_watched = self.release.phase == Phase::Watching && self.release.is_open();
        if checks.is_empty() || !is_watched || !self.news.is_empty() {
            return None;
        }
        let place = usize::try_from(self.random.below(checks.len() as u64)).unwrap();
        let check = &checks[place];
        let wrong = self.random.pick(&[Wrong::Value, Wrong::Candidate, Wrong::Baseline]);
        if wrong == Wrong::Baseline && !check.is_relative() {
            return None;
        }
        let runs = u64::from(check.consecutive + check.failures_allowed) + 2;
        // A test weighs all that was well at the step before.
        let runs = if check.sequential { runs + 40 } else { runs };
        let looks = (runs * (check.interval_ms + LOOK_MS) + check.no_data_ms) / LOOK_MS;
        self.wrong = Some((place, wrong));
        Some(looks + 3)
    }
}

#[test]
fn what_stays_wrong_takes_it_back() {
    let mut lives = [0; 3];
    for seed in 0..RELEASES {
        let Some(mut life) = Life::begin(seed) else { continue };
        for _ in 0..life.random.below(40) {
            life.look();
        }
        let Some(looks_max) = life.go_wrong() else { continue };
        let jumps = [0, 14_000, -14_000, 86_400_000, -60_000, -3_600_000, -40_000_000_000];
        life.now += SignedDuration::from_millis(life.random.pick(&jumps));
        life.epoch += life.random.below(2);
        let (place, wrong) = life.wrong.unwrap();
        let mut looks = 0;
        while !matches!(life.release.status, Status::RollingBack | Status::RolledBack) {
            life.look();
            looks += 1;
            let step = life.release.watched.and_then(|step| life.release.plan.steps.get(step));
            // It was about to go to everybody: nobody is left who could be silent.
            if wrong == Wrong::Baseline && step.is_some_and(|step| step.share >= FULL) {
                break;
            }
            // Its last step was over before the check was made again, or before a test was sure.
            let is_sequential = life.release.plan.checks[place].sequential;
            let is_unsure = is_sequential && wrong == Wrong::Value;
            if life.release.status == Status::Succeeded && (!life.is_told || is_unsure) {
                break;
            }
            assert!(looks <= looks_max, "seed {seed}: {wrong:?} {:?}", life.release);
        }
        let reason = &life.release.decision.reason;
        let name = &life.release.plan.checks[place].name;
        if matches!(life.release.status, Status::RollingBack | Status::RolledBack) {
            assert!(reason.starts_with(&format!("{name}: ")), "seed {seed}: {reason}");
            lives[wrong as usize] += 1;
        }
    }
    println!("what was wrong lasted in {lives:?} of {RELEASES} releases");
    assert!(lives.iter().all(|lives| *lives > RELEASES / 50), "{lives:?}");
}
