//! A world in which everything goes wrong: workers that crash, stall and wake up again, clocks that
//! jump, effects that fail or are done twice, measurements of any kind, people with ideas.

mod changes;
mod sources;
mod watch;

use jiff::{SignedDuration, Timestamp};

use super::plans::plan;
use super::random::Random;
use crate::decision::Kind;
use crate::evidence::{Command, Evidence, News};
use crate::plan::Hundredths;
use crate::release::{Release, Status};
use crate::{Advance, Effect, Intent, advance};
use watch::Watch;

/// After so many turns the world calms down, so that what cannot end by itself is found.
const WILD_TURNS: u64 = 150;
/// A history of which this is not the end has none.
const TURNS_MAX: u64 = 3_000;

/// What a measurement is like.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Quality {
    Good,
    Bad,
    Few,
    Nothing,
}

/// What a check was told, with the counts so far.
pub(super) type Told = (Quality, [u64; 4]);

/// What is there outside of the workers' memory.
pub(super) struct World {
    random: Random,
    pub(super) now: Timestamp,
    turn: u64,
    /// The journal: the release as it was written down last, read back.
    pub(super) stored: Option<Release>,
    lease: u64,
    pub(super) frozen: bool,
    pub(super) killed: bool,
    commands: Vec<Command>,
    pub(super) share: Hundredths,
    pub(super) traffic: Hundredths,
    pub(super) is_deployed: bool,
    pub(super) is_off: bool,
    pub(super) is_told: bool,
    /// Somebody has given up what is left of traffic.
    pub(super) is_left: bool,
    /// What the checks were told last at the step that is watched, and when by the release's clock.
    pub(super) told: Vec<Option<(Told, u64)>>,
    quality: Vec<Quality>,
    /// Counts of each check at the step that is watched: hits and units of either side.
    counts: Vec<[u64; 4]>,
    /// The step, and since when: what is counted is counted from then on.
    watched: (Option<usize>, u64),
    pub(super) watch: Watch,
}

/// What a worker remembers; a crash takes it.
struct Worker {
    epoch: u64,
    acknowledged: Vec<News>,
}

impl World {
    pub(super) fn new(random: Random) -> Self {
        Self {
            random,
            now: Timestamp::from_second(1_800_000_000).unwrap(),
            turn: 0,
            stored: None,
            lease: 1,
            frozen: false,
            killed: false,
            commands: Vec::new(),
            share: 0,
            traffic: 0,
            is_deployed: false,
            is_off: false,
            is_told: false,
            is_left: false,
            told: Vec::new(),
            quality: Vec::new(),
            counts: Vec::new(),
            watched: (None, 0),
            watch: Watch::default(),
        }
    }

    /// Runs one history to its end; none where there was nothing to begin.
    pub(super) fn run(mut self) -> Option<Status> {
        let plan = plan(&mut self.random);
        let share = if self.random.percent(20) { 2_500 } else { 0 };
        let release =
            Release::start("r", plan, share, self.random.percent(10), ("test", None), self.now);
        let release = release.ok()?;
        (self.share, self.traffic) = (share, share);
        self.told = vec![None; release.plan.checks.len()];
        self.quality = vec![Quality::Good; release.plan.checks.len()];
        self.counts = vec![[0; 4]; release.plan.checks.len()];
        self.watch.unseen = vec![false; release.plan.checks.len()];
        self.store(&release);
        let mut worker = Worker { epoch: 1, acknowledged: Vec::new() };
        // One that has lost its lease, with what it was about to do.
        let mut stalled: Option<(Worker, Vec<Effect>)> = None;
        while self.turn < TURNS_MAX {
            self.turn += 1;
            self.change();
            if let Some((old, effects)) = stalled.take_if(|_| self.random.percent(20)) {
                self.wake(old, &effects);
            }
            let (is_alive, rest) = self.work(&mut worker);
            let release = self.load();
            if release.is_over() {
                self.check_end(&release);
                return Some(release.status);
            }
            if !is_alive {
                self.lease += 1;
                let next = Worker { epoch: self.lease, acknowledged: Vec::new() };
                stalled = Some((std::mem::replace(&mut worker, next), rest));
                let seconds = self.random.pick(&[0, 0, 3, 14, 600, 86_400]);
                self.now += SignedDuration::from_secs(seconds);
            }
        }
        let release = self.load();
        panic!("this never ends: {:?} {:?}", release.waits_for(), release);
    }

    fn load(&self) -> Release {
        self.stored.clone().unwrap()
    }

    fn store(&mut self, release: &Release) {
        let text = serde_json::to_vec(release).unwrap();
        let back: Release = serde_json::from_slice(&text).unwrap();
        assert_eq!(back, *release, "what is written down is read back");
        self.stored = Some(back);
    }

    fn is_wild(&self) -> bool {
        self.turn < WILD_TURNS
    }

    /// Somebody asks for something while a worker does what it was to do before.
    fn ask(&mut self, epoch: u64) {
        let news = vec![News::Asked { command: self.idea(), by: "ana".to_owned(), why: None }];
        let evidence = Evidence { epoch, news, ..self.state() };
        let turn = advance(&self.load(), &evidence, self.now);
        self.commit(&turn, &[]);
    }

    /// A worker whose lease another has: what it was to do bears the epoch that tells, and what it
    /// knows changes nothing once somebody else has looked.
    fn wake(&self, mut old: Worker, effects: &[Effect]) {
        assert!(old.epoch < self.lease);
        assert!(effects.iter().all(|effect| effect.epoch == old.epoch), "{effects:?}");
        let release = self.load();
        if release.epoch > old.epoch {
            old.acknowledged.extend(all_done(&release));
            let by = "ana".to_owned();
            old.acknowledged.push(News::Asked { command: Command::Abort, by, why: None });
            let evidence = Evidence { epoch: old.epoch, news: old.acknowledged, ..self.state() };
            let turn = advance(&release, &evidence, self.now);
            assert_eq!((turn.effects, turn.findings, turn.decisions), (vec![], vec![], vec![]));
            assert_eq!(turn.release, release);
        }
    }

    /// One turn of a worker: whether it lives, and what it was about to do where it does not.
    fn work(&mut self, worker: &mut Worker) -> (bool, Vec<Effect>) {
        let release = self.load();
        let mut news = std::mem::take(&mut worker.acknowledged);
        let commands = self.commands.iter().cloned();
        news.extend(commands.map(|command| News::Asked {
            command,
            by: "ana".to_owned(),
            why: None,
        }));
        let mut told = Vec::new();
        let unheard = Evidence { epoch: worker.epoch, ..self.state() };
        for due in advance(&release, &unheard, self.now).release.due() {
            let interval_ms = release.plan.checks[due.check].interval_ms;
            assert!(due.elapsed_ms >= interval_ms, "it looks back at what was before its step");
            if self.random.percent(80) {
                let quality = self.quality[due.check];
                let measured = self.measure(&release.plan.checks[due.check], &due, quality);
                let counts = self.counts[due.check];
                // Who crashed was told of them, and the release was not: they are new to it.
                let is_new = release.plan.checks[due.check].is_of_whole_step()
                    && counts[1] > release.checks[due.check].samples;
                let is_fine = quality == Quality::Few && is_new;
                told.push((due.check, (if is_fine { Quality::Good } else { quality }, counts)));
                // Told twice, it counts once.
                let times = if self.random.percent(5) { 2 } else { 1 };
                news.extend(vec![News::Measured(measured); times]);
            }
        }
        news.extend(self.look_at_traffic().map(News::Looked));
        let evidence = Evidence { epoch: worker.epoch, news, ..self.state() };
        let turn = advance(&release, &evidence, self.now);
        if self.is_wild() && self.random.percent(3) {
            return (false, turn.effects);
        }
        self.commit(&turn, &told);
        self.check_traffic_by_now();
        for (place, effect) in turn.effects.iter().enumerate() {
            let may_crash = self.is_wild() && self.random.percent(2);
            if may_crash && self.random.percent(50) {
                return (false, turn.effects[place..].to_vec());
            }
            let number = effect.number;
            if self.is_wild() && self.random.percent(3) {
                let reason = "nobody can tell how".to_owned();
                worker.acknowledged.push(News::NotBegun { number, reason });
                continue;
            }
            if self.is_wild() && self.random.percent(15) {
                let hopeless = self.random.percent(10);
                let reason = "no answer".to_owned();
                worker.acknowledged.push(News::Failed { number, reason, hopeless });
                continue;
            }
            if self.is_wild() && self.random.percent(4) {
                self.ask(worker.epoch);
            }
            let is_done = self.apply(effect);
            if may_crash {
                return (false, turn.effects[place..].to_vec());
            }
            worker.acknowledged.extend(is_done.then_some(News::Done { number }));
        }
        (true, Vec::new())
    }

    /// Writes down what came of a look, and remembers what it rests on.
    fn commit(&mut self, turn: &Advance, told: &[(usize, Told)]) {
        self.store(&turn.release);
        self.commands.clear();
        self.watch(&turn.release);
        for finding in &turn.findings {
            let checks = &turn.release.plan.checks;
            let place = checks.iter().position(|check| check.name == finding.check).unwrap();
            let (_, told) = told.iter().find(|(check, _)| *check == place).unwrap();
            self.told[place] = Some((*told, turn.release.clock_ms));
            self.watch.unseen[place] = false;
        }
        self.is_left |= turn.decisions.iter().any(|it| it.kind == Kind::TrafficLeft);
        self.check_silence(turn);
        let watched = (turn.release.watched, turn.release.in_force_ms);
        if self.watched != watched {
            self.watched = watched;
            self.told.fill(None);
            self.counts.fill([0; 4]);
            self.watch.step_ms = 0;
            self.watch.unseen.fill(false);
        }
    }

    /// Does an effect, as who holds the lease may as long as it is asked for.
    fn apply(&mut self, effect: &Effect) -> bool {
        let release = &self.load();
        // Who does it compares the two, so one of another epoch would never be done.
        assert_eq!(effect.epoch, self.lease);
        if !release.is_asked_for(effect.number) {
            return false;
        }
        match effect.intent {
            Intent::SetTraffic { share } => {
                assert!(!self.killed || share == 0, "traffic to what is killed: {release:?}");
                if share > self.traffic && share > release.share {
                    self.check_rise(release, share);
                }
                self.traffic = share;
            }
            Intent::SetShare { share } => {
                if share > self.share {
                    self.check_rise(release, share);
                }
                self.share = share;
            }
            Intent::Kill => {
                self.is_off = true;
            }
            Intent::Revive => self.is_off = false,
            Intent::Deploy => self.is_deployed = true,
            Intent::DeleteCandidate => {
                assert_eq!((self.share, self.is_off), (0, true), "it still has users");
                assert!(self.traffic == 0 || !release.plan.routes, "it still has traffic");
                self.is_deployed = false;
            }
            Intent::Announce => {
                let is_rollback = release.status == Status::RollingBack;
                assert!(!is_rollback || self.is_off, "told before it was off");
                let is_back = self.traffic == 0 || !release.plan.routes || self.is_left;
                assert!(!is_rollback || is_back, "told while it still had traffic");
                assert!(!effect.decision.reason.is_empty());
                self.is_told = true;
            }
            Intent::Warn => assert!(self.is_off, "told before it was off"),
            _ => {}
        }
        true
    }
}

fn all_done(release: &Release) -> Vec<News> {
    release.pending.iter().map(|each| News::Done { number: each.number }).collect()
}
