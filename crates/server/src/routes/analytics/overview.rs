//! How often everything of an environment is evaluated.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use hoist_api::AnalyticsOverview;

use super::{PARAMETERS, Window, bounds, step_of};
use crate::answer::{Answer, json as answer};
use crate::app::App;
use crate::caller::Caller;
use crate::intake::unavailable;
use crate::operation::{Method, Operation, json as content};
use crate::plan::refusal;
use crate::request::Parameters;
use crate::routes::READERS;

/// Parts that one answer covers: a week of hours. There may be 10,000 flags in each.
const PARTS_MAX: i64 = 168;

pub(super) fn operation() -> Operation {
    let about = "How often everything was evaluated";
    Operation::new(Method::Get, "/api/analytics", "getAnalytics", about, overview)
        .open_to(READERS)
        .with(PARAMETERS)
        .giving(200, content::<AnalyticsOverview>())
}

async fn overview(
    State(app): State<App>,
    caller: Caller,
    Parameters(window): Parameters<Window>,
) -> Answer {
    let moment = caller.environment()?.moment();
    let (from, to) = bounds(&window, app.now())?;
    let step = step_of(window.step);
    let parts = (to.as_second() - from.as_second()) / step.seconds();
    if parts > PARTS_MAX {
        let detail =
            format!("This answer covers at most {PARTS_MAX} parts, this would be {parts}.");
        return Err(refusal(hoist_api::Code::Invalid, detail).into());
    }
    let parts = usize::try_from(parts).unwrap_or_default();
    let overview = app.in_turn(&app.analytics, move |app| {
        let found = app.events.usage_by_part(&moment.head.log, from, to, step);
        let found = found.map_err(|error| unavailable(&error))?;
        let (mut items, mut totals) = (BTreeMap::new(), vec![0; parts]);
        let (mut total, mut failed) = (0, 0);
        for (key, part, n, errors) in found {
            items.entry(key).or_insert_with(|| vec![0; parts])[part] += n;
            totals[part] += n;
            total += n;
            failed += errors;
        }
        let step = window.step;
        Ok(AnalyticsOverview { from, to, step, total, errors: failed, parts: totals, items })
    });
    answer(StatusCode::OK, &overview.await?)
}
