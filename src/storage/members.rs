//! Who works at which clinic. Every query starts from accounts and clinics that are not deleted.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::contact::Email;
use crate::domain::ids::{ClinicId, UserId};
use crate::domain::members::{Member, MemberRole};
use crate::domain::pages::Start;
use crate::domain::roles::Role;
use crate::storage::error::StorageError;
use crate::storage::schema::{availability_rules, clinic_members, clinics, users};

/// A member's place in the list: family name, given name, id.
pub type Position = (String, String, UserId);

type Row = (UserId, String, String, Option<String>, String, String, DateTime<Utc>);

type Columns = (
    users::id,
    users::first_name,
    users::last_name,
    users::email,
    users::role,
    clinic_members::role,
    clinic_members::created_at,
);

const COLUMNS: Columns = (
    users::id,
    users::first_name,
    users::last_name,
    users::email,
    users::role,
    clinic_members::role,
    clinic_members::created_at,
);

#[diesel::dsl::auto_type(no_type_alias)]
fn members() -> _ {
    clinic_members::table
        .inner_join(clinics::table)
        .inner_join(users::table)
        .filter(clinics::deleted_at.is_null())
        .filter(users::deleted_at.is_null())
}

/// At most `limit` members of a clinic by family name, given name and id, from `start` on, in its direction.
///
/// # Errors
/// [`StorageError`].
pub async fn list(
    connection: &mut AsyncPgConnection,
    clinic: ClinicId,
    start: Option<&Start<Position>>,
    limit: i64,
) -> Result<Vec<Member>, StorageError> {
    let mut query = members().filter(clinic_members::clinic_id.eq(clinic)).into_boxed();
    let backwards = Start::is_backwards(start);
    if let Some(Start { at: (last, first, id), .. }) = start {
        let same_last = users::last_name.eq(last);
        let same_name = same_last.and(users::first_name.eq(first));
        query = if backwards {
            query.filter(
                users::last_name
                    .lt(last)
                    .or(same_last.and(users::first_name.lt(first)))
                    .or(same_name.and(users::id.lt(id))),
            )
        } else {
            query.filter(
                users::last_name
                    .gt(last)
                    .or(same_last.and(users::first_name.gt(first)))
                    .or(same_name.and(users::id.gt(id))),
            )
        };
    }
    query = if backwards {
        query.order((users::last_name.desc(), users::first_name.desc(), users::id.desc()))
    } else {
        query.order((users::last_name, users::first_name, users::id))
    };
    let rows: Vec<Row> = query.limit(limit).select(COLUMNS).load(connection).await?;
    rows.into_iter().map(read).collect()
}

/// Somebody's place in a clinic; none where they do not work there.
///
/// # Errors
/// [`StorageError`].
pub async fn find(
    connection: &mut AsyncPgConnection,
    clinic: ClinicId,
    user: UserId,
) -> Result<Option<Member>, StorageError> {
    let row: Option<Row> = members()
        .filter(clinic_members::clinic_id.eq(clinic))
        .filter(clinic_members::user_id.eq(user))
        .select(COLUMNS)
        .first(connection)
        .await
        .optional()?;
    row.map(read).transpose()
}

/// Everybody who works at a clinic, by their ids.
///
/// # Errors
/// [`StorageError`].
pub async fn of_clinic(
    connection: &mut AsyncPgConnection,
    clinic: ClinicId,
) -> Result<Vec<UserId>, StorageError> {
    Ok(clinic_members::table
        .filter(clinic_members::clinic_id.eq(clinic))
        .order(clinic_members::user_id)
        .select(clinic_members::user_id)
        .load(connection)
        .await?)
}

/// Whether somebody works anywhere.
///
/// # Errors
/// [`StorageError`].
pub async fn works_somewhere(connection: &mut AsyncPgConnection, user: UserId) -> Result<bool, StorageError> {
    let places = members().filter(clinic_members::user_id.eq(user));
    Ok(diesel::select(diesel::dsl::exists(places)).get_result(connection).await?)
}

/// Makes somebody something else at a clinic.
///
/// # Errors
/// [`StorageError`].
pub async fn set_role(
    connection: &mut AsyncPgConnection,
    clinic: ClinicId,
    user: UserId,
    role: MemberRole,
) -> Result<(), StorageError> {
    diesel::update(clinic_members::table.find((clinic, user)))
        .set(clinic_members::role.eq(role.as_str()))
        .execute(connection)
        .await?;
    Ok(())
}

/// Takes somebody's place in a clinic away, with their weekly hours there; answers how many hours these were.
///
/// # Errors
/// [`StorageError`].
pub async fn remove(
    connection: &mut AsyncPgConnection,
    clinic: ClinicId,
    user: UserId,
) -> Result<usize, StorageError> {
    let hours = availability_rules::table
        .filter(availability_rules::clinic_id.eq(clinic))
        .filter(availability_rules::doctor_id.eq(user));
    let hours = diesel::delete(hours).execute(connection).await?;
    diesel::delete(clinic_members::table.find((clinic, user))).execute(connection).await?;
    Ok(hours)
}

fn read((user_id, first_name, last_name, email, account, role, at): Row) -> Result<Member, StorageError> {
    let corrupt = |column| StorageError::Corrupt { column };
    let email = email.as_deref().map(Email::parse).transpose();
    Ok(Member {
        user_id,
        first_name,
        last_name,
        email: email.map_err(|_| corrupt("users.email"))?,
        account_role: Role::from_stored(&account).ok_or(corrupt("users.role"))?,
        role: MemberRole::parse(&role).map_err(|_| corrupt("clinic_members.role"))?,
        created_at: at,
    })
}
