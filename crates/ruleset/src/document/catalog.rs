//! The documents of one kind, by key and in the order of their file.

use std::borrow::Borrow;
use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use foldhash::fast::FixedState;
use serde::{Serialize, Serializer};

use crate::pages::Pages;
use crate::places::{self, Places};

/// A key and its document.
type Entry<K, T> = (K, Arc<T>);

/// Documents of one kind by key, in the order of their file, or what is known of each of them.
///
/// A copy shares what it can: changing one document of a copy costs the root of their number,
/// adding one also a copy of the table of places, removing one a walk over those behind it.
pub struct Catalog<K, T> {
    entries: Pages<Entry<K, T>>,
    places: Places,
}

impl<K: Borrow<str>, T> Catalog<K, T> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The document of a key.
    pub fn get(&self, key: &str) -> Option<&Arc<T>> {
        self.get_key_value(key).map(|(_, document)| document)
    }

    /// The document of a key, with the key as it stands here.
    pub fn get_key_value(&self, key: &str) -> Option<(&K, &Arc<T>)> {
        self.entries.get(self.place(key)?).map(|(key, document)| (key, document))
    }

    /// Whether there is a document of a key.
    pub fn contains_key(&self, key: &str) -> bool {
        self.place(key).is_some()
    }

    /// All keys and their documents.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &Arc<T>)> {
        self.entries.iter().map(|(key, document)| (key, document))
    }

    /// All keys.
    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.entries.iter().map(|(key, _)| key)
    }

    /// The keys from a place on.
    pub(crate) fn keys_from(&self, place: usize) -> impl Iterator<Item = &K> {
        self.entries.iter_from(place).map(|(key, _)| key)
    }

    /// All documents.
    pub fn values(&self) -> impl Iterator<Item = &Arc<T>> {
        self.entries.iter().map(|(_, document)| document)
    }

    /// How many stand before the document of a key.
    pub(crate) fn place(&self, key: &str) -> Option<usize> {
        let is_it = |place: u32| self.key_at(place as usize) == key;
        self.places.find(places::hash(key), is_it).map(|place| place as usize)
    }

    /// The places of all keys.
    pub(crate) fn places(&self) -> &Places {
        &self.places
    }

    /// How many keys are at the same places as in another, counted from the first.
    pub(crate) fn same_places(&self, other: &Self) -> usize {
        if self.places.is_shared_with(&other.places) {
            return self.len();
        }
        let is_same = |(place, (key, _)): &(usize, &Entry<K, T>)| {
            let other = other.entries.get(*place).map(|(key, _)| key.borrow());
            other == Some(key.borrow())
        };
        let shared = self.len().min(other.len());
        self.entries
            .apart_from(&other.entries)
            .find(|one| !is_same(one))
            .map_or(shared, |(place, _)| place)
    }

    /// The keys under which there is not the same here and there. What was read anew is not the
    /// same, whatever is in it.
    pub(crate) fn differing<'c>(&'c self, other: &'c Self) -> impl Iterator<Item = &'c K> {
        let here = self
            .beside(other)
            .filter(|((_, own), other)| other.is_none_or(|(_, other)| !Arc::ptr_eq(own, other)));
        let there = other.beside(self).filter(|(_, own)| own.is_none());
        here.chain(there).map(|((key, _), _)| key)
    }

    /// Entries that another catalog may not have, each with what it has under the key.
    fn beside<'c>(
        &'c self,
        other: &'c Self,
    ) -> impl Iterator<Item = (&'c Entry<K, T>, Option<&'c Entry<K, T>>)> {
        // Keys that follow each other here mostly do there.
        let mut next = 0;
        self.entries.apart_from(&other.entries).map(move |(_, entry)| {
            let key = entry.0.borrow();
            let place = if other.key_at(next) == key { Some(next) } else { other.place(key) };
            next = place.map_or(next, |place| place + 1);
            (entry, place.and_then(|place| other.entries.get(place)))
        })
    }

    fn key_at(&self, place: usize) -> &str {
        self.entries.get(place).map_or("", |(key, _)| key.borrow())
    }
}

impl<K: Borrow<str> + Clone, T> Catalog<K, T> {
    /// Puts documents in their places, those that have none yet behind the others.
    pub fn put(&mut self, documents: impl IntoIterator<Item = Entry<K, T>>) {
        let known = self.len();
        let mut added: Vec<Entry<K, T>> = Vec::new();
        for (key, document) in documents {
            let text = key.borrow();
            let key_at = |place: usize| match place.checked_sub(known) {
                Some(place) => added.get(place).map_or("", |(key, _)| key.borrow()),
                None => self.entries[place].0.borrow(),
            };
            let is_it = |place: u32| key_at(place as usize) == text;
            match self.places.find(places::hash(text), is_it).map(|place| place as usize) {
                None => {
                    self.places.insert(text, known + added.len(), key_at);
                    added.push((key, document));
                }
                Some(place) if place < known => self.entries.set(place, (key, document)),
                Some(place) => added[place - known].1 = document,
            }
        }
        if !added.is_empty() {
            self.entries.extend(added);
        }
    }

    /// Takes documents out; the others keep their order.
    pub fn remove<'k>(&mut self, keys: impl IntoIterator<Item = &'k str>) {
        let gone: HashSet<usize, FixedState> =
            keys.into_iter().filter_map(|key| self.place(key)).collect();
        let mut gone: Vec<usize> = gone.into_iter().collect();
        gone.sort_unstable();
        let Some(&first) = gone.first() else {
            return;
        };
        let mut entries = self.entries.first(first);
        let behind = self.entries.iter().enumerate().skip(first);
        let behind = behind.filter(|(place, _)| gone.binary_search(place).is_err());
        entries.extend(behind.map(|(_, entry)| entry.clone()));
        self.entries = entries;
        self.places.remove(&gone);
    }
}

impl<K: Clone, T> Clone for Catalog<K, T> {
    fn clone(&self) -> Self {
        Self { entries: self.entries.clone(), places: self.places.clone() }
    }
}

impl<K, T> Default for Catalog<K, T> {
    fn default() -> Self {
        Self { entries: Pages::default(), places: Places::default() }
    }
}

impl<K: PartialEq, T: PartialEq> PartialEq for Catalog<K, T> {
    fn eq(&self, other: &Self) -> bool {
        self.entries.iter().eq(other.entries.iter())
    }
}

impl<K: Borrow<str> + fmt::Debug, T: fmt::Debug> fmt::Debug for Catalog<K, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<K: Borrow<str> + Serialize, T: Serialize> Serialize for Catalog<K, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}
