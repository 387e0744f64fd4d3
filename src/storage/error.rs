//! What can go wrong on the way to PostgreSQL.

use diesel::result::{DatabaseErrorKind, Error as DieselError};
use thiserror::Error;

/// A failed query or connection.
#[derive(Debug, Error)]
pub enum StorageError {
    /// PostgreSQL cannot be reached, or the pool had no connection in time. Nothing was written.
    #[error("the database cannot be reached: {0}")]
    Unavailable(String),
    /// A lock was not granted within its time-out, or could never be. Nothing was written.
    #[error("the rows are locked by somebody else")]
    Busy,
    /// The connection broke while COMMIT was on its way: it may or may not have happened.
    #[error("the outcome of the commit is unknown: {0}")]
    OutcomeUnknown(String),
    /// A unique or exclusion constraint refused a row.
    #[error("{constraint} refused the row")]
    Refused {
        /// The constraint's name.
        constraint: String,
    },
    /// A stored value that no version of this program writes.
    #[error("unreadable value in {column}")]
    Corrupt {
        /// Where it stands.
        column: &'static str,
    },
    /// Anything else: a mistake of ours.
    #[error("query failed: {0}")]
    Query(DieselError),
}

impl From<DieselError> for StorageError {
    fn from(error: DieselError) -> Self {
        match &error {
            DieselError::DatabaseError(
                DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand,
                info,
            ) => Self::Unavailable(info.message().to_owned()),
            DieselError::DatabaseError(
                DatabaseErrorKind::UniqueViolation | DatabaseErrorKind::ExclusionViolation,
                info,
            ) => Self::Refused { constraint: info.constraint_name().unwrap_or_default().to_owned() },
            DieselError::DatabaseError(_, info) if is_lock_refused(info.message()) => Self::Busy,
            DieselError::DatabaseError(_, info) if is_connection_loss(info.message()) => {
                Self::Unavailable(info.message().to_owned())
            }
            _ => Self::Query(error),
        }
    }
}

/// SQLSTATE 55P03 and 40P01; diesel passes the message on but not the code. Sessions run with `lc_messages = 'C'`.
fn is_lock_refused(message: &str) -> bool {
    message.contains("canceling statement due to lock timeout") || message.contains("deadlock detected")
}

/// SQLSTATE class 57P and what the driver says of a broken socket.
fn is_connection_loss(message: &str) -> bool {
    [
        "terminating connection",
        "the database system is",
        "connection closed",
        "error communicating with the server",
    ]
    .iter()
    .any(|loss| message.contains(loss))
}
