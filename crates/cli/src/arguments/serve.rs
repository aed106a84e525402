//! What `hoist serve` can be told.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::builder::FalseyValueParser;
use clap::{Args, ValueEnum};
use serde::Deserialize;

/// Run the server: flags, segments, metrics and experiments over HTTP, kept in one folder
///
/// The first line on standard output is `listening on http://ADDRESS`; logs go to standard error.
/// On the first start an admin token is written to `admin.token` in the folder, readable by its
/// owner alone. SIGTERM and SIGINT finish the requests that have begun, then stop.
///
/// What is not given here or in the environment is read from `hoist.toml` in the working folder,
/// where there is one: `listen = "0.0.0.0:8080"` and so on.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist serve\n  \
    hoist serve --listen 0.0.0.0:8080 --data /var/lib/hoist --config features.yaml\n  \
    curl -H \"Authorization: Bearer $(cat hoist-data/admin.token)\" localhost:8080/status")]
pub(crate) struct ServeArguments {
    /// Address to listen on; port 0 picks a free one [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS", env = "HOIST_LISTEN")]
    pub(crate) listen: Option<SocketAddr>,

    /// Folder that everything is kept in [default: hoist-data]
    #[arg(long, value_name = "DIR", env = "HOIST_DATA")]
    pub(crate) data: Option<PathBuf>,

    /// File or folder of documents to keep in force; the API cannot change those
    #[arg(long, value_name = "FILE|DIR", env = "HOIST_CONFIG")]
    pub(crate) config: Option<PathBuf>,

    /// Let a change of the configuration files delete more than a fifth of their documents
    #[arg(long, env = "HOIST_CONFIG_ALLOW_DELETES", value_parser = FalseyValueParser::new())]
    pub(crate) config_allow_deletes: bool,

    /// Let requests without a token read what such a token may, in --environment
    #[arg(long, value_name = "KIND", env = "HOIST_ANONYMOUS")]
    pub(crate) anonymous: Option<AnonymousKind>,

    /// Environment of requests without a token [default: default]
    #[arg(long, value_name = "NAME", env = "HOIST_ENVIRONMENT")]
    pub(crate) environment: Option<String>,

    /// How logs are written [default: text]
    #[arg(long, value_name = "FORMAT", env = "HOIST_LOG_FORMAT")]
    pub(crate) log_format: Option<LogFormat>,

    /// What is logged, such as info, debug or `hoist_server=debug` [default: info]
    #[arg(long, value_name = "FILTER", env = "HOIST_LOG")]
    pub(crate) log: Option<String>,

    /// A secret that counts as an admin token while the server runs; better in the environment
    #[arg(long, value_name = "SECRET", env = "HOIST_ADMIN_TOKEN", hide = true)]
    pub(crate) admin_token: Option<String>,
}

/// The same, as `hoist.toml` has it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    pub(crate) listen: Option<SocketAddr>,
    pub(crate) data: Option<PathBuf>,
    pub(crate) config: Option<PathBuf>,
    #[serde(default)]
    pub(crate) config_allow_deletes: bool,
    pub(crate) anonymous: Option<AnonymousKind>,
    pub(crate) environment: Option<String>,
    pub(crate) log_format: Option<LogFormat>,
    pub(crate) log: Option<String>,
}

/// Kinds of tokens whose rights can be given to everyone.
#[derive(Clone, Copy, Debug, Deserialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AnonymousKind {
    /// OFREP for flags whose visibility is `all`
    Client,
    /// OFREP for all flags, and the ruleset itself
    Server,
}

/// How logs are written.
#[derive(Clone, Copy, Debug, Default, Deserialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LogFormat {
    /// For people
    #[default]
    Text,
    /// For programs, one object a line
    Json,
}
