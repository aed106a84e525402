//! Proving that no context makes some formulas true: a tableau with a budget.
//!
//! Facts are gathered along a branch; where they exclude each other, the branch is closed. If all
//! are, nothing fits. Over the budget nothing is claimed: what is not proven is thought possible.

use std::cell::Cell;

use super::branch::Branch;
use super::formula::Formula;

/// Branches that the proofs of one document may open.
const BRANCHES_MAX: usize = 100_000;
/// Comparisons of operands that they may make, and facts and formulas that they may look at.
const COMPARISONS_MAX: usize = 10_000_000;
/// Branches within branches, which bounds the recursion.
const DEPTH_MAX: usize = 300;

/// A formula, and whether it has to hold or must not.
pub(super) type Goal<'f> = (&'f Formula<'f>, bool);

/// What is left of a document's budget.
pub(super) struct Prover {
    branches: Cell<usize>,
    comparisons: Cell<usize>,
}

impl Prover {
    pub(super) fn new() -> Self {
        Self { branches: Cell::new(BRANCHES_MAX), comparisons: Cell::new(COMPARISONS_MAX) }
    }

    /// Whether it is proven that no context meets all goals.
    pub(super) fn excludes<'f>(&self, goals: impl IntoIterator<Item = Goal<'f>>) -> bool {
        let is_left = self.comparisons.get() > 0;
        is_left && !self.may_meet(Branch::default(), goals.into_iter().collect(), 0)
    }

    fn may_meet<'f>(&self, mut branch: Branch<'f>, mut goals: Vec<Goal<'f>>, depth: usize) -> bool {
        let mut choices: Vec<(Goal<'f>, &'f [Formula<'f>])> = Vec::new();
        while let Some((formula, holds)) = goals.pop() {
            if !self.compare(1) {
                return true;
            }
            match (formula, holds) {
                (Formula::All(parts), true) | (Formula::Any(parts), false) => {
                    goals.extend(parts.iter().map(|part| (part, holds)));
                }
                (Formula::All(parts) | Formula::Any(parts), _) => match &parts[..] {
                    [] => return false,
                    [only] => goals.push((only, holds)),
                    _ => choices.push(((formula, holds), parts)),
                },
                (Formula::Not(part), _) => goals.push((part, !holds)),
                (Formula::Is(fact), _) => branch.take(fact, holds),
            }
        }
        if !self.compare(branch.facts()) {
            return true;
        }
        if !branch.may_hold(&mut |work| self.compare(work)) {
            return false;
        }
        // The fewest alternatives first: they close soonest.
        let fewest = choices.iter().enumerate().min_by_key(|(_, (_, parts))| parts.len());
        let Some(index) = fewest.map(|(index, _)| index) else {
            return true;
        };
        let ((_, holds), parts) = choices.swap_remove(index);
        let others = || choices.iter().map(|(goal, _)| *goal);
        parts.iter().any(|part| {
            let goals = others().chain([(part, holds)]).collect();
            depth >= DEPTH_MAX
                || !spend(&self.branches, 1)
                || self.may_meet(branch.clone(), goals, depth + 1)
        })
    }

    /// Whether so many more comparisons may be made.
    pub(super) fn compare(&self, work: usize) -> bool {
        spend(&self.comparisons, work)
    }
}

fn spend(left: &Cell<usize>, work: usize) -> bool {
    let rest = left.get().checked_sub(work);
    left.set(rest.unwrap_or(0));
    rest.is_some()
}
