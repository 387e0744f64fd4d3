//! One page of a list.

use serde::Serialize;
use utoipa::ToSchema;

/// One page of a list; `next` and `previous` are given back as `?cursor=`.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// In the list's order.
    pub results: Vec<T>,
    /// Where the following page begins; null on the last.
    pub next: Option<String>,
    /// Where the page before begins; null on the first.
    pub previous: Option<String>,
}

impl<T> Page<T> {
    /// The same page, each result in another form.
    pub fn map<U>(self, form: impl FnMut(T) -> U) -> Page<U> {
        let Self { results, next, previous } = self;
        Page { results: results.into_iter().map(form).collect(), next, previous }
    }
}
