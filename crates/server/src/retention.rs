//! Events that are old enough are removed, a few at a time, so that nobody waits for it.

use std::num::NonZeroU32;
use std::time::Duration;

use jiff::SignedDuration;
use tracing::warn;

use crate::app::App;

/// How often all users are gone through.
const INTERVAL: Duration = Duration::from_secs(6 * 60 * 60);
/// How long others have the database between two steps.
const PAUSE: Duration = Duration::from_millis(20);

/// Removes events that are older than so many days, for as long as the server runs.
pub(crate) async fn keep(app: App, days: NonZeroU32) {
    let mut ticks = tokio::time::interval(INTERVAL);
    loop {
        ticks.tick().await;
        go_through(&app, days).await;
    }
}

async fn go_through(app: &App, days: NonZeroU32) {
    let age = SignedDuration::from_hours(i64::from(days.get()) * 24);
    // So far back nothing can have happened.
    let Ok(before) = app.now().checked_sub(age) else { return };
    let mut next = Some(0);
    while let Some(first_user) = next {
        let expire = move |app: &App| Ok(app.events.expire(before, first_user));
        next = match app.blocking(expire).await {
            Ok(Ok(next)) => next,
            Ok(Err(error)) => return warn!(%error, "old events could not be removed"),
            Err(_panicked) => return,
        };
        tokio::time::sleep(PAUSE).await;
    }
}
