//! Tokens: make, list, revoke.

use axum::extract::State;
use axum::http::StatusCode;
use hoist_api::{Code, IssuedToken, NewToken, Page, Token, TokenKind};
use hoist_ruleset::FlagKey;

use super::ADMINS;
use crate::answer::{Answer, json, nothing};
use crate::app::App;
use crate::caller::{Caller, Identity};
use crate::operation::Method::{Delete, Get, Post};
use crate::operation::{Operation, json as content};
use crate::plan::{Refusal, refusal};
use crate::request::{Json, Parameters, Path};
use crate::routes::page::{PAGE, PageQuery};
use crate::secret;

pub(super) fn operations() -> Vec<Operation> {
    let (all, one) = ("/api/tokens", "/api/tokens/{id}");
    vec![
        Operation::new(Get, all, "listTokens", "List tokens, without their secrets", list)
            .of_instance()
            .open_to(ADMINS)
            .with(PAGE)
            .giving(200, content::<Page<Token>>()),
        Operation::new(Post, all, "createToken", "Make a token; its secret is shown once", create)
            .of_instance()
            .open_to(ADMINS)
            .taking(content::<NewToken>())
            .giving(201, content::<IssuedToken>()),
        Operation::new(Get, one, "getToken", "Read a token, without its secret", get)
            .of_instance()
            .open_to(ADMINS)
            .giving(200, content::<Token>()),
        Operation::new(Delete, one, "revokeToken", "Revoke a token, at once", revoke)
            .of_instance()
            .open_to(ADMINS)
            .giving_nothing(204),
    ]
}

/// Whether a caller may see or touch a token: it holds nowhere where the caller's does not.
fn may_touch(caller: &Caller, token: &Token) -> bool {
    token.environments.iter().all(|name| caller.identity.holds_for(name))
}

async fn list(
    State(app): State<App>,
    caller: Caller,
    Parameters(page): Parameters<PageQuery>,
) -> Answer {
    let limit = page.limit()?;
    let mut tokens = app.tokens.list();
    tokens.retain(|token| may_touch(&caller, token));
    let mut items = match &page.cursor {
        None => tokens,
        Some(cursor) => {
            let last = tokens.iter().position(|token| token.id == *cursor).ok_or_else(|| {
                let detail = "`cursor` is no token that is there any more: start again.";
                refusal(Code::BadRequest, detail)
            })?;
            tokens.split_off(last + 1)
        }
    };
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(|last| last.id.clone());
    json(StatusCode::OK, &Page::new(items, next))
}

async fn get(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Answer {
    json(StatusCode::OK, &find(&app, &caller, &id)?)
}

fn find(app: &App, caller: &Caller, id: &str) -> Result<Token, Refusal> {
    if secret::is_token(id) {
        // It is not repeated: answers end up in logs.
        let detail = "This is a token's secret. A token goes by its `id`, which the list has.";
        return Err(refusal(Code::NotFound, detail));
    }
    let token = app.tokens.get(id).filter(|token| may_touch(caller, token));
    let shown: String = id.chars().take(64).collect();
    token.ok_or_else(|| refusal(Code::NotFound, format!("There is no token {shown}.")))
}

async fn create(State(app): State<App>, caller: Caller, Json(wanted): Json<NewToken>) -> Answer {
    check(&app, &caller.identity, &wanted)?;
    let author = caller.author(None)?;
    let issue = move |app: &App| {
        // Asked again while no environment can be archived.
        let check = |wanted: &NewToken| check_environments(app, wanted);
        app.tokens.issue(wanted, &author, app.now(), check)
    };
    let issued = app.blocking(issue).await?;
    json(StatusCode::CREATED, &issued)
}

/// A token never makes one that holds wider or longer than itself.
fn check(app: &App, identity: &Identity, wanted: &NewToken) -> Result<(), Refusal> {
    const NAME_BYTES_MAX: usize = 128;
    const ENVIRONMENTS_MAX: usize = 100;
    let invalid = |detail: String| Err(refusal(Code::Invalid, detail));
    let NewToken { name, kind, environments, expires_at, events, flags } = wanted;
    if name.is_empty() || name.len() > NAME_BYTES_MAX || name.contains(char::is_control) {
        return invalid(format!(
            "`name` has from 1 to {NAME_BYTES_MAX} bytes and no control characters."
        ));
    }
    if environments.is_empty() || environments.len() > ENVIRONMENTS_MAX {
        return invalid(format!(
            "`environments` names from 1 to {ENVIRONMENTS_MAX} environments, or is [\"*\"]."
        ));
    }
    for name in environments {
        if !identity.holds_for(name) {
            let detail = "A token cannot make one for an environment that it does not hold for.";
            return Err(refusal(Code::Forbidden, detail));
        }
    }
    check_environments(app, wanted)?;
    if events.is_some() && *kind != TokenKind::Client {
        return invalid("Only a token of kind client can be made without events.".to_owned());
    }
    check_flags(*kind, flags)?;
    if expires_at.is_some_and(|expires_at| expires_at <= app.now()) {
        return invalid("`expires_at` has passed already.".to_owned());
    }
    let own = identity.expires_at();
    let outlives = own.is_some_and(|own| expires_at.is_none_or(|expires_at| expires_at > own));
    if outlives {
        let detail = "A token cannot make one that holds longer than itself.";
        return Err(refusal(Code::Forbidden, detail));
    }
    Ok(())
}

/// A webhook token stands in URLs, so it is for the flags that it names and for nothing else. They
/// need not be there yet.
fn check_flags(kind: TokenKind, flags: &[String]) -> Result<(), Refusal> {
    const FLAGS_MAX: usize = 100;
    let detail = if kind != TokenKind::Webhook {
        if flags.is_empty() {
            return Ok(());
        }
        "Only a token of kind webhook is for single flags.".to_owned()
    } else if flags.is_empty() || flags.len() > FLAGS_MAX {
        format!("A webhook token is for the flags that it names: `flags` has 1 to {FLAGS_MAX}.")
    } else {
        let wrong = flags.iter().find(|flag| FlagKey::parse(flag).is_none());
        let Some(wrong) = wrong else { return Ok(()) };
        let shown: String = wrong.chars().take(64).collect();
        format!("`flags` has {shown:?}, which can be no key of a flag.")
    };
    Err(refusal(Code::Invalid, detail))
}

/// A token is made for environments that there are.
fn check_environments(app: &App, wanted: &NewToken) -> Result<(), Refusal> {
    for name in wanted.environments.iter().filter(|name| *name != "*") {
        if let Err(missing) = app.environments.find(name) {
            let detail = format!("{}{}", missing.detail, app.environments.known());
            return Err(refusal(Code::Invalid, detail));
        }
    }
    Ok(())
}

async fn revoke(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Answer {
    find(&app, &caller, &id)?;
    let author = caller.author(None)?;
    app.blocking(move |app| app.tokens.revoke(&id, &author, app.now())).await?;
    nothing()
}
