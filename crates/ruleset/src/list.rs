//! Lists of keys, of any length, that are cheap to edit, to compare and to store.
//!
//! A list is a tree: a node with up to [`KEYS_PER_LEAF_MAX`] keys holds them in order; a larger
//! one has up to 16 nodes below it, chosen by four bits of each key's hash per level. The shape
//! depends on nothing but the keys, so equal lists are equal trees. Each node has the digest of
//! its text and shares what it did not change, so an edit costs what it changes: in memory, in
//! the store, and over the wire.

mod edit;
mod node;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use foldhash::fast::FixedState;
use serde::{Serialize, Serializer};

use crate::digest::Digest;
use crate::limits::LIST_INLINE_MAX;
use node::Node;

pub use node::LoadError;

/// Most keys of a node without nodes below it.
const KEYS_PER_LEAF_MAX: usize = 256;

/// A set of keys. Cloning one costs nothing.
#[derive(Clone, Debug, Default)]
pub struct KeyList {
    /// Absent where there are no keys.
    root: Option<Arc<Node>>,
}

/// Lists by their digest: what a document may refer to.
pub type Lists = HashMap<Digest, KeyList, FixedState>;

impl KeyList {
    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.root.as_ref().map_or(0, |root| root.count)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.root.is_none()
    }

    /// The digest of the list; of one without keys, that of `[]`.
    pub fn digest(&self) -> Digest {
        self.root.as_ref().map_or_else(|| Digest::of("[]"), |root| root.digest)
    }

    /// Whether a key is in the list.
    pub fn contains(&self, key: &str) -> bool {
        self.root.as_ref().is_some_and(|root| root.contains(key, node::hash(key), 0))
    }

    /// All keys, in order.
    pub fn keys(&self) -> Vec<&str> {
        let mut keys = Vec::with_capacity(self.len());
        if let Some(root) = &self.root {
            root.collect(&mut keys);
        }
        keys.sort_unstable();
        keys
    }

    /// The list with some keys added and some removed; one that is in both is removed.
    #[must_use]
    pub fn edited<'k>(
        &self,
        add: impl IntoIterator<Item = &'k str>,
        remove: impl IntoIterator<Item = &'k str>,
    ) -> Self {
        Self { root: edit::edit(self.root.as_ref(), add, remove) }
    }

    /// The digest and text of each node that another list does not have in the same place.
    pub fn nodes_beyond(&self, known: &Self) -> Vec<(Digest, String)> {
        let mut nodes = Vec::new();
        if let Some(root) = &self.root {
            root.beyond(known.root.as_deref(), &mut nodes);
        }
        nodes
    }

    /// Builds the list of a digest from the texts of its nodes.
    ///
    /// # Errors
    ///
    /// Where a text is missing, or is not what its digest says, or cannot be fetched.
    pub fn load<E>(
        digest: Digest,
        fetch: &mut impl FnMut(&Digest) -> Result<Option<String>, E>,
    ) -> Result<Self, LoadError<E>> {
        if digest == Self::default().digest() {
            return Ok(Self::default());
        }
        Ok(Self { root: Some(Node::load(digest, fetch, 0)?) })
    }

    /// Checks that the list of a digest can be loaded, without loading it. Nodes that are in
    /// `sound` are not looked at; those that turn out to be so are put there, so that the many
    /// states of one list are checked at the cost of one.
    ///
    /// # Errors
    ///
    /// As [`KeyList::load`].
    pub fn check<E>(
        digest: Digest,
        sound: &mut HashSet<Digest, FixedState>,
        fetch: &mut impl FnMut(&Digest) -> Result<Option<String>, E>,
    ) -> Result<(), LoadError<E>> {
        if digest == Self::default().digest() {
            return Ok(());
        }
        node::check(digest, sound, fetch, 0)
    }

    /// Whether the list of a digest holds a key, without loading more than the way to it.
    ///
    /// # Errors
    ///
    /// As [`KeyList::load`].
    pub fn holds<E>(
        digest: Digest,
        key: &str,
        fetch: &mut impl FnMut(&Digest) -> Result<Option<String>, E>,
    ) -> Result<bool, LoadError<E>> {
        if digest == Self::default().digest() {
            return Ok(false);
        }
        node::holds(digest, key, fetch)
    }

    /// Whether documents name the list by its digest rather than spell it out.
    pub fn is_referred_to(&self) -> bool {
        self.len() > LIST_INLINE_MAX
    }
}

impl<'k> FromIterator<&'k str> for KeyList {
    fn from_iter<I: IntoIterator<Item = &'k str>>(keys: I) -> Self {
        Self::default().edited(keys, [])
    }
}

impl PartialEq for KeyList {
    fn eq(&self, other: &Self) -> bool {
        self.digest() == other.digest()
    }
}

/// A short list as its keys, a long one as its digest and count.
impl Serialize for KeyList {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Reference {
            list: Digest,
            count: usize,
        }
        if self.is_referred_to() {
            Reference { list: self.digest(), count: self.len() }.serialize(serializer)
        } else {
            self.keys().serialize(serializer)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::convert::Infallible;

    use proptest::prelude::*;

    use super::*;

    fn list(keys: &BTreeSet<String>) -> KeyList {
        keys.iter().map(String::as_str).collect()
    }

    fn numbered(range: std::ops::Range<usize>) -> BTreeSet<String> {
        range.map(|number| format!("user_{number}")).collect()
    }

    proptest! {
        #[test]
        fn an_edited_list_is_the_list_of_the_edited_keys(
            from in 0_usize..900, length in 0_usize..900,
            add_from in 0_usize..1_500, added in 0_usize..600,
            remove_from in 0_usize..1_500, removed in 0_usize..900,
        ) {
            let mut keys = numbered(from..from + length);
            let before = list(&keys);
            let (add, remove) =
                (numbered(add_from..add_from + added), numbered(remove_from..remove_from + removed));
            let edited =
                before.edited(add.iter().map(String::as_str), remove.iter().map(String::as_str));
            keys.extend(add);
            keys.retain(|key| !remove.contains(key));
            prop_assert_eq!(&edited, &list(&keys));
            prop_assert_eq!(edited.len(), keys.len());
            prop_assert!(edited.keys().into_iter().eq(keys.iter().map(String::as_str)));
            prop_assert!(keys.iter().all(|key| edited.contains(key)));
            prop_assert!(remove.iter().all(|key| !edited.contains(key)));
        }
    }

    #[test]
    fn an_edit_of_one_key_changes_the_nodes_above_it_and_no_others() {
        let large = list(&numbered(0..100_000));
        let edited = large.edited(["somebody"], []);
        let nodes = edited.nodes_beyond(&large);
        assert!((2..=5).contains(&nodes.len()), "{}", nodes.len());
        let bytes: usize = nodes.iter().map(|(_, text)| text.len()).sum();
        assert!(bytes < 16_000, "{bytes}");
        assert_eq!(large.edited(["user_1"], ["nobody"]).nodes_beyond(&large), []);
        assert_eq!(edited.edited([], ["somebody"]), large);
    }

    #[test]
    fn a_list_is_loaded_from_its_nodes_and_a_wrong_one_is_told() {
        let large = list(&numbered(0..5_000));
        let mut nodes: HashMap<Digest, String> =
            large.nodes_beyond(&KeyList::default()).into_iter().collect();
        let load = |nodes: &HashMap<Digest, String>| {
            KeyList::load(large.digest(), &mut |digest| {
                Ok::<_, Infallible>(nodes.get(digest).cloned())
            })
        };
        assert_eq!(load(&nodes).unwrap(), large);
        let mut sound = HashSet::default();
        let mut fetch = |digest: &Digest| Ok::<_, Infallible>(nodes.get(digest).cloned());
        KeyList::check(large.digest(), &mut sound, &mut fetch).unwrap();
        assert_eq!(sound.len(), nodes.len());
        KeyList::check(large.digest(), &mut sound, &mut |_| Err("asked again")).unwrap();
        let leaf = nodes.iter().find(|(_, text)| text.starts_with('[')).unwrap();
        let (digest, text) = (*leaf.0, leaf.1.replace("user_", "loser_"));
        nodes.insert(digest, text);
        assert!(matches!(load(&nodes), Err(LoadError::Changed { .. })));
        let check = |nodes: &HashMap<Digest, String>| {
            let mut fetch = |digest: &Digest| Ok::<_, Infallible>(nodes.get(digest).cloned());
            KeyList::check(large.digest(), &mut HashSet::default(), &mut fetch)
        };
        assert_eq!(check(&nodes), Err(LoadError::Changed { digest }));
        nodes.remove(&digest);
        assert!(matches!(load(&nodes), Err(LoadError::Missing { .. })));
        assert_eq!(check(&nodes), Err(LoadError::Missing { digest }));
        let empty = KeyList::load(KeyList::default().digest(), &mut |_| Err(()));
        assert!(empty.unwrap().is_empty());
    }

    #[test]
    fn a_long_list_is_named_and_a_short_one_spelt_out() {
        let json = |list: &KeyList| serde_json::to_value(list).unwrap();
        assert_eq!(json(&["b", "a", "b"].into_iter().collect()), serde_json::json!(["a", "b"]));
        let long = list(&numbered(0..LIST_INLINE_MAX + 1));
        let expected = serde_json::json!({"list": long.digest().to_string(), "count": 1001});
        assert_eq!(json(&long), expected);
    }
}
