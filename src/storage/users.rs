//! Accounts. Every query starts from those that are not deleted.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};

use crate::domain::contact::{Email, Phone};
use crate::domain::ids::{ClinicId, UserId};
use crate::domain::locale::Locale;
use crate::domain::roles::Role;
use crate::domain::users::{Membership, Registration, User};
use crate::storage::error::StorageError;
use crate::storage::schema::{clinic_members, clinics, patient_profiles, users};

#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
struct UserRow {
    id: UserId,
    email: Option<String>,
    role: String,
    first_name: String,
    last_name: String,
    phone: Option<String>,
    locale: String,
    time_zone: String,
    email_verified_at: Option<DateTime<Utc>>,
    phone_verified_at: Option<DateTime<Utc>>,
    disabled_at: Option<DateTime<Utc>>,
    mfa_enabled_at: Option<DateTime<Utc>>,
}

#[derive(Insertable)]
#[diesel(table_name = users)]
struct NewUser<'a> {
    id: UserId,
    email: &'a str,
    password_hash: Option<&'a str>,
    role: &'a str,
    first_name: &'a str,
    last_name: &'a str,
    phone: Option<&'a str>,
    locale: &'a str,
    time_zone: &'a str,
    email_verified_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

/// Adds an account, a patient's with an empty profile; `false` where the address is taken.
///
/// # Errors
/// [`StorageError`].
pub async fn insert(
    connection: &mut AsyncPgConnection,
    id: UserId,
    registration: &Registration,
    password_hash: Option<&str>,
    email_verified_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    let row = NewUser {
        id,
        email: registration.email.as_str(),
        password_hash,
        role: registration.role.as_str(),
        first_name: &registration.first_name,
        last_name: &registration.last_name,
        phone: registration.phone.as_ref().map(Phone::as_str),
        locale: registration.locale.as_str(),
        time_zone: registration.time_zone.name(),
        email_verified_at,
        created_at: now,
        updated_at: now,
    };
    connection
        .transaction(async |connection| {
            let added = diesel::insert_into(users::table)
                .values(&row)
                .on_conflict(users::email)
                .do_nothing()
                .execute(connection)
                .await?;
            if added == 1 && registration.role == Role::Patient {
                diesel::insert_into(patient_profiles::table)
                    .values((
                        patient_profiles::user_id.eq(id),
                        patient_profiles::created_at.eq(now),
                        patient_profiles::updated_at.eq(now),
                    ))
                    .execute(connection)
                    .await?;
            }
            Ok(added == 1)
        })
        .await
}

/// The account with its memberships; none where it does not exist.
///
/// # Errors
/// [`StorageError`].
pub async fn find(connection: &mut AsyncPgConnection, id: UserId) -> Result<Option<User>, StorageError> {
    let row = users::table
        .filter(users::id.eq(id))
        .filter(users::deleted_at.is_null())
        .select(UserRow::as_select())
        .first(connection)
        .await
        .optional()?;
    let Some(row) = row else { return Ok(None) };
    let mut user = read(row)?;
    user.clinics = memberships(connection, id).await?;
    Ok(Some(user))
}

/// Writes to somebody in another language from now on.
///
/// # Errors
/// [`StorageError`].
pub async fn set_locale(
    connection: &mut AsyncPgConnection,
    id: UserId,
    locale: Locale,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::update(users::table.filter(users::id.eq(id)).filter(users::deleted_at.is_null()))
        .set((
            users::locale.eq(locale.as_str()),
            users::version.eq(users::version + 1),
            users::updated_at.eq(now),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// The accounts of these ids, without their memberships; ids of nobody are left out.
///
/// # Errors
/// [`StorageError`].
pub async fn find_many(
    connection: &mut AsyncPgConnection,
    ids: &[UserId],
) -> Result<Vec<User>, StorageError> {
    let rows: Vec<UserRow> = users::table
        .filter(users::id.eq_any(ids))
        .filter(users::deleted_at.is_null())
        .select(UserRow::as_select())
        .load(connection)
        .await?;
    rows.into_iter().map(read).collect()
}

/// Whose address this is, disabled or not; without their memberships.
///
/// # Errors
/// [`StorageError`].
pub async fn find_by_email(
    connection: &mut AsyncPgConnection,
    email: &Email,
) -> Result<Option<User>, StorageError> {
    let row: Option<UserRow> = users::table
        .filter(users::email.eq(email.as_str()))
        .filter(users::deleted_at.is_null())
        .select(UserRow::as_select())
        .first(connection)
        .await
        .optional()?;
    row.map(read).transpose()
}

/// Locks these people for the rest of the transaction, in the order of their ids, and brings their full names along. Takes
/// a shared connection, so that it can be sent along with other statements.
///
/// # Errors
/// [`StorageError::Busy`] where somebody else keeps one for too long.
pub async fn lock_names(
    mut connection: &AsyncPgConnection,
    people: &[UserId],
) -> Result<HashMap<UserId, String>, StorageError> {
    let rows: Vec<(UserId, String, String)> = users::table
        .filter(users::id.eq_any(people))
        .order(users::id)
        .select((users::id, users::first_name, users::last_name))
        .for_no_key_update()
        .load(&mut connection)
        .await?;
    Ok(rows.into_iter().map(|(id, first, last)| (id, format!("{first} {last}"))).collect())
}

/// The administrators that can still sign in, locked: of two who would go at once, one sees the other gone.
///
/// # Errors
/// [`StorageError`].
pub async fn lock_administrators(connection: &mut AsyncPgConnection) -> Result<Vec<UserId>, StorageError> {
    Ok(users::table
        .filter(users::deleted_at.is_null())
        .filter(users::disabled_at.is_null())
        .filter(users::role.eq(Role::Admin.as_str()))
        .order(users::id)
        .for_update()
        .select(users::id)
        .load(connection)
        .await?)
}

/// The administrators that can still sign in.
///
/// # Errors
/// [`StorageError`].
pub async fn administrators(connection: &mut AsyncPgConnection) -> Result<Vec<UserId>, StorageError> {
    Ok(users::table
        .filter(users::deleted_at.is_null())
        .filter(users::disabled_at.is_null())
        .filter(users::role.eq(Role::Admin.as_str()))
        .order(users::id)
        .select(users::id)
        .load(connection)
        .await?)
}

/// Whether anybody has an account.
///
/// # Errors
/// [`StorageError`].
pub async fn any(connection: &mut AsyncPgConnection) -> Result<bool, StorageError> {
    let accounts = users::table.filter(users::deleted_at.is_null());
    Ok(diesel::select(diesel::dsl::exists(accounts)).get_result(connection).await?)
}

async fn memberships(
    connection: &mut AsyncPgConnection,
    user: UserId,
) -> Result<Vec<Membership>, StorageError> {
    let rows: Vec<(ClinicId, String, String)> = clinic_members::table
        .inner_join(clinics::table)
        .filter(clinic_members::user_id.eq(user))
        .filter(clinics::deleted_at.is_null())
        .order(clinics::name)
        .select((clinics::id, clinics::name, clinic_members::role))
        .load(connection)
        .await?;
    Ok(rows.into_iter().map(|(id, name, role)| Membership { id, name, role }).collect())
}

fn read(row: UserRow) -> Result<User, StorageError> {
    let email = row.email.as_deref().map(Email::parse).transpose();
    let phone = row.phone.as_deref().map(Phone::parse).transpose();
    Ok(User {
        id: row.id,
        email: email.map_err(|_| StorageError::Corrupt { column: "users.email" })?,
        role: Role::from_stored(&row.role).ok_or(StorageError::Corrupt { column: "users.role" })?,
        first_name: row.first_name,
        last_name: row.last_name,
        phone: phone.map_err(|_| StorageError::Corrupt { column: "users.phone" })?,
        locale: Locale::parse(&row.locale).map_err(|_| StorageError::Corrupt { column: "users.locale" })?,
        time_zone: row.time_zone.parse().map_err(|_| StorageError::Corrupt { column: "users.time_zone" })?,
        email_verified: row.email_verified_at.is_some(),
        phone_verified: row.phone_verified_at.is_some(),
        mfa_enabled: row.mfa_enabled_at.is_some(),
        disabled: row.disabled_at.is_some(),
        clinics: Vec::new(),
    })
}
