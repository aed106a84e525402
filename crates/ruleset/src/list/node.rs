//! One node of a list: its keys or the nodes below it, and the text that its digest is of.

use std::sync::Arc;

use serde_json::Value;
use thiserror::Error;
use xxhash_rust::xxh64::xxh64;

use crate::digest::Digest;

/// Nodes below a node: four bits of a key's hash choose among them.
pub(super) const BRANCHES: usize = 16;
/// A hash of 64 bits is used up after so many levels.
pub(super) const LEVELS_MAX: u32 = 16;

#[derive(Debug)]
pub(super) struct Node {
    pub(super) count: usize,
    pub(super) digest: Digest,
    pub(super) body: Body,
}

#[derive(Debug)]
pub(super) enum Body {
    /// In order, never empty.
    Keys(Box<[Box<str>]>),
    Nodes(Box<Branches>),
}

pub(super) type Branches = [Option<Arc<Node>>; BRANCHES];

/// Why a list could not be loaded.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum LoadError<E> {
    /// A node is nowhere.
    #[error("the part {digest} of a list is missing")]
    Missing {
        /// Its digest.
        digest: Digest,
    },
    /// A node's text is not what its digest says.
    #[error("the part {digest} of a list was changed")]
    Changed {
        /// Its digest.
        digest: Digest,
    },
    /// A node could not be fetched.
    #[error("a part of a list could not be fetched")]
    Fetch(#[source] E),
}

/// The hash whose bits choose a key's way down.
pub(super) fn hash(key: &str) -> u64 {
    xxh64(key.as_bytes(), 0)
}

/// Which of the nodes below one at this level a hash leads to.
pub(super) fn branch(hash: u64, level: u32) -> usize {
    (hash >> (60 - 4 * level.min(LEVELS_MAX - 1)) & 0xf) as usize
}

impl Node {
    /// The node of some keys, which are in order and not none.
    pub(super) fn of_keys(keys: Vec<Box<str>>) -> Arc<Self> {
        let count = keys.len();
        Self::with_body(count, Body::Keys(keys.into()))
    }

    /// The node above others, of which there is at least one.
    pub(super) fn of_nodes(nodes: Branches) -> Arc<Self> {
        let count = nodes.iter().flatten().map(|node| node.count).sum();
        Self::with_body(count, Body::Nodes(Box::new(nodes)))
    }

    fn with_body(count: usize, body: Body) -> Arc<Self> {
        let digest = Digest::of(body.text());
        Arc::new(Self { count, digest, body })
    }

    /// Whether a key of this hash is in this node of this level.
    pub(super) fn contains(&self, key: &str, hash: u64, mut level: u32) -> bool {
        let mut node = self;
        loop {
            match &node.body {
                Body::Keys(keys) => {
                    return keys.binary_search_by(|own| (**own).cmp(key)).is_ok();
                }
                Body::Nodes(nodes) => match &nodes[branch(hash, level)] {
                    Some(next) => (node, level) = (next, level + 1),
                    None => return false,
                },
            }
        }
    }

    pub(super) fn collect<'n>(&'n self, keys: &mut Vec<&'n str>) {
        match &self.body {
            Body::Keys(own) => keys.extend(own.iter().map(AsRef::as_ref)),
            Body::Nodes(nodes) => nodes.iter().flatten().for_each(|node| node.collect(keys)),
        }
    }

    /// Collects this node and those below it, save those that `known` has in the same place.
    pub(super) fn beyond(&self, known: Option<&Self>, found: &mut Vec<(Digest, String)>) {
        if known.is_some_and(|known| known.digest == self.digest) {
            return;
        }
        found.push((self.digest, self.body.text()));
        if let Body::Nodes(nodes) = &self.body {
            let known = known.and_then(|known| known.body.nodes());
            for (index, node) in nodes.iter().enumerate() {
                if let Some(node) = node {
                    node.beyond(known.and_then(|known| known[index].as_deref()), found);
                }
            }
        }
    }

    pub(super) fn load<E>(
        digest: Digest,
        fetch: &mut impl FnMut(&Digest) -> Result<Option<String>, E>,
        level: u32,
    ) -> Result<Arc<Self>, LoadError<E>> {
        let text = fetch(&digest).map_err(LoadError::Fetch)?;
        let text = text.ok_or(LoadError::Missing { digest })?;
        let changed = || LoadError::Changed { digest };
        if Digest::of(&text) != digest || level > LEVELS_MAX {
            return Err(changed());
        }
        match serde_json::from_str(&text) {
            Ok(Value::Array(keys)) if !keys.is_empty() => {
                let keys = keys.iter().map(|key| key.as_str().map(Into::into));
                Ok(Self::of_keys(keys.collect::<Option<_>>().ok_or_else(changed)?))
            }
            Ok(Value::Object(body)) => {
                let digests = body.get("nodes").and_then(Value::as_array).ok_or_else(changed)?;
                let mut nodes = Branches::default();
                for (node, digest) in nodes.iter_mut().zip(digests) {
                    if let Some(digest) = digest.as_str() {
                        let digest = digest.parse().ok().ok_or_else(changed)?;
                        *node = Some(Self::load(digest, fetch, level + 1)?);
                    }
                }
                Ok(Self::of_nodes(nodes))
            }
            _ => Err(changed()),
        }
    }
}

impl Body {
    fn nodes(&self) -> Option<&Branches> {
        match self {
            Self::Keys(_) => None,
            Self::Nodes(nodes) => Some(nodes),
        }
    }

    /// The text that is stored, and that the digest is of.
    fn text(&self) -> String {
        match self {
            Self::Keys(keys) => {
                let keys: Value = keys.iter().map(|key| Value::from(&**key)).collect();
                keys.to_string()
            }
            Self::Nodes(nodes) => {
                let digest = |node: &Option<Arc<Node>>| {
                    node.as_ref().map(|node| node.digest.to_string()).into()
                };
                let digests: Vec<Value> = nodes.iter().map(digest).collect();
                serde_json::json!({ "nodes": digests }).to_string()
            }
        }
    }
}
