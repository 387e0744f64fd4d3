//! Reads profiles. Somebody else's goes on record before it is answered.

use serde_json::json;

use crate::domain::access::posts::Tie;
use crate::domain::audit::{AuditEntry, Origin};
use crate::domain::ids::UserId;
use crate::domain::pages::{Slice, Start};
use crate::domain::principals::Caller;
use crate::domain::profiles::Profile;
use crate::services::error::ServiceError;
use crate::services::profiles::{Profiles, record, tie};
use crate::storage::profiles;
use crate::storage::profiles::list::Filter;

impl Profiles {
    /// One profile.
    ///
    /// # Errors
    /// `NotFound` where there is none, or none that is the caller's to see; `Storage`.
    pub async fn find(
        &self,
        caller: &Caller,
        person: UserId,
        origin: &Origin,
    ) -> Result<Profile, ServiceError> {
        let mut connection = self.database.connection().await?;
        let tie = tie(&mut connection, caller, person).await?;
        let profile = profiles::find::find(&mut connection, person).await?.ok_or(ServiceError::NotFound)?;
        drop(connection);
        if tie != Tie::Own {
            let read = record("profile.read", caller, &profile, origin, json!({}));
            self.reads.record(vec![read]).await?;
        }
        Ok(profile)
    }

    /// One page of everybody's, the newest first.
    ///
    /// # Errors
    /// `Forbidden` for who is not an administrator; `Storage`.
    pub async fn list(
        &self,
        caller: &Caller,
        filter: &Filter,
        start: Option<&Start<UserId>>,
        limit: usize,
        origin: &Origin,
    ) -> Result<Slice<Profile, UserId>, ServiceError> {
        if !caller.administers() {
            return Err(ServiceError::Forbidden);
        }
        let mut connection = self.database.connection().await?;
        let rows_max = i64::try_from(limit + 1).unwrap_or(i64::MAX);
        let rows = profiles::list::list(&mut connection, filter, start, rows_max).await?;
        drop(connection);
        let page = Slice::cut(rows, start, limit, |profile| profile.id);
        self.put_reads_on_record(caller, &page.items, origin).await?;
        Ok(page)
    }

    /// A line for each person, so that each can be told who read of them.
    pub(super) async fn put_reads_on_record(
        &self,
        caller: &Caller,
        read: &[Profile],
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let others = read.iter().filter(|profile| profile.id != caller.user_id);
        let entries: Vec<AuditEntry> = others
            .map(|profile| record("profile.read", caller, profile, origin, json!({ "in": "list" })))
            .collect();
        Ok(self.reads.record(entries).await?)
    }
}
