//! Which two weights are a share. Pure.

use std::fmt;

use hoist_delivery::Hundredths;

use super::Place;
use super::servers::Server;

/// The largest weight of `HAProxy`.
const WEIGHT_MAX: u32 = 256;

/// The weights of both servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Weights {
    pub(super) candidate: u32,
    pub(super) stable: u32,
}

impl fmt::Display for Weights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "weights {} for the candidate and {} for stable", self.candidate, self.stable)
    }
}

impl Weights {
    /// Those of a share: its per cents where they are whole, else what is next to it and not above.
    /// None where nobody would be sent although somebody should.
    pub(super) fn of(share: Hundredths) -> Option<Self> {
        let share = u32::from(share.min(10_000));
        if share.is_multiple_of(100) {
            return Some(Self { candidate: share / 100, stable: 100 - share / 100 });
        }
        let pairs = (1..=WEIGHT_MAX).map(|candidate| {
            let stable = (candidate * (10_000 - share)).div_ceil(share);
            Self { candidate, stable }
        });
        let pairs = pairs.filter(|pair| pair.stable <= WEIGHT_MAX);
        // One candidate's part is the larger one where its product with the other's stable is.
        pairs.max_by_key(|pair| pair.candidate * 1_000_000 / pair.stable)
    }

    /// Those that there are.
    pub(super) fn found(place: Place<'_>, servers: &[Server]) -> Result<Self, String> {
        let weight = |name: &str| {
            let server = servers.iter().find(|server| server.name == name);
            server.map(|server| server.weight).ok_or_else(|| {
                let Place { socket, backend, .. } = place;
                format!("HAProxy at {socket} has no server {backend}/{name}")
            })
        };
        Ok(Self { candidate: weight(place.candidate)?, stable: weight(place.stable)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_per_cents_are_their_own_weights() {
        for (share, candidate) in [(0, 0), (100, 1), (500, 5), (2_500, 25), (9_900, 99)] {
            let stable = 100 - candidate;
            assert_eq!(Weights::of(share), Some(Weights { candidate, stable }), "{share}");
        }
        assert_eq!(Weights::of(10_000), Some(Weights { candidate: 100, stable: 0 }));
    }

    #[test]
    fn a_share_is_met_within_a_quarter_and_never_exceeded() {
        for share in 1..=10_000_u16 {
            let Some(Weights { candidate, stable }) = Weights::of(share) else {
                assert!(share < 39, "{share}");
                continue;
            };
            assert!(candidate <= WEIGHT_MAX && stable <= WEIGHT_MAX, "{share}");
            let sent = f64::from(candidate) / f64::from(candidate + stable) * 10_000.0;
            let wanted = f64::from(share);
            assert!(sent <= wanted + 1e-6, "{share}: {sent}");
            // Farthest off between one of 257 and two of 258.
            assert!(wanted - sent <= 40.0, "{share}: {sent}");
            assert!(wanted < 500.0 || wanted - sent < 0.03 * wanted, "{share}: {sent}");
        }
    }
}
