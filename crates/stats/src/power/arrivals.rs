//! How many units come, day by day: when an experiment will have seen enough.

use crate::refusal::{Refusal, finite};

const DAYS_MIN: usize = 14;

/// Ten years: nobody waits longer.
const DAYS_MAX: u32 = 3652;

/// How many units an experiment will have, by how many came in the past.
///
/// Most of the first day's units come again on the second, so the number of units grows ever more
/// slowly. The past says how: it is repeated, and after it each week brings as much of the week
/// before as its last week did of the one before that, day by day, and never more. That sum has an
/// end where weeks shrink: an experiment may never see what takes more units than there are. A
/// decline by a fixed part is faster than those that are seen, so days are rather too many.
///
/// ```
/// # use hoist_stats::{Alpha, Arrivals, Design};
/// let week = |units| [units; 7];
/// let arrivals = Arrivals::of(&[week(1000), week(500)].concat()).unwrap();
/// assert_eq!((arrivals.after(14), arrivals.after(21)), (10_500.0, 12_250.0));
/// let design = Design::new(Alpha::FIVE_PERCENT, 0.8, 1.0).unwrap();
/// let units = |difference| 2.0 * design.units_for_means(1.0, difference).unwrap();
/// assert_eq!(arrivals.days_until(units(0.051)), Some(21));
/// assert_eq!(arrivals.days_until(units(0.04)), None);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Arrivals {
    new_units: Vec<u64>,
    /// How much of a week comes in the next.
    decline: f64,
}

impl Arrivals {
    /// From how many units came for the first time on each of some days in a row, at least 14.
    pub fn of(new_units: &[u64]) -> Result<Self, Refusal> {
        let days = new_units.len();
        if days < DAYS_MIN || days > DAYS_MAX as usize {
            return Err(Refusal::Invalid("the past of arrivals has 14 days to 10 years"));
        }
        let all = new_units.iter().try_fold(0_u64, |sum, units| sum.checked_add(*units));
        all.ok_or(Refusal::Overflow)?;
        let week = |to: usize| new_units[to - 7..to].iter().sum::<u64>() as f64;
        let (last, before) = (week(days), week(days - 7));
        let decline = if last < before { finite(last / before)? } else { 1.0 };
        Ok(Self { new_units: new_units.to_vec(), decline })
    }

    /// How many units have come by the end of so many days, of 3652 at most.
    #[must_use]
    pub fn after(&self, days: u32) -> f64 {
        self.by_day().take(days as usize).last().unwrap_or(0.0)
    }

    /// The first day at whose end so many units have come, counted from 1; none where they do not
    /// come in ten years.
    #[must_use]
    pub fn days_until(&self, units: f64) -> Option<u32> {
        let day = self.by_day().position(|so_far| so_far >= units)?;
        u32::try_from(day + 1).ok()
    }

    /// How many units have come by the end of each day.
    fn by_day(&self) -> impl Iterator<Item = f64> {
        let past = self.new_units.iter().map(|units| *units as f64);
        let last_week = &self.new_units[self.new_units.len() - 7..];
        let future = last_week.iter().cycle().enumerate().map(|(day, units)| {
            let weeks = day / 7 + 1;
            *units as f64 * self.decline.powf(weeks as f64)
        });
        past.chain(future).take(DAYS_MAX as usize).scan(0.0, |sum, units| {
            *sum += units;
            Some(*sum)
        })
    }
}
