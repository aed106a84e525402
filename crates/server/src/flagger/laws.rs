//! What holds whatever Flagger says, in whatever order and however often, and whatever people do
//! meanwhile.

use hoist_api::{Rollout, RolloutState};
use hoist_ruleset::Percentage;
use jiff::Timestamp;
use proptest::prelude::*;

use super::call::{Call, RunId, Stage};
use super::rollout::{Advance, FULL, Intent, Standing, advance};

/// Some of what is told is from later: clocks differ.
fn now() -> Timestamp {
    Timestamp::from_millisecond(15).unwrap()
}

/// Something that happens.
#[derive(Clone, Debug)]
enum Happening {
    Called(Call),
    /// A person kills or revives the flag.
    Killed(bool),
    Frozen(bool),
    /// The server looks whether something was left undone.
    Looked,
}

/// A flag and what is known of its rollout.
#[derive(Clone, Debug, Default)]
struct World {
    rollout: Rollout,
    share: u16,
    is_moving: bool,
    killed: bool,
    frozen: bool,
    /// Whether the run that is known has moved the share.
    has_moved: bool,
}

impl World {
    fn standing(&self) -> Standing {
        let held = self.killed || self.frozen;
        Standing {
            held: held.then(|| "held".to_owned()),
            is_killed: self.killed,
            share: self.share,
            is_moving: self.is_moving,
        }
    }

    /// Takes a call, and does what comes of it.
    fn take(&mut self, call: Option<&Call>) -> Advance {
        // What is known has been on the disk, and is read back.
        let text = serde_json::to_string(&self.rollout).unwrap();
        let known: Rollout = serde_json::from_str(&text).unwrap();
        assert_eq!(known, self.rollout);
        let next = advance(&known, call, &self.standing(), now());
        if next.heard == "A run has begun." {
            self.has_moved = false;
        }
        self.rollout = next.rollout.clone();
        match &next.intent {
            None => {}
            Some(Intent::Move(share)) => {
                (self.share, self.is_moving, self.has_moved) = (*share, true, true);
            }
            Some(Intent::Finish) => (self.share, self.is_moving) = (FULL, false),
            Some(Intent::Release) => self.is_moving = false,
            Some(Intent::TakeBack(_)) => {
                (self.share, self.is_moving, self.killed) = (0, false, true);
            }
        }
        next
    }

    fn let_happen(&mut self, happening: &Happening) -> Option<Advance> {
        match happening {
            Happening::Called(call) => return Some(self.take(Some(call))),
            Happening::Looked => return Some(self.take(None)),
            Happening::Killed(killed) => self.killed = *killed,
            Happening::Frozen(frozen) => self.frozen = *frozen,
        }
        None
    }
}

fn calls() -> impl Strategy<Value = Call> {
    let stage = prop_oneof![
        8 => Just(Stage::Running),
        1 => Just(Stage::Idle),
        1 => Just(Stage::Succeeded),
        1 => Just(Stage::Failed),
        1 => Just(Stage::Gone),
    ];
    let weight = proptest::option::of(0..=FULL);
    let halted = proptest::option::of(Just("success rate 90 % < 99 %".to_owned()));
    (0..3_u8, stage, weight, halted, proptest::option::of(0..20_i64)).prop_map(
        |(checksum, stage, weight, halted, at_ms)| Call {
            run: RunId {
                namespace: "test".to_owned(),
                name: "shop".to_owned(),
                checksum: format!("c{checksum}"),
            },
            stage,
            weight: weight.map(Percentage::from_threshold),
            halted,
            at_ms,
        },
    )
}

fn histories() -> impl Strategy<Value = Vec<Happening>> {
    let happening = prop_oneof![
        8 => calls().prop_map(Happening::Called),
        1 => any::<bool>().prop_map(Happening::Killed),
        1 => any::<bool>().prop_map(Happening::Frozen),
        1 => Just(Happening::Looked),
    ];
    proptest::collection::vec(happening, 0..60)
}

fn run_of(rollout: &Rollout) -> Option<(&str, RolloutState)> {
    rollout.run.as_ref().map(|run| (run.checksum.as_str(), run.state))
}

proptest! {
    #[test]
    fn whatever_happens(history in histories()) {
        let mut world = World::default();
        for happening in &history {
            let before = world.clone();
            let Some(next) = world.let_happen(happening) else { continue };
            let (was, is) = (run_of(&before.rollout), run_of(&world.rollout));
            let same_run = was.map(|(run, _)| run) == is.map(|(run, _)| run);
            // A run that is over is not begun again.
            if let Some((_, state)) = was.filter(|_| same_run) {
                prop_assert!(state == RolloutState::Running || is == was, "{was:?} {is:?}");
            }
            // Once events have told of a run, only a later event begins another.
            if let (false, Some(run), Happening::Called(call)) =
                (same_run, &before.rollout.run, happening)
            {
                prop_assert!(run.newest_ms.is_none_or(|newest| call.at_ms >= Some(newest)));
            }
            // Within a run that goes on, the share does not fall, once the run has moved it.
            if same_run && before.has_moved && world.has_moved && world.is_moving {
                prop_assert!(world.share >= before.share);
            }
            // While it is held, nothing but the way back moves it.
            let is_back = matches!(next.intent, Some(Intent::TakeBack(_)));
            if before.killed || before.frozen {
                prop_assert!(is_back || world.share == before.share);
            }
            if is_back {
                prop_assert!(world.killed && world.share == 0 && !world.is_moving);
            }
            // Unless something holds it, the share is where the run is.
            let run = world.rollout.run.as_ref().filter(|run| !run.settled);
            if let Some(run) = run.filter(|_| next.held.is_none()) {
                prop_assert_eq!(run.state, RolloutState::Running);
                prop_assert_eq!((world.share, world.is_moving), (run.weight, true));
            }
        }
    }

    /// Who hears the same again has nothing to do, and knows nothing new.
    #[test]
    fn what_comes_twice_is_heard_once(history in histories()) {
        let mut world = World::default();
        for happening in &history {
            world.let_happen(happening);
            if let Happening::Called(call) = happening {
                let known = world.rollout.clone();
                let again = world.take(Some(call));
                prop_assert_eq!((again.intent, again.rollout), (None, known));
            }
        }
    }

    /// A run that fails is taken back once, however often that is told.
    #[test]
    fn a_failed_run_kills_once(history in histories(), late in proptest::collection::vec(calls(), 0..20)) {
        let mut world = World::default();
        for happening in &history {
            let next = world.let_happen(happening);
            if next.is_some_and(|next| matches!(next.intent, Some(Intent::TakeBack(_)))) {
                let mut revived = world.clone();
                (revived.killed, revived.frozen) = (false, false);
                let run = revived.rollout.run.clone().unwrap();
                for mut call in late.clone() {
                    call.run.checksum = run.checksum.clone();
                    prop_assert_eq!(revived.take(Some(&call)).intent, None);
                    prop_assert_eq!((revived.share, revived.killed), (0, false));
                }
            }
        }
    }

    /// Once nothing holds it, one look is enough to be where the rollout is.
    #[test]
    fn what_was_held_is_caught_up_with(history in histories()) {
        let mut world = World::default();
        for happening in &history {
            world.let_happen(happening);
        }
        (world.killed, world.frozen) = (false, false);
        prop_assert_eq!(world.take(None).held, None);
        let again = world.take(None);
        prop_assert_eq!((again.intent, again.held), (None, None));
    }
}
