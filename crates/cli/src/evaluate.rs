//! `hoist evaluate`.

use std::io::Write;

use hoist_eval::{EvaluationContext, Resolution, evaluate, evaluate_all};

use crate::arguments::EvaluateArguments;
use crate::output::{complain, line, printable, resolution};
use crate::subject::{self, Rules};
use crate::users::Users;
use crate::{Outcome, input};

pub(crate) fn run(arguments: &EvaluateArguments, out: &mut impl Write) -> anyhow::Result<Outcome> {
    input::check_standard_input(arguments.rules.files.iter().chain(&arguments.users))?;
    let rules = Rules::read(&arguments.rules)?;
    let key = arguments.key.as_deref();
    rules.check(key)?;
    let query = Query { rules: &rules, key, json: arguments.json };
    if let Some(key) = key.filter(|key| rules.ruleset.get(key).is_none()) {
        complain(format_args!("error: {}", rules.unknown_key(key)));
    }
    match &arguments.users {
        None => {
            let context = subject::user(&arguments.user)?;
            let outcome = query.one(&context, None, out)?;
            if outcome == Outcome::Refused && context.targeting_key().is_none() {
                complain(format_args!("hint: say who asks, with --user ID"));
            }
            Ok(outcome)
        }
        Some(path) => query.many(Users::new(input::lines(path)?), out),
    }
}

/// What is evaluated for each user, and how it is written.
struct Query<'q> {
    rules: &'q Rules,
    key: Option<&'q str>,
    json: bool,
}

impl Query<'_> {
    fn many(&self, users: Users, out: &mut impl Write) -> anyhow::Result<Outcome> {
        let mut outcome = Outcome::Done;
        for user in users {
            let (number, context) = user?;
            match context {
                Ok(context) => {
                    if self.one(&context, Some(context.targeting_key()), out)? == Outcome::Refused {
                        outcome = Outcome::Refused;
                    }
                }
                Err(error) => {
                    outcome = Outcome::Refused;
                    let error = error.to_string();
                    if self.json {
                        let error = serde_json::json!({"line": number, "error": error});
                        writeln!(out, "{error}")?;
                    } else {
                        writeln!(out, "line {number}: refused: {error}")?;
                    }
                }
            }
        }
        Ok(outcome)
    }

    /// Evaluates one or all keys for a user. Refused where there is no value.
    ///
    /// Among many users each line names its user, who may have no targeting key.
    fn one(
        &self,
        context: &EvaluationContext,
        user: Option<Option<&str>>,
        out: &mut impl Write,
    ) -> anyhow::Result<Outcome> {
        let Rules { ruleset, now, .. } = self.rules;
        if let Some(key) = self.key {
            return self.write(key, &evaluate(ruleset, key, context, *now), user, out);
        }
        let mut outcome = Outcome::Done;
        for (key, resolution) in evaluate_all(ruleset, context, *now) {
            if self.write(key, &resolution, user, out)? == Outcome::Refused {
                outcome = Outcome::Refused;
            }
        }
        Ok(outcome)
    }

    fn write(
        &self,
        key: &str,
        found: &Resolution<'_>,
        user: Option<Option<&str>>,
        out: &mut impl Write,
    ) -> anyhow::Result<Outcome> {
        if self.json {
            let mut fields = resolution(key, found);
            if let Some(user) = user {
                fields.shift_insert(0, "targetingKey".to_owned(), user.into());
            }
            serde_json::to_writer(&mut *out, &fields)?;
            writeln!(out)?;
        } else {
            if let Some(user) = user {
                write!(out, "{}: ", printable(user.unwrap_or("(no targeting key)")))?;
            }
            writeln!(out, "{key}: {}", line(found))?;
        }
        Ok(if found.error.is_some() { Outcome::Refused } else { Outcome::Done })
    }
}
