//! What a plan says, in sentences that the terminal and Markdown share.

use hoist_api::{
    ExactOf, ExactPart, MovedSide, Movement, MovementBasis, Plan, PlannedChange, RankMove, Rule,
};

use crate::differences;
use crate::table::time;

/// How many documents change: `3 documents would change: 1 created, 2 updated.`
pub(super) fn documents(plan: &Plan) -> String {
    let count = |change| plan.documents.iter().filter(|each| each.change == change).count();
    let parts = [
        (count(PlannedChange::Created), "created"),
        (count(PlannedChange::Updated), "updated"),
        (count(PlannedChange::Deleted), "deleted"),
    ];
    let parts = parts.iter().filter(|(count, _)| *count > 0);
    let parts: Vec<_> = parts.map(|(count, what)| format!("{count} {what}")).collect();
    match plan.documents.len() {
        0 => "Nothing would change.".to_owned(),
        1 => format!("1 document would change: {}.", parts.join(", ")),
        count => format!("{count} documents would change: {}.", parts.join(", ")),
    }
}

/// The line for all documents that stay what they are.
pub(super) fn unchanged(plan: &Plan) -> String {
    let place = plan.seq.map_or_else(|| "files".to_owned(), |seq| format!("seq {seq}"));
    differences::unchanged(plan.unchanged, &place)
}

/// What was planned against.
pub(super) fn basis(plan: &Plan) -> String {
    let at = time(plan.at);
    match (&plan.environment, plan.seq) {
        (Some(environment), Some(seq)) => {
            format!("Planned for the environment {environment} at seq {seq}, evaluated at {at}.")
        }
        _ => format!("Planned against files, evaluated at {at}."),
    }
}

/// What the figures are made of; none where there are no figures.
pub(super) fn recorded(plan: &Plan) -> Option<String> {
    let recorded = &plan.recorded;
    let is_told = recorded.is_enough && (plan.unmoved > 0 || !plan.movements.is_empty());
    let since = recorded.since.map(|since| format!(", recorded since {}", time(since)));
    is_told.then(|| {
        let (users, contexts) = (recorded.users, recorded.contexts);
        let since = since.unwrap_or_default();
        format!("{users} users in {contexts} contexts were evaluated{since}.")
    })
}

/// Why it is told, where its own definition stays what it is.
pub(super) fn by_what(movement: &Movement) -> &'static str {
    if movement.change.is_none() { " (by what it depends on)" } else { "" }
}

/// How many users move. Where nobody was recorded a note says so of all of them.
pub(super) fn moved(movement: &Movement, plan: &Plan) -> Option<String> {
    let (moved, users) = (movement.moved.users, plan.recorded.users);
    if users == 0 {
        return None;
    }
    let move_ = if moved == 1 { "moves" } else { "move" };
    Some(match (movement.basis, movement.estimate) {
        // Whoever gets something where there was nothing has not moved from anything.
        (MovementBasis::Estimate, _) if movement.change == Some(PlannedChange::Created) => {
            format!("new; what {users} recorded users would get")
        }
        (MovementBasis::TooFew, _) => {
            "not known how many users move: too few were recorded".to_owned()
        }
        (MovementBasis::Estimate, Some(estimate)) if moved == 0 => {
            format!("none of {users} recorded users moves (at most {})", about(estimate.high))
        }
        (MovementBasis::Estimate, Some(estimate)) => format!(
            "{moved} of {users} recorded users {move_}: {} (95 % interval {} to {})",
            about(estimate.part),
            about(estimate.low),
            about(estimate.high),
        ),
        _ => format!(
            "not known how many users move; as far as was recorded, {moved} of {users} {move_}"
        ),
    })
}

/// How many move of those for whom it was evaluated when they were recorded.
pub(super) fn asked(movement: &Movement, plan: &Plan) -> Option<String> {
    let (moved, asked) = (movement.asked_moved.users, movement.asked.users);
    let is_told = movement.basis != MovementBasis::TooFew && asked < plan.recorded.users;
    // What is new has never been evaluated, and a file does not tell what contexts were asked for.
    let can_be_none = movement.change != Some(PlannedChange::Created) && plan.environment.is_some();
    match asked {
        0 => (is_told && can_be_none).then(|| "none of them was recorded with it".to_owned()),
        _ => is_told
            .then(|| format!("of the {asked} users for whom it was evaluated, {moved} would move")),
    }
}

/// What changed shares and splits do to everybody.
pub(super) fn exact(part: &ExactPart, is_experiment: bool) -> String {
    let who = match (part.of, &part.rule) {
        (ExactOf::Everybody, _) => "all users".to_owned(),
        (ExactOf::Others, _) if is_experiment => "those who take part".to_owned(),
        (of, rule) => {
            let met = if part.has_prerequisites { "whose prerequisites are met and " } else { "" };
            let rule = match (of, rule) {
                (ExactOf::Rule, Some(rule)) => rule_name(rule),
                (ExactOf::Rule, None) => "a rule".to_owned(),
                _ => "no rule".to_owned(),
            };
            format!("those {met}whom {rule} matches")
        }
    };
    let one = |RankMove { from, to, ranks }: &RankMove| {
        format!("{} go from {from} to {to}", percent(f64::from(*ranks) / 10_000.0))
    };
    let moves: Vec<_> = part.moves.iter().map(one).collect();
    format!("of {who}, exactly {}", moves.join(" and "))
}

/// What users get, and by what: `on by rules[1] (beta)`.
pub(super) fn side(side: &MovedSide, is_value_told: bool) -> String {
    let MovedSide { variant, value, rule, prerequisite, killed, error_code, .. } = side;
    let Some(variant) = variant else {
        let error = error_code.as_deref().unwrap_or("no value");
        return format!("the caller's default ({error})");
    };
    let value = match is_value_told {
        true if value.is_null() => " with a long value".to_owned(),
        true => format!(" with {value}"),
        false => String::new(),
    };
    let by = match (rule, prerequisite, killed) {
        (Some(rule), ..) => format!(" by {}", rule_name(rule)),
        (None, Some(key), _) => format!(" for want of {key}"),
        (None, None, true) => " by a kill".to_owned(),
        (None, None, false) => String::new(),
    };
    format!("{variant}{value}{by}")
}

/// The attributes that are read and not carried by all.
pub(super) fn reads(movement: &Movement, plan: &Plan) -> Option<String> {
    let all = plan.recorded.contexts;
    let some = movement.reads.iter().filter(|read| (1..all).contains(&read.carried.contexts));
    let some: Vec<String> = some
        .map(|read| format!("{} ({} of {all} contexts)", read.attribute, read.carried.contexts))
        .collect();
    (!some.is_empty()).then(|| format!("read where it is there: {}", some.join(", ")))
}

/// What is not told.
pub(super) fn omitted(plan: &Plan) -> Vec<String> {
    let mut omitted = Vec::new();
    if plan.unmoved > 0 {
        let depend = if plan.unmoved == 1 { "one depends" } else { "ones depend" };
        let who = match plan.recorded.contexts {
            0 => "who moves there is not known",
            _ => "nobody who was recorded moves there",
        };
        omitted.push(format!("{} other {depend} on what changes; {who}.", plan.unmoved));
    }
    if plan.movements_omitted > 0 {
        omitted.push(format!("{} more are not told.", plan.movements_omitted));
    }
    omitted
}

pub(super) fn verb(change: PlannedChange) -> &'static str {
    let [created, updated, deleted] = differences::verbs(false);
    match change {
        PlannedChange::Created => created,
        PlannedChange::Updated => updated,
        PlannedChange::Deleted => deleted,
    }
}

fn rule_name(Rule { index, name }: &Rule) -> String {
    match name {
        Some(name) => format!("rules[{index}] ({name})"),
        None => format!("rules[{index}]"),
    }
}

/// A part as people read it, to two decimals: `25 %`, `0.07 %`.
fn percent(part: f64) -> String {
    decimals(part, 2)
}

/// A part that is known to about so much: `25 %`, `35.6 %`, `0.07 %`.
fn about(part: f64) -> String {
    decimals(part, if part < 0.1 { 2 } else { 1 })
}

fn decimals(part: f64, places: usize) -> String {
    let text = format!("{:.places$}", part * 100.0);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{text} %")
}
