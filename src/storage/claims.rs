//! Accounts that a clinic made for patients who have not claimed them yet.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::contact::{Email, Phone};
use crate::domain::ids::UserId;
use crate::domain::roles::Role;
use crate::storage::error::StorageError;
use crate::storage::schema::{dependants, patient_profiles, users};
use crate::storage::users::find_by_email;

/// Patients whom a clinic registered with this number, and who have not claimed their account yet, with their dates of
/// birth. Who has a guardian is not among them: anybody may call themselves that, and write any number down.
///
/// # Errors
/// [`StorageError`].
pub async fn find_by_phone(
    connection: &mut AsyncPgConnection,
    phone: &Phone,
) -> Result<Vec<(UserId, Option<NaiveDate>)>, StorageError> {
    Ok(users::table
        .filter(users::deleted_at.is_null())
        .filter(users::disabled_at.is_null())
        .left_join(patient_profiles::table)
        .filter(users::phone.eq(phone.as_str()))
        .filter(users::role.eq(Role::Patient.as_str()))
        .filter(users::password_hash.is_null())
        .filter(not(exists(dependants::table.filter(dependants::dependant_id.eq(users::id)))))
        .order(users::id)
        .select((users::id, patient_profiles::date_of_birth.nullable()))
        .load(connection)
        .await?)
}

/// A patient takes over the account that a clinic made for them; false where the address is taken, or somebody else was
/// sooner.
///
/// # Errors
/// [`StorageError`].
pub async fn claim(
    connection: &mut AsyncPgConnection,
    id: UserId,
    email: &Email,
    password_hash: &str,
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    if find_by_email(connection, email).await?.is_some_and(|owner| owner.id != id) {
        return Ok(false);
    }
    let unclaimed = users::table.filter(users::id.eq(id)).filter(users::password_hash.is_null());
    let claimed = diesel::update(unclaimed).set((
        users::email.eq(email.as_str()),
        users::password_hash.eq(password_hash),
        users::phone_verified_at.eq(now),
        users::updated_at.eq(now),
        users::version.eq(users::version + 1),
    ));
    Ok(claimed.execute(connection).await? == 1)
}
