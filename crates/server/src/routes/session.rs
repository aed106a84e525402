//! Signing in to the dashboard, and out.

use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse as _;
use hoist_api::{Code, LoginLink, Session, SessionState, SignInRequest};
use jiff::Timestamp;

use super::{READERS, WATCHERS};
use crate::answer::{Answer, ApiError, json};
use crate::app::App;
use crate::caller::{Caller, Identity};
use crate::operation::Method::{Delete, Get, Post};
use crate::operation::{Operation, json as content};
use crate::plan::{Refusal, refusal};
use crate::request::Json;
use crate::sessions::{Asked, used_up};

const PATH: &str = "/api/session";

pub(super) fn operations() -> Vec<Operation> {
    let links = "/api/session/links";
    vec![
        Operation::new(Get, PATH, "getSession", "Whether this browser is signed in", get)
            .of_instance()
            .open_to_everyone()
            .giving(200, content::<SessionState>()),
        Operation::new(Post, PATH, "signIn", "Sign in by a link or a token", sign_in)
            .of_instance()
            .open_to_everyone()
            .taking(content::<SignInRequest>())
            .giving(200, content::<Session>()),
        Operation::new(Delete, PATH, "signOut", "Sign out", sign_out)
            .of_instance()
            .open_to(WATCHERS)
            .giving_nothing(204),
        Operation::new(Post, links, "createLoginLink", "Make a link that signs in once", link)
            .of_instance()
            .open_to(READERS)
            .giving(200, content::<LoginLink>()),
    ]
}

/// The page that asks: which host it is from, and whether over TLS.
struct Page {
    host: String,
    secure: bool,
}

impl<S: Send + Sync> FromRequestParts<S> for Page {
    type Rejection = ApiError;

    /// Only pages of this server may sign in: another one could sign people in as somebody else.
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ApiError> {
        let asked = Asked::of(parts);
        let page = asked.host().zip(asked.own_scheme());
        let page = page.map(|(host, scheme)| Self { host: host.into(), secure: scheme == "https" });
        page.ok_or_else(|| {
            let detail = "Only the dashboard of this server signs in: `Origin` has to name the host \
                          of `Host`. A proxy in between has to pass both on as they are.";
            ApiError::new(Code::Forbidden, detail)
        })
    }
}

/// The session that a request shows.
struct Shown(Option<hoist_store::SignIn>);

impl FromRequestParts<App> for Shown {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        Ok(Self(app.sessions.shown(&Asked::of(parts), app.now())))
    }
}

async fn get(State(app): State<App>, Shown(shown): Shown) -> Answer {
    let session = shown.and_then(|shown| {
        let identity = Identity::of_holder(&app, &shown.holder)?;
        Some(session(&identity, shown.expires))
    });
    json(StatusCode::OK, &SessionState { session })
}

async fn sign_in(
    State(app): State<App>,
    caller: Caller,
    page: Page,
    Json(wanted): Json<SignInRequest>,
) -> Answer {
    app.rates.check_sign_in(caller.address)?;
    let (identity, link) = match wanted {
        SignInRequest::Token(secret) => (Identity::of_secret(&app, &secret)?, None),
        SignInRequest::Login(login) => {
            let holder = app.sessions.holder_of_link(&login, app.now());
            let identity = holder.and_then(|holder| Identity::of_holder(&app, &holder));
            (identity.ok_or_else(used_up)?, Some(login))
        }
    };
    let holder = holder(&app, &identity)?;
    let Page { host, secure } = page;
    let begin = move |app: &App| app.sessions.begin(holder, &host, link.as_deref(), app.now());
    let issued = app.blocking(begin).await?;
    let cookie = app.sessions.cookie(Some(&issued), app.now(), secure);
    let mut answer = json(StatusCode::OK, &session(&identity, issued.expires))?;
    answer.headers_mut().insert(header::SET_COOKIE, set(&cookie)?);
    Ok(answer)
}

/// By what somebody signs in who may.
fn holder(app: &App, identity: &Identity) -> Result<String, Refusal> {
    let may = identity.kind().is_some_and(|kind| READERS.contains(&kind));
    identity.holder(app).filter(|_| may).ok_or_else(|| {
        let detail = "The dashboard is for tokens of kind viewer, editor or admin.";
        refusal(Code::Forbidden, detail)
    })
}

/// The session as it is shown. It does not outlive what it was signed in by.
fn session(identity: &Identity, expires: Timestamp) -> Session {
    let (name, environments) = match identity {
        Identity::Token(token) => (token.name.clone(), token.environments.clone()),
        _ => ("admin".to_owned(), vec!["*".to_owned()]),
    };
    let kind = identity.kind().unwrap_or(hoist_api::TokenKind::Viewer);
    let expires_at = identity.expires_at().map_or(expires, |own| own.min(expires));
    Session { name, kind, environments, expires_at }
}

async fn sign_out(State(app): State<App>, headers: HeaderMap) -> Answer {
    let end = move |app: &App| app.sessions.end(&headers);
    app.blocking(end).await?;
    let cookie = set(&app.sessions.cookie(None, app.now(), false))?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

fn set(cookie: &str) -> Result<axum::http::HeaderValue, ApiError> {
    let unreadable = |_error| ApiError::new(Code::Internal, "The cookie cannot be written.");
    axum::http::HeaderValue::from_str(cookie).map_err(unreadable)
}

async fn link(State(app): State<App>, caller: Caller) -> Answer {
    let holder = holder(&app, &caller.identity)?;
    let issued = app.blocking(move |app| app.sessions.link(holder, app.now())).await?;
    let path = format!("/#login={}", issued.secret);
    json(StatusCode::OK, &LoginLink { path, expires_at: issued.expires })
}
