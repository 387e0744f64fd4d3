//! Lets a use case run its steps in one transaction: what diesel says of BEGIN and COMMIT is a failure of storage.

use crate::services::error::ServiceError;
use crate::storage::error::StorageError;

impl From<diesel::result::Error> for ServiceError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Storage(StorageError::from(error))
    }
}
