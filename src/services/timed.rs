//! Timed work that goes through many things: one that fails does not keep the others.

use std::fmt::Display;

use diesel_async::AsyncPgConnection;

use crate::services::error::ServiceError;
use crate::services::retention::Guard;
use crate::storage::leases;

/// What came of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many were done.
    pub done: usize,
    /// How many failed; each is in the log, and has its turn again.
    pub failed: usize,
}

impl Tally {
    /// Counts what came of one thing.
    pub fn add(&mut self, what: &'static str, id: impl Display, result: Result<usize, ServiceError>) {
        match result {
            Ok(done) => self.done += done,
            Err(error) => {
                tracing::warn!(%error, %id, "{what} failed");
                self.failed += 1;
            }
        }
    }
}

/// Whether the work is still this node's; always where there is no guard.
///
/// # Errors
/// `Storage`.
pub async fn holds_lease(
    connection: &mut AsyncPgConnection,
    guard: Option<Guard>,
) -> Result<bool, ServiceError> {
    match guard {
        Some(Guard { lease, fence }) => Ok(leases::guard(connection, lease, fence).await?),
        None => Ok(true),
    }
}
