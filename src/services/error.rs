//! What a use case can answer instead of what was asked for. Only `http/error.rs` knows the status of each.

use thiserror::Error;

use crate::delivery::error::DeliveryError;
use crate::domain::access::MissingScope;
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
    /// The key was made for other things.
    #[error(transparent)]
    MissingScope(#[from] MissingScope),
    /// Fields that were refused.
    #[error("{} fields are refused", .0.len())]
    Invalid(Vec<FieldProblem>),
    /// Unknown, wrong or disabled; which of these is not told.
    #[error("the credentials do not match")]
    InvalidCredentials,
    /// A token or a cookie that is not ours, was used up, or belongs to a session that ended.
    #[error("the token is not valid")]
    InvalidToken,
    /// An API key that is not ours, was revoked, or ended.
    #[error("the API key is not valid")]
    InvalidKey,
    /// An access token that was good once; time to refresh.
    #[error("the token has expired")]
    TokenExpired,
    /// The password is right, and a second factor is wanted beside it.
    #[error("a second factor is wanted")]
    MfaRequired,
    /// The second factor's code is wrong, or was used.
    #[error("the second factor is wrong")]
    MfaInvalid,
    /// They must enrol a second factor before anything else.
    #[error("a second factor must be enrolled first")]
    MfaEnrollmentRequired,
    /// It wants a proof of who they are that is not older than a few minutes.
    #[error("the sign-in is not fresh enough")]
    NotFresh,
    /// Too many wrong passwords came from there.
    #[error("too many failures from this network")]
    TooManyFailures {
        /// Seconds until the next try is worth it.
        retry_after_s: u64,
    },
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
    /// Visits of a series cannot be booked, so that none was.
    #[error("{} visits of the series clash", .clashes.len())]
    SeriesClash {
        /// Each with its reason, by time.
        clashes: Vec<Clash>,
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
    /// A file could not be written: a mistake of ours. Says nothing of the content.
    #[error(transparent)]
    File(#[from] DeliveryError),
    /// A password could not be hashed or a token not be signed: a mistake of ours. Says nothing of the content.
    #[error("cryptography failed: {0}")]
    Cryptography(String),
}

impl ServiceError {
    /// One field is refused.
    #[must_use]
    pub fn field(field: &str, code: &'static str, message: &str) -> Self {
        Self::Invalid(vec![FieldProblem { field: field.to_owned(), invalid: Invalid::new(code, message) }])
    }
}

/// A visit of a series that cannot be booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// When it would be.
    pub during: Interval,
    /// Why: as the code of the refusal of a single booking.
    pub code: &'static str,
    /// One sentence for a person.
    pub message: String,
}

/// A refused field of the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// Its name, as the client sent it.
    pub field: String,
    /// Why.
    pub invalid: Invalid,
}
