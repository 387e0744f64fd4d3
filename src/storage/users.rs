//! Accounts. Every query starts from those that are not deleted.

use chrono::{DateTime, NaiveDate, Utc};
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

/// An account as far as a password opens it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = users)]
pub struct Lock {
    /// Whose.
    pub id: UserId,
    /// The PHC string; none for an account that nobody has chosen a password for.
    pub password_hash: Option<String>,
    /// When a second factor was enrolled.
    pub mfa_enabled_at: Option<DateTime<Utc>>,
}

macro_rules! may_sign_in {
    () => {
        users::table.filter(users::deleted_at.is_null()).filter(users::disabled_at.is_null())
    };
}

/// Who signs in with this address; none for an account that is disabled.
///
/// # Errors
/// [`StorageError`].
pub async fn find_lock_by_email(
    connection: &mut AsyncPgConnection,
    email: &Email,
) -> Result<Option<Lock>, StorageError> {
    Ok(may_sign_in!()
        .filter(users::email.eq(email.as_str()))
        .select(Lock::as_select())
        .first(connection)
        .await
        .optional()?)
}

/// The same by id.
///
/// # Errors
/// [`StorageError`].
pub async fn find_lock(connection: &mut AsyncPgConnection, id: UserId) -> Result<Option<Lock>, StorageError> {
    Ok(may_sign_in!()
        .filter(users::id.eq(id))
        .select(Lock::as_select())
        .first(connection)
        .await
        .optional()?)
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

/// Another password; where `instead_of` is given, only if nobody has changed it meanwhile.
///
/// # Errors
/// [`StorageError`].
pub async fn set_password(
    connection: &mut AsyncPgConnection,
    id: UserId,
    password_hash: &str,
    instead_of: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let account = users::table.filter(users::id.eq(id));
    let change = (users::password_hash.eq(password_hash), users::updated_at.eq(now));
    match instead_of {
        None => diesel::update(account).set(change).execute(connection).await?,
        Some(old) => {
            let unchanged = account.filter(users::password_hash.eq(old));
            diesel::update(unchanged).set(change).execute(connection).await?
        }
    };
    Ok(())
}

/// The address is proven to be theirs, and their account's from now on. False where it is somebody else's.
///
/// # Errors
/// [`StorageError`].
pub async fn prove_email(
    connection: &mut AsyncPgConnection,
    id: UserId,
    email: &str,
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    let others = users::table.filter(users::email.eq(email)).filter(users::id.ne(id));
    if diesel::select(diesel::dsl::exists(others)).get_result(connection).await? {
        return Ok(false);
    }
    diesel::update(users::table.filter(users::id.eq(id)))
        .set((users::email.eq(email), users::email_verified_at.eq(now), users::updated_at.eq(now)))
        .execute(connection)
        .await?;
    Ok(true)
}

/// The number is proven to be theirs, if it still is the account's.
///
/// # Errors
/// [`StorageError`].
pub async fn prove_phone(
    connection: &mut AsyncPgConnection,
    id: UserId,
    phone: &str,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::update(users::table.filter(users::id.eq(id)).filter(users::phone.eq(phone)))
        .set((users::phone_verified_at.eq(now), users::updated_at.eq(now)))
        .execute(connection)
        .await?;
    Ok(())
}

/// Patients whom a clinic registered with this number, and who have not claimed their account yet, with their dates of
/// birth.
///
/// # Errors
/// [`StorageError`].
pub async fn unclaimed_with_phone(
    connection: &mut AsyncPgConnection,
    phone: &Phone,
) -> Result<Vec<(UserId, Option<NaiveDate>)>, StorageError> {
    Ok(may_sign_in!()
        .left_join(patient_profiles::table)
        .filter(users::phone.eq(phone.as_str()))
        .filter(users::role.eq(Role::Patient.as_str()))
        .filter(users::password_hash.is_null())
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
    ));
    Ok(claimed.execute(connection).await? == 1)
}

/// Somebody who was invited and has not chosen a password yet.
#[derive(Debug, Clone, Queryable)]
pub struct Invited {
    /// Their account.
    pub id: UserId,
    /// Where the link went.
    pub email: String,
    /// What it will be for.
    pub role: String,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// When they were invited.
    pub created_at: DateTime<Utc>,
}

macro_rules! invited {
    () => {
        may_sign_in!()
            .filter(users::password_hash.is_null())
            .filter(users::role.ne(Role::Patient.as_str()))
            .select((
                users::id,
                users::email.assume_not_null(),
                users::role,
                users::first_name,
                users::last_name,
                users::created_at,
            ))
    };
}

/// All who were invited, the last one first. There are few: who came is not among them.
///
/// # Errors
/// [`StorageError`].
pub async fn invited(connection: &mut AsyncPgConnection) -> Result<Vec<Invited>, StorageError> {
    Ok(invited!().order(users::id.desc()).load(connection).await?)
}

/// One of them.
///
/// # Errors
/// [`StorageError`].
pub async fn find_invited(
    connection: &mut AsyncPgConnection,
    id: UserId,
) -> Result<Option<Invited>, StorageError> {
    Ok(invited!().filter(users::id.eq(id)).first(connection).await.optional()?)
}

/// An invitation is taken back: the account is gone and its address free.
///
/// # Errors
/// [`StorageError`].
pub async fn withdraw(
    connection: &mut AsyncPgConnection,
    id: UserId,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::update(users::table.filter(users::id.eq(id)))
        .set((users::deleted_at.eq(now), users::email.eq(None::<String>), users::updated_at.eq(now)))
        .execute(connection)
        .await?;
    Ok(())
}

/// The administrators that can still sign in, locked: of two who would go at once, one sees the other gone.
///
/// # Errors
/// [`StorageError`].
pub async fn lock_administrators(connection: &mut AsyncPgConnection) -> Result<Vec<UserId>, StorageError> {
    Ok(may_sign_in!()
        .filter(users::role.eq(Role::Admin.as_str()))
        .order(users::id)
        .for_update()
        .select(users::id)
        .load(connection)
        .await?)
}

/// Nobody signs in to the account any more.
///
/// # Errors
/// [`StorageError`].
pub async fn disable(
    connection: &mut AsyncPgConnection,
    id: UserId,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::update(users::table.filter(users::id.eq(id)).filter(users::disabled_at.is_null()))
        .set((users::disabled_at.eq(now), users::updated_at.eq(now)))
        .execute(connection)
        .await?;
    Ok(())
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
