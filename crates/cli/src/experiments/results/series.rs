//! A series for people: a line for each effect at each time.

use hoist_api::{ResultsSeries, Verdict};

use super::number::{change_of, count, probability};
use crate::output::printable;
use crate::table::{Table, time};

pub(super) fn text(series: &ResultsSeries) -> String {
    let ResultsSeries { key, phase, points, .. } = series;
    if points.is_empty() {
        return printable(&format!("{key}, phase {phase}: nothing was computed yet")) + "\n";
    }
    let heading = ["AS OF", "USERS", "METRIC", "VARIANT", "CHANGE", "P", "VERDICT"];
    let mut table = Table::new(heading);
    for point in points {
        for (index, effect) in point.effects.iter().enumerate() {
            let verdict = point.verdict.name().to_owned();
            let once = |text: String| if index == 0 { text } else { String::new() };
            let change = [effect.estimate, effect.low, effect.high];
            table.push([
                once(time(point.as_of)),
                once(count(point.users)),
                effect.metric.clone(),
                effect.variant.clone(),
                change_of(&effect.kind, effect.relative, change),
                probability(effect.p_value),
                if point.verdict == Verdict::Withheld { verdict } else { once(verdict) },
            ]);
        }
        if point.effects.is_empty() {
            let none = String::new;
            let (at, users) = (time(point.as_of), count(point.users));
            let verdict = point.verdict.name().to_owned();
            table.push([at, users, none(), none(), "no effect yet".to_owned(), none(), verdict]);
        }
    }
    table.to_string()
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::sample;
    use super::*;

    #[test]
    fn each_time_is_told_once() {
        assert_snapshot!(text(&sample::series()), @"
        AS OF                 USERS  METRIC           VARIANT  CHANGE                          P       VERDICT
        2026-03-01T09:59:59Z  12                               no effect yet                           keep_running
        2026-03-01T10:59:59Z  2,400  conversion_rate  short    +10.0 %  [-5.0 %, +25.0 %]      0.3000  keep_running
                                     revenue          short    -0.01000  [-0.20000, +0.18000]  1.0000
                                     error_rate       short    -1.20 points  [-2.10, -0.30]    0.0100
        ");
    }
}
