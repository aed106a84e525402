//! Exact sums over users. Adding and taking away are the two sides of one thing: whatever the
//! order in which rows came and went, sums are those of the rows that are there.

use std::collections::BTreeMap;

use hoist_stats::{Moments, Refusal};

use crate::Malformed;
use crate::bytes::{Reader, Writer};
use crate::fixed::UNIT;
use crate::row::{Row, Totals};

const VERSION: u8 = 1;
/// More users than there are: who reads other sums than were written is told of no more.
const USERS_MAX: i64 = 1 << 50;
/// The pairs of four numbers, each once.
const PAIRS: [(usize, usize); 10] =
    [(0, 0), (0, 1), (0, 2), (0, 3), (1, 1), (1, 2), (1, 3), (2, 2), (2, 3), (3, 3)];

/// Where sums belong: a metric, a variant, a day of first exposure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// Place of the metric in the plan, or [`Cell::USERS`].
    pub metric: u16,
    /// Place of the variant in the plan, or [`Cell::SEVERAL`].
    pub variant: u16,
    /// The UTC day, counted from 1970-01-01.
    pub day: i32,
}

impl Cell {
    /// In place of a metric: users are counted, whatever they did.
    pub const USERS: u16 = u16::MAX;
    /// In place of a metric: users are counted who have more events than are read.
    pub const CUT: u16 = u16::MAX - 1;
    /// In place of a variant: users who were shown several.
    pub const SEVERAL: u16 = u16::MAX;
}

/// Sums over some users of the numbers of one metric, and of their products: all that means,
/// ratios and adjustments by the past need. In millionths, and millionths of millionths.
///
/// 128 bits hold 1e10 users of the greatest total.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    users: i64,
    sums: [i128; 4],
    products: [i128; 10],
}

impl Sums {
    /// Of one user, who is only counted.
    #[must_use]
    pub fn of_user() -> Self {
        Self { users: 1, ..Self::default() }
    }

    /// Of one user.
    #[must_use]
    pub fn of(totals: &Totals) -> Self {
        let sums = totals.numbers().map(i128::from);
        Self { users: 1, sums, products: PAIRS.map(|(a, b)| sums[a] * sums[b]) }
    }

    /// Puts the users of others in.
    pub fn add(&mut self, others: &Self) {
        self.change(others, i128::wrapping_add);
        self.users = self.users.wrapping_add(others.users);
    }

    /// Takes the users of others out.
    pub fn remove(&mut self, others: &Self) {
        self.change(others, i128::wrapping_sub);
        self.users = self.users.wrapping_sub(others.users);
    }

    /// Of so many users who are all like these.
    #[cfg(test)]
    pub(crate) fn times(&self, users: i64) -> Self {
        let times = |sum: i128| sum * i128::from(users);
        Self {
            users: self.users * users,
            sums: self.sums.map(times),
            products: self.products.map(times),
        }
    }

    /// The same, as if nobody had done anything before the exposure.
    #[cfg(test)]
    pub(crate) fn without_past(&self) -> Self {
        let mut without = *self;
        without.sums[2..].fill(0);
        let is_past = |(a, b): (usize, usize)| a > 1 || b > 1;
        let products = without.products.iter_mut().zip(PAIRS);
        products.filter(|(_, pair)| is_past(*pair)).for_each(|(product, _)| *product = 0);
        without
    }

    /// Wrapping, so that taking out undoes putting in whatever was between.
    fn change(&mut self, others: &Self, by: impl Fn(i128, i128) -> i128) {
        let own = self.sums.iter_mut().chain(&mut self.products);
        for (own, other) in own.zip(others.sums.iter().chain(&others.products)) {
            *own = by(*own, *other);
        }
    }

    /// Whether nobody is in them, so that they need not be kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// How many users are in them.
    #[must_use]
    pub fn users(&self) -> u64 {
        self.users.clamp(0, USERS_MAX).unsigned_abs()
    }

    /// The sum of number `i` of [`Totals::numbers`], in millionths.
    #[must_use]
    pub fn sum(&self, i: usize) -> i128 {
        self.sums.get(i).copied().unwrap_or(0)
    }

    /// The sum of the product of numbers `i` and `j`, in millionths of millionths.
    #[must_use]
    pub fn product(&self, i: usize, j: usize) -> i128 {
        let pair = (i.min(j), i.max(j));
        PAIRS.iter().position(|each| *each == pair).map_or(0, |place| self.products[place])
    }

    /// Means and variances of some of the numbers, from the exact sums.
    pub fn moments<const K: usize>(&self, numbers: [usize; K]) -> Result<Moments<K>, Refusal> {
        let sums = numbers.map(|i| self.sum(i));
        let products = numbers.map(|i| numbers.map(|j| self.product(i, j)));
        Moments::from_exact_sums(self.users(), sums, products, 1.0 / UNIT as f64)
    }

    /// The sums that are not zero, by name, as exact decimals.
    pub(crate) fn told(&self) -> BTreeMap<&'static str, String> {
        const SUMS: [&str; 4] = ["y", "d", "x", "e"];
        const PRODUCTS: [&str; 10] = ["yy", "yd", "yx", "ye", "dd", "dx", "de", "xx", "xe", "ee"];
        let sums = SUMS.into_iter().zip(self.sums.map(|sum| (sum, 6)));
        let products = PRODUCTS.into_iter().zip(self.products.map(|product| (product, 12)));
        let told = sums.chain(products).filter(|(_, (number, _))| *number != 0);
        told.map(|(name, (number, decimals))| (name, decimal(number, decimals))).collect()
    }

    /// The sums as bytes, to be kept.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Writer::of_version(VERSION);
        bytes.signed(self.users.into());
        self.sums.iter().chain(&self.products).for_each(|sum| bytes.signed(*sum));
        bytes.finish()
    }

    /// The sums that were made into bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::of_version(bytes, VERSION)?;
        let mut read = Self { users: reader.small()?, ..Self::default() };
        for sum in read.sums.iter_mut().chain(&mut read.products) {
            *sum = reader.signed()?;
        }
        reader.finish()?;
        Ok(read)
    }
}

/// A number of which so many digits are behind the point, without zeros at the end.
fn decimal(number: i128, decimals: u32) -> String {
    let unit = 10_u128.pow(decimals);
    let sign = if number < 0 { "-" } else { "" };
    let (whole, rest) = (number.unsigned_abs() / unit, number.unsigned_abs() % unit);
    let text = format!("{sign}{whole}.{rest:0width$}", width = decimals as usize);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// All sums of a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger(BTreeMap<Cell, Sums>);

impl Ledger {
    /// Puts a user in.
    pub fn put(&mut self, row: &Row) {
        row.cells().for_each(|(cell, sums)| self.change(cell, |own| own.add(&sums)));
    }

    /// Takes a user out.
    pub fn take(&mut self, row: &Row) {
        row.cells().for_each(|(cell, sums)| self.change(cell, |own| own.remove(&sums)));
    }

    /// Puts sums in that were kept.
    pub fn add(&mut self, cell: Cell, sums: &Sums) {
        self.change(cell, |own| own.add(sums));
    }

    /// Puts other totals in for those of a user.
    pub(crate) fn replace(&mut self, cell: Cell, before: &Totals, after: &Totals) {
        self.change(cell, |own| {
            own.remove(&Sums::of(before));
            own.add(&Sums::of(after));
        });
    }

    fn change(&mut self, cell: Cell, by: impl FnOnce(&mut Sums)) {
        let own = self.0.entry(cell).or_default();
        by(own);
        if own.is_empty() {
            self.0.remove(&cell);
        }
    }

    /// All sums, ordered by metric, variant and day.
    pub fn iter(&self) -> impl Iterator<Item = (&Cell, &Sums)> {
        self.0.iter()
    }

    /// The sums of a metric and variant by day.
    pub fn days(&self, metric: u16, variant: u16) -> impl Iterator<Item = (i32, &Sums)> {
        let at = |day| Cell { metric, variant, day };
        self.0.range(at(i32::MIN)..=at(i32::MAX)).map(|(cell, sums)| (cell.day, sums))
    }

    /// The sums of a metric and variant over the days up to one, that one included.
    #[must_use]
    pub fn through(&self, metric: u16, variant: u16, last: i32) -> Sums {
        let mut all = Sums::default();
        let days = self.days(metric, variant).take_while(|(day, _)| *day <= last);
        days.for_each(|(_, sums)| all.add(sums));
        all
    }
}

impl FromIterator<(Cell, Sums)> for Ledger {
    fn from_iter<I: IntoIterator<Item = (Cell, Sums)>>(cells: I) -> Self {
        let mut ledger = Self::default();
        cells.into_iter().for_each(|(cell, sums)| ledger.add(cell, &sums));
        ledger
    }
}

impl<'r> FromIterator<&'r Row> for Ledger {
    fn from_iter<I: IntoIterator<Item = &'r Row>>(rows: I) -> Self {
        let mut ledger = Self::default();
        rows.into_iter().for_each(|row| ledger.put(row));
        ledger
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_told_exactly() {
        let of = |outcome, denominator| Totals { outcome, denominator, ..Totals::default() };
        let mut sums = Sums::of(&of(2_500_000, 1));
        sums.add(&Sums::of(&of(-100_000_000_000_000, 3_000_000)));
        let told: Vec<String> =
            sums.told().into_iter().map(|(name, sum)| name.to_owned() + " " + &sum).collect();
        let expected = [
            "d 3.000001",
            "dd 9.000000000001",
            "y -99999997.5",
            "yd -299999999.9999975",
            "yy 10000000000000006.25",
        ];
        assert_eq!(told, expected);
    }
}
