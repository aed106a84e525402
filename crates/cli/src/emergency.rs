//! `hoist kill`, `revive`, `rollback`, `freeze` and `unfreeze`.

use std::io::Write;

use hoist_api::client::Error;
use hoist_api::{
    Freeze, FreezeRequest, FreezeScope, FreezeWindow, KillAllRequest, KilledAll, KilledFlag,
    ReasonRequest, RollbackRequest, ShareInForce,
};
use hoist_ruleset::DocumentKind;

use crate::Outcome;
use crate::arguments::{
    ActArguments, FreezeArguments, KillArguments, ReviveArguments, RollbackArguments,
    UnfreezeArguments, When,
};
use crate::output::{complain, printable, write_json};
use crate::server::Server;
use crate::table::time;

pub(crate) fn kill(arguments: &KillArguments, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let server = Server::of_emergency(&arguments.act.server)?;
    if arguments.tag.is_some() || arguments.all {
        return kill_many(arguments, &server, out);
    }
    let request = ReasonRequest { reason: arguments.act.reason.clone() };
    each(&arguments.flags, &arguments.act, &server, out, |flag| {
        server.wait(server.client.kill(flag, &request))
    })
}

pub(crate) fn revive(arguments: &ReviveArguments, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let server = Server::of_emergency(&arguments.act.server)?;
    let reason = arguments.act.reason.as_deref();
    each(&arguments.flags, &arguments.act, &server, out, |flag| {
        server.wait(server.client.revive(flag, reason))
    })
}

/// Tries each flag, whatever became of those before it.
fn each(
    flags: &[String],
    act: &ActArguments,
    server: &Server,
    out: &mut impl Write,
    ask: impl Fn(&str) -> Result<KilledFlag, Error>,
) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::Done;
    // Whoever reads what is printed must not keep the other flags alive by going away.
    let mut written = Ok(());
    for flag in flags {
        match ask(flag) {
            Ok(answer) => {
                let line = killed_line(&answer);
                let write = |()| if act.json { write_json(&answer, out) } else { tell(&line, out) };
                written = written.and_then(write);
            }
            Err(error) => {
                outcome = Outcome::Refused;
                complain(format_args!("error: {flag}: {}", server.refusal(&error)));
            }
        }
    }
    written.map(|()| outcome)
}

/// Writes a line at once: in an emergency people watch.
fn tell(line: &str, out: &mut impl Write) -> anyhow::Result<()> {
    writeln!(out, "{}", printable(line))?;
    Ok(out.flush()?)
}

fn killed_line(answer: &KilledFlag) -> String {
    let KilledFlag { key, killed, in_force, seq } = answer;
    match (killed, in_force) {
        (Some(_), _) => {
            format!("killed {key} (seq {seq}): everybody gets the off result until it is revived")
        }
        (None, None) => format!("revived {key} (seq {seq}): its definition holds again"),
        (None, Some(ShareInForce { percentage, reason })) => format!(
            "revived {key} (seq {seq}): its definition holds again but for the share, which is \
             {percentage} %: {reason}"
        ),
    }
}

fn kill_many(
    arguments: &KillArguments,
    server: &Server,
    out: &mut impl Write,
) -> anyhow::Result<Outcome> {
    let KillArguments { tag, all, act, .. } = arguments;
    let all = all.then_some(true);
    let request = KillAllRequest { tag: tag.clone(), all, reason: act.reason.clone() };
    let answer = server.ask(server.client.kill_all(&request))?;
    if act.json {
        write_json(&answer, out)?;
    } else if !answer.keys.is_empty() {
        tell(&killed_all_line(&answer), out)?;
    }
    // A tag that no flag has is probably mistyped, and then what should be off is on.
    match tag {
        Some(tag) if answer.keys.is_empty() => {
            complain(format_args!("error: no flag has the tag `{tag}`: nothing was killed"));
            Ok(Outcome::Refused)
        }
        None if answer.keys.is_empty() && !act.json => {
            tell("there are no flags: nothing was killed", out)?;
            Ok(Outcome::Done)
        }
        _ => Ok(Outcome::Done),
    }
}

fn killed_all_line(answer: &KilledAll) -> String {
    let KilledAll { keys, seq } = answer;
    let noun = if keys.len() == 1 { "flag" } else { "flags" };
    let keys_text = keys.join(", ");
    let until = "everybody gets the off results until they are revived";
    format!("killed {} {noun} (seq {seq}): {until}: {keys_text}", keys.len())
}

pub(crate) fn rollback(
    arguments: &RollbackArguments,
    out: &mut impl Write,
) -> anyhow::Result<Outcome> {
    let RollbackArguments { flag: key, kind, to, act } = arguments;
    let server = Server::of_emergency(&act.server)?;
    let request = RollbackRequest { seq: *to, reason: act.reason.clone() };
    let answer = match kind {
        // The path that tokens for emergencies open.
        DocumentKind::Flag => server.ask(server.client.rollback(key, &request))?,
        kind => server.ask(server.client.roll_back(*kind, key, &request))?,
    };
    if act.json {
        write_json(&answer, out)?;
    } else {
        let (key, seq, restored) = (&answer.key, answer.seq, answer.restored);
        let what = format!("its definition of seq {restored} holds again");
        tell(&format!("rolled {key} back (seq {seq}): {what}"), out)?;
    }
    Ok(Outcome::Done)
}

pub(crate) fn freeze(arguments: &FreezeArguments, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let FreezeArguments { experiments, from, until, act } = arguments;
    let server = Server::of_emergency(&act.server)?;
    let scope = if *experiments { FreezeScope::Experiments } else { FreezeScope::All };
    let time = |when: &Option<When>| when.as_ref().map(|when| when.time);
    let (from, until, reason) = (time(from), time(until), act.reason.clone());
    let request = FreezeRequest { scope, reason, from, until };
    let answer = server.ask(server.client.freeze(&request))?;
    if act.json {
        write_json(&answer, out)?
    } else {
        let is_planned = |one: &&FreezeWindow| {
            Some(one.from) == from && one.until == until && one.scope == scope
        };
        let planned = answer.windows.iter().find(is_planned);
        let line = planned.map_or_else(|| freeze_line(&answer), planned_line);
        tell(&line, out)?
    }
    Ok(Outcome::Done)
}

pub(crate) fn unfreeze(
    arguments: &UnfreezeArguments,
    out: &mut impl Write,
) -> anyhow::Result<Outcome> {
    let act = &arguments.act;
    let server = Server::of_emergency(&act.server)?;
    let reason = act.reason.as_deref();
    if let Some(id) = &arguments.id {
        server.ask(server.client.cancel_freeze(id, reason))?;
        // There is no answer that could be printed as it is.
        if !act.json {
            // It is done, whether or not it can be told what is left.
            let left = server.wait(server.client.freezes()).ok();
            let left =
                left.map_or_else(String::new, |left| format!(": {}", held_line(&left.items)));
            tell(&format!("lifted or cancelled the freeze {id}{left}"), out)?;
        }
        return Ok(Outcome::Done);
    }
    let answer = server.ask(server.client.unfreeze(reason))?;
    if act.json {
        write_json(&answer, out)?
    } else {
        tell(&freeze_line(&answer), out)?
    }
    Ok(Outcome::Done)
}

fn planned_line(window: &FreezeWindow) -> String {
    let FreezeWindow { id, scope, from, until, seq, .. } = window;
    let what = match scope {
        FreezeScope::All => "no definition changes",
        FreezeScope::Experiments => "no experiment changes",
    };
    let until = until.map_or_else(|| "`hoist unfreeze`".to_owned(), time);
    format!("planned {id} (seq {seq}): {what} from {} until {until}", time(*from))
}

/// Which freezes hold, by their ids.
fn held_line(windows: &[FreezeWindow]) -> String {
    let held: Vec<&str> =
        windows.iter().filter(|window| window.holds).map(|window| window.id.as_str()).collect();
    match held.as_slice() {
        [] => "nothing is frozen now".to_owned(),
        [one] => format!("the freeze {one} holds still"),
        several => format!("{} freezes hold still: {}", several.len(), several.join(", ")),
    }
}

fn freeze_line(freeze: &Freeze) -> String {
    let seq = freeze.seq;
    if !freeze.frozen {
        return format!("not frozen any more (seq {seq}): definitions may change again");
    }
    let what = match freeze.scope.unwrap_or_default() {
        FreezeScope::All => "no definition changes",
        FreezeScope::Experiments => "no experiment changes",
    };
    let until = match freeze.until {
        Some(until) => format!("until {}", time(until)),
        None => "until `hoist unfreeze`".to_owned(),
    };
    let held: Vec<&str> =
        freeze.windows.iter().filter(|one| one.holds).map(|one| one.id.as_str()).collect();
    let several = match held.len() {
        0 | 1 => String::new(),
        count => format!("; {count} freezes hold: {}", held.join(", ")),
    };
    format!("frozen (seq {seq}): {what} {until}{several}")
}

#[cfg(test)]
mod tests {
    use hoist_api::Killed;
    use insta::assert_snapshot;

    use super::*;

    #[test]
    fn acts_in_a_sentence() {
        let at = "2026-03-01T09:00:00Z".parse().unwrap();
        let killed = Some(Killed { reason: None, by: "token:ops".to_owned(), at });
        let flag = |killed| KilledFlag {
            key: "checkout_flow".to_owned(),
            killed,
            in_force: None,
            seq: 42,
        };
        assert_snapshot!(killed_line(&flag(killed)), @"killed checkout_flow (seq 42): everybody gets the off result until it is revived");
        assert_snapshot!(killed_line(&flag(None)), @"revived checkout_flow (seq 42): its definition holds again");
        let reason = "the release checkout_v2 was taken back".to_owned();
        let taken_back =
            KilledFlag { in_force: Some(ShareInForce { percentage: 0.0, reason }), ..flag(None) };
        assert_snapshot!(killed_line(&taken_back), @"revived checkout_flow (seq 42): its definition holds again but for the share, which is 0 %: the release checkout_v2 was taken back");
        let all = KilledAll { keys: vec!["a".to_owned(), "b".to_owned()], seq: 44 };
        assert_snapshot!(killed_all_line(&all), @"killed 2 flags (seq 44): everybody gets the off results until they are revived: a, b");
        let mut freeze = Freeze {
            frozen: true,
            scope: Some(FreezeScope::Experiments),
            by: None,
            at: None,
            reason: None,
            until: Some(at),
            seq: 45,
            windows: Vec::new(),
        };
        assert_snapshot!(freeze_line(&freeze), @"frozen (seq 45): no experiment changes until 2026-03-01T09:00:00Z");
        (freeze.scope, freeze.until) = (Some(FreezeScope::All), None);
        assert_snapshot!(freeze_line(&freeze), @"frozen (seq 45): no definition changes until `hoist unfreeze`");
        freeze.frozen = false;
        assert_snapshot!(freeze_line(&freeze), @"not frozen any more (seq 45): definitions may change again");
    }
}
