//! How often a flag was evaluated during a step: how much a value is about whose check has no query
//! for that.

use hoist_store::{AnalyticsQuery, Step};
use jiff::{RoundMode, Timestamp, TimestampRound, Unit};

use crate::app::App;
use crate::environment::Environment;

/// Evaluations to who is in, and to who is not, in the whole minutes from a time on. Blocks.
pub(super) fn since(
    app: &App,
    environment: &Environment,
    flag: &str,
    from: Timestamp,
) -> Result<[u64; 2], String> {
    app.take_counts_of(environment);
    let log = environment.moment().head.log.clone();
    let (key, from, to) = (flag.to_owned(), first_whole_minute(from), app.now());
    let query = AnalyticsQuery { key, from, to, step: Step::Minute };
    let (parts, _) = app.events.analytics(&log, &query).map_err(|error| error.to_string())?;
    let sum = |result: &str| {
        let counts = parts.iter().flat_map(|part| &part.counts);
        counts.filter(|count| count.result == result).map(|count| count.n).sum()
    };
    Ok([sum("enabled"), sum("disabled")])
}

/// The first minute that is wholly after a time. They are counted by the minute, and of that in
/// which a step began nobody knows which came before it.
fn first_whole_minute(from: Timestamp) -> Timestamp {
    from.round(TimestampRound::new().smallest(Unit::Minute).mode(RoundMode::Ceil)).unwrap_or(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_minute_is_counted_that_began_before_the_step() {
        for (from, expected) in [
            ("2026-03-01T09:30:00Z", "2026-03-01T09:30:00Z"),
            ("2026-03-01T09:30:00.001Z", "2026-03-01T09:31:00Z"),
            ("2026-03-01T23:59:59Z", "2026-03-02T00:00:00Z"),
        ] {
            let whole = first_whole_minute(from.parse().unwrap());
            assert_eq!(whole.to_string(), expected, "{from}");
        }
    }
}
