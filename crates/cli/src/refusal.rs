//! What a person is told when a server refuses or does not answer.

use std::fmt;
use std::io::Write;

use hoist_api::client::Error;
use hoist_api::{Code, Problem};
use hoist_ruleset::{Diagnostic, STANDING};

use crate::output::{printable, write_json};

/// The token of a request, as far as it matters for advice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sent {
    Token,
    NoToken,
    /// Of a command for emergencies.
    EmergencyToken,
    /// None, by a command for emergencies.
    NoEmergencyToken,
}

/// What is wrong, each problem of a document on its own lines, and what may help.
#[derive(Debug)]
pub(crate) struct Refusal {
    text: String,
    /// What the server answered, if it did.
    problem: Option<Box<Problem>>,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Refusal {}

impl Refusal {
    pub(crate) fn of(error: &Error, sent: Sent) -> Self {
        let (mut text, hint) = match error {
            Error::Problem(problem) => (of_problem(problem), problem_hint(problem, sent)),
            Error::Unreachable { source, .. } => {
                let hint = if source.is_connect() {
                    "is `hoist serve` running there? --url or HOIST_URL says where it is"
                } else {
                    "what was asked may have been done; look before you ask again"
                };
                (printable(&format!("{error}: {}", innermost(source))), Some(hint.to_owned()))
            }
            Error::Unexpected { .. } => {
                let hint = "is that the address of a Hoist server? --url or HOIST_URL says it";
                (printable(&error.to_string()), Some(hint.to_owned()))
            }
            Error::NotSendable(_) => (printable(&error.to_string()), None),
        };
        if let Some(hint) = hint {
            text.push_str("\nhint: ");
            text.push_str(&hint);
        }
        let problem = match error {
            Error::Problem(problem) => Some(problem.clone()),
            _ => None,
        };
        Self { text, problem }
    }

    /// A refusal by no server, in a sentence.
    pub(crate) fn of_mistake(detail: String) -> Self {
        let problem = Problem::new(Code::Invalid, detail);
        Self { text: of_problem(&problem), problem: Some(Box::new(problem)) }
    }

    /// The refusal of files that no server was asked about.
    pub(crate) fn of_files(diagnostics: &[Diagnostic]) -> Self {
        let title = "The files are not sound".to_owned();
        let problem = Problem { title, ..Problem::of_diagnostics(diagnostics) };
        Self { text: of_problem(&problem), problem: Some(Box::new(problem)) }
    }
}

/// Writes a problem as JSON for whoever wants to read JSON. Its sentence goes to stderr, like that
/// of any error.
pub(crate) fn as_json<T>(
    result: anyhow::Result<T>,
    is_wanted: bool,
    out: &mut impl Write,
) -> anyhow::Result<T> {
    let refusal = result.as_ref().err().and_then(|error| error.downcast_ref::<Refusal>());
    if let Some(Refusal { problem: Some(problem), .. }) = refusal
        && is_wanted
    {
        write_json(problem, out)?;
    }
    result
}

/// The cause that says most: those around it say that something failed.
fn innermost(error: &dyn std::error::Error) -> &dyn std::error::Error {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause
}

/// The problem's sentence, or for documents all that is wrong with them.
fn of_problem(problem: &Problem) -> String {
    let path = problem.path.as_ref().map(|path| format!("{path}: ")).unwrap_or_default();
    if problem.diagnostics.is_empty() {
        return printable(&format!("{path}{}", problem.detail));
    }
    let mut text = printable(&problem.title);
    for each in &problem.diagnostics {
        let path = if each.path.is_empty() { String::new() } else { format!(" {}", each.path) };
        let place = match &*each.file {
            STANDING => "on the server".to_owned(),
            file => format!("{file}:{}:{}", each.line, each.column),
        };
        let what = format!("{place}: error[{}]{path}: {}", each.code, each.message);
        text.push_str(&format!("\n{}\n    {}", printable(&what), printable(&each.advice)));
    }
    text
}

fn problem_hint(problem: &Problem, sent: Sent) -> Option<String> {
    let hint = match (problem.code, sent) {
        (Code::Unauthorized, Sent::NoToken) => {
            "no token was sent; set HOIST_TOKEN, or give --token"
        }
        (Code::Unauthorized, Sent::NoEmergencyToken) => {
            "no token was sent; set EMERGENCY_TOKEN or HOIST_TOKEN, or give --token"
        }
        (Code::Unauthorized, Sent::Token) => "the token is that of --token, or else HOIST_TOKEN",
        (Code::Unauthorized, Sent::EmergencyToken) => {
            "the token is that of --emergency-token or EMERGENCY_TOKEN, or else --token or HOIST_TOKEN"
        }
        (Code::Forbidden, Sent::EmergencyToken) => {
            "set EMERGENCY_TOKEN to such a token; it goes before HOIST_TOKEN"
        }
        (Code::Frozen, _) => "`hoist unfreeze` lifts the freeze; kill and rollback go on under it",
        (Code::Internal | Code::StoreUnavailable, _) if !problem.request_id.is_empty() => {
            let id = printable(&problem.request_id);
            return Some(format!("the server's log has more under request {id}"));
        }
        _ => return None,
    };
    Some(hint.to_owned())
}

#[cfg(test)]
mod tests {
    use hoist_api::Diagnostic;
    use insta::assert_snapshot;

    use super::*;

    fn told(problem: Problem, sent: Sent) -> String {
        Refusal::of(&Error::Problem(Box::new(problem)), sent).to_string()
    }

    #[test]
    fn each_problem_of_a_document_has_its_lines() {
        let diagnostic = |path: &str| Diagnostic {
            code: "percentage_range".to_owned(),
            file: "flag search".to_owned(),
            line: 1,
            column: 17,
            path: path.to_owned(),
            message: "101 is no percentage".to_owned(),
            advice: "Write a number from 0 to 100.".to_owned(),
        };
        let problem = Problem {
            diagnostics: vec![diagnostic("percentage"), diagnostic("")],
            ..Problem::new(Code::Invalid, "101 is no percentage.")
        };
        assert_snapshot!(told(problem, Sent::Token), @"
        What was sent is not sound
        flag search:1:17: error[percentage_range] percentage: 101 is no percentage
            Write a number from 0 to 100.
        flag search:1:17: error[percentage_range]: 101 is no percentage
            Write a number from 0 to 100.
        ");
    }

    #[test]
    fn hints_name_what_to_set() {
        let unauthorized = || Problem::new(Code::Unauthorized, "The token is not known.");
        assert_snapshot!(told(unauthorized(), Sent::NoToken), @"
        The token is not known.
        hint: no token was sent; set HOIST_TOKEN, or give --token
        ");
        assert_snapshot!(told(unauthorized(), Sent::NoEmergencyToken), @"
        The token is not known.
        hint: no token was sent; set EMERGENCY_TOKEN or HOIST_TOKEN, or give --token
        ");
        assert_snapshot!(told(unauthorized(), Sent::EmergencyToken), @"
        The token is not known.
        hint: the token is that of --emergency-token or EMERGENCY_TOKEN, or else --token or HOIST_TOKEN
        ");
        let forbidden = Problem::new(
            Code::Forbidden,
            "A token of kind viewer may not do this: it takes emergency.",
        );
        assert_snapshot!(told(forbidden, Sent::EmergencyToken), @"
        A token of kind viewer may not do this: it takes emergency.
        hint: set EMERGENCY_TOKEN to such a token; it goes before HOIST_TOKEN
        ");
        let internal = Problem {
            request_id: "r-1".to_owned(),
            ..Problem::new(Code::Internal, "That should not have happened.")
        };
        assert_snapshot!(told(internal, Sent::Token), @"
        That should not have happened.
        hint: the server's log has more under request r-1
        ");
    }

    #[test]
    fn a_server_cannot_move_the_cursor() {
        let problem = Problem::new(Code::NotFound, "no \u{1b}[2J flag");
        assert_snapshot!(told(problem, Sent::Token), @r"no \u{1b}[2J flag");
    }
}
