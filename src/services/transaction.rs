//! Lets a use case run its steps in one transaction.
//!
//! What the steps themselves meet comes as a [`StorageError`]; only BEGIN and COMMIT are reported this way.

use crate::services::error::ServiceError;
use crate::storage::error::StorageError;

impl From<diesel::result::Error> for ServiceError {
    fn from(error: diesel::result::Error) -> Self {
        match StorageError::from(error) {
            // A connection that broke under COMMIT: it may have happened.
            StorageError::Unavailable(reason) => Self::Storage(StorageError::OutcomeUnknown(reason)),
            other => Self::Storage(other),
        }
    }
}
