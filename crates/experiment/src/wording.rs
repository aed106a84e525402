//! Numbers for people.

/// A whole number with a comma at each thousand: `20,000`.
#[must_use]
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// What a change is of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scale {
    /// Relative to the control's value.
    Percent,
    /// A difference of shares.
    Points,
    /// A difference of other values.
    Plain,
}

/// A change with its sign.
pub(crate) fn change(change: f64, scale: Scale) -> String {
    let is_plain = scale == Scale::Plain;
    let number = if is_plain { change } else { 100.0 * change };
    let text = match number.abs() {
        large if large >= 1e9 => format!("{number:+.2e}"),
        large if large >= 100.0 => format!("{number:+.0}"),
        large if large >= 10.0 => format!("{number:+.1}"),
        large if !is_plain || large >= 1.0 || large == 0.0 => format!("{number:+.2}"),
        large if large >= 0.1 => format!("{number:+.3}"),
        large if large >= 0.01 => format!("{number:+.4}"),
        large if large >= 0.001 => format!("{number:+.5}"),
        _ => format!("{number:+.1e}"),
    };
    match scale {
        Scale::Percent => text + " %",
        Scale::Points => text + " points",
        Scale::Plain => text,
    }
}

/// A share in percent, without more digits than it has.
pub(crate) fn percent(share: f64) -> String {
    let percent = 100.0 * share;
    let text = if percent >= 10.0 { format!("{percent:.1}") } else { format!("{percent:.2}") };
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{text} %")
}

/// A p-value.
pub(crate) fn p_value(p: f64) -> String {
    match p {
        _ if p < 0.0001 => "p < 0.0001".to_owned(),
        _ if p < 0.01 => format!("p = {p:.4}"),
        _ if p < 0.1 => format!("p = {p:.3}"),
        _ => format!("p = {p:.2}"),
    }
}

/// About how long, in a unit that is large enough: `about 3 days`.
#[must_use]
pub fn duration(seconds: u64) -> String {
    const HOUR: u64 = 60 * 60;
    const DAY: u64 = 24 * HOUR;
    const TWO_DAYS: u64 = 2 * DAY;
    match seconds {
        0..HOUR => "less than an hour".to_owned(),
        HOUR..TWO_DAYS => plural(seconds.div_ceil(HOUR), "hour"),
        _ => plural(seconds.div_ceil(DAY), "day"),
    }
}

fn plural(number: u64, unit: &str) -> String {
    if number == 1 {
        format!("about one {unit}")
    } else {
        format!("about {} {unit}s", count(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        let counts = [0, 999, 1_000, 1_234_567].map(count);
        assert_eq!(counts, ["0", "999", "1,000", "1,234,567"]);
        let changes = [0.102, -0.0035, 1.5, 12.0].map(|one| change(one, Scale::Percent));
        assert_eq!(changes, ["+10.2 %", "-0.35 %", "+150 %", "+1200 %"]);
        let changes =
            [0.0, 12.345, 0.0123, 0.0099, 1e-9, -3e12].map(|one| change(one, Scale::Plain));
        assert_eq!(changes, ["+0.00", "+12.3", "+0.0123", "+0.00990", "+1.0e-9", "-3.00e12"]);
        assert_eq!(change(-0.0123, Scale::Points), "-1.23 points");
        let shares = [0.95, 0.975, 0.5, 0.1555, 0.02, 0.9999, 1.0].map(percent);
        assert_eq!(shares, ["95 %", "97.5 %", "50 %", "15.6 %", "2 %", "100 %", "100 %"]);
        let values = [0.00001, 0.0032, 0.04, 1.0].map(p_value);
        assert_eq!(values, ["p < 0.0001", "p = 0.0032", "p = 0.040", "p = 1.00"]);
        let durations = [0, 3_600, 7_000, 97_000, 600_000].map(duration);
        let expected = [
            "less than an hour",
            "about one hour",
            "about 2 hours",
            "about 27 hours",
            "about 7 days",
        ];
        assert_eq!(durations, expected);
    }
}
