//! How often a flag was evaluated during a step: how much a value is about whose check has no query
//! for that.

use hoist_store::{AnalyticsQuery, Step};
use jiff::Timestamp;

use crate::app::App;
use crate::environment::Environment;

/// Evaluations to who is in, and to who is not, in the minutes from a time on. Blocks.
pub(super) fn since(
    app: &App,
    environment: &Environment,
    flag: &str,
    from: Timestamp,
) -> Result<[u64; 2], String> {
    app.take_counts_of(environment);
    let log = environment.moment().head.log.clone();
    let query = AnalyticsQuery { key: flag.to_owned(), from, to: app.now(), step: Step::Minute };
    let (parts, _) = app.events.analytics(&log, &query).map_err(|error| error.to_string())?;
    let sum = |result: &str| {
        let counts = parts.iter().flat_map(|part| &part.counts);
        counts.filter(|count| count.result == result).map(|count| count.n).sum()
    };
    Ok([sum("enabled"), sum("disabled")])
}
