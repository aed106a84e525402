//! Gauss-Legendre quadrature, for integrals that have no closed form.

/// Non-negative nodes of the rule of 32 points on (-1, 1), and their weights.
const NODES: [(f64, f64); 16] = [
    (0.048_307_665_687_738_32, 0.096_540_088_514_727_8),
    (0.144_471_961_582_796_5, 0.095_638_720_079_274_86),
    (0.239_287_362_252_137_06, 0.093_844_399_080_804_57),
    (0.331_868_602_282_127_67, 0.091_173_878_695_763_88),
    (0.421_351_276_130_635_33, 0.087_652_093_004_403_81),
    (0.506_899_908_932_229_4, 0.083_311_924_226_946_75),
    (0.587_715_757_240_762_3, 0.078_193_895_787_070_31),
    (0.663_044_266_930_215_2, 0.072_345_794_108_848_5),
    (0.732_182_118_740_289_7, 0.065_822_222_776_361_85),
    (0.794_483_795_967_942_4, 0.058_684_093_478_535_55),
    (0.849_367_613_732_57, 0.050_998_059_262_376_18),
    (0.896_321_155_766_052_1, 0.042_835_898_022_226_68),
    (0.934_906_075_937_739_7, 0.034_273_862_913_021_43),
    (0.964_762_255_587_506_4, 0.025_392_065_309_262_06),
    (0.985_611_511_545_268_3, 0.016_274_394_730_905_67),
    (0.997_263_861_849_481_6, 0.007_018_610_009_470_097),
];

/// The integral of a smooth function over panels between ascending points.
pub(crate) fn over_panels(points: &[f64], mut f: impl FnMut(f64) -> f64) -> f64 {
    over_panels_weighted(points, |x, _| f(x))
}

/// The same for who sums up more than one integral, and so needs the weight of each point.
pub(crate) fn over_panels_weighted(points: &[f64], mut f: impl FnMut(f64, f64) -> f64) -> f64 {
    let mut sum = 0.0;
    for pair in points.windows(2) {
        let (middle, half) = (0.5 * (pair[0] + pair[1]), 0.5 * (pair[1] - pair[0]));
        for (node, weight) in &NODES {
            let weight = half * weight;
            sum += weight * f(middle - half * node, weight);
            sum += weight * f(middle + half * node, weight);
        }
    }
    sum
}

/// The integral over `panels` panels of one width.
pub(crate) fn integrate(from: f64, to: f64, panels: u32, f: impl FnMut(f64) -> f64) -> f64 {
    over_panels(&even_points(from, to, panels), f)
}

/// The ends of `panels` panels of one width.
pub(crate) fn even_points(from: f64, to: f64, panels: u32) -> Vec<f64> {
    let width = (to - from) / f64::from(panels);
    (0..=panels).map(|index| from + width * f64::from(index)).collect()
}

/// The nodes, ascending, and weights of the rule over panels, for integrals against a fixed set of
/// values.
pub(crate) fn nodes(points: &[f64]) -> Vec<(f64, f64)> {
    let mut nodes = Vec::with_capacity(32 * points.len());
    for pair in points.windows(2) {
        let (middle, half) = (0.5 * (pair[0] + pair[1]), 0.5 * (pair[1] - pair[0]));
        nodes
            .extend(NODES.iter().rev().map(|(node, weight)| (middle - half * node, half * weight)));
        nodes.extend(NODES.iter().map(|(node, weight)| (middle + half * node, half * weight)));
    }
    nodes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polynomials_of_degree_63_are_exact() {
        for degree in [0, 1, 2, 31, 62, 63] {
            let exact = 1.0 / f64::from(degree + 1);
            let got = integrate(0.0, 1.0, 1, |x| x.powi(degree));
            assert!((got / exact - 1.0).abs() < 1e-14, "{degree}: {got}");
        }
    }

    #[test]
    fn nodes_are_those_of_the_integral() {
        let points = even_points(-1.0, 3.0, 3);
        let sum: f64 = nodes(&points).iter().map(|(x, weight)| weight * x.exp()).sum();
        assert!((sum / over_panels(&points, f64::exp) - 1.0).abs() < 1e-14);
    }
}
