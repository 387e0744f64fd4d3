//! The clinics. Anyone may read them; those who run them change them.

pub mod change;
pub mod gate;

use crate::domain::clinics::Clinic;
use crate::domain::clock::SharedClock;
use crate::domain::ids::ClinicId;
use crate::domain::pages::{Slice, Start};
use crate::services::api_keys::ApiKeys;
use crate::services::error::ServiceError;
use crate::storage::clinics::{self, Position};
use crate::storage::pool::Database;

/// The use cases of clinics. Cloning is cheap.
#[derive(Clone)]
pub struct Clinics {
    database: Database,
    clock: SharedClock,
    api_keys: ApiKeys,
}

impl Clinics {
    /// Over this database, by this clock; `api_keys` forgets the keys of clinics that are deleted.
    #[must_use]
    pub fn new(database: Database, clock: SharedClock, api_keys: ApiKeys) -> Self {
        Self { database, clock, api_keys }
    }

    /// One page of the clinics, by name.
    ///
    /// # Errors
    /// [`ServiceError::Storage`].
    pub async fn list(
        &self,
        start: Option<&Start<Position>>,
        limit: usize,
    ) -> Result<Slice<Clinic, Position>, ServiceError> {
        let mut connection = self.database.connection().await?;
        let rows_max = i64::try_from(limit + 1).unwrap_or(i64::MAX);
        let rows = clinics::list(&mut connection, start, rows_max).await?;
        Ok(Slice::cut(rows, start, limit, |clinic| (clinic.name.clone(), clinic.id)))
    }

    /// One clinic.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::Storage`].
    pub async fn find(&self, id: ClinicId) -> Result<Clinic, ServiceError> {
        let mut connection = self.database.connection().await?;
        clinics::find_many(&mut connection, &[id]).await?.pop().ok_or(ServiceError::NotFound)
    }
}
