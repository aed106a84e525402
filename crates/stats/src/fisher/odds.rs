//! The odds ratio that goes with Fisher's exact test.

use crate::chance::Chance;
use crate::effect::Alpha;
use crate::proportion::Proportion;
use crate::refusal::Refusal;
use crate::special::beta;

use super::Tables;

/// The standard deviation up to which tables are added up, of 1e3, at each step to a bound.
const VARIANCE_MAX: f64 = 1e6;

/// `ln` of the odds ratios that are looked at: beyond, they are no numbers.
const LN_ODDS_MAX: f64 = 700.0;

/// How many times the control's odds the candidate's are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OddsRatio {
    /// The most likely one, given the margins; none where that is infinite.
    pub estimate: Option<f64>,
    /// The lower end of its interval.
    pub lower: f64,
    /// The upper end; none where there is none.
    pub upper: Option<f64>,
    /// Two-sided: twice that of the less likely side. The interval covers 1 if and only if it is at
    /// least alpha.
    pub p_value: f64,
    /// The p-value's logarithm, which is a number where the p-value is too small to be one.
    pub ln_p_value: f64,
}

/// The odds ratio with its exact interval.
///
/// Cornfield (1956), Proc. Third Berkeley Symposium 4; Clopper and Pearson's idea (1934), given the
/// margins: at the lower end as many conversions of the candidate, or more, have a probability of
/// alpha/2, at the upper end as many or fewer. It covers the truth at least as often as it says, for
/// any counts; SciPy and R have it too, beside the p-value of [`fisher_exact`](crate::fisher_exact),
/// which can disagree with it: this one has its own. Where there is a variant with many conversions,
/// use [`newcombe`](crate::newcombe), which is less wide.
///
/// ```
/// # use hoist_stats::{Alpha, Proportion, odds_ratio};
/// let [control, candidate] = [Proportion::new(1, 10), Proportion::new(8, 10)].map(Result::unwrap);
/// let odds = odds_ratio(control, candidate, Alpha::FIVE_PERCENT).unwrap();
/// assert!(odds.lower > 1.0 && odds.p_value < 0.01);
/// ```
pub fn odds_ratio(
    control: Proportion,
    candidate: Proportion,
    alpha: Alpha,
) -> Result<OddsRatio, Refusal> {
    let tables = Tables::of(candidate, control)?;
    if tables.variance() > VARIANCE_MAX {
        return Err(Refusal::Invalid("with so many of each, use the difference of proportions"));
    }
    let (first, last, seen) = (tables.first(), tables.last(), candidate.successes);
    if first == last {
        return Err(Refusal::ZeroVariance);
    }
    let ln_half = (0.5 * alpha.get()).ln();
    let at = |ln_odds| Odds::new(&tables, ln_odds);
    let lower = if seen == first {
        0.0
    } else {
        root(|ln_odds| at(ln_odds).at_least(seen).minus(ln_half)).exp()
    };
    let upper = (seen < last).then(|| (-root(|less| at(-less).at_most(seen).minus(ln_half))).exp());
    let estimate = (seen < last).then(|| {
        if seen == first { 0.0 } else { root(|ln_odds| at(ln_odds).mean_minus(seen)).exp() }
    });
    let [below, above] = [at(0.0).at_most(seen), at(0.0).at_least(seen)];
    let Chance { p_value, ln_p_value } = Chance::of_ln(below.ln.min(above.ln)).over(0.5);
    Ok(OddsRatio { estimate, lower, upper, p_value, ln_p_value })
}

/// Where a rising function is zero: Newton's method in a bracket.
fn root(value_and_slope: impl Fn(f64) -> (f64, f64)) -> f64 {
    let (mut from, mut to) = (-LN_ODDS_MAX, LN_ODDS_MAX);
    let mut at = 0.0;
    for _ in 0..200 {
        let (value, slope) = value_and_slope(at);
        if value < 0.0 {
            from = at;
        } else {
            to = at;
        }
        let next = at - value / slope;
        let next = if next > from && next < to { next } else { 0.5 * (from + to) };
        let moved = (next - at).abs();
        at = next;
        if moved < 1e-14 * (1.0 + at.abs()) {
            break;
        }
    }
    at
}

/// A probability's logarithm, and how it grows with the logarithm of the odds ratio.
struct Tail {
    ln: f64,
    slope: f64,
}

impl Tail {
    const fn minus(&self, ln: f64) -> (f64, f64) {
        // The upper bound is looked for by odds that fall.
        (self.ln - ln, self.slope.abs())
    }
}

/// All tables under an odds ratio: Fisher's noncentral hypergeometric distribution.
struct Odds<'t> {
    tables: &'t Tables,
    odds: f64,
    /// Odds of success in both variants, apart by the odds ratio, under which the mode is likely.
    each: [f64; 2],
    mode: u64,
    /// What all tables together are, of the most likely one.
    whole: f64,
    mean: f64,
    variance: f64,
}

impl<'t> Odds<'t> {
    fn new(tables: &'t Tables, ln_odds: f64) -> Self {
        let odds = ln_odds.exp();
        let (mut from, mut to) = (tables.first(), tables.last());
        while from < to {
            let middle = from + (to - from) / 2;
            if tables.next(middle) * odds > 1.0 {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        let up = tables.series(from, tables.last(), odds);
        let down = tables.series(from, tables.first(), odds);
        let whole = up.sum + down.sum - 1.0;
        let offset = (up.distance - down.distance) / whole;
        let variance = (up.square + down.square) / whole - offset * offset;
        let mean = from as f64 + offset;
        let own = (from as f64 + 0.5) / ((tables.of - from) as f64 + 0.5);
        let each = [own, own / odds];
        Self { tables, odds, each, mode: from, whole, mean, variance }
    }

    fn mean_minus(&self, seen: u64) -> (f64, f64) {
        (self.mean - seen as f64, self.variance)
    }

    fn at_least(&self, seen: u64) -> Tail {
        if seen > self.mode || seen == self.tables.first() {
            self.tail(seen, self.tables.last())
        } else {
            Self::other(&self.tail(seen - 1, self.tables.first()))
        }
    }

    fn at_most(&self, seen: u64) -> Tail {
        if seen < self.mode || seen == self.tables.last() {
            self.tail(seen, self.tables.first())
        } else {
            Self::other(&self.tail(seen + 1, self.tables.last()))
        }
    }

    /// From `from`, away from the mode, to the end.
    fn tail(&self, from: u64, end: u64) -> Tail {
        let series = self.tables.series(from, end, self.odds);
        let ln = self.ln_weight(from) - self.ln_weight(self.mode);
        let side = if end > from { 1.0 } else { -1.0 };
        let slope = from as f64 - self.mean + side * series.distance / series.sum;
        Tail { ln: (ln + (series.sum / self.whole).ln()).min(0.0), slope }
    }

    /// The likelihood of a table, but for what all have in common: of two binomial distributions.
    fn ln_weight(&self, successes: u64) -> f64 {
        let Tables { of, others, drawn } = *self.tables;
        let ln_binomial = |successes: u64, units: u64, odds: f64| {
            let [a, b] = [successes, units - successes].map(|count| count as f64 + 1.0);
            beta::ln_prefactor(a, b, odds / (1.0 + odds), 1.0 / (1.0 + odds))
        };
        ln_binomial(successes, of, self.each[0])
            + ln_binomial(drawn - successes, others, self.each[1])
    }

    fn other(tail: &Tail) -> Tail {
        let rest = -tail.ln.exp_m1();
        Tail { ln: rest.ln(), slope: -tail.slope * tail.ln.exp() / rest }
    }
}
