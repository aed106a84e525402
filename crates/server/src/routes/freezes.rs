//! Freezes as a list: those that hold and those that are planned.

use axum::extract::State;
use axum::http::StatusCode;
use hoist_api::{FreezeWindow, FreezeWindows};
use jiff::Timestamp;

use super::{FREEZERS, WATCHERS};
use crate::answer::{Answer, json, nothing};
use crate::app::App;
use crate::caller::Caller;
use crate::moment::Moment;
use crate::operation::Method::{Delete, Get};
use crate::operation::{Operation, json as content};
use crate::plan;
use crate::request::Path;

pub(super) fn operations() -> Vec<Operation> {
    let about = "List the freezes that hold and those that are planned";
    let list = Operation::new(Get, "/api/freezes", "listFreezes", about, list);
    let about = "Lift a freeze that holds, or cancel one that is planned";
    let cancel = Operation::new(Delete, "/api/freezes/{id}", "cancelFreeze", about, cancel);
    vec![
        list.open_to(WATCHERS).giving(200, content::<FreezeWindows>()),
        cancel.open_to(FREEZERS).giving_nothing(204),
    ]
}

async fn list(State(app): State<App>, caller: Caller) -> Answer {
    let moment = caller.environment()?.moment();
    json(StatusCode::OK, &FreezeWindows { items: windows(&moment, app.now()) })
}

async fn cancel(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Answer {
    let cancel =
        move |moment: &Moment, author: &_, now| plan::cancel_freeze(moment, &id, author, now);
    app.change(&caller, None, cancel).await?;
    nothing()
}

/// All freezes that hold or are planned, by their beginning.
pub(super) fn windows(moment: &Moment, now: Timestamp) -> Vec<FreezeWindow> {
    moment.freezes.open(now).into_iter().map(|freeze| freeze.shown(now)).collect()
}
