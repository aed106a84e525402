//! `hoist evaluate`.

use std::io::Write;

use hoist_api::Evaluation;
use hoist_eval::{evaluate, evaluate_all};
use hoist_server::evaluation;

use crate::arguments::{EvaluateArguments, RuleArguments};
use crate::output::{complain, line, printable, write_json};
use crate::remote::Remote;
use crate::subject::{Rules, User};
use crate::users::Users;
use crate::{Outcome, input};

pub(crate) fn run(arguments: &EvaluateArguments, out: &mut impl Write) -> anyhow::Result<Outcome> {
    input::check_standard_input(arguments.rules.files.iter().chain(&arguments.users))?;
    let key = arguments.key.as_deref();
    let query = Query { by: By::of(&arguments.rules, key)?, key, json: arguments.json };
    match &arguments.users {
        None => {
            let user = User::of(&arguments.user)?;
            let outcome = query.one(&user, false, out)?;
            if outcome == Outcome::Refused && user.context.targeting_key().is_none() {
                complain(format_args!("hint: say who asks, with --user ID"));
            }
            Ok(outcome)
        }
        Some(path) => query.many(Users::new(input::lines(path)?), out),
    }
}

/// By what is evaluated.
enum By {
    Files(Box<Rules>),
    Server(Box<Remote>),
}

impl By {
    /// What was chosen. What is wrong with files is told.
    fn of(arguments: &RuleArguments, key: Option<&str>) -> anyhow::Result<Self> {
        if arguments.files.is_empty() {
            return Ok(Self::Server(Box::new(Remote::of(arguments)?)));
        }
        let rules = Rules::read(arguments)?;
        rules.check(key)?;
        if let Some(key) = key.filter(|key| rules.ruleset.get(key).is_none()) {
            complain(format_args!("error: {}", rules.unknown_key(key)));
        }
        Ok(Self::Files(Box::new(rules)))
    }

    fn evaluate(&self, key: Option<&str>, user: &User) -> anyhow::Result<Vec<Evaluation>> {
        match (self, key) {
            (Self::Server(remote), _) => remote.evaluate(key, user),
            (Self::Files(rules), Some(key)) => {
                let found = evaluate(&rules.ruleset, key, &user.context, rules.now);
                Ok(vec![evaluation(key, &found)])
            }
            (Self::Files(rules), None) => {
                let all = evaluate_all(&rules.ruleset, &user.context, rules.now);
                Ok(all.map(|(key, found)| evaluation(key, &found)).collect())
            }
        }
    }
}

/// What is evaluated for each user, and how it is written.
struct Query<'q> {
    by: By,
    key: Option<&'q str>,
    json: bool,
}

/// An evaluation among those for other users.
#[derive(serde::Serialize)]
struct Named<'n> {
    #[serde(rename = "targetingKey")]
    targeting_key: Option<&'n str>,
    #[serde(flatten)]
    evaluation: &'n Evaluation,
}

impl Query<'_> {
    fn many(&self, users: Users, out: &mut impl Write) -> anyhow::Result<Outcome> {
        let mut outcome = Outcome::Done;
        for user in users {
            let (number, user) = user?;
            match user {
                Ok(user) => {
                    if self.one(&user, true, out)? == Outcome::Refused {
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
    fn one(&self, user: &User, among_many: bool, out: &mut impl Write) -> anyhow::Result<Outcome> {
        let mut outcome = Outcome::Done;
        let targeting_key = user.context.targeting_key();
        for evaluation in &self.by.evaluate(self.key, user)? {
            match (self.json, among_many) {
                (true, true) => write_json(&Named { targeting_key, evaluation }, out)?,
                (true, false) => write_json(evaluation, out)?,
                (false, _) => {
                    if among_many {
                        let name = targeting_key.unwrap_or("(no targeting key)");
                        write!(out, "{}: ", printable(name))?;
                    }
                    writeln!(out, "{}: {}", printable(&evaluation.key), line(evaluation))?;
                }
            }
            if evaluation.error_code.is_some() {
                outcome = Outcome::Refused;
            }
        }
        Ok(outcome)
    }
}
