//! Environments: list, make, change, archive.

use axum::extract::State;
use axum::http::StatusCode;
use hoist_api::{Code, Environment, EnvironmentPatch, NewEnvironment, Page};
use serde::Deserialize;
use serde_json::json as value;

use super::page::{CONFIRM, ConfirmQuery, check_confirmed};
use super::{ADMINS, READERS};
use crate::answer::{Answer, ApiError, json, nothing};
use crate::app::App;
use crate::caller::Caller;
use crate::environments::{Archived, check_archivable};
use crate::operation::Method::{Delete, Get, Patch, Post};
use crate::operation::{Operation, Parameter, json as content};
use crate::plan::refusal;
use crate::request::{Json, Parameters, Path};

/// Which environments there are is the business of those who hold for all of them.
const EVERYWHERE: &str = "Making, changing and archiving environments is";

pub(super) fn operations() -> Vec<Operation> {
    let (all, one) = ("/api/environments", "/api/environments/{key}");
    vec![
        Operation::new(Get, all, "listEnvironments", "List environments", list)
            .of_instance()
            .open_to(READERS)
            .with(&[ARCHIVED])
            .giving(200, content::<Page<Environment>>()),
        Operation::new(Post, all, "createEnvironment", "Make an environment, empty", create)
            .of_instance()
            .open_to(ADMINS)
            .taking(content::<NewEnvironment>())
            .giving(201, content::<Environment>()),
        Operation::new(Get, one, "getEnvironment", "Read one", get)
            .of_instance()
            .open_to(READERS)
            .giving(200, content::<Environment>()),
        Operation::new(Patch, one, "patchEnvironment", "Describe it, protect it", patch)
            .of_instance()
            .open_to(ADMINS)
            .taking(content::<EnvironmentPatch>())
            .giving(200, content::<Environment>()),
        Operation::new(
            Delete,
            one,
            "archiveEnvironment",
            "Archive it: it is served no more, its log is kept",
            archive,
        )
        .of_instance()
        .open_to(ADMINS)
        .with(&[CONFIRM])
        .giving_nothing(204),
    ]
}

const ARCHIVED: Parameter = Parameter {
    name: "archived",
    place: "query",
    about: "Those that are served no more, the newest first, instead of those that are.",
    schema: || value!({"type": "boolean", "default": false}),
};

#[derive(Debug, Deserialize)]
struct ListQuery {
    #[serde(default)]
    archived: bool,
}

async fn list(
    State(app): State<App>,
    caller: Caller,
    Parameters(ListQuery { archived }): Parameters<ListQuery>,
) -> Answer {
    let items: Vec<Environment> = if archived {
        // No token holds for what is archived, save those that hold for everything.
        let visible = app.environments.archived().into_iter();
        visible.filter(|_| caller.identity.holds_for("*")).map(ended).collect()
    } else {
        let visible = app.environments.values();
        let visible = visible.filter(|each| caller.identity.holds_for(&each.name));
        visible.map(|each| shown(&each)).collect()
    };
    json(StatusCode::OK, &Page::new(items, None))
}

async fn get(State(app): State<App>, caller: Caller, Path(key): Path<String>) -> Answer {
    json(StatusCode::OK, &shown(&*held(&app, &caller, &key)?))
}

/// The environment of a name, if the caller holds for it. Whether a foreign one exists is nobody's
/// business.
pub(super) fn held(
    app: &App,
    caller: &Caller,
    key: &str,
) -> Result<std::sync::Arc<crate::environment::Environment>, ApiError> {
    if caller.identity.holds_for(key) {
        return Ok(app.environments.find(key)?);
    }
    let shown: String = key.chars().take(128).collect();
    let detail = format!("This token does not hold for the environment {shown}.");
    Err(ApiError::new(Code::Forbidden, detail))
}

async fn create(
    State(app): State<App>,
    caller: Caller,
    Json(wanted): Json<NewEnvironment>,
) -> Answer {
    caller.check_everywhere(EVERYWHERE)?;
    let author = caller.author(wanted.reason.clone())?;
    let made = app.blocking(move |app| app.environments.create(wanted, &author)).await?;
    json(StatusCode::CREATED, &shown(&made))
}

async fn patch(
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    Json(wanted): Json<EnvironmentPatch>,
) -> Answer {
    caller.check_everywhere(EVERYWHERE)?;
    let author = caller.author(wanted.reason.clone())?;
    let changed = app.blocking(move |app| app.environments.change(&key, wanted, &author)).await?;
    json(StatusCode::OK, &shown(&changed))
}

async fn archive(
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    Parameters(ConfirmQuery { confirm }): Parameters<ConfirmQuery>,
) -> Answer {
    caller.check_everywhere(EVERYWHERE)?;
    app.environments.find(&key)?;
    check_archivable(&key)?;
    check_confirmed(confirm.as_deref(), &key, true)?;
    if app.anonymous.as_ref().is_some_and(|anonymous| anonymous.environment == key) {
        let detail = format!(
            "This server opens the environment {key} to requests without a token: start it \
             without --anonymous first."
        );
        return Err(refusal(Code::NotNow, detail).into());
    }
    let author = caller.author(None)?;
    app.blocking(move |app| {
        let ended = app.environments.archive(&key, &author, &app.tokens)?;
        app.take_counts_of(&ended);
        app.receipts.forget(&ended.moment().line);
        Ok(())
    })
    .await?;
    nothing()
}

fn shown(environment: &crate::environment::Environment) -> Environment {
    let (moment, about) = (environment.moment(), environment.about());
    Environment {
        key: environment.name.clone(),
        log: moment.head.log.clone(),
        seq: moment.head.seq,
        description: about.description.clone(),
        protected: about.protected,
        created_at: environment.created,
        archived_at: None,
    }
}

fn ended(archived: Archived) -> Environment {
    let Archived { key, log, seq, about, created, archived, hash: _ } = archived;
    Environment {
        key,
        log,
        seq,
        description: about.description.clone(),
        protected: about.protected,
        created_at: created,
        archived_at: Some(archived),
    }
}
