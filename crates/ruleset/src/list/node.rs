//! One node of a list: its keys or the nodes below it, and the text that its digest is of.

use std::collections::HashSet;
use std::sync::Arc;

use foldhash::fast::FixedState;
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
    Keys(Leaf),
    Nodes(Box<Branches>),
}

/// Keys in order, never none.
#[derive(Debug)]
pub(super) struct Leaf {
    pub(super) keys: Box<[Box<str>]>,
    /// A byte of each key's hash: nearly all other keys are passed over without being read.
    tags: Box<[u8]>,
}

impl Leaf {
    fn new(keys: Vec<Box<str>>) -> Self {
        let tags = keys.iter().map(|key| tag(hash(key))).collect();
        Self { keys: keys.into(), tags }
    }

    fn contains(&self, key: &str, hash: u64) -> bool {
        memchr::memchr_iter(tag(hash), &self.tags).any(|index| *self.keys[index] == *key)
    }
}

/// The last byte of a hash: all but very deep nodes have chosen their way by others.
fn tag(hash: u64) -> u8 {
    hash.to_le_bytes()[0]
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
        Self::with_body(count, Body::Keys(Leaf::new(keys)))
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
                Body::Keys(leaf) => return leaf.contains(key, hash),
                Body::Nodes(nodes) => match &nodes[branch(hash, level)] {
                    Some(next) => (node, level) = (next, level + 1),
                    None => return false,
                },
            }
        }
    }

    pub(super) fn collect<'n>(&'n self, keys: &mut Vec<&'n str>) {
        match &self.body {
            Body::Keys(own) => keys.extend(own.keys.iter().map(AsRef::as_ref)),
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
        match Written::fetch(digest, fetch, level)? {
            Written::Keys(keys) => Ok(Self::of_keys(keys)),
            Written::Nodes(digests) => {
                let mut nodes = Branches::default();
                for (node, digest) in nodes.iter_mut().zip(digests) {
                    let load = |digest| Self::load(digest, fetch, level + 1);
                    *node = digest.map(load).transpose()?;
                }
                Ok(Self::of_nodes(nodes))
            }
        }
    }
}

/// Checks the node of a digest and those below it, save those that are known to be sound.
pub(super) fn check<E>(
    digest: Digest,
    sound: &mut HashSet<Digest, FixedState>,
    fetch: &mut impl FnMut(&Digest) -> Result<Option<String>, E>,
    level: u32,
) -> Result<(), LoadError<E>> {
    if sound.contains(&digest) {
        return Ok(());
    }
    if let Written::Nodes(digests) = Written::fetch(digest, fetch, level)? {
        for digest in digests.into_iter().flatten() {
            check(digest, sound, fetch, level + 1)?;
        }
    }
    sound.insert(digest);
    Ok(())
}

/// Whether the list of a digest holds a key: only the nodes on the way to it are fetched.
pub(super) fn holds<E>(
    mut digest: Digest,
    key: &str,
    fetch: &mut impl FnMut(&Digest) -> Result<Option<String>, E>,
) -> Result<bool, LoadError<E>> {
    let mut level = 0;
    loop {
        match Written::fetch(digest, fetch, level)? {
            Written::Keys(keys) => return Ok(keys.iter().any(|own| **own == *key)),
            Written::Nodes(nodes) => match nodes[branch(hash(key), level)] {
                Some(below) => (digest, level) = (below, level + 1),
                None => return Ok(false),
            },
        }
    }
}

/// What the text of a node says.
enum Written {
    Keys(Vec<Box<str>>),
    Nodes(Vec<Option<Digest>>),
}

impl Written {
    fn fetch<E>(
        digest: Digest,
        fetch: &mut impl FnMut(&Digest) -> Result<Option<String>, E>,
        level: u32,
    ) -> Result<Self, LoadError<E>> {
        let text = fetch(&digest).map_err(LoadError::Fetch)?;
        let text = text.ok_or(LoadError::Missing { digest })?;
        let is_sound = Digest::of(&text) == digest && level <= LEVELS_MAX;
        let read = is_sound.then(|| Self::read(&text)).flatten();
        read.ok_or(LoadError::Changed { digest })
    }

    fn read(text: &str) -> Option<Self> {
        match serde_json::from_str(text).ok()? {
            Value::Array(keys) if !keys.is_empty() => {
                let keys = keys.iter().map(|key| key.as_str().map(Into::into));
                keys.collect::<Option<_>>().map(Self::Keys)
            }
            Value::Object(body) => {
                let mut nodes = vec![None; BRANCHES];
                for (node, digest) in nodes.iter_mut().zip(body.get("nodes")?.as_array()?) {
                    *node = digest.as_str().map(str::parse).transpose().ok()?;
                }
                Some(Self::Nodes(nodes))
            }
            _ => None,
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
            Self::Keys(leaf) => {
                let keys: Value = leaf.keys.iter().map(|key| Value::from(&**key)).collect();
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
