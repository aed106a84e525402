//! One row per operation: its route, who may ask, what it takes and gives.
//!
//! The router, the authorisation and the OpenAPI description are all made from these rows, so a
//! route without authorisation, or one that nobody described, cannot exist.

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::handler::Handler;
use axum::routing::{MethodFilter, MethodRouter, on};
use hoist_api::{Code, TokenKind};
use hoist_ruleset::DocumentKind;
use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::answer::{Answer, ApiError};
use crate::app::App;
use crate::caller::{Gate, Gated};
use crate::openapi::Form;
use crate::request::BodyLimit;
use crate::{cors, dashboard};

/// Who may ask for an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    /// Whoever can reach the server.
    Everyone,
    /// Tokens of these kinds.
    Tokens(&'static [TokenKind]),
}

/// What an operation is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// The instance as a whole.
    Instance,
    /// One environment.
    Environment,
}

/// Methods of operations. `HEAD` comes with `GET`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Post => "post",
            Self::Put => "put",
            Self::Patch => "patch",
            Self::Delete => "delete",
        }
    }

    fn filter(self) -> MethodFilter {
        match self {
            Self::Get => MethodFilter::GET,
            Self::Post => MethodFilter::POST,
            Self::Put => MethodFilter::PUT,
            Self::Patch => MethodFilter::PATCH,
            Self::Delete => MethodFilter::DELETE,
        }
    }
}

/// A body: the types that it may be sent as, and its schema.
#[derive(Clone, Copy)]
pub(crate) struct Content {
    pub(crate) media_types: &'static [&'static str],
    pub(crate) schema: SchemaOf,
    pub(crate) required: bool,
}

/// Where the schema of a body comes from.
#[derive(Clone, Copy)]
pub(crate) enum SchemaOf {
    /// A wire type.
    Type(fn(&mut SchemaGenerator) -> Schema),
    /// A document in some form.
    Document(DocumentKind, Form),
    /// A file of documents.
    File,
}

/// A parameter of the query string or a header.
#[derive(Clone, Copy)]
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    /// `query` or `header`.
    pub(crate) place: &'static str,
    pub(crate) about: &'static str,
    pub(crate) schema: fn() -> serde_json::Value,
}

/// One operation.
pub(crate) struct Operation {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) id: String,
    pub(crate) about: &'static str,
    pub(crate) who: Who,
    pub(crate) scope: Scope,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Content>,
    pub(crate) answers: Vec<(u16, Option<Content>)>,
    /// Whether the query string may hold what nobody here knows.
    takes_any_query: bool,
    /// Whether its answers have an `ETag`.
    pub(crate) is_tagged: bool,
    /// Whether it answers for moments of the past too, and then says so.
    pub(crate) is_of_any_time: bool,
    /// Whether pages of other origins may ask.
    pub(crate) is_for_browsers: bool,
    /// Whether a ticket in the query string is as good as a token.
    takes_tickets: bool,
    /// Whether the session of somebody who is signed in is as good as their token.
    takes_sessions: bool,
    /// Whether a token may stand in the query string, or be the password of basic authorisation.
    takes_tokens_in_urls: bool,
    /// Its handler, which takes requests once it has a gate to stand behind.
    route: Box<dyn FnOnce(Gate) -> MethodRouter<App>>,
    body_bytes_max: usize,
}

/// Most bytes of a body, unless the operation says otherwise.
pub(crate) const BODY_BYTES_MAX: usize = 1 << 20;

impl Operation {
    pub(crate) fn new<H, T>(
        method: Method,
        path: impl Into<String>,
        id: impl Into<String>,
        about: &'static str,
        handler: H,
    ) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        Self {
            method,
            path: path.into(),
            id: id.into(),
            about,
            who: Who::Tokens(&[TokenKind::Admin]),
            scope: Scope::Environment,
            parameters: Vec::new(),
            body: None,
            answers: Vec::new(),
            takes_any_query: false,
            is_tagged: false,
            is_of_any_time: false,
            is_for_browsers: false,
            takes_tickets: false,
            takes_sessions: true,
            takes_tokens_in_urls: false,
            route: Box::new(move |gate| on(method.filter(), Gated::behind(gate, handler))),
            body_bytes_max: BODY_BYTES_MAX,
        }
    }

    /// Tokens of these kinds may ask; without it, only admin tokens.
    pub(crate) fn open_to(self, kinds: &'static [TokenKind]) -> Self {
        Self { who: Who::Tokens(kinds), ..self }
    }

    /// Whoever can reach the server may ask.
    pub(crate) fn open_to_everyone(self) -> Self {
        Self { who: Who::Everyone, takes_any_query: true, ..self }
    }

    /// Clients that others write may put anything into the query string.
    pub(crate) fn taking_any_query(self) -> Self {
        Self { takes_any_query: true, ..self }
    }

    /// Pages of other origins may ask, if they have a token; never by what the browser itself sends.
    pub(crate) fn for_browsers(self) -> Self {
        Self { is_for_browsers: true, takes_sessions: false, ..self }
    }

    /// A ticket in the query string is as good as a token.
    pub(crate) fn taking_tickets(self) -> Self {
        Self { takes_tickets: true, ..self }
    }

    /// Programs ask, with a token: a browser's session gives no right here.
    pub(crate) fn for_programs(self) -> Self {
        Self { takes_sessions: false, ..self }
    }

    /// Programs of others ask, which can send a token in their URLs alone: as `token` in the query
    /// string, or as the password of basic authorisation.
    pub(crate) fn for_programs_with_urls(self) -> Self {
        Self { takes_sessions: false, takes_tokens_in_urls: true, ..self }
    }

    /// The names of its query parameters; none where any other may stand there too.
    fn query_parameters(&self) -> Option<Arc<[&'static str]>> {
        let own = self.parameters.iter().filter(|parameter| parameter.place == "query");
        let environment = (self.scope == Scope::Environment).then_some("environment");
        let names = own.map(|parameter| parameter.name).chain(environment);
        (!self.takes_any_query).then(|| names.collect())
    }

    /// It is about the instance, not about one environment.
    pub(crate) fn of_instance(self) -> Self {
        Self { scope: Scope::Instance, ..self }
    }

    pub(crate) fn with(mut self, parameters: &[Parameter]) -> Self {
        self.parameters.extend_from_slice(parameters);
        self
    }

    pub(crate) fn taking(self, body: Content) -> Self {
        Self { body: Some(body), ..self }
    }

    pub(crate) fn taking_up_to(self, body_bytes_max: usize) -> Self {
        Self { body_bytes_max, ..self }
    }

    pub(crate) fn giving(mut self, status: u16, content: Content) -> Self {
        self.answers.push((status, Some(content)));
        self
    }

    /// Its answers have an `ETag`.
    pub(crate) fn tagged(self) -> Self {
        Self { is_tagged: true, ..self }
    }

    /// It answers for moments of the past too, and then says so.
    pub(crate) fn of_any_time(self) -> Self {
        Self { is_of_any_time: true, ..self }
    }

    pub(crate) fn giving_nothing(mut self, status: u16) -> Self {
        self.answers.push((status, None));
        self
    }
}

/// A JSON body of a type.
pub(crate) fn json<T: JsonSchema>() -> Content {
    text(&["application/json"], |generator| generator.subschema_for::<T>())
}

/// A JSON body that is a document.
pub(crate) fn document(kind: DocumentKind, form: Form) -> Content {
    let schema = SchemaOf::Document(kind, form);
    Content { media_types: &["application/json"], schema, required: true }
}

/// A body of some types.
pub(crate) fn text(
    media_types: &'static [&'static str],
    schema: fn(&mut SchemaGenerator) -> Schema,
) -> Content {
    Content { media_types, schema: SchemaOf::Type(schema), required: true }
}

impl Content {
    pub(crate) fn optional(self) -> Self {
        Self { required: false, ..self }
    }

    pub(crate) fn sent_as(self, media_types: &'static [&'static str]) -> Self {
        Self { media_types, ..self }
    }
}

/// The router of some operations, each behind its own authorisation.
pub(crate) fn router(operations: Vec<Operation>) -> Router<App> {
    let add = |router: Router<App>, operation: Operation| {
        let query = operation.query_parameters();
        let Operation { method, path, who, scope, route, body_bytes_max, .. } = operation;
        let Operation { is_for_browsers, takes_tickets, takes_sessions, .. } = operation;
        let Operation { takes_tokens_in_urls, .. } = operation;
        let gate = Gate {
            who,
            scope,
            query,
            body_limit: BodyLimit(body_bytes_max),
            takes_tickets,
            takes_sessions,
            takes_tokens_in_urls,
            is_for_browsers,
        };
        let route = route(gate);
        router.route(&path, if is_for_browsers { cors::open(route, method) } else { route })
    };
    let router = operations.into_iter().fold(Router::new(), add);
    router.method_not_allowed_fallback(other_methods)
}

/// The answer to a method that a path does not know. Some paths are pages of the dashboard too.
pub(crate) async fn other_methods(request: Request) -> Answer {
    if dashboard::is_page(&request) {
        return dashboard::entry();
    }
    let method = request.method();
    let detail =
        format!("This path does not know {method}. `GET /api/openapi.json` says what it does.");
    Err(ApiError::new(Code::MethodNotAllowed, detail))
}
