//! How many users a change of what runs moves.
//!
//! Who takes part and who gets what are decided by ranks that are independent of each other, and
//! both are even. So the part that moves is a matter of counting ranks.

use hoist_ruleset::Ruleset;
use hoist_ruleset::compiled::{Experiment, Subject, SubjectKind};

const RANKS: u32 = 10_000;

/// Of 10,000 users of the audience, those who get another variant after a change. None where that
/// is no question of ranks: another salt, layer or attribute deals everybody anew.
pub(crate) fn moved(before: &Ruleset, after: &Ruleset, key: &str) -> Option<u32> {
    let [(one, was), (other, is)] = [experiment(before, key)?, experiment(after, key)?];
    let hashes = |it: &Experiment| {
        let gate = it.gate.salt.to_string();
        (it.bucketing.by.clone(), it.bucketing.salt.to_string(), gate)
    };
    if hashes(was) != hashes(is) {
        return None;
    }
    let ranks = |from: u16, to: u16| u32::from(to.saturating_sub(from));
    let [all_was, all_is] = [was, is].map(|it| ranks(it.gate.from, it.gate.to));
    let (from, to) = (was.gate.from.max(is.gate.from), was.gate.to.min(is.gate.to));
    let both = ranks(from, to);
    let stay = both * differing(one, was, Some((other, is)))
        + (all_was - both) * differing(one, was, None)
        + (all_is - both) * differing(other, is, None);
    Some((stay + RANKS / 2) / RANKS)
}

fn experiment<'r>(ruleset: &'r Ruleset, key: &str) -> Option<(&'r Subject, &'r Experiment)> {
    let subject = ruleset.get(key)?;
    match &subject.kind {
        SubjectKind::Experiment(experiment) => Some((subject, experiment)),
        SubjectKind::Flag(_) => None,
    }
}

/// How many of 10,000 split ranks get another variant than on the other side, or than the control,
/// which those get who take no part.
fn differing(
    subject: &Subject,
    experiment: &Experiment,
    other: Option<(&Subject, &Experiment)>,
) -> u32 {
    let name = |(subject, experiment): (&Subject, &Experiment), rank: u16| {
        let index = experiment.split.bounds.iter().position(|bound| rank < *bound);
        index.map(|index| subject.variants[index].name.clone())
    };
    let control = &subject.variants[usize::from(subject.off)].name;
    let differs = |rank: &u16| {
        let own = name((subject, experiment), *rank);
        let theirs = other.map_or_else(|| Some(control.clone()), |other| name(other, *rank));
        own != theirs
    };
    u32::try_from((0..10_000_u16).filter(differs).count()).unwrap_or(RANKS)
}
