//! Clinics. Every query starts from those that are not deleted.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::clinics::Clinic;
use crate::domain::contact::Phone;
use crate::domain::ids::{ClinicId, UserId};
use crate::domain::pages::Start;
use crate::storage::error::StorageError;
use crate::storage::schema::{clinic_members, clinics};

#[derive(Queryable, Selectable)]
#[diesel(table_name = clinics)]
struct ClinicRow {
    id: ClinicId,
    name: String,
    address: String,
    time_zone: String,
    phone: Option<String>,
}

/// A clinic's place among the clinics: name, id.
pub type Position = (String, ClinicId);

/// At most `limit` clinics by name and id, from `start` on, in its direction.
///
/// # Errors
/// [`StorageError`].
pub async fn list(
    connection: &mut AsyncPgConnection,
    start: Option<&Start<Position>>,
    limit: i64,
) -> Result<Vec<Clinic>, StorageError> {
    let mut query = clinics::table.filter(clinics::deleted_at.is_null()).into_boxed();
    let backwards = Start::is_backwards(start);
    if let Some(Start { at: (name, id), .. }) = start {
        let same = clinics::name.eq(name);
        query = if backwards {
            query.filter(clinics::name.lt(name).or(same.and(clinics::id.lt(id))))
        } else {
            query.filter(clinics::name.gt(name).or(same.and(clinics::id.gt(id))))
        };
    }
    query = if backwards {
        query.order((clinics::name.desc(), clinics::id.desc()))
    } else {
        query.order((clinics::name, clinics::id))
    };
    let rows: Vec<ClinicRow> = query.limit(limit).select(ClinicRow::as_select()).load(connection).await?;
    rows.into_iter().map(read).collect()
}

/// These clinics; ids of none are left out.
///
/// # Errors
/// [`StorageError`].
pub async fn find_many(
    connection: &mut AsyncPgConnection,
    ids: &[ClinicId],
) -> Result<Vec<Clinic>, StorageError> {
    let rows: Vec<ClinicRow> = clinics::table
        .filter(clinics::id.eq_any(ids))
        .filter(clinics::deleted_at.is_null())
        .select(ClinicRow::as_select())
        .load(connection)
        .await?;
    rows.into_iter().map(read).collect()
}

/// Where somebody works.
///
/// # Errors
/// [`StorageError`].
pub async fn of_member(
    connection: &mut AsyncPgConnection,
    user: UserId,
) -> Result<Vec<ClinicId>, StorageError> {
    Ok(clinic_members::table
        .filter(clinic_members::user_id.eq(user))
        .select(clinic_members::clinic_id)
        .load(connection)
        .await?)
}

/// Adds a clinic.
///
/// # Errors
/// [`StorageError`].
pub async fn insert(
    connection: &mut AsyncPgConnection,
    clinic: &Clinic,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::insert_into(clinics::table)
        .values((
            clinics::id.eq(clinic.id),
            clinics::name.eq(&clinic.name),
            clinics::address.eq(&clinic.address),
            clinics::time_zone.eq(clinic.time_zone.name()),
            clinics::phone.eq(clinic.phone.as_ref().map(Phone::as_str)),
            clinics::created_at.eq(now),
            clinics::updated_at.eq(now),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Gives somebody a place in a clinic, as `doctor`, `staff` or `manager`.
///
/// # Errors
/// `Refused` where they have one already; else [`StorageError`].
pub async fn insert_member(
    connection: &mut AsyncPgConnection,
    clinic: ClinicId,
    user: UserId,
    role: &str,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::insert_into(clinic_members::table)
        .values((
            clinic_members::clinic_id.eq(clinic),
            clinic_members::user_id.eq(user),
            clinic_members::role.eq(role),
            clinic_members::created_at.eq(now),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

fn read(row: ClinicRow) -> Result<Clinic, StorageError> {
    let phone = row.phone.as_deref().map(Phone::parse).transpose();
    Ok(Clinic {
        id: row.id,
        name: row.name,
        address: row.address,
        time_zone: row
            .time_zone
            .parse()
            .map_err(|_| StorageError::Corrupt { column: "clinics.time_zone" })?,
        phone: phone.map_err(|_| StorageError::Corrupt { column: "clinics.phone" })?,
    })
}
