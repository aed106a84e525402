//! How often those may ask whose tokens others can read: the public, whoever has a client token or
//! none where that is as good, and who has a webhook token, which stands in manifests.
//!
//! Of the public there is a rate for each token and one for each address. What is kept is bounded,
//! however many ask: each has one cell of a table, which a few may share.

use std::hash::{BuildHasher as _, Hash};
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::Request;
use axum::http::HeaderMap;
use governor::clock::MonotonicClock;
use governor::nanos::Nanos;
use governor::state::direct::NotKeyed;
use governor::state::{InMemoryState, StateStore};
use governor::{Quota, RateLimiter};
use hoist_api::{Code, TokenKind};
use ipnet::IpNet;
use tracing::warn;

use crate::answer::ApiError;
use crate::caller::Identity;

/// Cells of a table, of 8 bytes each.
const CELLS: usize = 1 << 16;
/// How often an address may try to sign in.
const SIGN_INS_PER_SECOND: NonZeroU32 = NonZeroU32::MIN.saturating_add(4);
/// How often a webhook token may be used: a rollout of Flagger makes about ten calls a tick, and a
/// tick is 10 seconds or more.
const WEBHOOK_CALLS_PER_SECOND: NonZeroU32 = NonZeroU32::MIN.saturating_add(99);
/// The list of addresses that proxies have asked for.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// How often the public may ask.
#[derive(Clone, Debug)]
pub struct ClientRates {
    /// Requests of one address in a second; none for any number. In a burst, twice as many.
    pub of_address: Option<NonZeroU32>,
    /// The same of one token.
    pub of_token: Option<NonZeroU32>,
    /// Proxies that are believed who has asked them.
    pub trusted_proxies: Vec<IpNet>,
}

/// The address that a connection is from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// Who has asked how often lately.
pub(crate) struct Rates {
    addresses: Option<Table>,
    tokens: Option<Table>,
    sign_ins: Table,
    webhooks: Table,
    trusted_proxies: Vec<IpNet>,
    /// Whether it was logged that an address that is refused seems to be a proxy.
    has_warned: AtomicBool,
}

impl Rates {
    pub(crate) fn new(rates: ClientRates) -> Self {
        let ClientRates { of_address, of_token, trusted_proxies } = rates;
        let (addresses, tokens) = (of_address.map(Table::of), of_token.map(Table::of));
        let sign_ins = Table::of(SIGN_INS_PER_SECOND);
        let webhooks = Table::of(WEBHOOK_CALLS_PER_SECOND);
        let has_warned = AtomicBool::new(false);
        Self { addresses, tokens, sign_ins, webhooks, trusted_proxies, has_warned }
    }

    /// Refuses a request that is one too many of those whom there is a rate for.
    pub(crate) fn check(&self, identity: &Identity, request: &Request) -> Result<(), ApiError> {
        match (identity.kind(), identity) {
            (Some(TokenKind::Client), _) => self.check_public(identity, request),
            (Some(TokenKind::Webhook), Identity::Token(token))
                if !self.webhooks.allows(&token.id) =>
            {
                let most = self.webhooks.per_second;
                Err(too_many(format!("A webhook token may be used {most} times a second.")))
            }
            _ => Ok(()),
        }
    }

    fn check_public(&self, identity: &Identity, request: &Request) -> Result<(), ApiError> {
        if let (Some(table), Some(address)) = (&self.addresses, self.address_of(request))
            && !table.allows(&network(address))
        {
            self.warn_of_proxy(address, request.headers());
            let most = table.per_second;
            return Err(too_many(format!("An address may ask {most} times a second.")));
        }
        // Those who come without a token have their addresses alone in common.
        match (&self.tokens, identity) {
            (Some(table), Identity::Token(token)) if !table.allows(&token.id) => {
                let most = table.per_second;
                Err(too_many(format!("A client token may be used {most} times a second.")))
            }
            _ => Ok(()),
        }
    }

    /// Refuses to try a secret of somebody who wants to sign in, where that is one too many.
    pub(crate) fn check_sign_in(&self, address: Option<IpAddr>) -> Result<(), ApiError> {
        if address.is_none_or(|address| self.sign_ins.allows(&network(address))) {
            return Ok(());
        }
        let most = SIGN_INS_PER_SECOND;
        Err(too_many(format!("An address may sign in {most} times a second.")))
    }

    /// The address that a request is from.
    pub(crate) fn address_of(&self, request: &Request) -> Option<IpAddr> {
        let Peer(peer) = request.extensions().get()?;
        Some(asker(*peer, request.headers(), &self.trusted_proxies))
    }

    /// Behind a proxy that nobody has named, everybody has one address.
    fn warn_of_proxy(&self, address: IpAddr, headers: &HeaderMap) {
        let is_proxy = headers.contains_key(FORWARDED_FOR);
        if is_proxy && !self.has_warned.swap(true, Ordering::Relaxed) {
            warn!(
                %address,
                "requests are refused because this address asks too often; if it is a proxy of \
                 yours, name it in --trusted-proxies"
            );
        }
    }
}

fn too_many(detail: String) -> ApiError {
    ApiError::new(Code::TooManyRequests, format!("{detail} Send this again later."))
}

/// Seeded anew at each start, so that nobody finds out who shares a cell with whom.
#[expect(clippy::disallowed_types, reason = "runs are to differ: the seed is a secret")]
type Seeded = std::hash::RandomState;

/// Rates of many, in as much memory as there is for it.
struct Table {
    limiter: RateLimiter<u64, Cells, MonotonicClock>,
    hasher: Seeded,
    per_second: NonZeroU32,
}

impl Table {
    fn of(per_second: NonZeroU32) -> Self {
        let burst = per_second.saturating_mul(NonZeroU32::MIN.saturating_add(1));
        let quota = Quota::per_second(per_second).allow_burst(burst);
        let cells = Cells((0..CELLS).map(|_| InMemoryState::default()).collect());
        let limiter = RateLimiter::new(quota, cells, MonotonicClock);
        Self { limiter, hasher: Seeded::new(), per_second }
    }

    fn allows(&self, key: &impl Hash) -> bool {
        self.limiter.check_key(&self.hasher.hash_one(key)).is_ok()
    }
}

struct Cells(Box<[InMemoryState]>);

impl StateStore for Cells {
    type Key = u64;

    fn measure_and_replace<T, F, E>(&self, key: &u64, decide: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let cell = &self.0[(key >> 32) as usize % self.0.len()];
        cell.measure_and_replace(&NotKeyed::NonKey, decide)
    }
}

/// The address that asks: that of the connection, or where that is a trusted proxy, the nearest one
/// in `X-Forwarded-For` that is none. Anybody can write whatever is in front of that.
fn asker(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|range| range.contains(&address));
    let lists = headers.get_all(FORWARDED_FOR).iter().rev();
    let lists = lists.filter_map(|list| list.to_str().ok());
    let mut hops = lists.flat_map(|list| list.rsplit(','));
    let mut address = peer.to_canonical();
    while is_trusted(address)
        && let Some(hop) = hops.next().and_then(|hop| hop.trim().parse::<IpAddr>().ok())
    {
        address = hop.to_canonical();
    }
    address
}

/// What belongs to one who asks: of IPv6 everybody has a whole network.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whose_request_it_is() {
        let trusted: Vec<IpNet> =
            ["127.0.0.0/8", "10.1.0.0/16"].iter().map(|range| range.parse().unwrap()).collect();
        for (peer, forwarded, expected) in [
            ("203.0.113.9", &[][..], "203.0.113.9"),
            // Who is no proxy of ours says what they like.
            ("203.0.113.9", &["198.51.100.1"], "203.0.113.9"),
            ("127.0.0.1", &[], "127.0.0.1"),
            ("127.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            ("::ffff:127.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            ("127.0.0.1", &["1.1.1.1, 198.51.100.1, 10.1.2.3"], "198.51.100.1"),
            ("127.0.0.1", &["1.1.1.1", "198.51.100.1,10.1.2.3"], "198.51.100.1"),
            ("127.0.0.1", &["198.51.100.1, unknown"], "127.0.0.1"),
            ("10.1.2.3", &["2001:db8::1"], "2001:db8::1"),
            ("10.1.2.3", &["10.1.2.4"], "10.1.2.4"),
        ] {
            let mut headers = HeaderMap::new();
            for list in forwarded {
                headers.append(FORWARDED_FOR, list.parse().unwrap());
            }
            let found = asker(peer.parse().unwrap(), &headers, &trusted);
            assert_eq!(found, expected.parse::<IpAddr>().unwrap(), "{peer} {forwarded:?}");
        }
    }

    #[test]
    fn a_network_of_ipv6_is_one() {
        for (one, other, is_same) in [
            ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", true),
            ("2001:db8:0:1::1", "2001:db8:0:2::1", false),
            ("192.0.2.1", "192.0.2.2", false),
        ] {
            let [one, other] = [one, other].map(|address| network(address.parse().unwrap()));
            assert_eq!(one == other, is_same, "{one} {other}");
        }
    }

    #[test]
    fn a_burst_is_let_through_and_no_more() {
        let table = Table::of(NonZeroU32::new(100).unwrap());
        let allowed = (0..1_000).filter(|_| table.allows(&"a")).count();
        // However slow the machine is, time goes on meanwhile.
        assert!((200..900).contains(&allowed), "{allowed}");
        assert!(table.allows(&"b"), "another one");
    }
}
