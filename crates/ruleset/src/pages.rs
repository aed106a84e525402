//! A sequence in pieces that its copies share: changing one of many thousand items of a copy costs
//! one piece and the list of pieces, not all items.

use std::fmt;
use std::ops::Index;
use std::sync::Arc;

/// Items of a page. A change copies the items of one page and the references to all: the root of
/// the length would be best, and this is not far from it between 100 and 10,000.
const PAGE: usize = 32;

/// A sequence. All pages but the last are full, so a place is found without a search.
#[derive(Clone)]
pub(crate) struct Pages<T> {
    pages: Vec<Arc<[T]>>,
    len: usize,
}

impl<T> Pages<T> {
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    #[inline]
    pub(crate) fn get(&self, index: usize) -> Option<&T> {
        self.pages.get(index / PAGE)?.get(index % PAGE)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.iter_from(0)
    }

    /// The items from an index on.
    pub(crate) fn iter_from(&self, index: usize) -> impl Iterator<Item = &T> {
        let pages = self.pages.iter().skip(index / PAGE);
        pages.flat_map(|page| page.iter()).skip(index % PAGE)
    }

    /// The items of those pages that another sequence does not have at the same place, each with
    /// its index: all that differ are among them.
    pub(crate) fn apart_from<'p>(
        &'p self,
        other: &'p Self,
    ) -> impl Iterator<Item = (usize, &'p T)> {
        let is_own = |(at, page): &(usize, &Arc<[T]>)| {
            other.pages.get(*at).is_none_or(|other| !Arc::ptr_eq(page, other))
        };
        let own = self.pages.iter().enumerate().filter(is_own);
        own.flat_map(|(at, page)| (at * PAGE..).zip(page.iter()))
    }
}

impl<T: Clone> Pages<T> {
    /// Puts another item in the place of one.
    pub(crate) fn set(&mut self, index: usize, item: T) {
        let page = self.pages.get_mut(index / PAGE);
        if let Some(place) = page.and_then(|page| Arc::make_mut(page).get_mut(index % PAGE)) {
            *place = item;
        }
    }

    /// The first items, as many as there are up to `len`.
    pub(crate) fn first(&self, len: usize) -> Self {
        let len = len.min(self.len);
        let (full, rest) = (len / PAGE, len % PAGE);
        let mut pages = self.pages[..full].to_vec();
        if rest > 0 {
            pages.push(self.pages[full][..rest].into());
        }
        Self { pages, len }
    }
}

impl<T: Clone> Extend<T> for Pages<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        let is_open = !self.len.is_multiple_of(PAGE);
        let last = if is_open { self.pages.pop() } else { None };
        let mut open: Vec<T> = last.map(|page| page.to_vec()).unwrap_or_default();
        open.reserve_exact(PAGE - open.len());
        for item in items {
            open.push(item);
            if open.len() == PAGE {
                self.pages.push(std::mem::replace(&mut open, Vec::with_capacity(PAGE)).into());
            }
        }
        self.len = self.pages.len() * PAGE + open.len();
        if !open.is_empty() {
            self.pages.push(open.into());
        }
    }
}

impl<T: Clone> FromIterator<T> for Pages<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut pages = Self::default();
        pages.extend(items);
        pages
    }
}

impl<T> Index<usize> for Pages<T> {
    type Output = T;

    #[inline]
    fn index(&self, index: usize) -> &T {
        &self.pages[index / PAGE][index % PAGE]
    }
}

impl<T> Default for Pages<T> {
    fn default() -> Self {
        Self { pages: Vec::new(), len: 0 }
    }
}

impl<T: fmt::Debug> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_copy_shares_all_other_pages() {
        for len in [0, 1, PAGE - 1, PAGE, PAGE + 1, 5 * PAGE, 5 * PAGE + 7] {
            let before: Pages<usize> = (0..len).collect();
            assert!(before.iter().copied().eq(0..len), "{len}");
            assert!((0..len).all(|index| before[index] == index) && before.get(len).is_none());
            assert_eq!(before.apart_from(&before).count(), 0);
            for cut in [0, 1, PAGE, len] {
                let first = before.first(cut);
                assert!(first.iter().copied().eq(0..cut.min(len)) && first.len() == cut.min(len));
                let mut whole = first;
                whole.extend(cut.min(len)..len);
                assert!(whole.iter().copied().eq(0..len) && whole.len() == len);
            }
            let mut after = before.clone();
            after.extend([len]);
            after.set(0, 9);
            let differing =
                after.apart_from(&before).filter(|(at, item)| before.get(*at) != Some(*item));
            let expected = if len == 0 { vec![(0, &9)] } else { vec![(0, &9), (len, &len)] };
            assert_eq!(differing.collect::<Vec<_>>(), expected);
            assert!(after.apart_from(&before).count() <= 2 * PAGE);
        }
    }
}
