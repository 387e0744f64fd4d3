//! Places in the waitlist: taken, listed, changed and given up.

use std::ops::Bound;

use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::access::WaitlistScope;
use crate::domain::ids::{UserId, WaitlistEntryId};
use crate::domain::pages::Start;
use crate::domain::schedules::TypeCode;
use crate::domain::waitlist::{Entry, EntryStatus, Stretch, Target, Times};
use crate::storage::error::StorageError;
use crate::storage::patients::rows::waits_and_is_bookable;
use crate::storage::schema::{appointment_types, clinic_members, doctor_profiles, users, waitlist_entries};
use crate::storage::waitlist::rows::{EntryRow, entries, entry_columns, read_entry};

/// Statuses of those who still wait.
const ACTIVE: [&str; 2] = ["waiting", "offered"];

/// What a list is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// One of these statuses; any where empty.
    pub statuses: Vec<EntryStatus>,
    /// Waiting for this doctor.
    pub doctor: Option<UserId>,
}

#[derive(AsChangeset)]
#[diesel(table_name = waitlist_entries, treat_none_as_null = true)]
struct TimesRow {
    reach: (Bound<DateTime<Utc>>, Bound<DateTime<Utc>>),
    from_day: Option<chrono::NaiveDate>,
    to_day: Option<chrono::NaiveDate>,
    day_start: Option<chrono::NaiveTime>,
    day_end: Option<chrono::NaiveTime>,
}

impl From<&Times> for TimesRow {
    fn from(times: &Times) -> Self {
        let reach = times.stretch.reach();
        let days = match times.stretch {
            Stretch::Days(from, to) => Some((from, to)),
            Stretch::Instants(..) => None,
        };
        Self {
            reach: (Bound::Included(reach.start), Bound::Excluded(reach.end)),
            from_day: days.map(|(from, _)| from),
            to_day: days.map(|(_, to)| to),
            day_start: times.time_of_day.map(|time| time.from),
            day_end: times.time_of_day.map(|time| time.to),
        }
    }
}

/// At most `limit` places, who joined first first, from `start` on, in its direction.
///
/// # Errors
/// [`StorageError`].
pub async fn list(
    connection: &mut AsyncPgConnection,
    scope: &WaitlistScope,
    filter: &Filter,
    start: Option<&Start<WaitlistEntryId>>,
    limit: i64,
) -> Result<Vec<Entry>, StorageError> {
    let mut query = entries().into_boxed();
    query = match scope {
        WaitlistScope::OfPatients(patients) => {
            query.filter(waitlist_entries::patient_id.eq_any(patients.clone()))
        }
        WaitlistScope::OfClinics { clinics, by } => {
            let doctors = clinic_members::table
                .filter(clinic_members::clinic_id.eq_any(clinics.clone()))
                .filter(clinic_members::role.eq("doctor"))
                .select(clinic_members::user_id.nullable());
            let theirs = waitlist_entries::doctor_id.eq_any(doctors).assume_not_null();
            query
                .filter(theirs.or(waitlist_entries::created_by.eq(by.id())))
                .filter(waits_and_is_bookable(clinics))
        }
        WaitlistScope::All => query,
    };
    if !filter.statuses.is_empty() {
        let names: Vec<&str> = filter.statuses.iter().map(|status| status.as_str()).collect();
        query = query.filter(waitlist_entries::status.eq_any(names));
    }
    if let Some(doctor) = filter.doctor {
        query = query.filter(waitlist_entries::doctor_id.eq(doctor));
    }
    query = match start {
        Some(Start { at, backwards: true }) => {
            query.filter(waitlist_entries::id.lt(*at)).order(waitlist_entries::id.desc())
        }
        Some(Start { at, .. }) => query.filter(waitlist_entries::id.gt(*at)).order(waitlist_entries::id),
        None => query.order(waitlist_entries::id),
    };
    let rows: Vec<EntryRow> = query.limit(limit).select(entry_columns()).load(connection).await?;
    rows.into_iter().map(read_entry).collect()
}

/// One place.
///
/// # Errors
/// [`StorageError`].
pub async fn find(
    connection: &mut AsyncPgConnection,
    id: WaitlistEntryId,
) -> Result<Option<Entry>, StorageError> {
    let row: Option<EntryRow> = entries()
        .filter(waitlist_entries::id.eq(id))
        .select(entry_columns())
        .first(connection)
        .await
        .optional()?;
    row.map(read_entry).transpose()
}

/// One place, locked for the rest of the transaction. A doctor's schedule is locked before.
///
/// # Errors
/// [`StorageError`].
pub async fn lock(
    connection: &mut AsyncPgConnection,
    id: WaitlistEntryId,
) -> Result<Option<Entry>, StorageError> {
    let locked: Option<WaitlistEntryId> = waitlist_entries::table
        .filter(waitlist_entries::id.eq(id))
        .select(waitlist_entries::id)
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?;
    match locked {
        Some(id) => find(connection, id).await,
        None => Ok(None),
    }
}

/// Locks a patient against taking places at the same time, and counts those that they have.
///
/// # Errors
/// [`StorageError`].
pub async fn count_active(connection: &mut AsyncPgConnection, patient: UserId) -> Result<i64, StorageError> {
    let _locked: Option<UserId> = users::table
        .filter(users::id.eq(patient))
        .select(users::id)
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?;
    Ok(waitlist_entries::table
        .filter(waitlist_entries::patient_id.eq(patient))
        .filter(waitlist_entries::status.eq_any(ACTIVE))
        .count()
        .get_result(connection)
        .await?)
}

/// Whether a doctor offers this kind of visit.
///
/// # Errors
/// [`StorageError`].
pub async fn is_offered(
    connection: &mut AsyncPgConnection,
    doctor: UserId,
    code: TypeCode,
) -> Result<bool, StorageError> {
    let kind = appointment_types::table
        .filter(appointment_types::doctor_id.eq(doctor))
        .filter(appointment_types::code.eq(code.as_str()));
    Ok(diesel::select(exists(kind)).get_result(connection).await?)
}

/// Whether any doctor of a field offers this kind of visit.
///
/// # Errors
/// [`StorageError`].
pub async fn is_offered_in(
    connection: &mut AsyncPgConnection,
    specialty: &str,
    code: TypeCode,
) -> Result<bool, StorageError> {
    let kinds = appointment_types::table
        .filter(appointment_types::code.eq(code.as_str()))
        .select(appointment_types::doctor_id);
    let doctors = doctor_profiles::table
        .inner_join(users::table)
        .filter(doctor_profiles::specialty.eq(specialty))
        .filter(users::deleted_at.is_null())
        .filter(users::disabled_at.is_null())
        .filter(doctor_profiles::user_id.eq_any(kinds));
    Ok(diesel::select(exists(doctors)).get_result(connection).await?)
}

/// Takes a place; `false` where the patient has one for the same.
///
/// # Errors
/// [`StorageError`].
pub async fn insert(connection: &mut AsyncPgConnection, entry: &Entry) -> Result<bool, StorageError> {
    let (doctor, specialty) = match &entry.target {
        Target::Doctor(doctor) => (Some(*doctor), None),
        Target::Specialty(specialty) => (None, Some(specialty.as_str())),
    };
    let times = TimesRow::from(&entry.times);
    let added = diesel::insert_into(waitlist_entries::table)
        .values((
            waitlist_entries::id.eq(entry.id),
            waitlist_entries::patient_id.eq(entry.patient_id),
            waitlist_entries::doctor_id.eq(doctor),
            waitlist_entries::specialty.eq(specialty),
            waitlist_entries::appointment_type.eq(entry.appointment_type.as_str()),
            waitlist_entries::reach.eq(times.reach),
            waitlist_entries::from_day.eq(times.from_day),
            waitlist_entries::to_day.eq(times.to_day),
            waitlist_entries::day_start.eq(times.day_start),
            waitlist_entries::day_end.eq(times.day_end),
            waitlist_entries::status.eq(entry.status.as_str()),
            waitlist_entries::created_by.eq(entry.created_by),
            waitlist_entries::created_at.eq(entry.created_at),
            waitlist_entries::updated_at.eq(entry.created_at),
        ))
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(added == 1)
}

/// Changes when somebody could come. The row must be locked.
///
/// # Errors
/// `Refused` where the patient has another place for the same; else [`StorageError`].
pub async fn set_times(
    connection: &mut AsyncPgConnection,
    id: WaitlistEntryId,
    times: &Times,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::update(waitlist_entries::table.filter(waitlist_entries::id.eq(id)))
        .set((
            TimesRow::from(times),
            waitlist_entries::version.eq(waitlist_entries::version + 1),
            waitlist_entries::updated_at.eq(now),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Moves a place to another status. The row must be locked.
///
/// # Errors
/// [`StorageError`].
pub async fn set_status(
    connection: &mut AsyncPgConnection,
    id: WaitlistEntryId,
    status: EntryStatus,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::update(waitlist_entries::table.filter(waitlist_entries::id.eq(id)))
        .set((
            waitlist_entries::status.eq(status.as_str()),
            waitlist_entries::version.eq(waitlist_entries::version + 1),
            waitlist_entries::updated_at.eq(now),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Ends up to `limit` places whose time is over; answers how many. What somebody is at work on is left for the next time.
///
/// # Errors
/// [`StorageError`].
pub async fn lapse(
    connection: &mut AsyncPgConnection,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<usize, StorageError> {
    Ok(diesel::sql_query(
        "UPDATE waitlist_entries SET status = 'lapsed', version = version + 1, updated_at = $1
         WHERE id IN (SELECT id FROM waitlist_entries WHERE status = 'waiting' AND upper(reach) <= $1
                      ORDER BY upper(reach) LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED)",
    )
    .bind::<diesel::sql_types::Timestamptz, _>(now)
    .bind::<diesel::sql_types::BigInt, _>(limit)
    .execute(connection)
    .await?)
}
