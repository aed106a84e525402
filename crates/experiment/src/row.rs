//! What is known of one user: when they were exposed, to which variant, what they did.

use jiff::Timestamp;

use crate::Malformed;
use crate::bytes::{Reader, Writer};
use crate::closed::day_of;
use crate::sums::{Cell, Sums};

const VERSION: u8 = 1;
/// What is at the end of a row that does not tell all.
const CUT: u128 = 1;

/// One user of a phase, summed up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The first exposure, to the millisecond.
    pub exposed_at: Timestamp,
    /// What they were shown.
    pub shown: Shown,
    /// For each metric of the plan, in its order. None for who was shown several variants.
    pub totals: Vec<Totals>,
    /// Whether they have more events than are read.
    pub is_cut: bool,
}

/// What a user was shown in a phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shown {
    /// One variant, by its place in the plan.
    One(u16),
    /// Several variants: such users are counted and compared with nobody.
    Several,
}

/// What a user did, by one metric, in millionths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// After the exposure and within the window: 1 of a conversion, else the sum of values, up to a
    /// cap that is a number.
    pub outcome: i64,
    /// Of a ratio, what the outcome is divided by.
    pub denominator: i64,
    /// The outcome before the first exposure: the covariate.
    pub outcome_before: i64,
    /// The denominator before the first exposure.
    pub denominator_before: i64,
    /// Of a quantile, the single values, rising. Sums have no use for them.
    pub values: Vec<i64>,
}

impl Totals {
    /// The four numbers whose sums are kept: outcome, denominator, and both before.
    #[must_use]
    pub const fn numbers(&self) -> [i64; 4] {
        [self.outcome, self.denominator, self.outcome_before, self.denominator_before]
    }
}

impl Row {
    /// The UTC day of the first exposure, counted from 1970-01-01.
    #[must_use]
    pub fn day(&self) -> i32 {
        day_of(self.exposed_at)
    }

    /// Which sums the row is in, and what it adds to each.
    pub fn cells(&self) -> impl Iterator<Item = (Cell, Sums)> {
        let day = self.day();
        let variant = match self.shown {
            Shown::One(variant) => variant,
            Shown::Several => Cell::SEVERAL,
        };
        let user = (Cell { metric: Cell::USERS, variant, day }, Sums::of_user());
        let cut = self.is_cut.then(|| (Cell { metric: Cell::CUT, variant, day }, Sums::of_user()));
        let of_metric = move |(metric, totals): (u16, &Totals)| {
            (Cell { metric, variant, day }, Sums::of(totals))
        };
        let of_metrics = (0..Cell::CUT).zip(&self.totals).map(of_metric);
        std::iter::once(user).chain(cut).chain(of_metrics)
    }

    /// The row as bytes, to be kept.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Writer::of_version(VERSION);
        bytes.signed(self.exposed_at.as_millisecond().into());
        match self.shown {
            Shown::Several => bytes.unsigned(0),
            Shown::One(variant) => bytes.unsigned(u128::from(variant) + 1),
        }
        bytes.unsigned(self.totals.len() as u128);
        for totals in &self.totals {
            // Most numbers are zero, so one byte says which are not.
            let numbers = totals.numbers();
            let with_values = u8::from(!totals.values.is_empty()) << 4;
            let is_there = |(place, number): (usize, &i64)| u8::from(*number != 0) << place;
            let mask: u8 = numbers.iter().enumerate().map(is_there).sum();
            bytes.unsigned((mask | with_values).into());
            numbers.iter().filter(|number| **number != 0).for_each(|n| bytes.signed((*n).into()));
            if with_values != 0 {
                bytes.unsigned(totals.values.len() as u128);
                totals.values.iter().for_each(|value| bytes.signed((*value).into()));
            }
        }
        if self.is_cut {
            bytes.unsigned(CUT);
        }
        bytes.finish()
    }

    /// The row that was made into bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::of_version(bytes, VERSION)?;
        let exposed_at =
            Timestamp::from_millisecond(reader.small()?).map_err(|_error| Malformed)?;
        let shown = match reader.unsigned()? {
            0 => Shown::Several,
            variant => Shown::One(u16::try_from(variant - 1).map_err(|_error| Malformed)?),
        };
        let count = reader.count()?;
        let totals = (0..count).map(|_| totals(&mut reader)).collect::<Result<_, _>>()?;
        let is_cut = !reader.is_empty();
        if is_cut && reader.unsigned()? != CUT {
            return Err(Malformed);
        }
        reader.finish()?;
        Ok(Self { exposed_at, shown, totals, is_cut })
    }
}

fn totals(reader: &mut Reader<'_>) -> Result<Totals, Malformed> {
    let mask = reader.unsigned()?;
    if mask >= 1 << 5 {
        return Err(Malformed);
    }
    let mut number = |place: u32| {
        if mask & (1 << place) == 0 { Ok(0) } else { reader.small() }
    };
    let (outcome, denominator) = (number(0)?, number(1)?);
    let (outcome_before, denominator_before) = (number(2)?, number(3)?);
    let mut values = Vec::new();
    if mask & (1 << 4) != 0 {
        let count = reader.count()?;
        values = (0..count).map(|_| reader.small()).collect::<Result<_, _>>()?;
    }
    Ok(Totals { outcome, denominator, outcome_before, denominator_before, values })
}
