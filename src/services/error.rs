//! What a use case can answer instead of what was asked for. Only `http/error.rs` knows the status of each.

use thiserror::Error;

use crate::domain::intervals::Interval;
use crate::domain::invalid::Invalid;
use crate::storage::error::StorageError;

/// A refusal or a failure of a use case.
#[derive(Debug, Error)]
pub enum ServiceError {
    /// PostgreSQL could not do it.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// It does not exist, or is not the caller's to see; the two are not told apart.
    #[error("there is no such thing")]
    NotFound,
    /// The caller may see it, but not do this to it.
    #[error("the caller may not do this")]
    Forbidden,
    /// Fields that were refused.
    #[error("{} fields are refused", .0.len())]
    Invalid(Vec<FieldProblem>),
    /// Unknown, wrong or disabled; which of these is not told.
    #[error("the credentials do not match")]
    InvalidCredentials,
    /// A token or a cookie that is not ours, was used up, or belongs to a session that ended.
    #[error("the token is not valid")]
    InvalidToken,
    /// An access token that was good once; time to refresh.
    #[error("the token has expired")]
    TokenExpired,
    /// Right in itself, but not in the present state.
    #[error("{code}: {message}")]
    Conflict {
        /// What clients switch on.
        code: &'static str,
        /// One sentence for a person.
        message: String,
    },
    /// It has changed since the caller read it.
    #[error("the version is not the expected one")]
    Stale,
    /// A rule is against it, e.g. `too_soon`.
    #[error("{code}: {message}")]
    Refused {
        /// What clients switch on.
        code: &'static str,
        /// One sentence for a person.
        message: String,
    },
    /// Somebody else has the slot.
    #[error("the slot is taken")]
    SlotTaken {
        /// Three at most, nearest first.
        alternatives: Vec<Interval>,
    },
    /// The key was used for another request.
    #[error("the idempotency key was used for another request")]
    IdempotencyMismatch,
    /// The first request under this key has not been answered yet.
    #[error("the first request under this key is still running")]
    InProgress,
    /// A queue is full or a lock was not granted in time. Nothing was written.
    #[error("too much is going on")]
    Busy,
    /// It may or may not have been written; asking again under the same key tells.
    #[error("the outcome is unknown")]
    OutcomeUnknown,
    /// A password could not be hashed or a token not be signed: a mistake of ours. Says nothing of the content.
    #[error("cryptography failed: {0}")]
    Cryptography(String),
}

/// A refused field of the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// Its name, as the client sent it.
    pub field: String,
    /// Why.
    pub invalid: Invalid,
}
