//! The template that somebody names, for both commands.

use crate::cli::error::CliError;
use crate::delivery::templates::catalogue::{self, Entry};

/// Finds it.
///
/// # Errors
/// `UnknownTemplate` with those that there are.
pub(super) fn named(template: &str) -> Result<Entry, CliError> {
    catalogue::find(template).ok_or_else(|| {
        let known: Vec<String> = catalogue::all().into_iter().map(|entry| entry.template).collect();
        CliError::UnknownTemplate { named: template.to_owned(), known: known.join(", ") }
    })
}
