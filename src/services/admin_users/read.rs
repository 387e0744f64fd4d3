//! Finds accounts.

use serde_json::json;

use crate::domain::admin_users::ManagedUser;
use crate::domain::audit::Origin;
use crate::domain::ids::UserId;
use crate::domain::pages::{Slice, Start};
use crate::domain::principals::Caller;
use crate::services::admin_users::{AdminUsers, check, record};
use crate::services::error::ServiceError;
use crate::storage::admin_users::{self, Filter};

impl AdminUsers {
    /// One page of the accounts, the newest first.
    ///
    /// # Errors
    /// `Forbidden`, `Storage`.
    pub async fn list(
        &self,
        caller: &Caller,
        filter: &Filter,
        start: Option<&Start<UserId>>,
        limit: usize,
        origin: &Origin,
    ) -> Result<Slice<ManagedUser, UserId>, ServiceError> {
        check(caller)?;
        let mut connection = self.database.connection().await?;
        let rows_max = i64::try_from(limit + 1).unwrap_or(i64::MAX);
        let rows = admin_users::list(&mut connection, filter, start, rows_max).await?;
        drop(connection);
        let page = Slice::cut(rows, start, limit, |managed| managed.user.id);
        // An account says nothing of anybody's health: one line tells of the list.
        let listed = record("account.list", caller, None, origin, json!({ "results": page.items.len() }));
        self.reads.record(vec![listed]).await?;
        Ok(page)
    }

    /// One account.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`, `Storage`.
    pub async fn find(
        &self,
        caller: &Caller,
        id: UserId,
        origin: &Origin,
    ) -> Result<ManagedUser, ServiceError> {
        check(caller)?;
        let mut connection = self.database.connection().await?;
        let managed = admin_users::find(&mut connection, id).await?.ok_or(ServiceError::NotFound)?;
        drop(connection);
        let read = record("account.read", caller, Some(id), origin, json!({}));
        self.reads.record(vec![read]).await?;
        Ok(managed)
    }
}
