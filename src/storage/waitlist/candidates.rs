//! Who may be offered a slot that has become free; called under the lock of the doctor's schedule.

use std::collections::HashMap;
use std::ops::Bound;

use chrono::{DateTime, Utc};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::ids::{ClinicId, UserId, WaitlistEntryId};
use crate::domain::intervals::Interval;
use crate::domain::schedules::TypeCode;
use crate::domain::waitlist::Entry;
use crate::storage::error::StorageError;
use crate::storage::schema::{appointments, doctor_profiles, users, waitlist_entries, waitlist_offers};
use crate::storage::waitlist::rows::{EntryRow, entries, entry_columns, read_entry};

/// What has become free of a doctor's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FreeTime {
    /// Whose.
    pub doctor: UserId,
    /// What is free.
    pub freed: Interval,
    /// When a visit may start that needs some of it.
    pub starts: Interval,
}

/// Everybody who waits for the doctor of some [`FreeTime`], or for any of their field, at a time around it, and has no
/// open offer.
macro_rules! waiting_for {
    ($time:expr) => {{
        let FreeTime { doctor, starts, .. } = $time;
        let field = doctor_profiles::table
            .filter(doctor_profiles::user_id.eq(doctor))
            .select(doctor_profiles::specialty.nullable())
            .single_value();
        let offered = waitlist_offers::table
            .filter(waitlist_offers::patient_id.eq(waitlist_entries::patient_id))
            .filter(waitlist_offers::state.eq("open"));
        entries()
            .filter(waitlist_entries::status.eq("waiting"))
            .filter(
                waitlist_entries::doctor_id
                    .eq(doctor)
                    .or(waitlist_entries::specialty.eq(field))
                    .assume_not_null(),
            )
            .filter(
                waitlist_entries::reach
                    .overlaps_with((Bound::Included(starts.start), Bound::Excluded(starts.end))),
            )
            .filter(users::disabled_at.is_null())
            .filter(not(exists(offered)))
    }};
}

/// For what kinds of visit anybody waits.
///
/// # Errors
/// [`StorageError`].
pub async fn kinds(
    connection: &mut AsyncPgConnection,
    time: FreeTime,
) -> Result<Vec<TypeCode>, StorageError> {
    let names: Vec<String> = waiting_for!(time)
        .select(waitlist_entries::appointment_type)
        .distinct()
        .order(waitlist_entries::appointment_type)
        .load(connection)
        .await?;
    let corrupt = |_| StorageError::Corrupt { column: "waitlist_entries.appointment_type" };
    names.iter().map(|name| TypeCode::parse(name).map_err(corrupt)).collect()
}

/// The next `limit` who wait for one of these kinds of visit, in the order of joining, after `after`; but for those who
/// were offered all of the free time before. Their terms are still to be looked at.
///
/// # Errors
/// [`StorageError`].
pub async fn waiting(
    connection: &mut AsyncPgConnection,
    time: FreeTime,
    kinds: &[TypeCode],
    after: Option<WaitlistEntryId>,
    limit: i64,
) -> Result<Vec<Entry>, StorageError> {
    let refused = waitlist_offers::table
        .filter(waitlist_offers::patient_id.eq(waitlist_entries::patient_id))
        .filter(waitlist_offers::doctor_id.eq(time.doctor))
        .filter(waitlist_offers::starts_at.le(time.freed.start))
        .filter(waitlist_offers::ends_at.ge(time.freed.end));
    let rows: Vec<EntryRow> = waiting_for!(time)
        .filter(waitlist_entries::appointment_type.eq_any(kinds.iter().map(|kind| kind.as_str())))
        .filter(waitlist_entries::id.gt(after.unwrap_or(WaitlistEntryId::MIN)))
        .filter(not(exists(refused)))
        .order(waitlist_entries::id)
        .limit(limit)
        .select(entry_columns())
        .load(connection)
        .await?;
    rows.into_iter().map(read_entry).collect()
}

/// What these patients were offered before of a doctor's time that shares an instant with `during`.
///
/// # Errors
/// [`StorageError`].
pub async fn offered_before(
    connection: &mut AsyncPgConnection,
    doctor: UserId,
    patients: &[UserId],
    during: Interval,
) -> Result<Vec<(UserId, Interval)>, StorageError> {
    let rows: Vec<(UserId, DateTime<Utc>, DateTime<Utc>)> = waitlist_offers::table
        .filter(waitlist_offers::doctor_id.eq(doctor))
        .filter(waitlist_offers::patient_id.eq_any(patients))
        .filter(waitlist_offers::starts_at.gt(during.start - chrono::TimeDelta::days(1)))
        .filter(waitlist_offers::ends_at.gt(during.start))
        .filter(waitlist_offers::starts_at.lt(during.end))
        .select((waitlist_offers::patient_id, waitlist_offers::starts_at, waitlist_offers::ends_at))
        .load(connection)
        .await?;
    Ok(rows.into_iter().map(|(patient, start, end)| (patient, Interval { start, end })).collect())
}

#[derive(QueryableByName)]
struct Confined {
    #[diesel(sql_type = SqlUuid)]
    id: WaitlistEntryId,
    #[diesel(sql_type = Array<SqlUuid>)]
    clinics: Vec<ClinicId>,
}

/// The places that only a clinic can answer for, as neither the patient nor who looks after them has an account; each with
/// the clinics of whoever entered them.
///
/// # Errors
/// [`StorageError`].
pub async fn confined(
    connection: &mut AsyncPgConnection,
    places: &[WaitlistEntryId],
) -> Result<HashMap<WaitlistEntryId, Vec<ClinicId>>, StorageError> {
    let rows: Vec<Confined> = diesel::sql_query(
        "SELECT entry.id, ARRAY(SELECT clinic_id FROM clinic_members WHERE user_id = entry.created_by
                                UNION SELECT clinic_id FROM api_keys WHERE id = entry.created_by) AS clinics
         FROM waitlist_entries entry JOIN users patient ON patient.id = entry.patient_id
         WHERE entry.id = ANY($1) AND patient.password_hash IS NULL
           AND NOT EXISTS (SELECT FROM dependants JOIN users guardian ON guardian.id = dependants.guardian_id
                           WHERE dependants.dependant_id = patient.id AND guardian.password_hash IS NOT NULL
                             AND guardian.deleted_at IS NULL AND guardian.disabled_at IS NULL)
           AND NOT EXISTS (SELECT FROM users author WHERE author.id = entry.created_by AND author.role = 'admin')",
    )
    .bind::<Array<SqlUuid>, _>(places)
    .load(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.clinics)).collect())
}

/// When these patients have visits, with whomever, that share an instant with `during`.
///
/// # Errors
/// [`StorageError`].
pub async fn engaged(
    connection: &mut AsyncPgConnection,
    patients: &[UserId],
    during: Interval,
) -> Result<Vec<(UserId, Interval)>, StorageError> {
    let rows: Vec<(UserId, DateTime<Utc>, DateTime<Utc>)> = appointments::table
        .filter(appointments::patient_id.eq_any(patients))
        .filter(appointments::deleted_at.is_null())
        .filter(appointments::status.eq_any([
            "pending",
            "confirmed",
            "checked_in",
            "in_progress",
            "completed",
        ]))
        .filter(appointments::starts_at.gt(during.start - chrono::TimeDelta::days(1)))
        .filter(appointments::ends_at.gt(during.start))
        .filter(appointments::starts_at.lt(during.end))
        .select((appointments::patient_id, appointments::starts_at, appointments::ends_at))
        .load(connection)
        .await?;
    Ok(rows.into_iter().map(|(patient, start, end)| (patient, Interval { start, end })).collect())
}

#[derive(QueryableByName)]
struct Locked {
    #[diesel(sql_type = Bool)]
    locked: bool,
}

/// Locks a place for an offer; `false` where somebody else is at work on it or on its patient, it waits no longer, or the
/// patient was offered something by now. Waits for nobody: two doctors who have time for the same people at once must not
/// wait for each other.
///
/// # Errors
/// [`StorageError`].
pub async fn claim(connection: &mut AsyncPgConnection, entry: &Entry) -> Result<bool, StorageError> {
    let patient: Locked = diesel::sql_query(
        "SELECT pg_try_advisory_xact_lock(hashtextextended('waitlist ' || $1, 0)) AS locked",
    )
    .bind::<Text, _>(entry.patient_id.to_string())
    .get_result(connection)
    .await?;
    if !patient.locked {
        return Ok(false);
    }
    // A statement of its own: it sees what was committed before the lock was granted.
    let offered = waitlist_offers::table
        .filter(waitlist_offers::patient_id.eq(entry.patient_id))
        .filter(waitlist_offers::state.eq("open"));
    let claimed: Option<WaitlistEntryId> = waitlist_entries::table
        .filter(waitlist_entries::id.eq(entry.id))
        .filter(waitlist_entries::status.eq("waiting"))
        .filter(waitlist_entries::version.eq(entry.version))
        .filter(not(exists(offered)))
        .select(waitlist_entries::id)
        .for_no_key_update()
        .skip_locked()
        .first(connection)
        .await
        .optional()?;
    Ok(claimed.is_some())
}
