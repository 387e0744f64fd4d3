//! The template that messages are narrowed to.

use crate::delivery::templates::catalogue::{self, Entry};
use crate::domain::invalid::Invalid;

/// The template of this name.
///
/// # Errors
/// `unknown_template`, with those that there are: a name that is mistyped finds nothing, and looks as if all were well.
pub(super) fn named(name: &str) -> Result<Entry, Invalid> {
    catalogue::find(name).ok_or_else(|| {
        let known: Vec<_> = catalogue::all().into_iter().map(|entry| entry.template).collect();
        Invalid::new("unknown_template", format!("Choose one of: {}.", known.join(", ")))
    })
}
