//! Who looks after whom. Every query starts from people who are not deleted.

use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::ids::UserId;
use crate::storage::error::StorageError;
use crate::storage::schema::{dependants, users};

/// Whether somebody is the guardian of a person.
///
/// # Errors
/// [`StorageError`].
pub async fn is_guardian(
    connection: &mut AsyncPgConnection,
    guardian: UserId,
    person: UserId,
) -> Result<bool, StorageError> {
    let tie = dependants::table
        .inner_join(users::table)
        .filter(dependants::guardian_id.eq(guardian))
        .filter(dependants::dependant_id.eq(person))
        .filter(users::deleted_at.is_null());
    Ok(diesel::select(exists(tie)).get_result(connection).await?)
}
