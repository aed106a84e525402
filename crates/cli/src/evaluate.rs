//! `hoist evaluate`.

use std::cell::Cell;
use std::io::Write;

use hoist_api::{Evaluation, Evaluations};
use hoist_eval::{evaluate, evaluate_all};
use hoist_server::evaluation;
use jiff::Timestamp;

use crate::arguments::{EvaluateArguments, RuleArguments};
use crate::output::{complain, line, printable, write_json};
use crate::remote::{Remote, as_of};
use crate::subject::{Rules, User};
use crate::users::Users;
use crate::{Outcome, input};

pub(crate) fn run(arguments: &EvaluateArguments, out: &mut impl Write) -> anyhow::Result<Outcome> {
    input::check_standard_input(arguments.rules.files.iter().chain(&arguments.users))?;
    let key = arguments.key.as_deref();
    let by = By::of(&arguments.rules, key)?;
    let query = Query { by, key, json: arguments.json, is_begun: Cell::new(false) };
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

    fn evaluate(&self, key: Option<&str>, user: &User) -> anyhow::Result<Found> {
        let items = match (self, key) {
            (Self::Server(remote), _) => {
                let Evaluations { seq, now, items, erased } = remote.evaluate(key, user)?;
                return Ok(Found { items, at: Some((seq, now)), erased });
            }
            (Self::Files(rules), Some(key)) => {
                let found = evaluate(&rules.ruleset, key, &user.context, rules.now);
                vec![evaluation(key, &found)]
            }
            (Self::Files(rules), None) => {
                let all = evaluate_all(&rules.ruleset, &user.context, rules.now);
                all.map(|(key, found)| evaluation(key, &found)).collect()
            }
        };
        Ok(Found { items, at: None, erased: Vec::new() })
    }

    fn is_past(&self) -> bool {
        matches!(self, Self::Server(remote) if remote.is_past())
    }
}

/// What was found for a user.
struct Found {
    items: Vec<Evaluation>,
    /// By a server: the seq of its rules, and the time.
    at: Option<(u64, Timestamp)>,
    /// What cannot be told any more.
    erased: Vec<String>,
}

/// What is evaluated for each user, and how it is written.
struct Query<'q> {
    by: By,
    key: Option<&'q str>,
    json: bool,
    /// Whether the line that says of which moment it is was written.
    is_begun: Cell<bool>,
}

/// An evaluation with what it is repeated by, and whose it is among those for other users.
#[derive(serde::Serialize)]
struct Line<'n> {
    #[serde(rename = "targetingKey", skip_serializing_if = "Option::is_none")]
    targeting_key: Option<Option<&'n str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seq: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    now: Option<Timestamp>,
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
        let Found { items, at, erased } = self.by.evaluate(self.key, user)?;
        let (seq, now) = at.unzip();
        if let Some((seq, now)) = at.filter(|_| self.by.is_past() && !self.json)
            && !self.is_begun.replace(true)
        {
            writeln!(out, "{}", as_of(seq, now))?;
        }
        for evaluation in &items {
            match self.json {
                true => {
                    let targeting_key = among_many.then_some(targeting_key);
                    write_json(&Line { targeting_key, seq, now, evaluation }, out)?;
                }
                false => {
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
        if !erased.is_empty() {
            out.flush()?;
            let keys = erased.join(", ");
            complain(format_args!(
                "note: what these were then cannot be told any more, since documents were erased: \
                 {}",
                printable(&keys)
            ));
        }
        Ok(outcome)
    }
}
