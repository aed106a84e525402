//! Makes scheduled changes when their time has come.
//!
//! The time is the wall clock's, read anew at each look; only the pause between two looks is
//! measured. So a clock that jumps ahead makes what has become due, in order, and one that goes
//! back makes nothing again: what is still to come is what the log says.

use std::sync::Arc;
use std::time::Duration;

use tracing::{info, warn};

use crate::app::App;
use crate::environment::{Environment, Planning};
use crate::plan::{self, Ended, Refusal};

/// How often it is looked whether something is due.
const INTERVAL: Duration = Duration::from_millis(250);
/// How long a store that failed is left alone.
const RETRY_INTERVAL: Duration = Duration::from_secs(5);

/// Makes what is due in all environments until the server stops.
pub(crate) async fn keep(app: App) {
    loop {
        let mut pause = INTERVAL;
        for environment in app.environments.values() {
            if !is_due(environment) {
                continue;
            }
            let environment = Arc::clone(environment);
            // Whatever it was, it is in the log of the server.
            if app.blocking(move |_| make_due(&environment)).await.is_err() {
                pause = RETRY_INTERVAL;
            }
        }
        tokio::time::sleep(pause).await;
    }
}

/// Whether a change is due that nothing holds up.
fn is_due(environment: &Environment) -> bool {
    let (moment, now) = (environment.moment(), environment.now());
    moment.schedules.due(now).any(|due| moment.freeze_of(due.body.kind(), now).is_none())
}

/// Makes all changes of an environment whose time has come, each by itself. Blocks.
pub(crate) fn make_due(environment: &Environment) -> Result<(), Refusal> {
    loop {
        let changed = environment.change(Planning::Quick, plan::due)?;
        let environment = &environment.name;
        match changed.found {
            None => return Ok(()),
            Some(Ended { id, refused: None }) => info!(environment, id, "made a scheduled change"),
            Some(Ended { id, refused: Some(why) }) => {
                warn!(environment, id, why, "a scheduled change could not be made, and is no more");
            }
        }
    }
}
