//! The facts along one branch of a proof, by what they are about.

use jiff::Timestamp;

use super::attribute::Demands;
use super::formula::Fact;
use super::week::Week;

/// Facts that have to hold together.
#[derive(Clone, Debug, Default)]
pub(super) struct Branch<'f> {
    attributes: Vec<(&'f str, Demands<'f>)>,
    segments: Vec<(&'f str, bool)>,
    weeks: Vec<(&'f str, Week)>,
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
                let demands = entry(&mut self.attributes, name);
                self.is_closed |= demands.exists.is_some_and(|exists| exists != holds);
                demands.exists = Some(holds);
            }
            Fact::Passes(name, comparison) => {
                let demands = entry(&mut self.attributes, name);
                let list = if holds { &mut demands.positive } else { &mut demands.negative };
                list.push(comparison);
            }
            Fact::Member(name) => {
                let known = self.segments.iter().find(|(own, _)| own == name);
                self.is_closed |= known.is_some_and(|(_, is_in)| *is_in != holds);
                self.segments.push((name, holds));
            }
            Fact::Share(below) => self.take_share(*below, holds),
            Fact::Since(at) if holds => self.from = self.from.max(Some(*at)),
            Fact::Since(at) => self.to = Some(self.to.map_or(*at, |to| to.min(*at))),
            Fact::Week(zone, week) => match self.weeks.iter_mut().find(|(own, _)| own == zone) {
                Some((_, own)) => own.narrow(week, holds),
                None => {
                    let mut own = Week::whole();
                    own.narrow(week, holds);
                    self.weeks.push((zone, own));
                }
            },
        }
    }

    /// About how many facts there are.
    pub(super) fn facts(&self) -> usize {
        let of_attribute =
            |(_, demands): &(_, Demands<'_>)| demands.positive.len() + demands.negative.len();
        self.attributes.iter().map(of_attribute).sum::<usize>() + self.segments.len()
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
            && !self.weeks.iter().any(|(_, week)| week.is_empty())
            && self.attributes.iter().all(|(name, demands)| demands.may_hold(name, spend))
    }
}

fn entry<'b, 'f, V: Default>(entries: &'b mut Vec<(&'f str, V)>, name: &'f str) -> &'b mut V {
    let found = entries.iter().position(|(own, _)| *own == name);
    let index = found.unwrap_or_else(|| {
        entries.push((name, V::default()));
        entries.len() - 1
    });
    &mut entries[index].1
}
