//! The rollout that a flag follows: how it stands, and letting go of it.

use axum::extract::State;
use axum::http::StatusCode;
use hoist_api::FollowedRollout;
use serde::Deserialize;
use serde_json::json as schema;

use crate::answer::{Answer, json};
use crate::app::App;
use crate::caller::Caller;
use crate::environment::Environment;
use crate::flagger::follow;
use crate::operation::Method::{Delete, Get};
use crate::operation::{Operation, Parameter, json as content};
use crate::plan::Refusal;
use crate::request::{Parameters, Path};
use crate::routes::{READERS, WRITERS};

const ROLLOUT: &str = "/api/features/{key}/rollout";

const RAISE: Parameter = Parameter {
    name: "raise",
    place: "query",
    about: "Whether the share may go up to the definition's. Absent, it stays where it is then.",
    schema: || schema!({"type": "boolean", "default": false}),
};

pub(super) fn operations() -> [Operation; 2] {
    let about = "The rollout of Flagger that a flag follows";
    let read = Operation::new(Get, ROLLOUT, "getRollout", about, read);
    let about = "Let go of a flag: its share is again what its definition says, unless that lets \
                 more in";
    let forget = Operation::new(Delete, ROLLOUT, "forgetRollout", about, forget);
    [
        read.open_to(READERS).giving(200, content::<FollowedRollout>()),
        forget.open_to(WRITERS).with(&[RAISE]).giving(200, content::<FollowedRollout>()),
    ]
}

async fn read(State(app): State<App>, caller: Caller, Path(flag): Path<String>) -> Answer {
    let environment = caller.environment()?;
    let followed = app.blocking(move |app| followed(app, &environment, flag));
    json(StatusCode::OK, &followed.await?)
}

/// The query string of letting go.
#[derive(Debug, Default, Deserialize)]
struct Letting {
    #[serde(default)]
    raise: bool,
}

async fn forget(
    State(app): State<App>,
    caller: Caller,
    Path(flag): Path<String>,
    Parameters(Letting { raise }): Parameters<Letting>,
) -> Answer {
    let (environment, author) = (caller.environment()?, caller.author(None)?);
    environment.check_reason(&author)?;
    let left = app.blocking(move |app| {
        follow::forget(app, &environment, &flag, raise, &author)?;
        followed(app, &environment, flag)
    });
    json(StatusCode::OK, &left.await?)
}

fn followed(
    app: &App,
    environment: &Environment,
    flag: String,
) -> Result<FollowedRollout, Refusal> {
    let standing = follow::seen(&environment.moment(), &flag, app.now())?;
    let rollout = follow::known(environment, &flag)?;
    let percentage = f64::from(standing.share) / 100.0;
    Ok(FollowedRollout { flag, percentage, rollout, held: standing.held })
}
