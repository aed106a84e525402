//! What Flagger calls, and what people say to it.

mod rollout;

use axum::extract::State;
use axum::http::StatusCode;
use hoist_api::{
    Code, FlaggerAnswer, FlaggerCall, GateAnswer, ReasonRequest, Rollout, RolloutGate,
    RolloutState, TokenKind,
};
use hoist_ruleset::FlagKey;
use serde::Deserialize;
use serde_json::json as schema;

use super::WRITERS;
use crate::answer::{Answer, ApiError, json};
use crate::app::App;
use crate::author::Author;
use crate::caller::Caller;
use crate::flagger::call::Call;
use crate::flagger::follow;
use crate::operation::Method::Post;
use crate::operation::{Operation, Parameter, json as content};
use crate::plan::{Refusal, refusal};
use crate::request::{Parameters, Urgent};

/// Who calls about rollouts.
const CALLERS: &[TokenKind] = &[TokenKind::Admin, TokenKind::Webhook];
/// The gates of a flag, of which the first is meant where none is named: one for each hook of
/// Flagger's that waits for a yes.
const GATES: [&str; 3] = ["rollout", "traffic", "promotion"];
/// The wish that a run is taken back, which is asked for like a gate.
const ROLLBACK: &str = "rollback";

pub(super) fn operations() -> Vec<Operation> {
    let called = |path, id, about| Operation::new(Post, path, id, about, call_gate);
    let asked = |operation: Operation| {
        operation
            .open_to(CALLERS)
            .for_programs_with_urls()
            .with(&[FLAG, TOKEN])
            .taking(content::<FlaggerCall>().optional())
    };
    let mut operations = vec![
        asked(Operation::new(
            Post,
            "/webhook",
            "takeFlaggerCall",
            "What a rollout of Flagger has come to: the share of the flag follows",
            webhook,
        ))
        .giving(200, content::<FlaggerAnswer>()),
        asked(called("/gate/check", "checkGate", "Whether a rollout may go on: 200, or 403"))
            .with(&[NAMED])
            .giving(200, content::<GateAnswer>()),
        asked(Operation::new(
            Post,
            "/rollback/check",
            "checkRollback",
            "Whether a rollout is to be taken back: 200, or 403",
            check_rollback,
        ))
        .giving(200, content::<GateAnswer>()),
    ];
    operations.extend(rollout::operations());
    for (path, id, about, open) in [
        ("/gate/approve", "approveGate", "Let rollouts pass a gate", true),
        ("/gate/halt", "haltGate", "Let no rollout pass a gate", false),
        ("/gate/open", "openGate", "The same as approve, as Flagger's own tester calls it", true),
        ("/gate/close", "closeGate", "The same as halt", false),
    ] {
        let set =
            move |state, caller, parameters, body| set_gate(state, caller, parameters, body, open);
        operations.push(ordered(Operation::new(Post, path, id, about, set)).with(&[NAMED]));
    }
    for (path, id, about, open) in [
        ("/rollback/open", "askForRollback", "Have Flagger take the present run back", true),
        ("/rollback/close", "dropRollback", "Let Flagger go on after all", false),
    ] {
        let set = move |state, caller, parameters, body| {
            set_rollback(state, caller, parameters, body, open)
        };
        operations.push(ordered(Operation::new(Post, path, id, about, set)));
    }
    operations
}

/// What a person orders.
fn ordered(operation: Operation) -> Operation {
    operation
        .open_to(WRITERS)
        .with(&[FLAG])
        .taking(content::<ReasonRequest>().optional())
        .giving(200, content::<GateAnswer>())
}

const FLAG: Parameter = Parameter {
    name: "flag",
    place: "query",
    about: "The flag. Absent, `flag` in the call's metadata, else the only one of a webhook token.",
    schema: || schema!({"type": "string"}),
};
const NAMED: Parameter = Parameter {
    name: "gate",
    place: "query",
    about: "Which gate of the flag; `rollout` where it is absent.",
    schema: || schema!({"type": "string", "default": GATES[0], "enum": GATES}),
};
pub(super) const TOKEN: Parameter = Parameter {
    name: "token",
    place: "query",
    about: "The token, where no header can be sent. It may also be the password in the URL.",
    schema: || schema!({"type": "string", "format": "password"}),
};

/// The query string of these operations.
#[derive(Debug, Deserialize)]
struct Asked {
    flag: Option<String>,
    gate: Option<String>,
}

impl Asked {
    /// The flag that is meant, if the caller may ask about it.
    fn flag(&self, caller: &Caller, call: &FlaggerCall) -> Result<String, ApiError> {
        let told = call.metadata.get("flag");
        let only = match caller.identity.flags() {
            Some([only]) => Some(only),
            _ => None,
        };
        let named = self.flag.as_ref();
        if let (Some(named), Some(told)) = (named, told)
            && named != told
        {
            let detail = "The URL and the metadata of the call name different flags.";
            return Err(ApiError::new(Code::Invalid, detail));
        }
        let flag = named.or(told).or(only).filter(|flag| FlagKey::parse(flag).is_some());
        let Some(flag) = flag else {
            let detail = "Name the flag: `?flag=KEY` in the URL, or `flag` in the metadata of the \
                          webhook.";
            return Err(ApiError::new(Code::BadRequest, detail));
        };
        caller.check_flag(flag)?;
        Ok(flag.clone())
    }

    fn gate(&self) -> Result<String, ApiError> {
        let gate = self.gate.as_deref().unwrap_or(GATES[0]);
        if !GATES.contains(&gate) {
            let shown: String = gate.chars().take(64).collect();
            let detail = format!("There is no gate {shown:?}: `gate` is {}.", GATES.join(", "));
            return Err(ApiError::new(Code::Invalid, detail));
        }
        Ok(gate.to_owned())
    }
}

async fn webhook(
    State(app): State<App>,
    caller: Caller,
    Parameters(asked): Parameters<Asked>,
    Urgent(call): Urgent<FlaggerCall>,
) -> Answer {
    let (environment, author) = (caller.environment()?, caller.author(None)?);
    let flag = asked.flag(&caller, &call)?;
    let answer = app.blocking(move |app| {
        let moment = environment.moment();
        follow::standing(&moment, &flag, app.now())?;
        let call = Call::read(&call)?;
        let followed = follow::follow(app, &environment, &flag, Some(&call), &author)?;
        let standing = follow::standing(&environment.moment(), &flag, app.now())?;
        let percentage = f64::from(standing.share) / 100.0;
        let heard = followed.heard.to_owned();
        Ok(FlaggerAnswer { flag, percentage, heard, held: followed.held })
    });
    json(StatusCode::OK, &answer.await?)
}

async fn call_gate(
    State(app): State<App>,
    caller: Caller,
    Parameters(asked): Parameters<Asked>,
    Urgent(call): Urgent<FlaggerCall>,
) -> Answer {
    let (environment, gate) = (caller.environment()?, asked.gate()?);
    let flag = asked.flag(&caller, &call)?;
    let answer = app.blocking(move |app| {
        let standing = follow::standing(&environment.moment(), &flag, app.now())?;
        let rollout = follow::known(&environment, &flag)?;
        if let Some(held) = standing.held {
            return Err(refusal(Code::GateClosed, format!("Forbidden: {held}")));
        }
        let said = rollout.gates.get(&gate);
        if !said.is_some_and(|said| said.open) {
            let who = said.map_or_else(
                || "nobody has opened it".to_owned(),
                |said| format!("{} has closed it", said.by),
            );
            let detail = format!(
                "Forbidden: the gate {gate} of {flag} is closed, {who}. `POST \
                 /gate/approve?flag={flag}&gate={gate}` with an editor token opens it."
            );
            return Err(refusal(Code::GateClosed, detail));
        }
        Ok(GateAnswer { flag, gate, open: true })
    });
    json(StatusCode::OK, &answer.await?)
}

async fn check_rollback(
    State(app): State<App>,
    caller: Caller,
    Parameters(asked): Parameters<Asked>,
    Urgent(call): Urgent<FlaggerCall>,
) -> Answer {
    let environment = caller.environment()?;
    let flag = asked.flag(&caller, &call)?;
    let answer = app.blocking(move |app| {
        follow::standing(&environment.moment(), &flag, app.now())?;
        let wish = follow::known(&environment, &flag)?.rollback;
        if !wish.is_some_and(|wish| wish.open) {
            let detail = format!(
                "Nobody has asked for {flag} to be taken back. `POST /rollback/open?flag={flag}` \
                 with an editor token asks for it."
            );
            return Err(refusal(Code::GateClosed, detail));
        }
        Ok(GateAnswer { flag, gate: ROLLBACK.to_owned(), open: true })
    });
    json(StatusCode::OK, &answer.await?)
}

/// Says of a gate that it is open or closed, until somebody says otherwise.
async fn set_gate(
    State(app): State<App>,
    caller: Caller,
    Parameters(asked): Parameters<Asked>,
    Urgent(request): Urgent<ReasonRequest>,
    open: bool,
) -> Answer {
    let gate = asked.gate()?;
    let name = gate.clone();
    order(&app, &caller, &asked, request, gate, open, move |rollout, said| {
        rollout.gates.insert(name, said);
        Ok(())
    })
    .await
}

/// Says that the present run is to be taken back, or not after all.
async fn set_rollback(
    State(app): State<App>,
    caller: Caller,
    Parameters(asked): Parameters<Asked>,
    Urgent(request): Urgent<ReasonRequest>,
    open: bool,
) -> Answer {
    let gate = ROLLBACK.to_owned();
    order(&app, &caller, &asked, request, gate, open, move |rollout, said| {
        let is_running = rollout.run.as_ref().is_some_and(|run| run.state == RolloutState::Running);
        if open && !is_running {
            let detail = "No run of Flagger is on its way, so there is nothing to take back.";
            return Err(refusal(Code::NotNow, detail));
        }
        rollout.rollback = open.then_some(said);
        Ok(())
    })
    .await
}

async fn order(
    app: &App,
    caller: &Caller,
    asked: &Asked,
    request: ReasonRequest,
    gate: String,
    open: bool,
    set: impl FnOnce(&mut Rollout, RolloutGate) -> Result<(), Refusal> + Send + 'static,
) -> Answer {
    let (environment, author) = (caller.environment()?, caller.author(request.reason)?);
    environment.check_reason(&author)?;
    let flag = asked.flag(caller, &FlaggerCall::default())?;
    let answer = app.blocking(move |app| {
        let Author { actor, reason, .. } = author;
        let said = RolloutGate { open, by: actor, at: app.now(), reason };
        follow::order(app, &environment, &flag, |rollout| set(rollout, said))??;
        Ok(GateAnswer { flag, gate, open })
    });
    json(StatusCode::OK, &answer.await?)
}
