//! `hoist schedule`.

use std::io::Write;

use hoist_api::{Schedule, ScheduleEnd, ScheduleRequest, ScheduleState, ScheduledChange, True};

use crate::arguments::{
    ScheduleCancelArguments, ScheduleCommand, ScheduleDeleteArguments, ScheduleGetArguments,
    ScheduleListArguments, ScheduleSetArguments, Scheduling,
};
use crate::output::{complain, printable, write_json};
use crate::server::Server;
use crate::table::{Table, optional, time};
use crate::{Outcome, patch};

pub(crate) fn run(command: &ScheduleCommand, out: &mut impl Write) -> anyhow::Result<Outcome> {
    match command {
        ScheduleCommand::Set(arguments) => set(arguments, out),
        ScheduleCommand::Delete(arguments) => delete(arguments, out),
        ScheduleCommand::List(arguments) => list(arguments, out),
        ScheduleCommand::Get(arguments) => get(arguments, out),
        ScheduleCommand::Cancel(arguments) => cancel(arguments, out),
    }?;
    Ok(Outcome::Done)
}

fn set(arguments: &ScheduleSetArguments, out: &mut impl Write) -> anyhow::Result<()> {
    let ScheduleSetArguments { key, fields, scheduling } = arguments;
    let fields = fields.iter().map(|(name, value)| (name.as_str(), value.clone()));
    let change = ScheduledChange::Patch(patch::of_changes(fields)?);
    schedule(key, change, None, scheduling, out)
}

fn delete(arguments: &ScheduleDeleteArguments, out: &mut impl Write) -> anyhow::Result<()> {
    let ScheduleDeleteArguments { key, confirm, scheduling } = arguments;
    schedule(key, ScheduledChange::Delete(True), confirm.as_deref(), scheduling, out)
}

fn schedule(
    key: &str,
    change: ScheduledChange,
    confirm: Option<&str>,
    scheduling: &Scheduling,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let Scheduling { at, collection, if_version, changing } = scheduling;
    let request = ScheduleRequest {
        at: at.time,
        collection: (*collection).into(),
        key: key.to_owned(),
        change,
        if_version: *if_version,
        reason: changing.reason.clone(),
    };
    let server = Server::of(&changing.asking.server)?;
    let scheduled = server.ask(server.client.schedule(&request, confirm))?;
    if changing.asking.json {
        return write_json(&scheduled, out);
    }
    let line = format!("scheduled {}: {} at {at}", scheduled.id, what(&scheduled));
    Ok(writeln!(out, "{}", printable(&line))?)
}

fn list(arguments: &ScheduleListArguments, out: &mut impl Write) -> anyhow::Result<()> {
    let ScheduleListArguments { done, limit, asking } = arguments;
    let server = Server::of(&asking.server)?;
    let schedules =
        server.pages(Some(*limit), async |page| server.client.schedules(*done, page).await)?;
    if asking.json {
        return write_json(&schedules, out);
    }
    if schedules.items.is_empty() {
        let none = if *done { "no scheduled change is over" } else { "nothing is scheduled" };
        writeln!(out, "{none}")?;
    } else if *done {
        write!(out, "{}", ended(&schedules.items))?;
    } else {
        write!(out, "{}", table(&schedules.items))?;
    }
    out.flush()?;
    if schedules.next.is_some() {
        complain(format_args!("hint: there are more; --limit says how many are shown"));
    }
    Ok(())
}

fn table(schedules: &[Schedule]) -> Table<6> {
    let mut table = Table::new(["ID", "AT", "STATE", "CHANGE", "BY", "REASON"]);
    for schedule in schedules {
        table.push([
            schedule.id.clone(),
            time(schedule.at),
            state(schedule.state).to_owned(),
            what(schedule),
            schedule.by.clone(),
            optional(schedule.reason.as_ref()),
        ]);
    }
    table
}

/// Those that are over: when each ended, and below it why, which may be long.
fn ended(schedules: &[Schedule]) -> String {
    let mut table = Table::new(["ID", "AT", "STATE", "ENDED", "CHANGE", "BY", "REASON"]);
    for schedule in schedules {
        table.push([
            schedule.id.clone(),
            time(schedule.at),
            state(schedule.state).to_owned(),
            optional(schedule.ended.as_ref().map(|ended| time(ended.at))),
            what(schedule),
            schedule.by.clone(),
            optional(schedule.reason.as_ref()),
        ]);
    }
    let table = table.to_string();
    let (heading, rows) = table.split_once('\n').unwrap_or_default();
    let mut text = format!("{heading}\n");
    for (row, schedule) in rows.lines().zip(schedules) {
        text += &format!("{row}\n");
        let why = schedule.ended.as_ref().and_then(|ended| ended.reason.as_ref());
        text.extend(why.map(|why| format!("     {}\n", printable(why))));
    }
    text
}

fn state(state: ScheduleState) -> &'static str {
    match state {
        ScheduleState::Pending => "pending",
        ScheduleState::Held => "held",
        ScheduleState::Applied => "applied",
        ScheduleState::Cancelled => "cancelled",
        ScheduleState::Refused => "refused",
    }
}

/// `change features/search {"percentage":50}`.
fn what(schedule: &Schedule) -> String {
    let collection = schedule.collection.kind().section();
    let document = format!("{collection}/{}", schedule.key);
    // Objects of JSON are always written.
    let text = |fields: &_| serde_json::to_string(fields).unwrap_or_default();
    match &schedule.change {
        ScheduledChange::Put(fields) => format!("put {document} {}", text(fields)),
        ScheduledChange::Patch(fields) => format!("change {document} {}", text(fields)),
        ScheduledChange::Delete(_) => format!("delete {document}"),
    }
}

fn get(arguments: &ScheduleGetArguments, out: &mut impl Write) -> anyhow::Result<()> {
    let server = Server::of(&arguments.asking.server)?;
    let schedule = server.ask(server.client.scheduled(&arguments.id))?;
    if arguments.asking.json {
        return write_json(&schedule, out);
    }
    Ok(write!(out, "{}", page(&schedule))?)
}

/// A scheduled change, one line a topic.
fn page(schedule: &Schedule) -> String {
    let Schedule { id, at, if_version, by, created_at, reason, seq, held_by, ended, .. } = schedule;
    let held = held_by.as_ref().map(|freeze| {
        let until = freeze.until.map_or_else(|| "it is lifted".to_owned(), time);
        format!("by the freeze {} of {} until {until}", freeze.id, freeze.by)
    });
    let ended = ended.as_ref().map(|ScheduleEnd { at, by, reason, seq }| {
        let why = reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}"));
        format!("{} by {by} (seq {seq}){why}", time(*at))
    });
    let lines = [
        ("id", Some(id.clone())),
        ("state", Some(state(schedule.state).to_owned())),
        ("at", Some(time(*at))),
        ("what", Some(what(schedule))),
        ("if version", if_version.map(|version| version.to_string())),
        ("scheduled", Some(format!("{} by {by} (seq {seq})", time(*created_at)))),
        ("reason", reason.clone()),
        ("held", held),
        ("ended", ended),
    ];
    let lines = lines.into_iter().filter_map(|(topic, text)| Some((topic, text?)));
    lines.map(|(topic, text)| format!("{topic:12} {}\n", printable(&text))).collect()
}

fn cancel(arguments: &ScheduleCancelArguments, out: &mut impl Write) -> anyhow::Result<()> {
    let ScheduleCancelArguments { id, changing } = arguments;
    let server = Server::of(&changing.asking.server)?;
    server.ask(server.client.cancel_schedule(id, changing.reason.as_deref()))?;
    if changing.asking.json {
        let cancelled = server.ask(server.client.scheduled(id))?;
        return write_json(&cancelled, out);
    }
    Ok(writeln!(out, "cancelled {}: nothing changes at its time", printable(id))?)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::*;

    #[test]
    fn scheduled_changes_for_people() {
        let pending = json!({
            "id": "sch_1",
            "state": "held",
            "at": "2026-12-01T08:00:00Z",
            "collection": "features",
            "key": "search",
            "change": {"patch": {"percentage": 50}},
            "if_version": 7,
            "by": "token:ana (tok_1)",
            "created_at": "2026-11-01T08:00:00Z",
            "reason": "launch",
            "seq": 12,
            "held_by": {"id": "all", "holds": true, "scope": "all", "from": "2026-11-30T00:00:00Z",
                "until": null, "by": "token:ops (tok_2)", "reason": null, "seq": 13},
            "ended": null,
        });
        let mut schedule: Schedule = serde_json::from_value(pending).unwrap();
        assert_snapshot!(page(&schedule), @r#"
        id           sch_1
        state        held
        at           2026-12-01T08:00:00Z
        what         change features/search {"percentage":50}
        if version   7
        scheduled    2026-11-01T08:00:00Z by token:ana (tok_1) (seq 12)
        reason       launch
        held         by the freeze all of token:ops (tok_2) until it is lifted
        "#);
        let end = json!({"at": "2026-12-02T10:00:00Z", "by": "server", "reason": "1 d 2 h late", "seq": 14});
        schedule.state = ScheduleState::Applied;
        (schedule.held_by, schedule.if_version) = (None, None);
        schedule.ended = serde_json::from_value(end).unwrap();
        schedule.change = ScheduledChange::Delete(True);
        assert_snapshot!(page(&schedule), @"
        id           sch_1
        state        applied
        at           2026-12-01T08:00:00Z
        what         delete features/search
        scheduled    2026-11-01T08:00:00Z by token:ana (tok_1) (seq 12)
        reason       launch
        ended        2026-12-02T10:00:00Z by server (seq 14): 1 d 2 h late
        ");
        assert_snapshot!(ended(&[schedule.clone()]), @"
        ID     AT                    STATE    ENDED                 CHANGE                  BY                 REASON
        sch_1  2026-12-01T08:00:00Z  applied  2026-12-02T10:00:00Z  delete features/search  token:ana (tok_1)  launch
             1 d 2 h late
        ");
        schedule.state = ScheduleState::Pending;
        assert_snapshot!(table(&[schedule]), @"
        ID     AT                    STATE    CHANGE                  BY                 REASON
        sch_1  2026-12-01T08:00:00Z  pending  delete features/search  token:ana (tok_1)  launch
        ");
    }
}
