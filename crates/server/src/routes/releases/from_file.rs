//! A release that is run from a file.

use axum::extract::State;
use axum::http::StatusCode;
use hoist_api::{Code, ReleaseOfFile, ReleaseRunRequest, ReleaseStartRequest};

use super::status_of;
use crate::answer::{Answer, ApiError, json};
use crate::app::App;
use crate::caller::Caller;
use crate::releases::{Begun, Launch, Written, run_file};
use crate::request::{Json, Path};
use crate::routes::exchange::{Import, report, sources};

pub(super) async fn run(
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    Json(request): Json<ReleaseRunRequest>,
) -> Answer {
    let ReleaseRunRequest { file, revive, dry_run, reason } = request;
    let (environment, author) = (caller.environment()?, caller.author(reason.clone())?);
    environment.check_reason(&author)?;
    let launch = Launch { request: ReleaseStartRequest { revive, dry_run, reason }, author };
    let Some(file) = sources(vec![file])?.pop() else {
        return Err(ApiError::new(Code::Invalid, "There is no file."));
    };
    let answer = app.blocking(move |app| {
        let Begun { run, written } = run_file(app, &environment, &key, &file, &launch)?;
        let written = written.map(|Written { before, after, outcome, begun }| {
            let import = Import { before, after, outcome, removed: Vec::new(), begun };
            report(false, import, run.launched)
        });
        let release = status_of(app, &environment, &key, Some(run.run))?;
        Ok(ReleaseOfFile { written, release })
    });
    json(StatusCode::OK, &answer.await?)
}
