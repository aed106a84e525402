//! What `hoist serve` can be told.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;

use clap::builder::FalseyValueParser;
use clap::{Args, ValueEnum};
use hoist_server::outbound::Allow;
use ipnet::IpNet;
use serde::Deserialize;

use super::prometheus::PrometheusArguments;

/// Run the server: flags, segments, metrics, experiments and releases over HTTP, kept in one folder
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

    /// Host, address or network that the server may send requests to although it is no public one,
    /// and without encryption too; may be given several times
    #[arg(long, value_name = "HOST|CIDR", value_delimiter = ',', env = "HOIST_ALLOW_OUTBOUND")]
    pub(crate) allow_outbound: Option<Vec<Allow>>,

    #[command(flatten)]
    pub(crate) prometheus: PrometheusArguments,

    /// Runtime socket of `HAProxy` that releases may set weights by, as they name it: a path, or
    /// HOST:PORT; may be given several times
    #[arg(long, value_name = "SOCKET", value_delimiter = ',', env = "HOIST_ALLOW_HAPROXY")]
    pub(crate) allow_haproxy: Option<Vec<String>>,

    /// Where people find this server, for links in notifications, such as `https://flags.example.com`
    #[arg(long, value_name = "URL", env = "HOIST_PUBLIC_URL")]
    pub(crate) public_url: Option<String>,

    /// How logs are written [default: text]
    #[arg(long, value_name = "FORMAT", env = "HOIST_LOG_FORMAT")]
    pub(crate) log_format: Option<LogFormat>,

    /// What is logged, such as info, debug or `hoist_server=debug` [default: info]
    #[arg(long, value_name = "FILTER", env = "HOIST_LOG")]
    pub(crate) log: Option<String>,

    /// Seconds after which it is looked again whether running experiments are due to be tested or
    /// concluded; 0 for at their end dates alone [default: 3600]
    #[arg(long, value_name = "SECONDS", env = "HOIST_MONITOR_INTERVAL")]
    pub(crate) monitor_interval: Option<u32>,

    #[command(flatten)]
    pub(crate) limits: LimitArguments,

    /// A secret that counts as an admin token while the server runs; better in the environment
    #[arg(long, value_name = "SECRET", env = "HOIST_ADMIN_TOKEN", hide = true)]
    pub(crate) admin_token: Option<String>,
}

/// What the server may be used for, and what it keeps.
#[derive(Args, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LimitArguments {
    /// Requests of an address with client tokens in a second, twice as many in a burst; 0 for any
    /// number [default: 100]
    #[arg(long, value_name = "N", env = "HOIST_CLIENT_RATE_PER_ADDRESS")]
    pub(crate) client_rate_per_address: Option<u32>,

    /// Requests with one client token in a second, twice as many in a burst; 0 for any number
    /// [default: 5000]
    #[arg(long, value_name = "N", env = "HOIST_CLIENT_RATE_PER_TOKEN")]
    pub(crate) client_rate_per_token: Option<u32>,

    /// Addresses and networks of proxies whose X-Forwarded-For says who has asked
    /// [default: this machine]
    #[arg(long, value_name = "LIST", value_delimiter = ',', env = "HOIST_TRUSTED_PROXIES")]
    pub(crate) trusted_proxies: Option<Vec<Proxy>>,

    /// Days for which events are kept; 0 for ever [default: 400]
    #[arg(long, value_name = "DAYS", env = "HOIST_EVENTS_RETENTION")]
    pub(crate) events_retention: Option<u32>,

    /// Days for which documents of the past and addresses of changes are kept; 0 for ever
    /// [default: 0]
    #[arg(long, value_name = "DAYS", env = "HOIST_HISTORY_RETENTION")]
    pub(crate) history_retention: Option<u32>,

    /// MiB of the disk that events leave free for changes of flags [default: 256]
    #[arg(long, value_name = "MIB", env = "HOIST_DISK_RESERVE")]
    pub(crate) disk_reserve: Option<u32>,
}

/// The address of a proxy, or a network of them.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Proxy(pub(crate) IpNet);

impl Proxy {
    /// This machine.
    pub(crate) const LOOPBACK: [Self; 2] = [
        Self(IpNet::new_assert(IpAddr::V4(Ipv4Addr::new(127, 0, 0, 0)), 8)),
        Self(IpNet::new_assert(IpAddr::V6(Ipv6Addr::LOCALHOST), 128)),
    ];
}

impl FromStr for Proxy {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let one = || text.parse::<IpAddr>().map(IpNet::from);
        let hint = || format!("{text:?} is no IP address or network, such as 10.0.0.0/8");
        text.parse().or_else(|_error| one()).map(Self).map_err(|_error| hint())
    }
}

impl TryFrom<String> for Proxy {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
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
    pub(crate) allow_outbound: Option<Vec<String>>,
    #[serde(default)]
    pub(crate) prometheus: PrometheusArguments,
    pub(crate) allow_haproxy: Option<Vec<String>>,
    pub(crate) public_url: Option<String>,
    pub(crate) log_format: Option<LogFormat>,
    pub(crate) log: Option<String>,
    pub(crate) monitor_interval: Option<u32>,
    #[serde(default)]
    pub(crate) limits: LimitArguments,
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
