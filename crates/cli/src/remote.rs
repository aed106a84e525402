//! Evaluating and explaining by the rules of a server.

use hoist_api::client::Error;
use hoist_api::{Code, EvaluateRequest, Evaluations, ExplainRequest, Explanation};
use hoist_ruleset::DocumentKind;
use jiff::Timestamp;
use serde_json::Value;

use crate::arguments::{Moment, RuleArguments};
use crate::server::Server;
use crate::subject::User;

/// The line above an answer that tells of the past.
pub(crate) fn as_of(seq: u64, now: Timestamp) -> String {
    format!("# as of seq {seq}, {now}")
}

/// The rules of a server at a moment.
pub(crate) struct Remote {
    server: Server,
    at: Option<Value>,
    now: Option<String>,
}

impl Remote {
    pub(crate) fn of(arguments: &RuleArguments) -> anyhow::Result<Self> {
        let at = arguments.at.map(|moment| match moment {
            Moment::Seq(seq) => Value::from(seq),
            Moment::Time(time) => Value::from(time.to_string()),
        });
        let now = arguments.now.map(|now| now.to_string());
        Ok(Self { server: Server::of(&arguments.server)?, at, now })
    }

    /// What one or all flags and experiments are for a user.
    pub(crate) fn evaluate(&self, key: Option<&str>, user: &User) -> anyhow::Result<Evaluations> {
        let request = EvaluateRequest {
            context: serde_json::from_str(&user.json)?,
            keys: key.map(|key| vec![key.to_owned()]),
            at: self.at.clone(),
            now: self.now.clone(),
        };
        self.server.ask(self.server.client.evaluate(&request))
    }

    /// Whether a moment of the past was asked for.
    pub(crate) fn is_past(&self) -> bool {
        self.at.is_some()
    }

    /// Why one of them is what it is. A key is one of a flag or else one of an experiment.
    pub(crate) fn explain(&self, key: &str, user: &User) -> anyhow::Result<Explanation> {
        let context = serde_json::from_str(&user.json)?;
        let (at, now) = (self.at.clone(), self.now.clone());
        let request = ExplainRequest { context, at, now, draft: None };
        let explain = |kind| self.server.wait(self.server.client.explain(kind, key, &request));
        let is_missing = |error: &Error| matches!(error, Error::Problem(problem) if problem.code == Code::NotFound);
        // Where it is neither, what is said of flags says more.
        let found = explain(DocumentKind::Flag).or_else(|error| match is_missing(&error) {
            true => explain(DocumentKind::Experiment)
                .map_err(|other| if is_missing(&other) { error } else { other }),
            false => Err(error),
        });
        Ok(found.map_err(|error| self.server.refusal(&error))?)
    }
}
