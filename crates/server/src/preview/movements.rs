//! Movements as they are sent.

use std::cmp::Reverse;

use hoist_api::{
    AttributeRead, Counted, Estimate, ExactOf, ExactPart, Moved, MovedSide, Movement,
    MovementBasis, PlannedChange, RankMove, Rule,
};
use hoist_eval::Resolution;
use hoist_eval::movement::{
    Count, Exact, Move, Place, Population, Reads, USERS_MIN, exact, interval, movement, reads,
};
use hoist_ruleset::log::Collection;
use hoist_ruleset::{DocumentKind, Documents, Ruleset};
use jiff::Timestamp;
use serde_json::Value;

use super::{Reached, changed, subjects};

/// Flags and experiments that are told.
const MOVEMENTS_MAX: usize = 1_000;
/// Moves of one of them that are told.
const MOVES_MAX: usize = 20;
/// The longest value that is told, in bytes of JSON.
const VALUE_BYTES_MAX: usize = 256;

/// What is before a change and after it, and who was recorded.
pub(super) struct Sides<'s> {
    pub(super) documents: [&'s Documents; 2],
    pub(super) rulesets: [&'s Ruleset; 2],
    pub(super) population: &'s Population,
    pub(super) are_hashed: bool,
    pub(super) now: Timestamp,
}

/// What is told of all that a change reaches.
pub(super) struct Told {
    pub(super) movements: Vec<Movement>,
    pub(super) omitted: u64,
    pub(super) unmoved: u64,
}

impl Sides<'_> {
    pub(super) fn told(&self, reached: &Reached<'_>) -> Told {
        let mut movements: Vec<Movement> =
            subjects(reached).map(|(kind, key)| self.movement(kind, key)).collect();
        let all = movements.len();
        movements.retain(|each| each.change.is_some() || each.moved.contexts > 0);
        let unmoved = all - movements.len();
        movements.sort_by(|one, other| {
            let rank = |each: &Movement| (each.change.is_none(), Reverse(each.moved.users));
            rank(one).cmp(&rank(other)).then_with(|| one.key.cmp(&other.key))
        });
        let omitted = movements.len().saturating_sub(MOVEMENTS_MAX);
        movements.truncate(MOVEMENTS_MAX);
        Told { movements, omitted: omitted as u64, unmoved: unmoved as u64 }
    }

    fn movement(&self, kind: DocumentKind, key: &str) -> Movement {
        let found = movement(self.rulesets, key, self.population, self.now);
        let reads = reads(self.rulesets, key, self.population);
        let users = self.population.size().users;
        let is_blind = reads.attributes.iter().any(|read| read.carried.contexts == 0);
        let basis = match () {
            () if users < USERS_MIN => MovementBasis::TooFew,
            () if is_blind => MovementBasis::Unknown,
            () => MovementBasis::Estimate,
        };
        let omitted = found.moves.len().saturating_sub(MOVES_MAX);
        let [before, after] = self.documents;
        let compiled = [(before, self.rulesets[0]), (after, self.rulesets[1])];
        let change = changed(self.documents, kind, key);
        let rule_name = |index: u16| {
            let flag = after.flags().get(key)?;
            flag.rules.get(usize::from(index))?.rule.name.clone()
        };
        Movement {
            collection: Collection::from(kind).as_ref().to_owned(),
            key: key.to_owned(),
            change,
            basis,
            moved: counted(found.moved),
            estimate: estimate(found.moved.users, users)
                .filter(|_| basis == MovementBasis::Estimate),
            asked: counted(found.asked),
            asked_moved: counted(found.asked_moved),
            moves: found.moves.iter().take(MOVES_MAX).map(moved).collect(),
            moves_omitted: omitted as u64,
            exact: exact(compiled, key, self.now)
                .into_iter()
                .map(|each| exact_part(each, rule_name))
                .collect(),
            notes: self.notes(key, change, &reads),
            reads: reads
                .attributes
                .into_iter()
                .map(|read| AttributeRead {
                    attribute: read.attribute.into(),
                    carried: counted(read.carried),
                })
                .collect(),
        }
    }

    fn notes(&self, key: &str, change: Option<PlannedChange>, reads: &Reads) -> Vec<String> {
        let mut notes = Vec::new();
        let mut told = self.rulesets.iter().filter_map(|rules| Some((rules, rules.get(key)?)));
        if told.clone().any(|(_, subject)| subject.killed) {
            notes.push("It is killed: the change shows once it is revived.".to_owned());
        } else if told.any(|(rules, subject)| rules.reads_clock(subject)) {
            notes.push("It depends on the time, and the figures are for this moment.".to_owned());
        }
        if change == Some(PlannedChange::Created) {
            notes.push("It is new: until now its callers get defaults of their own.".to_owned());
        }
        let unseen = reads.attributes.iter().filter(|read| read.carried.contexts == 0);
        let unseen: Vec<String> = unseen.map(|read| format!("`{}`", read.attribute)).collect();
        if !unseen.is_empty() && self.population.size().contexts > 0 {
            notes.push(format!(
                "No recorded context has {}: what rules that read it do is not known, and all \
                 figures are as if nobody had it.",
                unseen.join(" or "),
            ));
        }
        if reads.names_users && self.are_hashed {
            notes.push(
                "Rules or segments name users, and match nobody who was recorded, since recorded \
                 targeting keys are hashes."
                    .to_owned(),
            );
        }
        if !reads.bucketed_by.is_empty() {
            let names: Vec<_> = reads.bucketed_by.iter().map(|name| format!("`{name}`")).collect();
            notes.push(format!(
                "It is bucketed by {}: users who share one move together, so the interval is too \
                 narrow.",
                names.join(" and "),
            ));
        }
        notes
    }
}

fn counted(Count { contexts, users }: Count) -> Counted {
    Counted { contexts, users }
}

#[expect(clippy::cast_precision_loss, reason = "what is recorded is bounded far below 2^53")]
fn estimate(moved: u64, of: u64) -> Option<Estimate> {
    let (low, high) = interval(moved, of)?;
    Some(Estimate { part: moved as f64 / of as f64, low, high })
}

fn moved(each: &Move<'_>) -> Moved {
    let Count { contexts, users } = each.count;
    Moved { from: side(&each.from), to: side(&each.to), contexts, users }
}

fn side(of: &Resolution<'_>) -> MovedSide {
    let value = of.value.filter(|payload| payload.json.len() <= VALUE_BYTES_MAX);
    MovedSide {
        variant: of.variant.map(str::to_owned),
        value: value.map_or(Value::Null, |payload| payload.value.clone()),
        reason: of.reason.as_str().to_owned(),
        error_code: of.error.map(|error| error.as_str().to_owned()),
        rule: of
            .rule
            .map(|rule| Rule { index: rule.index, name: rule.name.as_deref().map(str::to_owned) }),
        prerequisite: of.metadata.prerequisite.map(str::to_owned),
        killed: of.metadata.killed,
    }
}

fn exact_part(exact: Exact, name: impl Fn(u16) -> Option<String>) -> ExactPart {
    let Exact { place, has_prerequisites, dealt } = exact;
    let (of, rule) = match place {
        Place::Everybody => (ExactOf::Everybody, None),
        Place::Rule(index) => (ExactOf::Rule, Some(Rule { index, name: name(index) })),
        Place::Others => (ExactOf::Others, None),
    };
    let moves = dealt.into_iter().map(|hoist_eval::movement::Dealt { from, to, ranks }| RankMove {
        from,
        to,
        ranks,
    });
    ExactPart { of, rule, has_prerequisites, moves: moves.collect() }
}
