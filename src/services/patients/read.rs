//! Finds patients. Whoever is looked at, it goes on record before it is answered.

use serde_json::json;

use crate::domain::api_keys::KeyScope;
use crate::domain::audit::Origin;
use crate::domain::ids::UserId;
use crate::domain::pages::{Slice, Start};
use crate::domain::patients::Patient;
use crate::domain::principals::Principal;
use crate::services::error::ServiceError;
use crate::services::patients::{Patients, record, scope};
use crate::storage::patients::list::Filter;
use crate::storage::patients::{find, list};

impl Patients {
    /// One page of the principal's patients, the newest first.
    ///
    /// # Errors
    /// `Forbidden` for who cares for nobody, `MissingScope`, `Storage`.
    pub async fn list(
        &self,
        principal: &Principal,
        filter: &Filter,
        start: Option<&Start<UserId>>,
        limit: usize,
        origin: &Origin,
    ) -> Result<Slice<Patient, UserId>, ServiceError> {
        let scope = scope(principal, KeyScope::PatientsRead)?;
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        let rows_max = i64::try_from(limit + 1).unwrap_or(i64::MAX);
        let rows = list::list(&mut connection, &scope, filter, start, rows_max, now).await?;
        drop(connection);
        let page = Slice::cut(rows, start, limit, |patient| patient.id);
        let line = |patient: &Patient| {
            record("patient.read", principal, patient.id, origin, json!({ "in": "list" }))
        };
        self.reads.record(page.items.iter().map(line).collect()).await?;
        Ok(page)
    }

    /// One patient.
    ///
    /// # Errors
    /// `NotFound` for strangers and where there is nobody; `Forbidden` for who cares for nobody; `MissingScope`, `Storage`.
    pub async fn find(
        &self,
        principal: &Principal,
        id: UserId,
        origin: &Origin,
    ) -> Result<Patient, ServiceError> {
        let scope = scope(principal, KeyScope::PatientsRead)?;
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        let patient = find::find(&mut connection, &scope, id, now).await?.ok_or(ServiceError::NotFound)?;
        drop(connection);
        self.reads.record(vec![record("patient.read", principal, id, origin, json!({}))]).await?;
        Ok(patient)
    }
}
