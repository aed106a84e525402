//! What can be typed: one struct a command, from which help and completions derive.

pub(crate) mod serve;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use jiff::Timestamp;
use serde_json::Value;
pub(crate) use serve::ServeArguments;

/// Feature flags, experiments and progressive delivery.
#[derive(Debug, Parser)]
#[command(
    name = "hoist",
    version,
    max_term_width = 100,
    after_help = "Exit status: 0 done, 1 refused or failed, 2 wrong usage.\n\
                  A first try: hoist validate features.yaml"
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Serve(Box<ServeArguments>),
    Validate(ValidateArguments),
    Evaluate(EvaluateArguments),
    Explain(ExplainArguments),
    /// Print a completion script for a shell
    ///
    /// For example: `hoist completions bash > /etc/bash_completion.d/hoist`
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// Tell everything that is wrong with files of flags, segments, metrics and experiments
///
/// Prints one line for each document: accepted or refused, and for each metric without a document
/// of its own what is guessed from its name. Each problem is told with file, line, document path,
/// what is wrong and what would be right. A broken document is refused alone; the others stand.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist validate features.yaml\n  \
    hoist validate flags/ --json\n  \
    curl -s https://example.com/features.yaml | hoist validate -")]
pub(crate) struct ValidateArguments {
    /// Files to read as one set, folders of .yaml, .yml and .json files, or - for standard input
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,

    /// Print one JSON object: documents and diagnostics
    #[arg(long)]
    pub(crate) json: bool,
}

/// Tell what a flag or experiment is for a user
///
/// Without KEY, all flags and experiments of the files are evaluated.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist evaluate premium_features --user u-1 -a plan=premium --file features.yaml\n  \
    hoist evaluate --user u-1 -a country=US --file features.yaml\n  \
    hoist evaluate checkout_flow --users users.ndjson --json --file features.yaml\n  \
    echo '{\"targetingKey\": \"u-1\"}' | hoist evaluate dark_mode --users - --file features.yaml")]
pub(crate) struct EvaluateArguments {
    /// Key of a flag or experiment
    pub(crate) key: Option<String>,

    #[command(flatten)]
    pub(crate) rules: RuleArguments,

    #[command(flatten)]
    pub(crate) user: UserArguments,

    /// Evaluate for many users: a file of one JSON context a line, or - for standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["user", "attribute"])]
    pub(crate) users: Option<PathBuf>,

    /// Print JSON, one object a line, with `value`, `variant`, `reason`, `error_code` and more
    #[arg(long)]
    pub(crate) json: bool,
}

/// Tell why a flag or experiment is what it is for a user, step by step
///
/// Each condition is shown with what it expects and what it finds, each share with the user's
/// rank, and what would change the result.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  \
    hoist explain new_search_algorithm --user u-1 -a country=US --file features.yaml")]
pub(crate) struct ExplainArguments {
    /// Key of a flag or experiment
    pub(crate) key: String,

    #[command(flatten)]
    pub(crate) rules: RuleArguments,

    #[command(flatten)]
    pub(crate) user: UserArguments,

    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// Which rules, and when.
#[derive(Args, Debug)]
pub(crate) struct RuleArguments {
    /// File or folder with the rules, or - for standard input; may be given several times
    #[arg(long = "file", short = 'f', value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,

    /// Evaluate at this time instead of now, such as 2026-03-01T09:00:00Z
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub(crate) at: Option<Timestamp>,
}

/// For whom.
#[derive(Args, Debug)]
pub(crate) struct UserArguments {
    /// The user's targeting key
    #[arg(long, short = 'u', value_name = "ID")]
    pub(crate) user: Option<String>,

    /// An attribute; the value is read as JSON where it is JSON, else as a string
    ///
    /// So plan=premium is a string, age=42 a number, beta=true a boolean, tags=["a","b"] a list,
    /// and zip='"01234"' a string again.
    #[arg(long, short = 'a', value_name = "NAME=VALUE", value_parser = parse_attribute)]
    pub(crate) attribute: Vec<(String, Value)>,
}

fn parse_time(text: &str) -> Result<Timestamp, String> {
    let hint = "write RFC 3339 with an offset or Z, such as 2026-03-01T09:00:00Z";
    hoist_ruleset::parse_timestamp(text).ok_or_else(|| hint.to_owned())
}

fn parse_attribute(text: &str) -> Result<(String, Value), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE, such as plan=premium")?;
    if name.is_empty() {
        return Err("the name is empty; write NAME=VALUE, such as plan=premium".to_owned());
    }
    let value = serde_json::from_str(value).unwrap_or_else(|_| Value::from(value));
    Ok((name.to_owned(), value))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn attributes_are_json_where_they_are_json() {
        for (text, expected) in [
            ("plan=premium", json!("premium")),
            ("age=42", json!(42)),
            ("beta=true", json!(true)),
            ("tags=[\"a\"]", json!(["a"])),
            ("zip=01234", json!("01234")),
            ("zip=\"12345\"", json!("12345")),
            ("empty=", json!("")),
            ("query=a=b", json!("a=b")),
            ("x=NaN", json!("NaN")),
        ] {
            assert_eq!(parse_attribute(text).unwrap().1, expected, "{text}");
        }
        assert!(parse_attribute("plan").is_err());
        assert!(parse_attribute("=premium").is_err());
    }

    #[test]
    fn the_command_line_is_sound() {
        crate::command_line().debug_assert();
    }
}
