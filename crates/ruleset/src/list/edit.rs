//! Editing a list: only the nodes on the way to what changes are made anew.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use foldhash::fast::FixedState;

use super::KEYS_PER_LEAF_MAX;
use super::node::{BRANCHES, Body, Branches, LEVELS_MAX, Node, branch, hash};

/// A key, its hash, and whether it is to be in the list.
#[derive(Clone, Copy)]
struct Wish<'k> {
    hash: u64,
    key: &'k str,
    is_in: bool,
}

pub(super) fn edit<'k>(
    root: Option<&Arc<Node>>,
    add: impl IntoIterator<Item = &'k str>,
    remove: impl IntoIterator<Item = &'k str>,
) -> Option<Arc<Node>> {
    // The last word on a key counts, and to remove comes last.
    let mut wishes: HashMap<&str, bool, FixedState> = HashMap::default();
    wishes.extend(add.into_iter().map(|key| (key, true)));
    wishes.extend(remove.into_iter().map(|key| (key, false)));
    let wish = |(key, is_in)| Wish { hash: hash(key), key, is_in };
    let mut wishes: Vec<Wish<'_>> = wishes.into_iter().map(wish).collect();
    wishes.sort_unstable_by_key(|wish| wish.hash);
    fulfil(root, &wishes, 0)
}

/// The node after some wishes, which are in the order of their hashes.
fn fulfil(node: Option<&Arc<Node>>, wishes: &[Wish<'_>], level: u32) -> Option<Arc<Node>> {
    if wishes.iter().all(|wish| is_below(node, wish, level) == wish.is_in) {
        return node.cloned();
    }
    match node.map(|node| &node.body) {
        Some(Body::Nodes(nodes)) => below(nodes, wishes, level),
        Some(Body::Keys(own)) => {
            let wished: HashSet<&str, FixedState> = wishes.iter().map(|wish| wish.key).collect();
            let kept = own.keys.iter().filter(|key| !wished.contains(&***key));
            let mut keys: Vec<(u64, &str)> = kept.map(|key| (hash(key), &**key)).collect();
            keys.extend(wanted(wishes));
            keys.sort_unstable_by_key(|(hash, _)| *hash);
            of_keys(&keys, level)
        }
        None => of_keys(&wanted(wishes).collect::<Vec<_>>(), level),
    }
}

fn is_below(node: Option<&Arc<Node>>, wish: &Wish<'_>, level: u32) -> bool {
    node.is_some_and(|node| node.contains(wish.key, wish.hash, level))
}

fn wanted<'w>(wishes: &'w [Wish<'_>]) -> impl Iterator<Item = (u64, &'w str)> {
    wishes.iter().filter(|wish| wish.is_in).map(|wish| (wish.hash, wish.key))
}

/// Fulfils wishes in the nodes below; where few keys are left, they become one node.
fn below(nodes: &Branches, wishes: &[Wish<'_>], level: u32) -> Option<Arc<Node>> {
    let mut rest = wishes;
    let mut changed = Branches::default();
    for index in 0..BRANCHES {
        let end = rest.partition_point(|wish| branch(wish.hash, level) <= index);
        let (own, others) = rest.split_at(end);
        changed[index] = fulfil(nodes[index].as_ref(), own, level + 1);
        rest = others;
    }
    let count: usize = changed.iter().flatten().map(|node| node.count).sum();
    if count > KEYS_PER_LEAF_MAX {
        return Some(Node::of_nodes(changed));
    }
    let mut keys = Vec::with_capacity(count);
    changed.iter().flatten().for_each(|node| node.collect(&mut keys));
    leaf(keys)
}

/// The node of keys, which are in the order of their hashes.
fn of_keys(keys: &[(u64, &str)], level: u32) -> Option<Arc<Node>> {
    if keys.len() <= KEYS_PER_LEAF_MAX || level == LEVELS_MAX {
        return leaf(keys.iter().map(|(_, key)| *key).collect());
    }
    let mut rest = keys;
    let mut nodes = Branches::default();
    for (index, node) in nodes.iter_mut().enumerate() {
        let end = rest.partition_point(|(hash, _)| branch(*hash, level) <= index);
        let (own, others) = rest.split_at(end);
        *node = of_keys(own, level + 1);
        rest = others;
    }
    Some(Node::of_nodes(nodes))
}

fn leaf(mut keys: Vec<&str>) -> Option<Arc<Node>> {
    keys.sort_unstable();
    let keys: Vec<Box<str>> = keys.into_iter().map(Into::into).collect();
    (!keys.is_empty()).then(|| Node::of_keys(keys))
}
