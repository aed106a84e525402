//! `hoist explain`.

use std::io::Write;

use hoist_api::{Counterfactual, Evaluation, Killed, Step};
use hoist_eval::{counterfactual, explain};

use crate::arguments::ExplainArguments;
use crate::input::check_standard_input;
use crate::output::{complain, line, printable, write_json};
use crate::remote::{Remote, as_of};
use crate::steps::Explained;
use crate::subject::{Rules, User};
use crate::{Outcome, table};

pub(crate) fn run(arguments: &ExplainArguments, out: &mut impl Write) -> anyhow::Result<Outcome> {
    check_standard_input(arguments.rules.files.iter())?;
    if arguments.rules.files.is_empty() {
        by_server(arguments, out)
    } else {
        by_files(arguments, out)
    }
}

fn by_files(arguments: &ExplainArguments, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let rules = Rules::read(&arguments.rules)?;
    let key = arguments.key.as_str();
    rules.check(Some(key))?;
    let user = User::of(&arguments.user)?;
    let found = explain(&rules.ruleset, key, &user.context, rules.now);
    if rules.ruleset.get(key).is_none() {
        complain(format_args!("error: {}", rules.unknown_key(key)));
    }
    let changes = counterfactual(&rules.ruleset, key, &user.context, rules.now);
    let explained = Explained::new(key, &found, changes.as_ref());
    if arguments.json {
        write_json(&explained, out)?;
    } else {
        writeln!(out, "{key}: {}", line(&explained.evaluation))?;
        for step in &found.steps {
            write!(out, "{step}")?;
        }
        write_counterfactual(explained.counterfactual.as_ref(), 0, out)?;
    }
    Ok(outcome(&explained.evaluation))
}

fn by_server(arguments: &ExplainArguments, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let user = User::of(&arguments.user)?;
    let found = Remote::of(&arguments.rules)?.explain(&arguments.key, &user)?;
    if arguments.json {
        write_json(&found, out)?;
    } else {
        if arguments.rules.at.is_some() {
            writeln!(out, "{}", as_of(found.seq, found.now))?;
        }
        writeln!(out, "{}: {}", printable(&found.evaluation.key), line(&found.evaluation))?;
        if let Some(Killed { reason, by, at }) = &found.killed {
            let since = table::time(*at);
            let reason = reason.as_deref().map_or_else(String::new, |why| format!(": {why}"));
            writeln!(out, "killed by {} since {since}{}", printable(by), printable(&reason))?;
        }
        write_steps(&found.steps, 0, out)?;
        write_counterfactual(found.counterfactual.as_ref(), 0, out)?;
    }
    Ok(outcome(&found.evaluation))
}

fn outcome(evaluation: &Evaluation) -> Outcome {
    if evaluation.error_code.is_some() { Outcome::Refused } else { Outcome::Done }
}

/// Steps as the engine writes its own.
fn write_steps(steps: &[Step], indent: usize, out: &mut impl Write) -> anyhow::Result<()> {
    for step in steps {
        let mark = if step.holds { '✓' } else { '✗' };
        writeln!(out, "{:indent$}{mark} {}", "", printable(&step.text))?;
        write_steps(&step.steps, indent + 2, out)?;
    }
    Ok(())
}

/// What would change the result of a user who is out: what is in the way first.
fn write_counterfactual(
    counterfactual: Option<&Counterfactual>,
    indent: usize,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let Some(Counterfactual { obstacles, freed, alternatives }) = counterfactual else {
        return Ok(());
    };
    if !obstacles.is_empty() {
        writeln!(out, "{:indent$}in the way:", "")?;
    }
    for obstacle in obstacles {
        writeln!(out, "{:indent$}  {}", "", printable(&obstacle.text))?;
        write_counterfactual(obstacle.counterfactual.as_deref(), indent + 4, out)?;
    }
    let freed = freed.as_ref().map_or_else(|| "without a value".into(), |name| printable(name));
    let heading = match (obstacles.is_empty(), alternatives.is_empty()) {
        (true, true) => "no single change is known that would change that".to_owned(),
        (true, false) => "each of these would change that:".to_owned(),
        (false, true) => format!("once that is gone, it is {freed}"),
        (false, false) => {
            format!("once that is gone, it is {freed}, and each of these changes it:")
        }
    };
    writeln!(out, "{:indent$}{heading}", "")?;
    for alternative in alternatives {
        writeln!(out, "{:indent$}  {}", "", printable(&alternative.text))?;
    }
    Ok(())
}
