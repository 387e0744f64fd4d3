//! One list of the API: reads the cursors it was given and writes those beside a page.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::domain::pages::{Slice, Start};
use crate::http::paging::cursor::Cursors;
use crate::http::paging::page::Page;
use crate::http::problem::Problem;

/// A list and whatever changes which rows it has, or their order.
#[derive(Debug)]
pub struct List<'a, F> {
    /// Signs.
    pub cursors: &'a Cursors,
    /// The list's own path; the same with and without the last slash.
    pub path: &'a str,
    /// The filters; neither `limit` nor `cursor`.
    pub filters: &'a F,
}

impl<F: Serialize> List<'_, F> {
    /// Where the page begins that was asked for; none for the first.
    ///
    /// # Errors
    /// 422 `bad_cursor` for one that is not of this list.
    pub fn start<P: DeserializeOwned>(&self, cursor: Option<&str>) -> Result<Option<Start<P>>, Problem> {
        cursor.map(|cursor| self.cursors.decode(self.path, self.filters, cursor)).transpose()
    }

    /// The page as it is sent.
    ///
    /// # Errors
    /// 500 for a place that cannot be written as JSON.
    pub fn page<T, P: Serialize>(&self, slice: Slice<T, P>) -> Result<Page<T>, Problem> {
        let sign = |start: Option<Start<P>>| {
            start.map(|start| self.cursors.encode(self.path, self.filters, &start)).transpose()
        };
        Ok(Page { results: slice.items, next: sign(slice.next)?, previous: sign(slice.previous)? })
    }
}
