//! A real server in this process.

use hoist_api::TokenKind;
use hoist_ruleset::Source;
use hoist_server::outbound::Allowed;
use hoist_server::{Anonymous, ClientRates, ConfigFiles, Limits, Options, ReleaseOptions, Server};
use jiff::Timestamp;
use tokio::net::TcpListener;

use crate::Connection;
use crate::ofrep::OFREP_RULES;

impl Connection {
    /// A connection to a server of its own, which serves [`OFREP_RULES`] to everybody until the
    /// process ends.
    pub fn to_own_server() -> Self {
        let folder = tempfile::tempdir().unwrap().keep();
        let load = || (vec![Source::new("rules.yaml", OFREP_RULES)], Vec::new());
        let config =
            ConfigFiles { path: "rules.yaml".into(), load: Box::new(load), allow_deletes: false };
        let anonymous = Anonymous { kind: TokenKind::Server, environment: "default".into() };
        let server = Server::open(Options {
            data: folder,
            admin_token: None,
            anonymous: Some(anonymous),
            config: Some(config),
            limits: unlimited(),
            allow_outbound: Allowed::default(),
            public_url: None,
            releases: ReleaseOptions::default(),
            monitor_interval: None,
            clock: || Timestamp::UNIX_EPOCH,
        });
        let server = server.unwrap();
        let runtime =
            tokio::runtime::Builder::new_multi_thread().enable_all().worker_threads(1).build();
        let runtime = runtime.unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap().to_string();
        std::thread::spawn(move || runtime.block_on(server.run(listener, std::future::pending())));
        Self::new(&address, None)
    }
}

/// Whoever fuzzes asks as often as the machine can, and has the disk to itself.
fn unlimited() -> Limits {
    let client_rates =
        ClientRates { of_address: None, of_token: None, trusted_proxies: Vec::new() };
    Limits { client_rates, events_days: None, history_days: None, disk_reserve_bytes: 0 }
}
