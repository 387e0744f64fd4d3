//! Lists a page at a time: where a page begins, and what stands on it and beside it.

use serde::{Deserialize, Serialize};

/// Where a page begins: beside a place of the list, which is not on the page itself.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Start<P> {
    /// The place.
    pub at: P,
    /// The page ends before the place instead of beginning after it.
    pub backwards: bool,
}

/// One page, in the list's order, and where the pages beside it begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slice<T, P> {
    /// What stands on it.
    pub items: Vec<T>,
    /// The page that follows; none on the last.
    pub next: Option<Start<P>>,
    /// The page before; none on the first.
    pub previous: Option<Start<P>>,
}

impl<P> Start<P> {
    /// Whether the list is walked against its order.
    pub fn is_backwards(start: Option<&Self>) -> bool {
        start.is_some_and(|start| start.backwards)
    }
}

impl<T, P: Clone> Slice<T, P> {
    /// A page of at most `limit` of these rows, which were read from `start` on, in the direction of `start`: one more
    /// than `limit` where there are more.
    pub fn cut(mut rows: Vec<T>, start: Option<&Start<P>>, limit: usize, place: impl Fn(&T) -> P) -> Self {
        let more = rows.len() > limit;
        rows.truncate(limit);
        let beyond = rows.last().filter(|_| more).map(&place);
        Self::of(rows, beyond, start, place)
    }

    /// A page of all these rows, which were read from `start` on, in the direction of `start`; `beyond` is the place
    /// to read on from, where there may be more.
    pub fn of(
        mut rows: Vec<T>,
        beyond: Option<P>,
        start: Option<&Start<P>>,
        place: impl Fn(&T) -> P,
    ) -> Self {
        let backwards = Start::is_backwards(start);
        let behind = start.map(|start| rows.first().map_or_else(|| start.at.clone(), &place));
        if backwards {
            rows.reverse();
        }
        let (next, previous) = if backwards { (behind, beyond) } else { (beyond, behind) };
        Self {
            items: rows,
            next: next.map(|at| Start { at, backwards: false }),
            previous: previous.map(|at| Start { at, backwards: true }),
        }
    }

    /// The same page, each item in another form.
    pub fn map<U>(self, form: impl FnMut(T) -> U) -> Slice<U, P> {
        let Self { items, next, previous } = self;
        Slice { items: items.into_iter().map(form).collect(), next, previous }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page of the list 1..=7, as storage would read it.
    fn page(start: Option<&Start<u8>>, limit: usize) -> Slice<u8, u8> {
        let rows = match start {
            None => (1..=7).collect::<Vec<_>>(),
            Some(Start { at, backwards: false }) => (at + 1..=7).collect(),
            Some(Start { at, backwards: true }) => (1..*at).rev().collect(),
        };
        let read = rows.into_iter().take(limit + 1).collect();
        Slice::cut(read, start, limit, |row| *row)
    }

    #[test]
    fn pages_follow_each_other_to_the_end_and_back() {
        let first = page(None, 3);
        assert_eq!((first.items.as_slice(), &first.previous), ([1, 2, 3].as_slice(), &None));
        let second = page(first.next.as_ref(), 3);
        assert_eq!(second.items, [4, 5, 6]);
        let last = page(second.next.as_ref(), 3);
        assert_eq!((last.items.as_slice(), &last.next), ([7].as_slice(), &None));
        assert_eq!(page(last.previous.as_ref(), 3), second);
        let back = page(second.previous.as_ref(), 3);
        assert_eq!((back.items.as_slice(), &back.previous), ([1, 2, 3].as_slice(), &None));
        assert_eq!(back.next, first.next);
    }

    #[test]
    fn a_list_that_fits_has_nothing_beside_it() {
        let page = page(None, 7);
        assert_eq!((page.items.len(), page.next, page.previous), (7, None, None));
    }

    #[test]
    fn a_page_on_which_nothing_was_kept_still_leads_on() {
        let start = Start { at: 3, backwards: false };
        let page = Slice::<u8, u8>::of(Vec::new(), Some(5), Some(&start), |row| *row);
        assert_eq!(page.next, Some(Start { at: 5, backwards: false }));
        assert_eq!(page.previous, Some(Start { at: 3, backwards: true }));
    }
}
