//! Where a change came from.

use serde::{Deserialize, Serialize};

use super::Collection;
use crate::digest::Digest;

/// What an entry is about that says that addresses were erased.
pub const ADDRESSES: (Collection, &str) = (Collection::Environment, "addresses");

/// The address that a change was asked for from.
///
/// It is personal data, which has to be erasable, so an entry has its digest only. The nonce is
/// random: without it, whoever tries all addresses would find the one that gives the digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// An IP address.
    pub address: String,
    /// What nobody can guess.
    pub nonce: String,
}

impl Origin {
    /// What is kept: its digest and its text.
    pub fn kept(&self) -> (Digest, String) {
        // Two texts become JSON.
        let value = serde_json::to_value(self).unwrap_or_default();
        (Digest::of_json(&value), value.to_string())
    }

    /// What was kept.
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}
