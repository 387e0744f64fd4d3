//! Why the demo clinic could not be added. Nothing of it was, then.

use thiserror::Error;

use crate::domain::invalid::Invalid;
use crate::services::error::ServiceError;
use crate::storage::error::StorageError;

/// A seed that failed as a whole.
#[derive(Debug, Error)]
pub enum SeedError {
    /// Somebody else has an address that the demo clinic needs.
    #[error("an address of the demo clinic belongs to another account: seed an empty database")]
    AddressTaken,
    /// The demo password could not be hashed.
    #[error(transparent)]
    Password(#[from] ServiceError),
    /// The demo data breaks a rule of the house: a mistake of ours.
    #[error("the demo data is not valid: {0}")]
    Invalid(#[from] Invalid),
    /// The database refused or is gone.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<diesel::result::Error> for SeedError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Storage(error.into())
    }
}
