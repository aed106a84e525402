//! Where in a sequence which key is, without the keys: they stand in the sequence.

use std::fmt;
use std::hash::BuildHasher;
use std::sync::Arc;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

/// The places of keys. A copy shares the table until a key comes or goes.
#[derive(Clone, Default)]
pub(crate) struct Places(Arc<HashTable<u32>>);

/// The hash by which a key is found in every table.
#[inline]
pub(crate) fn hash(key: &str) -> u64 {
    FixedState::default().hash_one(key)
}

/// There are far fewer documents than fit 32 bits: see `limits`.
fn narrow(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

impl Places {
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether keys and places are the same for sure, without a look.
    pub(crate) fn is_shared_with(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// The place of a key, by its hash; `is_it` tells whether it stands at a place.
    #[inline]
    pub(crate) fn find(&self, hash: u64, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        self.0.find(hash, |place| is_it(*place)).copied()
    }

    /// Notes the place of a key that has none; `key_at` tells the key of every place.
    pub(crate) fn insert<'k>(
        &mut self,
        key: &str,
        place: usize,
        key_at: impl Fn(usize) -> &'k str,
    ) {
        let again = |place: &u32| hash(key_at(*place as usize));
        Arc::make_mut(&mut self.0).insert_unique(hash(key), narrow(place), again);
    }

    /// Forgets places, which are given in order, and moves those behind them up.
    pub(crate) fn remove(&mut self, gone: &[usize]) {
        let remains = |place: &mut u32| match gone.binary_search(&(*place as usize)) {
            Ok(_) => false,
            Err(before) => {
                *place -= narrow(before);
                true
            }
        };
        Arc::make_mut(&mut self.0).retain(remains);
    }
}

impl fmt::Debug for Places {
    /// The order within a table is by its history, and says nothing.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Places").field(&self.len()).finish()
    }
}
