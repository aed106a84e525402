//! Who asks, what they may do, and in which environment.
//!
//! Authorisation is decided per operation, after the route was found, by the operation's own row
//! ([`crate::operation`]). What has no row has no route.

mod identity;
mod query;
mod url;

use std::convert::identity;
use std::future::{Ready, ready};
use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Request};
use axum::handler::Handler;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt as _;
use futures_util::future::{Either, Map};
use hoist_api::{Code, TokenKind};
use hoist_ruleset::Digest;
use hoist_ruleset::log::Origin;

use crate::answer::ApiError;
use crate::app::{App, DEFAULT_ENVIRONMENT};
use crate::author::Author;
use crate::cors;
use crate::environment::Environment;
use crate::operation::{Scope, Who};
use crate::request::{BodyLimit, RequestId, query_parameter};
use crate::secret;
use crate::sessions::Asked;
pub(crate) use identity::Identity;

const X_API_KEY: HeaderName = HeaderName::from_static("x-api-key");
const X_HOIST_REASON: HeaderName = HeaderName::from_static("x-hoist-reason");

/// Who asks.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) identity: Identity,
    pub(crate) request_id: Arc<str>,
    /// Why, in their words, from the `X-Hoist-Reason` header.
    reason: Option<String>,
    environment: Option<Arc<Environment>>,
    /// Where the request is from.
    pub(crate) address: Option<IpAddr>,
}

impl Caller {
    /// The environment of the request.
    pub(crate) fn environment(&self) -> Result<Arc<Environment>, ApiError> {
        let missing = || ApiError::new(Code::Internal, "This operation has no environment.");
        self.environment.clone().ok_or_else(missing)
    }

    /// Refuses who does not hold for all environments: what is asked for is `what`, as a sentence
    /// begins.
    pub(crate) fn check_everywhere(&self, what: &str) -> Result<(), ApiError> {
        if self.identity.holds_for("*") {
            return Ok(());
        }
        let detail = format!("{what} for admin tokens that hold for all environments.");
        Err(ApiError::new(Code::Forbidden, detail))
    }

    /// The author of what this request changes, with a reason of the body before the header's.
    pub(crate) fn author(&self, reason: Option<String>) -> Result<Author, ApiError> {
        let reason = reason.or_else(|| self.reason.clone()).filter(|reason| !reason.is_empty());
        if reason.as_ref().is_some_and(|reason| !is_reason(reason)) {
            let detail =
                format!("A reason has at most {REASON_BYTES_MAX} bytes and no control characters.");
            return Err(ApiError::new(Code::Invalid, detail));
        }
        let request_id = Some(self.request_id.to_string());
        let origin = self.address.map(origin).transpose()?;
        let may_deploy = self.identity.kind() == Some(TokenKind::Admin);
        Ok(Author { actor: self.identity.actor(), reason, request_id, origin, may_deploy })
    }

    /// Whether events may come of what they ask. Who has no token may only read, and a token may be
    /// made without that.
    pub(crate) fn may_send_events(&self) -> bool {
        match &self.identity {
            Identity::Token(token) => token.events != Some(false),
            Identity::ConfiguredAdmin => true,
            Identity::Anonymous(_) | Identity::Everyone => false,
        }
    }

    /// Refuses who has a token for other flags than this one.
    pub(crate) fn check_flag(&self, flag: &str) -> Result<(), ApiError> {
        match self.identity.flags() {
            Some(flags) if !flags.iter().any(|own| own == flag) => {
                let detail = format!("This token is for {} alone.", flags.join(", "));
                Err(ApiError::new(Code::Forbidden, detail))
            }
            _ => Ok(()),
        }
    }

    /// Whether flags whose `visibility` is `server` are hidden from them.
    pub(crate) fn is_public(&self) -> bool {
        self.identity.kind() == Some(TokenKind::Client)
    }
}

/// Where a change came from, as it is kept.
fn origin(address: IpAddr) -> Result<(Digest, String), ApiError> {
    Ok(Origin { address: address.to_string(), nonce: secret::nonce()? }.kept())
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ApiError> {
        let caller = parts.extensions.remove::<Self>();
        caller.ok_or_else(|| ApiError::new(Code::Internal, "This operation has no caller."))
    }
}

/// What an operation's row says of who and what is let through.
pub(crate) struct Gate {
    pub(crate) who: Who,
    pub(crate) scope: Scope,
    /// The parameters of the query string; none where others may stand there too.
    pub(crate) query: Option<Arc<[&'static str]>>,
    pub(crate) body_limit: BodyLimit,
    /// Whether a ticket in the query string is as good as a token.
    pub(crate) takes_tickets: bool,
    /// Whether the session of somebody who is signed in is as good as their token.
    pub(crate) takes_sessions: bool,
    /// Whether a token may stand in the query string, or be the password of basic authorisation.
    pub(crate) takes_tokens_in_urls: bool,
    /// Whether pages of other origins may read the answer, a refusal included.
    pub(crate) is_for_browsers: bool,
}

/// A handler that is behind its gate: a request gets through if who asks may do it. It is no layer
/// around a route, since each of those costs every request several allocations.
#[derive(Clone)]
pub(crate) struct Gated<H> {
    gate: Arc<Gate>,
    handler: H,
}

impl<H> Gated<H> {
    pub(crate) fn behind(gate: Gate, handler: H) -> Self {
        Self { gate: Arc::new(gate), handler }
    }
}

impl<T: 'static, H: Handler<T, App>> Handler<T, App> for Gated<H> {
    type Future = Map<Either<Ready<Response>, H::Future>, fn(Response) -> Response>;

    fn call(self, mut request: Request, app: App) -> Self::Future {
        let answer = match caller(&self.gate, &app, &mut request) {
            Ok(caller) => {
                request.extensions_mut().insert(caller);
                request.extensions_mut().insert(self.gate.body_limit);
                Either::Right(self.handler.call(request, app))
            }
            Err(error) => Either::Left(ready(error.into_response())),
        };
        answer.map(if self.gate.is_for_browsers { cors::readable } else { identity })
    }
}

fn caller(gate: &Gate, app: &App, request: &mut Request) -> Result<Caller, ApiError> {
    let Gate { who, scope, query, takes_tickets, .. } = gate;
    let request_id = request.extensions_mut().remove::<RequestId>();
    let request_id = request_id.map_or_else(|| "".into(), |RequestId(id)| id);
    let ticket = match takes_tickets {
        true => crate::ticket::shown(app, request.uri().query())?,
        false => None,
    };
    let identity = match who {
        Who::Everyone => Identity::Everyone,
        Who::Tokens(kinds) => {
            let identity = match &ticket {
                Some((identity, _)) => identity.clone(),
                None => identify(app, request, gate)?,
            };
            check_kind(&identity, kinds)?;
            app.rates.check(&identity, request)?;
            identity
        }
    };
    match query {
        Some(known) => query::check(request.uri().query(), known)?,
        None => query::check_present(request.uri().query())?,
    }
    let environment = match scope {
        Scope::Instance => None,
        Scope::Environment => {
            let asked = query_parameter(request.uri().query(), "environment")?;
            let asked = match ticket {
                Some((_, environment)) => Some(environment),
                None => asked,
            };
            Some(environment(app, &identity, asked.as_deref())?)
        }
    };
    let reason = reason(request.headers())?;
    let address = app.rates.address_of(request);
    Ok(Caller { identity, request_id, reason, environment, address })
}

fn check_kind(identity: &Identity, kinds: &[TokenKind]) -> Result<(), ApiError> {
    match identity {
        _ if identity.kind().is_some_and(|kind| kinds.contains(&kind)) => Ok(()),
        Identity::Anonymous(_) => Err(no_token()),
        _ => {
            let kind = identity.kind().map_or("", <&str>::from);
            let takes: Vec<&str> = kinds.iter().map(Into::into).collect();
            let takes = takes.join(" or ");
            let detail = format!("A token of kind {kind} may not do this: it takes {takes}.");
            Err(ApiError::new(Code::Forbidden, detail))
        }
    }
}

fn no_token() -> ApiError {
    let detail = "Send a token as `Authorization: Bearer TOKEN` or `X-API-Key: TOKEN`.";
    ApiError::new(Code::Unauthorized, detail)
}

/// Who a request says it is from.
fn identify(app: &App, request: &Request, gate: &Gate) -> Result<Identity, ApiError> {
    let headers = request.headers();
    if gate.takes_tokens_in_urls
        && let Some(secret) = url::secret(headers, request.uri().query())?
    {
        return url::check(Identity::of_secret(app, &secret)?);
    }
    let Some(secret) = secret(headers)? else {
        let asked = Asked { method: request.method(), uri: request.uri(), headers };
        let session = app.sessions.shown(&asked, app.now()).filter(|_| gate.takes_sessions);
        if let Some(identity) = session.and_then(|it| Identity::of_holder(app, &it.holder)) {
            return Ok(identity);
        }
        // Any page that somebody in the network opens can ask in their name: it is a client.
        let is_page = headers.contains_key(header::ORIGIN);
        let kind = |own| if is_page { TokenKind::Client } else { own };
        let anonymous = app.anonymous.as_ref();
        let identity = anonymous.map(|anonymous| Identity::Anonymous(kind(anonymous.kind)));
        return identity.ok_or_else(no_token);
    };
    Identity::of_secret(app, secret)
}

/// The secret of a request, if it has one.
fn secret(headers: &HeaderMap) -> Result<Option<&str>, ApiError> {
    let unreadable = || ApiError::new(Code::Unauthorized, "The token cannot be read.");
    if let Some(key) = headers.get(X_API_KEY) {
        return key.to_str().map(Some).map_err(|_error| unreadable());
    }
    let Some(value) = headers.get(header::AUTHORIZATION) else {
        return Ok(None);
    };
    let value = value.to_str().map_err(|_error| unreadable())?;
    match value.split_once(' ') {
        Some((scheme, secret)) if scheme.eq_ignore_ascii_case("bearer") => Ok(Some(secret.trim())),
        _ => {
            let detail = "Send the token as `Authorization: Bearer TOKEN`.";
            Err(ApiError::new(Code::Unauthorized, detail))
        }
    }
}

/// The environment that a request is about: the one it names, else the token's only one, else
/// `default` if the token holds for it.
fn environment(
    app: &App,
    identity: &Identity,
    asked: Option<&str>,
) -> Result<Arc<Environment>, ApiError> {
    let own = match identity {
        Identity::Anonymous(_) => {
            app.anonymous.as_ref().map(|anonymous| std::slice::from_ref(&anonymous.environment))
        }
        _ => identity.environments(),
    };
    let name = match (asked, own) {
        (Some(asked), _) => asked,
        (None, Some([only])) => only,
        (None, own) if own.is_none_or(|own| own.iter().any(|name| name == DEFAULT_ENVIRONMENT)) => {
            DEFAULT_ENVIRONMENT
        }
        (None, _) => {
            let detail = "This token holds for several environments: name one, with \
                          `?environment=NAME`.";
            return Err(ApiError::new(Code::BadRequest, detail));
        }
    };
    // Whether a foreign environment exists is nobody's business.
    if own.is_some_and(|own| !own.iter().any(|own| own == name)) {
        let detail = "This token does not hold for that environment.";
        return Err(ApiError::new(Code::Forbidden, detail));
    }
    Ok(app.environments.find(name)?)
}

/// Most bytes of a reason.
const REASON_BYTES_MAX: usize = 1_000;

/// Whether a text can be a reason, which terminals and logs print.
fn is_reason(text: &str) -> bool {
    text.len() <= REASON_BYTES_MAX && !text.contains(char::is_control)
}

/// The reason of the `X-Hoist-Reason` header, in plain or percent-encoded UTF-8.
fn reason(headers: &HeaderMap) -> Result<Option<String>, ApiError> {
    let Some(value) = headers.get(X_HOIST_REASON) else {
        return Ok(None);
    };
    let text = crate::request::percent_decoded(value.as_bytes());
    text.map(Some).ok_or_else(|| {
        let detail = "`X-Hoist-Reason` is UTF-8, percent-encoded where it is not plain ASCII.";
        ApiError::new(Code::BadRequest, detail)
    })
}
