//! Who has applied what, for people.

use std::fmt;

use hoist_api::{Instance, InstancesSummary};

use crate::table::{Table, time};

/// Instances that are named one by one.
const NAMED_MAX: usize = 20;

/// Instances in numbers, in a sentence.
pub(crate) fn summary(summary: &InstancesSummary) -> String {
    let InstancesSummary { applied, lagging, not_tracked } = *summary;
    if applied + lagging + not_tracked == 0 {
        return "none".to_owned();
    }
    let counted = |count: u64, one: &str, many: &str| match count {
        1 => format!("1 {one}"),
        _ => format!("{count} {many}"),
    };
    let applied = counted(applied, "has applied everything", "have applied everything");
    let lagging = counted(lagging, "lags", "lag");
    let not_tracked = counted(not_tracked, "is not tracked", "are not tracked");
    format!("{applied}, {lagging}, {not_tracked}")
}

/// A table of those that lag.
pub(crate) struct Laggards<'i>(pub(crate) &'i [Instance]);

impl fmt::Display for Laggards<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table =
            Table::new(["LAGS FOR", "INSTANCE", "SDK", "RULES", "KILLS", "STREAM", "SEEN"]);
        let mut lagging = self.0.iter().filter(|instance| instance.lag_seconds.is_some());
        for instance in lagging.by_ref().take(NAMED_MAX) {
            let Instance { id, sdk, seq_applied, kill_seq_applied, .. } = instance;
            table.push([
                seconds(instance.lag_seconds.unwrap_or_default()),
                id.clone(),
                sdk.clone(),
                seq_applied.to_string(),
                kill_seq_applied.to_string(),
                if instance.streaming { "open" } else { "-" }.to_owned(),
                time(instance.seen_at),
            ]);
        }
        table.fmt(f)?;
        match lagging.count() {
            0 => Ok(()),
            more => writeln!(f, "and {more} more"),
        }
    }
}

fn seconds(seconds: f64) -> String {
    if seconds < 120.0 { format!("{seconds:.1} s") } else { format!("{:.0} min", seconds / 60.0) }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    fn instance(number: usize, lag_seconds: Option<f64>) -> Instance {
        Instance {
            id: format!("shop-{number}"),
            sdk: "hoist-rust/0.1.0".to_owned(),
            seq_applied: 40,
            kill_seq_applied: 41,
            lag_seconds,
            streaming: number == 1,
            seen_at: "2026-03-01T09:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn a_table_of_those_that_lag() {
        let instances = [instance(0, Some(754.0)), instance(1, Some(2.5)), instance(2, None)];
        assert_snapshot!(Laggards(&instances), @"
        LAGS FOR  INSTANCE  SDK               RULES  KILLS  STREAM  SEEN
        13 min    shop-0    hoist-rust/0.1.0  40     41     -       2026-03-01T09:00:00Z
        2.5 s     shop-1    hoist-rust/0.1.0  40     41     open    2026-03-01T09:00:00Z
        ");
        let many: Vec<Instance> = (0..23).map(|number| instance(number, Some(1.0))).collect();
        assert!(Laggards(&many).to_string().ends_with("\nand 3 more\n"));
    }

    #[test]
    fn in_a_sentence() {
        let check = |applied, lagging, not_tracked, expected: &str| {
            let found = summary(&InstancesSummary { applied, lagging, not_tracked });
            assert_eq!(found, expected);
        };
        check(0, 0, 0, "none");
        check(1, 1, 1, "1 has applied everything, 1 lags, 1 is not tracked");
        check(12, 0, 2, "12 have applied everything, 0 lag, 2 are not tracked");
    }
}
