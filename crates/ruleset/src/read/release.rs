//! Reading releases.

mod check;
mod query;

use super::cursor::{Cursor, Fields, describe};
use super::flag::{READ_ONLY, about, name, own_key};
use super::scalar::shown;
use crate::diagnostic::Problem;
use crate::document::{
    Gate, OnFailure, Release, ReleaseCheck, ReleaseStep, ReleaseStrategy, ReleaseTarget, Router,
    SmokeTest, Span,
};
use crate::key::FlagKey;
use crate::limits;
use crate::number::Percentage;
use crate::source::Value;

const STRATEGIES: [(&str, ReleaseStrategy); 3] = [
    ("flag", ReleaseStrategy::Flag),
    ("canary", ReleaseStrategy::Canary),
    ("blue_green", ReleaseStrategy::BlueGreen),
];

const ON_FAILURE: [(&str, OnFailure); 3] =
    [("rollback", OnFailure::Rollback), ("pause", OnFailure::Pause), ("ignore", OnFailure::Ignore)];

/// Reads a release; its problems go to the cursor's sink.
pub(super) fn read(cursor: &Cursor<'_>, key: &str) -> Option<Release> {
    let before = cursor.problems();
    let mut fields = cursor.map()?;
    own_key(&mut fields, "key", key);
    let strategy = fields.get("strategy").and_then(|field| field.one_of(&STRATEGIES));
    let strategy = strategy.unwrap_or_default();
    let target = target(&mut fields, strategy);
    let steps = fields.get("steps").map_or_else(|| Some(ReleaseStep::defaults()), |at| steps(&at));
    let steps = steps.unwrap_or_default();
    let checks = fields.get("checks").map_or_else(
        || Some(ReleaseCheck::defaults()),
        |field| check::checks(&field, target.is_some()),
    );
    if let Some(field) = fields.peek("steps")
        && let ([only], Some(checks)) = (&*steps, &checks)
        && only.percentage == Percentage::FULL
        && let Some(check) = checks.iter().find(|check| check.is_relative())
    {
        let own = match fields.peek("checks") {
            Some(_) => "",
            None => ", which a release without `checks` has,",
        };
        let check = format!("`{}`{own}", shown(&check.name));
        field.report(Problem::NoBaseline { check });
    }
    let release = Release {
        name: name(&mut fields, "name"),
        // What stands in for a flag that could not be read, in a release that is refused.
        flag: flag(&mut fields, target.as_ref()).or_else(|| FlagKey::parse("refused"))?,
        strategy,
        router: router(&mut fields, strategy, target.is_some()),
        checks: checks.unwrap_or_default(),
        smoke_tests: list(&mut fields, "smoke_tests", limits::SMOKE_TESTS_MAX, smoke_test),
        on_failure: fields
            .get("on_failure")
            .and_then(|field| field.one_of(&ON_FAILURE))
            .unwrap_or_default(),
        gates: gates(&mut fields, &steps),
        deadline: fields.get("deadline").and_then(|field| deadline(&field, &steps)),
        steps,
        target,
        about: about(&mut fields),
    };
    fields.ignore(&READ_ONLY);
    fields.finish();
    (cursor.problems() == before).then_some(release)
}

/// The flag that is named, or `deployment_` and the version of the image.
fn flag(fields: &mut Fields<'_>, target: Option<&ReleaseTarget>) -> Option<FlagKey> {
    let Some(field) = fields.get("flag") else {
        let version = target.and_then(ReleaseTarget::version);
        let own = version.and_then(|version| FlagKey::parse(&format!("deployment_{version}")));
        if own.is_none() {
            fields.at().report(Problem::Missing { field: "flag", example: "flag: deployment_v2" });
        }
        return own;
    };
    let text = field.string()?;
    let key = FlagKey::parse(text);
    if key.is_none() {
        field.report(Problem::BadKey { key: shown(text) });
    }
    key
}

/// The items of a list that could be read.
fn list<'n, T>(
    fields: &mut Fields<'n>,
    field: &'static str,
    max: usize,
    read: impl Fn(&Cursor<'n>) -> Option<T>,
) -> Vec<T> {
    let items = fields.get_or_null(field).and_then(|found| found.list_of(field, max));
    items.unwrap_or_default().iter().filter_map(read).collect()
}

/// Steps rise, and the last one is for everybody: a release that stopped half way would never end.
fn steps(cursor: &Cursor<'_>) -> Option<Vec<ReleaseStep>> {
    let items = cursor.list_of("steps", limits::STEPS_MAX)?;
    let mut steps: Vec<ReleaseStep> = Vec::with_capacity(items.len());
    for item in &items {
        let Some(step) = step(item) else {
            continue;
        };
        if steps.iter().any(|other| other.name == step.name) {
            item.report(Problem::Repeated { name: shown(&step.name) });
        }
        let before = steps.last().map_or(Percentage::ZERO, |last| last.percentage);
        if step.percentage <= before {
            let (before, after) = (before.to_string(), step.percentage.to_string());
            item.report(Problem::StepsRise { before, after });
        }
        steps.push(step);
    }
    let last = steps.last().map(|step| step.percentage);
    if steps.len() == items.len() && last != Some(Percentage::FULL) {
        let last = last.map_or_else(|| "missing".to_owned(), |last| last.to_string());
        cursor.report(Problem::StepsEnd { last });
    }
    Some(steps)
}

fn step(cursor: &Cursor<'_>) -> Option<ReleaseStep> {
    let mut fields = cursor.map()?;
    let percentage =
        fields.require("percentage", "percentage: 5").and_then(|field| field.percentage());
    let duration = fields.require("duration", "duration: 5m").and_then(|field| field.span());
    let name = fields.get("name").map(|field| field.name().map(str::to_owned));
    fields.finish();
    let (percentage, duration) = (percentage?, duration?);
    // A step without a name is called by its share.
    let name = name.unwrap_or_else(|| Some(percentage.to_string()))?;
    Some(ReleaseStep { name, percentage, duration })
}

fn target(fields: &mut Fields<'_>, strategy: ReleaseStrategy) -> Option<ReleaseTarget> {
    const EXAMPLE: &str = "target: {namespace: production, deployment: shop, image: 'shop:2'}";
    let moves_deployment = strategy != ReleaseStrategy::Flag;
    let Some(field) = fields.get("target") else {
        if moves_deployment {
            fields.at().report(Problem::Missing { field: "target", example: EXAMPLE });
        }
        return None;
    };
    let mut fields = field.map()?;
    let deployment = fields.require("deployment", "deployment: shop");
    let deployment = deployment.and_then(|field| field.name().map(str::to_owned));
    let target = ReleaseTarget {
        namespace: name(&mut fields, "namespace").unwrap_or_else(|| "default".to_owned()),
        deployment: deployment.unwrap_or_default(),
        service: name(&mut fields, "service"),
        image: name(&mut fields, "image"),
    };
    if moves_deployment && fields.peek("image").is_none() {
        field.report(Problem::Missing { field: "image", example: "image: 'shop:2'" });
    }
    fields.finish();
    Some(target)
}

fn router(fields: &mut Fields<'_>, strategy: ReleaseStrategy, has_target: bool) -> Router {
    let found = fields.get("router");
    let own = match strategy {
        ReleaseStrategy::Flag => Router::None,
        ReleaseStrategy::Canary | ReleaseStrategy::BlueGreen => Router::GatewayApi,
    };
    let router = found.as_ref().and_then(named_router).unwrap_or(own);
    if let (Router::GatewayApi, Some(found), false) = (&router, found, has_target) {
        let example = "target: {namespace: production, deployment: shop}";
        found.report(Problem::Missing { field: "target", example });
    }
    router
}

fn named_router(cursor: &Cursor<'_>) -> Option<Router> {
    match cursor.value() {
        Value::String(_) => {
            cursor.one_of(&[("gateway_api", false), ("none", true)]).map(|is_none| match is_none {
                true => Router::None,
                false => Router::GatewayApi,
            })
        }
        Value::Map(_) => {
            let mut fields = cursor.map()?;
            let own = fields.require("haproxy", "router: {haproxy: {socket: …}}");
            let router = own.and_then(|field| haproxy(&field));
            fields.finish();
            router
        }
        value => {
            let (expected, found) = ("gateway_api, none or {haproxy: {…}}", describe(value));
            cursor.report(Problem::WrongType { expected, found });
            None
        }
    }
}

fn haproxy(cursor: &Cursor<'_>) -> Option<Router> {
    let mut fields = cursor.map()?;
    let mut text = |field, example| {
        let found = fields.require(field, example);
        found.and_then(|found| found.name().map(str::to_owned))
    };
    let socket = text("socket", "socket: /run/haproxy/admin.sock");
    let backend = text("backend", "backend: shop");
    let candidate = text("candidate", "candidate: green");
    let stable = text("stable", "stable: blue");
    if candidate.is_some() && candidate == stable {
        fields.at().report(Problem::Repeated { name: shown(&candidate.clone()?) });
    }
    fields.finish();
    Some(Router::Haproxy {
        socket: socket?,
        backend: backend?,
        candidate: candidate?,
        stable: stable?,
    })
}

fn smoke_test(cursor: &Cursor<'_>) -> Option<SmokeTest> {
    let mut fields = cursor.map()?;
    let url = fields.require("url", "url: 'http://shop-green/health'").and_then(|field| {
        let text = field.within(field.string()?, limits::ENTRY_BYTES_MAX)?;
        let rest = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"));
        let is_url = rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
            && text.bytes().all(|byte| byte.is_ascii_graphic());
        if !is_url {
            field.report(Problem::Url { found: shown(text) });
        }
        is_url.then(|| text.to_owned())
    });
    let status = fields.get("expect_status").map_or(Some(200), |field| {
        let range = "a status from 100 to 599, such as 200";
        let number = field.number()?;
        let status = number.as_u64().and_then(|status| u16::try_from(status).ok());
        let status = status.filter(|status| (100..600).contains(status));
        if status.is_none() {
            field.report(Problem::NumberRange { found: number.to_string(), range });
        }
        status
    });
    let timeout = fields.get("timeout").map_or(Some(Span::of_seconds(10)), |field| field.span());
    fields.finish();
    Some(SmokeTest { url: url?, expect_status: status?, timeout: timeout? })
}

/// A gate that is before no step would never be asked for.
fn gates(fields: &mut Fields<'_>, steps: &[ReleaseStep]) -> Vec<Gate> {
    let known: Vec<String> = steps.iter().map(|step| shown(&step.name)).collect();
    let mut seen: Vec<String> = Vec::new();
    let gates = list(fields, "gates", limits::STEPS_MAX, |item| {
        let mut fields = item.map()?;
        let field = fields.require("before", "before: full");
        let before = field.as_ref().and_then(Cursor::name).map(str::to_owned);
        fields.finish();
        let (field, before) = field.zip(before)?;
        if !known.is_empty() && steps.iter().all(|step| step.name != before) {
            let name = shown(&before);
            field.report(Problem::UnknownStep { name, known: known.clone() });
        }
        Some((Gate { before }, field))
    });
    for (gate, field) in &gates {
        if seen.contains(&gate.before) {
            field.report(Problem::Repeated { name: shown(&gate.before) });
        }
        seen.push(gate.before.clone());
    }
    gates.into_iter().map(|(gate, _)| gate).collect()
}

fn deadline(cursor: &Cursor<'_>, steps: &[ReleaseStep]) -> Option<Span> {
    let deadline = cursor.span()?;
    let all: u64 = steps.iter().map(|step| u64::from(step.duration.seconds())).sum();
    if u64::from(deadline.seconds()) <= all {
        let seconds = format!("{all}s");
        let steps = Span::parse(&seconds).map_or(seconds, |span| span.to_string());
        cursor.report(Problem::DeadlineShort { deadline: deadline.to_string(), steps });
        return None;
    }
    Some(deadline)
}
