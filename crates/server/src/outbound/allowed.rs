//! Which addresses may be reached. Pure.

use std::net::IpAddr;
use std::str::FromStr;

use ipnet::IpNet;
use thiserror::Error;

/// What is not on the public network, and what is there and still none of ours to ask.
const FORBIDDEN: &[(&str, &str)] = &[
    ("0.0.0.0/8", "an unspecified address"),
    ("10.0.0.0/8", "a private address"),
    ("100.64.0.0/10", "a private address of a carrier"),
    ("127.0.0.0/8", "this machine"),
    ("168.63.129.16/32", "metadata of a cloud"),
    ("169.254.0.0/16", "a link-local address, such as metadata of a cloud"),
    ("172.16.0.0/12", "a private address"),
    ("192.0.0.0/24", "a reserved address"),
    ("192.0.2.0/24", "a reserved address"),
    ("192.88.99.0/24", "a relay of 6to4"),
    ("192.168.0.0/16", "a private address"),
    ("198.18.0.0/15", "a reserved address"),
    ("198.51.100.0/24", "a reserved address"),
    ("203.0.113.0/24", "a reserved address"),
    ("224.0.0.0/4", "a multicast address"),
    ("240.0.0.0/4", "a reserved address"),
    ("::/128", "an unspecified address"),
    ("::1/128", "this machine"),
    ("::ffff:0:0/96", "an IPv4 address in the form of an IPv6 address"),
    ("64:ff9b::/96", "an IPv4 address behind NAT64"),
    ("64:ff9b:1::/48", "an IPv4 address behind NAT64"),
    ("2001::/23", "a reserved address, such as one of Teredo"),
    ("2001:db8::/32", "a reserved address"),
    ("2002::/16", "an IPv4 address behind 6to4"),
    ("3fff::/20", "a reserved address"),
    ("fc00::/7", "a private address"),
    ("fe80::/10", "a link-local address"),
    ("ff00::/8", "a multicast address"),
];

/// All public IPv6 addresses there are so far.
const PUBLIC_V6: &str = "2000::/3";

/// What may be reached besides public addresses, and without encryption.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Allow {
    /// A host by its name, wherever it leads.
    Name(String),
    /// Some addresses.
    Range(IpNet),
}

/// Text that is neither a host nor a range of addresses.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "{0:?} is no host and no network: it is one such as hooks.internal, 10.1.2.3 or 10.0.0.0/8, \
     without scheme, port and path"
)]
pub struct NotAllowed(String);

impl FromStr for Allow {
    type Err = NotAllowed;

    fn from_str(text: &str) -> Result<Self, NotAllowed> {
        let bare = text.trim_start_matches('[').trim_end_matches(']');
        let one = || bare.parse::<IpAddr>().map(IpNet::from);
        if let Ok(range) = bare.parse::<IpNet>().or_else(|_error| one()) {
            return Ok(Self::Range(range));
        }
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
        if !text.is_empty() && text.bytes().all(is_name) {
            return Ok(Self::Name(text.to_ascii_lowercase()));
        }
        Err(NotAllowed(text.to_owned()))
    }
}

/// Which addresses may be reached.
#[derive(Clone, Debug, Default)]
pub struct Allowed {
    names: Vec<String>,
    ranges: Vec<IpNet>,
}

impl FromIterator<Allow> for Allowed {
    fn from_iter<T: IntoIterator<Item = Allow>>(all: T) -> Self {
        let mut allowed = Self::default();
        for each in all {
            match each {
                Allow::Name(name) => allowed.names.push(name),
                Allow::Range(range) => allowed.ranges.push(range),
            }
        }
        allowed
    }
}

impl Allowed {
    /// Whether a host was allowed by its name.
    pub(super) fn has_name(&self, host: &str) -> bool {
        self.names.iter().any(|name| name == host)
    }

    /// Whether an address was allowed.
    pub(super) fn has_address(&self, address: IpAddr) -> bool {
        // An IPv4 address in the form of an IPv6 address is the same place.
        let address = address.to_canonical();
        self.ranges.iter().any(|range| range.contains(&address))
    }

    /// Refuses an address that may not be reached, with what kind of address it is.
    pub(super) fn check(&self, address: IpAddr) -> Result<(), &'static str> {
        if self.has_address(address) {
            return Ok(());
        }
        let is_in =
            |range: &str| range.parse::<IpNet>().is_ok_and(|range| range.contains(&address));
        match FORBIDDEN.iter().find(|(range, _)| is_in(range)) {
            Some((_, what)) => Err(what),
            None if address.is_ipv6() && !is_in(PUBLIC_V6) => Err("no public address"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(all: &[&str]) -> Allowed {
        all.iter().map(|text| text.parse::<Allow>().unwrap()).collect()
    }

    #[test]
    fn every_range_is_one() {
        assert!(FORBIDDEN.iter().all(|(range, _)| range.parse::<IpNet>().is_ok()));
    }

    #[test]
    fn only_public_addresses_may_be_reached() {
        let nothing = allowed(&[]);
        for (address, expected) in [
            ("93.184.215.14", true),
            ("2606:4700::1111", true),
            ("172.15.255.255", true),
            ("172.32.0.1", true),
            ("100.128.0.1", true),
            ("0.0.0.0", false),
            ("10.1.2.3", false),
            ("100.100.100.200", false),
            ("127.0.0.1", false),
            ("127.255.255.254", false),
            ("168.63.129.16", false),
            ("169.254.169.254", false),
            ("172.31.0.1", false),
            ("192.0.0.192", false),
            ("192.168.1.1", false),
            ("198.19.0.1", false),
            ("224.0.0.1", false),
            ("255.255.255.255", false),
            ("::", false),
            ("::1", false),
            ("::127.0.0.1", false),
            ("::ffff:127.0.0.1", false),
            ("::ffff:8.8.8.8", false),
            ("64:ff9b::7f00:1", false),
            ("64:ff9b:1::7f00:1", false),
            ("2001::1", false),
            ("2001:db8::1", false),
            ("2002:7f00:1::", false),
            ("fd00:ec2::254", false),
            ("fe80::1", false),
            ("fec0::1", false),
            ("ff02::1", false),
            ("4000::1", false),
        ] {
            assert_eq!(nothing.check(address.parse().unwrap()).is_ok(), expected, "{address}");
        }
    }

    #[test]
    fn what_is_allowed_may_be_reached() {
        let some = allowed(&["10.0.0.0/8", "127.0.0.1", "[::1]", "Hooks.Internal"]);
        for (address, expected) in [
            ("10.255.0.1", true),
            ("127.0.0.1", true),
            ("::ffff:127.0.0.1", true),
            ("127.0.0.2", false),
            ("::1", true),
            ("192.168.0.1", false),
        ] {
            assert_eq!(some.check(address.parse().unwrap()).is_ok(), expected, "{address}");
        }
        assert!(some.has_name("hooks.internal"));
        for wrong in ["", "http://a", "a:80", "a/b", "10.0.0.0/33", "*"] {
            assert!(wrong.parse::<Allow>().is_err(), "{wrong}");
        }
    }
}
