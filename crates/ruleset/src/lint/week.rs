//! The minutes of a local week, as a set.

use std::sync::Arc;

use jiff::civil::Weekday;

use crate::document::TimeWindow;

const MINUTES_PER_DAY: usize = 24 * 60;
const MINUTES: usize = 7 * MINUTES_PER_DAY;

/// Some of the minutes of a week, Monday first: a bit for each. A proof has many copies, of which
/// few are narrowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Week(Arc<[u64; Week::WORDS]>);

impl Week {
    /// Words that hold the bits, of which the last ones are never set.
    pub(super) const WORDS: usize = MINUTES.div_ceil(64);

    /// The minutes that a window's days and hours leave.
    pub(super) fn of(window: &TimeWindow) -> Self {
        let mut minutes = [0; Self::WORDS];
        let (start, end) = window.hours.map_or((0, MINUTES_PER_DAY), |hours| {
            let (start, end) = hours.minutes();
            let is_over_night = end <= start;
            let end = usize::from(end) + if is_over_night { MINUTES_PER_DAY } else { 0 };
            (usize::from(start), end)
        });
        for day in 0..7 {
            let is_on =
                |on: &Weekday| usize::from(on.to_monday_zero_offset().unsigned_abs()) == day;
            if window.days.as_ref().is_none_or(|days| days.iter().any(is_on)) {
                let from = day * MINUTES_PER_DAY;
                (from + start..from + end).for_each(|minute| set(&mut minutes, minute % MINUTES));
            }
        }
        Self(Arc::new(minutes))
    }

    /// Keeps the minutes that are in the other set too, or those that are not.
    pub(super) fn narrow(&mut self, other: &Self, is_in: bool) {
        for (own, others) in Arc::make_mut(&mut self.0).iter_mut().zip(&*other.0) {
            *own &= if is_in { *others } else { !*others };
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    pub(super) fn whole() -> Self {
        let mut minutes = [0; Self::WORDS];
        (0..MINUTES).for_each(|minute| set(&mut minutes, minute));
        Self(Arc::new(minutes))
    }
}

fn set(minutes: &mut [u64; Week::WORDS], minute: usize) {
    minutes[minute / 64] |= 1 << (minute % 64);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{Hours, parse_day};

    fn week(days: &[&str], hours: Option<&str>) -> Week {
        let days = days.iter().map(|day| parse_day(day).unwrap()).collect();
        let hours = hours.map(|hours| Hours::parse(hours).unwrap());
        Week::of(&TimeWindow { days: Some(days), hours, ..TimeWindow::default() })
    }

    #[test]
    fn a_night_belongs_to_the_day_it_began() {
        let night = week(&["fri"], Some("22:00-06:00"));
        let count = |week: &Week| week.0.iter().map(|word| word.count_ones()).sum::<u32>();
        assert_eq!(count(&night), 8 * 60);
        let mut saturday = week(&["sat"], None);
        saturday.narrow(&night, true);
        assert_eq!(count(&saturday), 6 * 60);
        saturday.narrow(&night, false);
        assert!(saturday.is_empty());
        let mut rest = Week::whole();
        rest.narrow(&night, false);
        assert_eq!(count(&rest), (7 * 24 - 8) * 60);
        assert!(week(&[], None).is_empty());
    }
}
