//! The facts along one branch of a proof, by what they are about.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use jiff::Timestamp;

use super::attribute::Demands;
use super::formula::Fact;
use super::week::Week;

/// Facts that have to hold together.
#[derive(Clone, Debug, Default)]
pub(super) struct Branch<'f> {
    attributes: HashMap<&'f str, Demands<'f>, FixedState>,
    segments: HashMap<&'f str, bool, FixedState>,
    weeks: HashMap<&'f str, Week, FixedState>,
    /// Ranks from here on.
    rank_from: u16,
    /// A rank has to be there, and below this.
    rank_below: Option<u16>,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    /// Two facts that were taken cannot both hold.
    is_closed: bool,
}

/// Everybody's share rank is below it.
const RANKS: u16 = 10_000;

impl<'f> Branch<'f> {
    /// Takes a fact, which has to hold or must not.
    pub(super) fn take(&mut self, fact: &'f Fact<'f>, holds: bool) {
        match fact {
            Fact::Exists(name) => {
                let demands = self.attributes.entry(name).or_default();
                self.is_closed |= demands.exists.is_some_and(|exists| exists != holds);
                demands.exists = Some(holds);
            }
            Fact::Passes(name, comparison) => {
                let demands = self.attributes.entry(name).or_default();
                let list = if holds { &mut demands.positive } else { &mut demands.negative };
                list.push(comparison);
            }
            Fact::Member(name) => {
                let known = self.segments.insert(name, holds);
                self.is_closed |= known.is_some_and(|is_in| is_in != holds);
            }
            Fact::Share(below) => self.take_share(*below, holds),
            Fact::Since(at) if holds => self.from = self.from.max(Some(*at)),
            Fact::Since(at) => self.to = Some(self.to.map_or(*at, |to| to.min(*at))),
            Fact::Week(zone, week) => {
                self.weeks.entry(zone).or_insert_with(Week::whole).narrow(week, holds);
            }
        }
    }

    /// About how much there is to copy and to look at.
    pub(super) fn facts(&self) -> usize {
        let of_attribute =
            |demands: &Demands<'_>| 1 + demands.positive.len() + demands.negative.len();
        self.attributes.values().map(of_attribute).sum::<usize>()
            + self.segments.len()
            + self.weeks.len() * Week::WORDS
    }

    /// Nobody's rank is below 0. Everybody is within 100 %, also who has no rank.
    fn take_share(&mut self, below: u16, holds: bool) {
        match (below, holds) {
            (RANKS.., true) => {}
            (RANKS.., false) => self.is_closed = true,
            (_, true) => {
                self.rank_below = Some(self.rank_below.map_or(below, |own| own.min(below)));
            }
            (_, false) => self.rank_from = self.rank_from.max(below),
        }
    }

    /// Whether there may be a context and a moment of which all this is so.
    pub(super) fn may_hold(&self, spend: &mut impl FnMut(usize) -> bool) -> bool {
        let (from, to) = (self.from, self.to);
        !self.is_closed
            && self.rank_below.is_none_or(|below| self.rank_from < below)
            && from.zip(to).is_none_or(|(from, to)| from < to)
            && !self.weeks.values().any(Week::is_empty)
            && self.attributes.iter().all(|(name, demands)| demands.may_hold(name, spend))
    }
}
