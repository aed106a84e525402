//! `hoist explain`.

use std::io::Write;

use hoist_eval::explain;

use crate::Outcome;
use crate::arguments::ExplainArguments;
use crate::input::check_standard_input;
use crate::output::{complain, line};
use crate::steps::explanation;
use crate::subject::{Rules, user};

pub(crate) fn run(arguments: &ExplainArguments, out: &mut impl Write) -> anyhow::Result<Outcome> {
    check_standard_input(arguments.rules.files.iter())?;
    let rules = Rules::read(&arguments.rules)?;
    let key = arguments.key.as_str();
    rules.check(Some(key))?;
    let found = explain(&rules.ruleset, key, &user(&arguments.user)?, rules.now);
    if rules.ruleset.get(key).is_none() {
        complain(format_args!("error: {}", rules.unknown_key(key)));
    }
    if arguments.json {
        writeln!(out, "{}", explanation(key, &found))?;
    } else {
        writeln!(out, "{key}: {}", line(&found.resolution))?;
        for step in &found.steps {
            write!(out, "{step}")?;
        }
    }
    let refused = found.resolution.error.is_some();
    Ok(if refused { Outcome::Refused } else { Outcome::Done })
}
