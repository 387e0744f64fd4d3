//! Who may be offered a slot that has become free; called under the lock of the doctor's schedule.

use std::collections::HashSet;
use std::ops::Bound;

use chrono::{DateTime, Utc};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::ids::{UserId, WaitlistEntryId};
use crate::domain::intervals::Interval;
use crate::domain::waitlist::Entry;
use crate::storage::error::StorageError;
use crate::storage::schema::{appointments, doctor_profiles, users, waitlist_entries, waitlist_offers};
use crate::storage::waitlist::rows::{EntryRow, entries, entry_columns, read_entry};

/// The next `limit` who wait for a doctor, or for any of their field, at a time around `starts`, and have no open offer;
/// in the order of joining, after `after`. Their terms are still to be looked at.
///
/// # Errors
/// [`StorageError`].
pub async fn waiting(
    connection: &mut AsyncPgConnection,
    doctor: UserId,
    starts: Interval,
    after: Option<WaitlistEntryId>,
    limit: i64,
) -> Result<Vec<Entry>, StorageError> {
    let field = doctor_profiles::table
        .filter(doctor_profiles::user_id.eq(doctor))
        .select(doctor_profiles::specialty.nullable())
        .single_value();
    let offered = waitlist_offers::table
        .filter(waitlist_offers::patient_id.eq(waitlist_entries::patient_id))
        .filter(waitlist_offers::state.eq("open"));
    let rows: Vec<EntryRow> = entries()
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
        .filter(waitlist_entries::id.gt(after.unwrap_or(WaitlistEntryId(uuid::Uuid::nil()))))
        .filter(users::disabled_at.is_null())
        .filter(not(exists(offered)))
        .order(waitlist_entries::id)
        .limit(limit)
        .select(entry_columns())
        .load(connection)
        .await?;
    rows.into_iter().map(read_entry).collect()
}

/// What was offered before of a doctor's time: to whom, and from when.
///
/// # Errors
/// [`StorageError`].
pub async fn offered_before(
    connection: &mut AsyncPgConnection,
    doctor: UserId,
    starts: Interval,
) -> Result<HashSet<(UserId, DateTime<Utc>)>, StorageError> {
    let rows: Vec<(UserId, DateTime<Utc>)> = waitlist_offers::table
        .filter(waitlist_offers::doctor_id.eq(doctor))
        .filter(waitlist_offers::starts_at.between(starts.start, starts.end))
        .select((waitlist_offers::patient_id, waitlist_offers::starts_at))
        .load(connection)
        .await?;
    Ok(rows.into_iter().collect())
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
