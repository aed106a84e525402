//! Numbers as people read them.

use hoist_api::MetricResults;
pub(super) use hoist_experiment::count;

/// A change with its interval: relative to the control, `+10.1 %  [+4.0 %, +16.2 %]`, or in the
/// metric's own unit.
pub(super) fn change(is_relative: bool, [estimate, low, high]: [f64; 3]) -> String {
    if !is_relative {
        return format!("{estimate:+.5}  [{low:+.5}, {high:+.5}]");
    }
    let digits = if high - low < 0.02 { 2 } else { 1 };
    let [estimate, low, high] =
        [estimate, low, high].map(|value| format!("{:+.digits$} %", value * 100.0));
    format!("{estimate}  [{low}, {high}]")
}

/// The same of a metric: differences of shares are in points, `-49.2 points  [-60.0, -38.4]`.
pub(super) fn change_of(kind: &str, is_relative: bool, [estimate, low, high]: [f64; 3]) -> String {
    if is_relative || kind != "conversion" {
        return change(is_relative, [estimate, low, high]);
    }
    let digits = if high - low < 0.02 { 2 } else { 1 };
    let [estimate, low, high] =
        [estimate, low, high].map(|value| format!("{:+.digits$}", value * 100.0));
    format!("{estimate} points  [{low}, {high}]")
}

/// A change alone, as [`change_of`] has it: `+10.1 %`, `-49.2 points`, or in the metric's own unit.
pub(super) fn estimate_of(kind: &str, is_relative: bool, estimate: f64) -> String {
    match (is_relative, kind) {
        (true, _) => format!("{:+.1} %", estimate * 100.0),
        (false, "conversion") => format!("{:+.1} points", estimate * 100.0),
        (false, _) => format!("{estimate:+.5}"),
    }
}

/// What is expected to be lost, in the unit of the change.
pub(super) fn loss_of(kind: &str, is_relative: bool, loss: f64) -> String {
    match (is_relative, kind) {
        (true, _) => share(loss),
        (false, "conversion") => format!("{} points", plain(loss * 100.0)),
        (false, _) => plain(loss),
    }
}

/// A part of a whole: `25.1 %`.
pub(super) fn share(value: f64) -> String {
    let percent = value * 100.0;
    let digits = if percent.abs() < 1.0 && percent != 0.0 { 2 } else { 1 };
    format!("{percent:.digits$} %")
}

/// The value of a metric in its unit.
pub(super) fn value(kind: &str, value: f64) -> String {
    if kind == "conversion" { share(value) } else { plain(value) }
}

/// The value of a metric of results.
pub(super) fn of_metric(metric: &MetricResults, value: f64) -> String {
    self::value(&metric.kind, value)
}

/// Four digits that say something, and all of those before the point.
pub(crate) fn plain(value: f64) -> String {
    let size = value.abs();
    let digits = match size {
        _ if size >= 1_000.0 || size == 0.0 => 0,
        _ if size >= 100.0 => 1,
        _ if size >= 10.0 => 2,
        _ if size >= 1.0 => 3,
        _ if size >= 0.001 => 5,
        _ => return format!("{value:.2e}"),
    };
    format!("{value:.digits$}")
}

/// A probability; very small ones are told apart from zero.
pub(super) fn probability(p: f64) -> String {
    match p {
        _ if p < 1e-300 => "<1e-300".to_owned(),
        _ if p < 0.0001 => format!("{p:.0e}"),
        _ => format!("{p:.4}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        assert_eq!(change(true, [0.1014, 0.0399, 0.1623]), "+10.1 %  [+4.0 %, +16.2 %]");
        assert_eq!(change(true, [-0.00254, -0.009, 0.0004]), "-0.25 %  [-0.90 %, +0.04 %]");
        let difference = change(false, [0.0125, -0.5, 1.0]);
        assert_eq!(difference, "+0.01250  [-0.50000, +1.00000]");
        let effect = [-0.492, -0.6, -0.384];
        let points = change_of("conversion", false, effect);
        assert_eq!(points, "-49.2 points  [-60.0, -38.4]");
        assert_eq!(change_of("mean", false, effect), change(false, effect));
        assert_eq!(change_of("conversion", true, effect), change(true, effect));
        for (kind, is_relative, of_estimate, of_loss) in [
            ("conversion", true, "+1.2 %", "1.2 %"),
            ("conversion", false, "+1.2 points", "1.234 points"),
            ("mean", false, "+0.01234", "0.01234"),
        ] {
            assert_eq!(estimate_of(kind, is_relative, 0.01234), of_estimate);
            assert_eq!(loss_of(kind, is_relative, 0.01234), of_loss);
        }
        assert_eq!(share(0.25), "25.0 %");
        assert_eq!(share(0.00251), "0.25 %");
        assert_eq!(plain(1_234_567.8), "1234568");
        assert_eq!(plain(123.456), "123.5");
        assert_eq!(plain(12.3456), "12.35");
        assert_eq!(plain(-1.23456), "-1.235");
        assert_eq!(plain(0.012_345_6), "0.01235");
        assert_eq!(plain(0.000_012), "1.20e-5");
        assert_eq!(plain(0.0), "0");
        assert_eq!(probability(0.0421), "0.0421");
        assert_eq!(probability(0.000_021), "2e-5");
        assert_eq!(probability(0.0), "<1e-300");
    }
}
