//! The standard normal distribution.

use std::f64::consts::{FRAC_1_SQRT_2, LN_2, PI};

/// `ln(sqrt(2 pi))`.
pub(crate) const LN_SQRT_TAU: f64 = 0.918_938_533_204_672_7;

/// The density.
pub(crate) fn pdf(x: f64) -> f64 {
    (-0.5 * x * x).exp() / (2.0 * PI).sqrt()
}

/// P(Z <= x).
pub(crate) fn cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x * FRAC_1_SQRT_2)
}

/// P(Z > x).
pub(crate) fn sf(x: f64) -> f64 {
    cdf(-x)
}

/// P(|Z| > |x|), a two-sided p-value.
pub(crate) fn two_sided(x: f64) -> f64 {
    libm::erfc(x.abs() * FRAC_1_SQRT_2)
}

/// `ln P(|Z| > |x|)`, also where that is too small to be a number.
pub(crate) fn ln_two_sided(x: f64) -> f64 {
    let x = x.abs();
    if x < 10.0 {
        return two_sided(x).ln();
    }
    (LN_2 - LN_SQRT_TAU - 0.5 * x * x - (x + mills_remainder(x)).ln()).max(f64::MIN)
}

/// `K` of Mills' ratio `sf(x)/pdf(x) = 1/(x + K)`, for x of at least 2, from the continued fraction
/// `K = 1/(x + 2/(x + 3/(x + ...)))` (DLMF 7.9.1).
fn mills_remainder(x: f64) -> f64 {
    (1..=120_u32).rev().fold(0.0, |tail, level| f64::from(level) / (x + tail))
}

/// E[(Z - x)+] = pdf(x) - x sf(x), the unit normal loss, without its cancellation at large x.
pub(crate) fn loss(x: f64) -> f64 {
    if x < 2.0 {
        return pdf(x) - x * sf(x);
    }
    let remainder = mills_remainder(x);
    pdf(x) * (remainder / (x + remainder))
}

/// The z with P(Z > z) = p.
///
/// Wichura (1988), Algorithm AS 241, Applied Statistics 37, and one Newton step.
pub(crate) fn upper_quantile(p: f64) -> f64 {
    if p > 0.5 {
        return -upper_quantile(1.0 - p);
    }
    if p <= 0.0 {
        return f64::INFINITY;
    }
    let z = wichura(p);
    let density = pdf(z);
    if density < 1e-300 { z } else { z + (sf(z) - p) / density }
}

/// The critical value of a two-sided test.
pub(crate) fn two_sided_quantile(alpha: f64) -> f64 {
    upper_quantile(0.5 * alpha)
}

fn wichura(p: f64) -> f64 {
    let q = 0.5 - p;
    if q <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * polynomial(&CENTRE.0, r) / polynomial(&CENTRE.1, r);
    }
    let r = (-p.ln()).sqrt();
    let (r, (above, below)) = if r <= 5.0 { (r - 1.6, &TAIL) } else { (r - 5.0, &FAR_TAIL) };
    polynomial(above, r) / polynomial(below, r)
}

fn polynomial(coefficients: &[f64; 8], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, coefficient| sum * x + coefficient)
}

type Fraction = ([f64; 8], [f64; 8]);

#[rustfmt::skip]
const CENTRE: Fraction = (
    [
        3.387_132_872_796_366_5, 133.141_667_891_784_38, 1_971.590_950_306_551_3,
        13_731.693_765_509_46, 45_921.953_931_549_87, 67_265.770_927_008_7,
        33_430.575_583_588_13, 2_509.080_928_730_122_7,
    ],
    [
        1.0, 42.313_330_701_600_91, 687.187_007_492_057_9, 5_394.196_021_424_751,
        21_213.794_301_586_6, 39_307.895_800_092_71, 28_729.085_735_721_943,
        5_226.495_278_852_545,
    ],
);

#[rustfmt::skip]
const TAIL: Fraction = (
    [
        1.423_437_110_749_683_5, 4.630_337_846_156_546, 5.769_497_221_460_691,
        3.647_848_324_763_204_5, 1.270_458_252_452_368_4, 0.241_780_725_177_450_6,
        0.022_723_844_989_269_184, 0.000_774_545_014_278_341_4,
    ],
    [
        1.0, 2.053_191_626_637_759, 1.676_384_830_183_803_8, 0.689_767_334_985_1,
        0.148_103_976_427_480_08, 0.015_198_666_563_616_457, 0.000_547_593_808_499_534_5,
        1.050_750_071_644_416_9e-9,
    ],
);

#[rustfmt::skip]
const FAR_TAIL: Fraction = (
    [
        6.657_904_643_501_103, 5.463_784_911_164_114, 1.784_826_539_917_291_3,
        0.296_560_571_828_504_87, 0.026_532_189_526_576_124, 0.001_242_660_947_388_078_4,
        2.711_555_568_743_487_6e-5, 2.010_334_399_292_288_1e-7,
    ],
    [
        1.0, 0.599_832_206_555_888, 0.136_929_880_922_735_8, 0.014_875_361_290_850_615,
        0.000_786_869_131_145_613_3, 1.846_318_317_510_054_8e-5, 1.421_511_758_316_446e-7,
        2.044_263_103_389_939_7e-15,
    ],
);
