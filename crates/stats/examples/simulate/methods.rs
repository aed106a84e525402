//! Each method at one look, where there is no effect: how often it calls one.

use hoist_stats::{
    Alpha, BoundedMean, Cuped, Effect, Estimate, GroupSequential, Interval, Moments, Proportion,
    Refusal, Spending, cochran_q, difference, fisher_exact, hodges_lehmann, lift_by_fieller,
    lift_by_log_ratio, mann_whitney, newcombe, odds_ratio, post_stratified, quantile,
    quantile_of_clusters,
};

use crate::random::Random;
use crate::steps::bias;
use crate::worlds::World;
use crate::{Row, Scale};

const ALPHA: Alpha = Alpha::FIVE_PERCENT;

type Called = Result<bool, Refusal>;

/// What is called, how often it may be, and whether it is in one run.
type Method = (&'static str, [f64; 2], fn(&mut Random) -> Called);

const METHODS: [Method; 18] = [
    ("2% of 300 convert: Newcombe", [0.0, 0.06], |random| {
        let [control, candidate] = few(random)?;
        Ok(is_significant(&newcombe(control, candidate, ALPHA)?))
    }),
    ("2% of 300 convert: odds ratio, exact", [0.0, 0.05], |random| {
        let [control, candidate] = few(random)?;
        Ok(odds_ratio(control, candidate, ALPHA)?.p_value < ALPHA.get())
    }),
    ("2% of 300 convert: Fisher", [0.0, 0.05], |random| {
        let [control, candidate] = few(random)?;
        Ok(fisher_exact(control, candidate)? < ALPHA.get())
    }),
    ("30% of 500 convert: lift by the log ratio", [0.04, 0.06], |random| {
        let [control, candidate] = shares(random, 500, 0.3)?;
        Ok(is_significant(&lift_by_log_ratio(control, candidate, ALPHA)?))
    }),
    ("sales of 500: lift by Fieller", [0.035, 0.06], |random| {
        let [control, candidate] = both(|| mean(&World::Revenue.users(random, 0.0, 500)))?;
        Ok(is_significant(&lift_by_fieller(&control, &candidate, ALPHA)?))
    }),
    ("sales of 100: Mann-Whitney", [0.0, 0.06], |random| {
        let [control, candidate] = both(|| Ok(values(random, 100)))?;
        Ok(mann_whitney(&control, &candidate)?.p_value < ALPHA.get())
    }),
    ("prices of 5 and 7: Mann-Whitney, exact", [0.0, 0.05], |random| {
        let (control, candidate) = (prices(random, 5), prices(random, 7));
        Ok(mann_whitney(&control, &candidate)?.p_value < ALPHA.get())
    }),
    ("prices of 100: shift of Hodges and Lehmann", [0.035, 0.06], |random| {
        let [control, candidate] = both(|| Ok(prices(random, 100)))?;
        Ok(!hodges_lehmann(&control, &candidate, ALPHA)?.interval.covers_zero())
    }),
    ("prices of 1000: median", [0.035, 0.06], |random| {
        let [control, candidate] = both(|| quantile(&prices(random, 1000), 0.5))?;
        Ok(is_significant(&difference(&control, &candidate, ALPHA)?))
    }),
    ("loads of 300 users, alike: median by users", [0.035, 0.065], |random| {
        let [control, candidate] = both(|| {
            let units = loads(random);
            let units: Vec<&[f64]> = units.iter().map(Vec::as_slice).collect();
            quantile_of_clusters(&units, 0.5)
        })?;
        Ok(is_significant(&difference(&control, &candidate, ALPHA)?))
    }),
    ("loads of 300 users, alike: median by loads (naive)", [0.2, 1.0], |random| {
        let [control, candidate] = both(|| quantile(&loads(random).concat(), 0.5))?;
        Ok(is_significant(&difference(&control, &candidate, ALPHA)?))
    }),
    ("CUPED, a third without a past", [0.04, 0.06], |random| {
        let [control, candidate] = both(|| partly_known(random))?;
        let cuped = Cuped::fit(&[control, candidate])?;
        Ok(is_significant(&cuped.difference(&control, &candidate, ALPHA)?))
    }),
    ("post-stratified", [0.04, 0.06], |random| {
        let [control, candidate] = both(|| by_stratum(random))?;
        let strata: Vec<_> = control.into_iter().zip(candidate).collect();
        Ok(is_significant(&post_stratified(&strata, ALPHA)?.effect))
    }),
    ("one effect in 6 segments: Cochran's Q", [0.04, 0.06], |random| {
        Ok(cochran_q(&segments(random)?)?.p_value < ALPHA.get())
    }),
    ("one effect in 6 segments: here and not there (naive)", [0.5, 1.0], |random| {
        let called = segments(random)?.iter().filter(|one| is_significant(one)).count();
        Ok(called > 0 && called < 6)
    }),
    ("1 to 100 values from 0 to 1: mean by their bounds", [0.0, 0.05], |random| {
        let bounds = Interval { lower: 0.0, upper: 1.0 };
        let mut mean = BoundedMean::within(bounds, ALPHA)?;
        let mut is_ever_called = false;
        for _ in 0..100 {
            // Mostly small, and 0.1 in the mean.
            mean.push(if random.uniform() < 0.1 { 0.91 } else { 0.01 })?;
            let Interval { lower, upper } = mean.interval();
            is_ever_called |= !(lower..=upper).contains(&0.1);
        }
        Ok(is_ever_called)
    }),
    ("5 looks: group sequential, O'Brien-Fleming", [0.04, 0.06], |random| {
        is_ever_called(random, Spending::OBrienFleming)
    }),
    ("5 looks: group sequential, Pocock", [0.04, 0.06], |random| {
        is_ever_called(random, Spending::Pocock)
    }),
];

pub(crate) fn rows(scale: Scale) -> Vec<Row> {
    // These cost little.
    let scale = Scale { runs: 3 * scale.runs, ..scale };
    let mut rows = Vec::new();
    for (index, (what, bounds, is_called)) in METHODS.into_iter().enumerate() {
        let calls = scale.hits(500 + index as u64, is_called);
        // Of 500 sales, Fieller's interval has no end in one of a thousand.
        let refused_to = if what.ends_with("Fieller") { 0.002 } else { 0.0 };
        // Small strata are merged with those of the same split, which by chance one in a thousand
        // does not seem to have.
        let refused_to = if what == "post-stratified" { 0.003 } else { refused_to };
        let what = format!("no effect, {what}");
        rows.push(Row { refused_to, ..Row::share(scale, &what, calls, bounds) });
    }
    // It is zero because the variants are alike; of 20 seeds, one has over two standard errors.
    let what = "CUPED, a third without a past: bias, in s.e.";
    rows.push(bias(scale, 550, what, [-3.0, 3.0], |random| {
        let [control, candidate] = both(|| partly_known(random))?;
        let cuped = Cuped::fit(&[control, candidate])?;
        Ok(cuped.difference(&control, &candidate, ALPHA)?.estimate)
    }));
    rows
}

fn is_significant(effect: &Effect) -> bool {
    effect.p_value < ALPHA.get()
}

fn both<T>(mut make: impl FnMut() -> Result<T, Refusal>) -> Result<[T; 2], Refusal> {
    Ok([make()?, make()?])
}

fn mean(users: &Moments<2>) -> Result<Estimate, Refusal> {
    Estimate::mean(&users.only(0)?)
}

fn few(random: &mut Random) -> Result<[Proportion; 2], Refusal> {
    shares(random, 300, 0.02)
}

fn shares(random: &mut Random, users: u64, share: f64) -> Result<[Proportion; 2], Refusal> {
    both(|| {
        let successes = (0..users).filter(|_| random.uniform() < share).count();
        Proportion::new(successes as u64, users)
    })
}

/// Of which most are zero.
fn values(random: &mut Random, users: u32) -> Vec<f64> {
    (0..users).map(|_| World::Revenue.user(random, 0.0)[0]).collect()
}

fn prices(random: &mut Random, users: u32) -> Vec<f64> {
    (0..users).map(|_| random.normal().exp()).collect()
}

/// Of each user some, which are alike.
fn loads(random: &mut Random) -> Vec<Vec<f64>> {
    let user = |number| {
        let own = random.normal();
        (0..=number % 9).map(|_| (own + 0.5 * random.normal()).exp()).collect()
    };
    (0..300).map(user).collect()
}

/// A third has no past, and a lower level.
fn partly_known(random: &mut Random) -> Result<Moments<3>, Refusal> {
    let user = |_| {
        let past = 5.0 + random.normal();
        let now = past + 0.5 * random.normal();
        if random.uniform() < 1.0 / 3.0 { [0.5 * now, 0.0, 1.0] } else { [now, past, 0.0] }
    };
    Moments::of(&(0..300).map(user).collect::<Vec<_>>())
}

/// 300 users, of which few are in the last stratum.
fn by_stratum(random: &mut Random) -> Result<[Moments<1>; 3], Refusal> {
    let mut cells = [const { Vec::new() }; 3];
    for _ in 0..300 {
        let place = random.uniform();
        let stratum = usize::from(place > 0.75) + usize::from(place > 0.97);
        cells[stratum].push([[1.0, 5.0, 20.0][stratum] + random.normal()]);
    }
    let [low, middle, high] = cells.map(|rows| Moments::of(&rows));
    Ok([low?, middle?, high?])
}

/// One effect, which half of the segments can see.
fn segments(random: &mut Random) -> Result<Vec<Effect>, Refusal> {
    let effect = |number: u32| {
        let error = 0.1 * f64::from(number);
        Effect::known(1000, 0.4 + error * random.normal(), error, ALPHA)
    };
    (1..=6).map(effect).collect()
}

fn is_ever_called(random: &mut Random, spending: Spending) -> Called {
    let information = [0.2, 0.4, 0.6, 0.8, 1.0];
    let values = GroupSequential { alpha: ALPHA, spending }.critical_values(&information)?;
    let mut score = 0.0;
    let crosses = information.iter().zip(values).any(|(information, value): (&f64, f64)| {
        score += 0.2_f64.sqrt() * random.normal();
        score.abs() / information.sqrt() >= value
    });
    Ok(crosses)
}
