//! The minutes of a local week, as a set.

use jiff::civil::{DateTime, date};

use crate::document::TimeWindow;

const MINUTES_PER_DAY: usize = 24 * 60;
const MINUTES: usize = 7 * MINUTES_PER_DAY;

/// Some of the minutes of a week, Monday first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Week(Box<[bool]>);

impl Week {
    /// The minutes that a window's days and hours leave.
    pub(super) fn of(window: &TimeWindow) -> Self {
        let is_in = |minute: usize| {
            let local = local(minute);
            let day = match window.hours {
                Some(hours) => hours.began_on(local),
                None => Some(local.date().weekday()),
            };
            let on_day = |day| window.days.as_ref().is_none_or(|days| days.contains(&day));
            day.is_some_and(on_day)
        };
        Self((0..MINUTES).map(is_in).collect())
    }

    /// Keeps the minutes that are in the other set too, or those that are not.
    pub(super) fn narrow(&mut self, other: &Self, is_in: bool) {
        for (own, others) in self.0.iter_mut().zip(&other.0) {
            *own &= *others == is_in;
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        !self.0.contains(&true)
    }

    pub(super) fn whole() -> Self {
        Self(vec![true; MINUTES].into())
    }
}

/// A minute of a week that begins on a Monday.
fn local(minute: usize) -> DateTime {
    let small = |count: usize| i8::try_from(count).unwrap_or(0);
    let (day, minute) = (minute / MINUTES_PER_DAY, minute % MINUTES_PER_DAY);
    // 2024-01-01 was a Monday.
    date(2024, 1, 1 + small(day)).at(small(minute / 60), small(minute % 60), 0, 0)
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
        let count = |week: &Week| week.0.iter().filter(|is_in| **is_in).count();
        assert_eq!(count(&night), 8 * 60);
        let mut saturday = week(&["sat"], None);
        saturday.narrow(&night, true);
        assert_eq!(count(&saturday), 6 * 60);
        saturday.narrow(&night, false);
        assert!(saturday.is_empty());
        let mut rest = Week::whole();
        rest.narrow(&night, false);
        assert_eq!(count(&rest), MINUTES - 8 * 60);
        assert!(week(&[], None).is_empty());
    }
}
