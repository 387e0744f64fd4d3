//! Half-open intervals as PostgreSQL's `tstzrange '[)'`.

use std::ops::Bound;

use chrono::{DateTime, Utc};

use crate::domain::intervals::Interval;
use crate::storage::error::StorageError;

/// What diesel reads for a `tstzrange`.
pub type SqlRange = (Bound<DateTime<Utc>>, Bound<DateTime<Utc>>);

/// A stored range as an interval.
///
/// # Errors
/// [`StorageError::Corrupt`] for a range that is not of the form `[start, end)`.
pub fn read(range: SqlRange) -> Result<Interval, StorageError> {
    match range {
        (Bound::Included(start), Bound::Excluded(end)) => Ok(Interval { start, end }),
        _ => Err(StorageError::Corrupt { column: "tstzrange" }),
    }
}
