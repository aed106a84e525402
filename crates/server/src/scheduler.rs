//! Makes scheduled changes when their time has come, and writes down which experiments have begun
//! by their dates.
//!
//! The time is the wall clock's, read anew at each look; only the pause between two looks is
//! measured. So a clock that jumps ahead makes what has become due, in order, and one that goes
//! back makes nothing again: what is still to come is what the log says.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::Instant;
use tracing::{info, warn};

use crate::answer::ApiError;
use crate::app::App;
use crate::environment::{Environment, Planning};
use crate::lifecycle;
use crate::plan::{self, Ended, Refusal};

/// How often it is looked whether something is due.
const INTERVAL: Duration = Duration::from_millis(250);
/// How long an environment whose changes could not be made is left alone.
const RETRY_INTERVAL: Duration = Duration::from_secs(5);

/// Makes what is due in all environments until the server stops.
pub(crate) async fn keep(app: App) {
    // Environments whose changes could not be made, by the ids of their logs, and until when they
    // rest. The others go on.
    let mut resting: HashMap<String, Instant> = HashMap::new();
    loop {
        resting.retain(|_, until| *until > Instant::now());
        for environment in app.environments.values() {
            let log = environment.moment().head.log.clone();
            if resting.contains_key(&log) || !is_due(&environment) {
                continue;
            }
            let name = environment.name.clone();
            if let Err(ApiError(refusal)) = app.blocking(move |_| make_due(&environment)).await {
                let why = &refusal.detail;
                warn!(environment = name, why, "what is due could not be made; it is tried again");
                resting.insert(log, Instant::now() + RETRY_INTERVAL);
            }
        }
        tokio::time::sleep(INTERVAL).await;
    }
}

/// Whether a change is due that nothing holds up.
fn is_due(environment: &Environment) -> bool {
    let (moment, now) = (environment.moment(), environment.now());
    lifecycle::is_window_open(&moment, now)
        || moment.schedules.due(now).any(|due| moment.freeze_of(due.body.kind(), now).is_none())
}

/// Makes all changes of an environment whose time has come, each by itself. Blocks.
pub(crate) fn make_due(environment: &Environment) -> Result<(), Refusal> {
    loop {
        let changed = environment.change(Planning::Quick, plan::due)?;
        let name = &environment.name;
        match changed.found {
            None => return open_windows(environment),
            Some(Ended { id, refused: None }) => {
                info!(environment = name, id, "made a scheduled change")
            }
            Some(Ended { id, refused: Some(why) }) => {
                warn!(
                    environment = name,
                    id, why, "a scheduled change could not be made, and is no more"
                );
            }
        }
    }
}

/// Writes down which experiments have begun by their dates. Blocks.
fn open_windows(environment: &Environment) -> Result<(), Refusal> {
    loop {
        let changed = environment.change(Planning::Quick, lifecycle::open_window)?;
        let Some(key) = changed.found else { return Ok(()) };
        info!(environment = environment.name, key, "the window of an experiment has opened");
    }
}
