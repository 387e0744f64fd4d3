//! What somebody searches for.

use crate::domain::text;
use crate::http::fields::Fields;
use crate::http::problem::Problem;

/// Characters of a text that is searched for.
const TEXT_MAX: usize = 100;

/// The words of `q`; none where it is blank.
pub(super) fn words(q: Option<&str>) -> Result<Option<String>, Problem> {
    let mut fields = Fields::default();
    let q = q.filter(|q| !q.trim().is_empty());
    let q = fields.read_if_given("q", q, |q| text::line(q, TEXT_MAX));
    fields.settle(Some(q))
}
