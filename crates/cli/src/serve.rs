//! `hoist serve`.

mod prometheus;

use std::io::{IsTerminal as _, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use hoist_api::TokenKind;
use hoist_server::outbound::Allow;
use hoist_server::{Anonymous, ClientRates, ConfigFiles, Limits, Options, ReleaseOptions, Server};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use crate::arguments::serve::{
    AnonymousKind, LimitArguments, LogFormat, Proxy, ServeArguments, Settings,
};
use crate::{Outcome, input};

const SETTINGS_FILE: &str = "hoist.toml";
const PORT: u16 = 8080;
/// How long work that blocks may go on once the server has stopped.
const WORK_TIMEOUT: Duration = Duration::from_secs(1);
/// Shorter secrets can be guessed.
const ADMIN_TOKEN_BYTES_MIN: usize = 16;

pub(crate) fn run(arguments: ServeArguments, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let settings = settings(Path::new(SETTINGS_FILE))?;
    let log = arguments.log.or(settings.log).unwrap_or_else(|| "info".to_owned());
    log_to_stderr(&log, arguments.log_format.or(settings.log_format).unwrap_or_default())?;
    let listen = arguments.listen.or(settings.listen);
    let listen = listen.unwrap_or_else(|| SocketAddr::from((Ipv4Addr::LOCALHOST, PORT)));
    let environment = arguments.environment.or(settings.environment);
    let environment = environment.unwrap_or_else(|| "default".to_owned());
    let allow_deletes = arguments.config_allow_deletes || settings.config_allow_deletes;
    let config = arguments.config.or(settings.config);
    let admin_token = arguments.admin_token.filter(|token| !token.is_empty());
    if admin_token.as_ref().is_some_and(|token| token.len() < ADMIN_TOKEN_BYTES_MIN) {
        bail!("HOIST_ADMIN_TOKEN is too short: use at least {ADMIN_TOKEN_BYTES_MIN} characters");
    }
    let allow_outbound = match arguments.allow_outbound {
        Some(allowed) => allowed,
        None => allowed(&settings.allow_outbound.unwrap_or_default())?,
    };
    let options = Options {
        allow_outbound: allow_outbound.into_iter().collect(),
        releases: ReleaseOptions {
            prometheus: prometheus::options(arguments.prometheus, settings.prometheus)?,
            haproxy_sockets: arguments.allow_haproxy.or(settings.allow_haproxy).unwrap_or_default(),
        },
        public_url: public_url(arguments.public_url.or(settings.public_url))?,
        data: arguments.data.or(settings.data).unwrap_or_else(|| PathBuf::from("hoist-data")),
        admin_token,
        anonymous: arguments.anonymous.or(settings.anonymous).map(|kind| Anonymous {
            kind: match kind {
                AnonymousKind::Client => TokenKind::Client,
                AnonymousKind::Server => TokenKind::Server,
            },
            environment,
        }),
        config: config.map(|path| config_files(path, allow_deletes)),
        limits: limits(arguments.limits, settings.limits),
        monitor_interval: monitor_interval(
            arguments.monitor_interval.or(settings.monitor_interval),
        ),
        clock: input::now,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    // Before the folder is opened: a port that is taken is the likelier mistake.
    let listener = runtime.block_on(TcpListener::bind(listen)).with_context(|| {
        format!("cannot listen on {listen}: stop what does, or name another --listen address")
    })?;
    let server = Server::open(options)?;
    // Before anybody hears that it is there: who stops it at once stops it in the same way.
    let signals = runtime.block_on(async {
        std::io::Result::Ok((signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?))
    });
    let (mut term, mut int) = signals.context("cannot listen for signals")?;
    let address = listener.local_addr()?;
    writeln!(out, "listening on http://{address}")?;
    // A secret: for the eyes of whoever starts it by hand, and for no log.
    if let Some(path) = server.first_login().filter(|_| std::io::stdout().is_terminal()) {
        writeln!(out, "the dashboard, once and within 10 minutes: http://{address}{path}")?;
    }
    out.flush()?;
    let shutdown = async move {
        tokio::select! {
            _ = term.recv() => {}
            _ = int.recv() => {}
        }
    };
    runtime.block_on(server.run(listener, shutdown));
    // What still works on a thread, such as the plan of a large import, has changed nothing yet.
    runtime.shutdown_timeout(WORK_TIMEOUT);
    Ok(Outcome::Done)
}

/// How often the monitor looks; none where it does so at end dates alone.
fn monitor_interval(seconds: Option<u32>) -> Option<Duration> {
    const SECONDS: u32 = 60 * 60;
    let seconds = seconds.unwrap_or(SECONDS);
    (seconds > 0).then(|| Duration::from_secs(seconds.into()))
}

/// Where requests may go, as the settings have it.
fn allowed(texts: &[String]) -> anyhow::Result<Vec<Allow>> {
    let read = |text: &String| text.parse::<Allow>().context("allow_outbound in hoist.toml");
    texts.iter().map(read).collect()
}

/// An address that links can begin with.
fn public_url(url: Option<String>) -> anyhow::Result<Option<String>> {
    let is_url = |url: &String| url.starts_with("https://") || url.starts_with("http://");
    match url.filter(|url| !url.is_empty()) {
        Some(url) if !is_url(&url) => {
            bail!("{url:?} is no public URL: it begins with https:// or http://")
        }
        url => Ok(url),
    }
}

/// What is given as an argument, else in the settings, else the default.
fn limits(arguments: LimitArguments, settings: LimitArguments) -> Limits {
    const RATE_PER_ADDRESS: u32 = 100;
    const RATE_PER_TOKEN: u32 = 5_000;
    const EVENTS_DAYS: u32 = 400;
    const DISK_RESERVE_MIB: u32 = 256;
    let number = |own: Option<u32>, other: Option<u32>, default| own.or(other).unwrap_or(default);
    let rate = |own, other, default| NonZeroU32::new(number(own, other, default));
    let (own, other) = (arguments, settings);
    let proxies =
        own.trusted_proxies.or(other.trusted_proxies).unwrap_or_else(|| Proxy::LOOPBACK.to_vec());
    let reserve_mib = number(own.disk_reserve, other.disk_reserve, DISK_RESERVE_MIB);
    Limits {
        client_rates: ClientRates {
            of_address: rate(
                own.client_rate_per_address,
                other.client_rate_per_address,
                RATE_PER_ADDRESS,
            ),
            of_token: rate(own.client_rate_per_token, other.client_rate_per_token, RATE_PER_TOKEN),
            trusted_proxies: proxies.into_iter().map(|Proxy(range)| range).collect(),
        },
        events_days: rate(own.events_retention, other.events_retention, EVENTS_DAYS),
        history_days: rate(own.history_retention, other.history_retention, 0),
        disk_reserve_bytes: u64::from(reserve_mib) << 20,
    }
}

/// The settings file, where there is one.
fn settings(file: &Path) -> anyhow::Result<Settings> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(Settings::default());
        }
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", file.display())),
    };
    toml::from_str(&text).with_context(|| format!("{} is not what is expected", file.display()))
}

fn config_files(path: PathBuf, allow_deletes: bool) -> ConfigFiles {
    let paths = [path.clone()];
    let load = move || {
        let (sources, errors) = input::sources(&paths);
        (sources, errors.iter().map(|error| format!("{error:#}")).collect())
    };
    ConfigFiles { path, load: Box::new(load), allow_deletes }
}

fn log_to_stderr(filter: &str, format: LogFormat) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(filter)
        .with_context(|| format!("{filter:?} is no filter of logs, such as info or debug"))?;
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Text => subscriber.with_ansi(false).init(),
        LogFormat::Json => subscriber.json().flatten_event(true).init(),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The limits of `hoist.toml` with these lines, with nothing given as an argument.
    fn of_settings(text: &str) -> Result<Limits, toml::de::Error> {
        let settings: Settings = toml::from_str(text)?;
        Ok(limits(LimitArguments::default(), settings.limits))
    }

    #[test]
    fn limits_of_the_settings() {
        let limits = of_settings("").unwrap();
        assert_eq!(limits.client_rates.of_address, NonZeroU32::new(100));
        assert_eq!((limits.events_days, limits.history_days), (NonZeroU32::new(400), None));
        assert_eq!(
            (limits.disk_reserve_bytes, limits.client_rates.trusted_proxies.len()),
            (256 << 20, 2)
        );
        let limits = of_settings(
            "limits.events_retention = 0\nlimits.history_retention = 90\nlimits.client_rate_per_token = 7\n\
             limits.trusted_proxies = [\"10.0.0.0/8\", \"192.0.2.1\", \"2001:db8::1\"]",
        );
        let Limits { client_rates, events_days, history_days, .. } = limits.unwrap();
        assert_eq!(history_days, NonZeroU32::new(90));
        assert_eq!((client_rates.of_token, events_days), (NonZeroU32::new(7), None));
        let proxies: Vec<String> =
            client_rates.trusted_proxies.iter().map(ToString::to_string).collect();
        assert_eq!(proxies, ["10.0.0.0/8", "192.0.2.1/32", "2001:db8::1/128"]);
        for (text, expected) in [
            ("limits.trusted_proxies = [\"proxy\"]", "\"proxy\" is no IP address or network"),
            ("limits.retention = 1", "unknown field `retention`"),
        ] {
            let error = of_settings(text).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }

    #[test]
    fn where_requests_may_go_and_where_people_find_it() {
        let texts = |all: &[&str]| all.iter().map(|text| text.to_string()).collect::<Vec<_>>();
        assert_eq!(allowed(&texts(&["10.0.0.0/8", "hooks.internal"])).unwrap().len(), 2);
        let error = allowed(&texts(&["http://hooks.internal"])).unwrap_err();
        assert_eq!(error.to_string(), "allow_outbound in hoist.toml");
        let url = |text: &str| public_url(Some(text.to_owned()));
        assert_eq!(url("https://a.test").unwrap().as_deref(), Some("https://a.test"));
        assert_eq!(url("").unwrap(), None);
        assert!(url("a.test").unwrap_err().to_string().contains("begins with https://"));
    }

    #[test]
    fn an_argument_goes_before_the_settings() {
        let of = |days| LimitArguments { events_retention: days, ..LimitArguments::default() };
        for (argument, setting, expected) in
            [(Some(1), Some(2), 1), (None, Some(2), 2), (Some(1), None, 1), (None, None, 400)]
        {
            let days = limits(of(argument), of(setting)).events_days;
            assert_eq!(days, NonZeroU32::new(expected));
        }
    }
}
