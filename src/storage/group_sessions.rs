//! Group sessions: several people at one time. Always under the lock of the doctor's schedule.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Array, Integer, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::domain::ids::{AppointmentId, new_uuid};
use crate::storage::appointments::insert::NewAppointment;
use crate::storage::error::StorageError;
use crate::storage::schema::{appointments, group_sessions};

/// The seats of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct Seats {
    /// The session.
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    /// How many may come.
    #[diesel(sql_type = Integer)]
    pub capacity: i32,
    /// How many come.
    #[diesel(sql_type = Integer)]
    pub taken: i32,
}

impl Seats {
    /// How many can still come.
    #[must_use]
    pub fn left(&self) -> u32 {
        u32::try_from(self.capacity - self.taken).unwrap_or(0)
    }
}

/// Sees to it that there is a session for each of these that wants a seat, as large as its kind of visit is now, and
/// never smaller than it is full.
///
/// # Errors
/// [`StorageError`].
pub async fn open(
    mut connection: &AsyncPgConnection,
    wanted: &[&NewAppointment],
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let seats: Vec<&NewAppointment> = wanted.iter().copied().filter(|new| new.capacity > 1).collect();
    if seats.is_empty() {
        return Ok(());
    }
    let times =
        |read: fn(&NewAppointment) -> DateTime<Utc>| seats.iter().map(|new| read(new)).collect::<Vec<_>>();
    diesel::sql_query(
        "INSERT INTO group_sessions AS open (id, doctor_id, during, appointment_type, capacity, created_at, updated_at)
         SELECT DISTINCT ON (doctor_id, appointment_type, starts_at, ends_at)
                id, doctor_id, tstzrange(starts_at, ends_at), appointment_type, capacity, $7, $7
         FROM unnest($1, $2, $3, $4, $5, $6) AS new (id, doctor_id, starts_at, ends_at, appointment_type, capacity)
         ON CONFLICT (doctor_id, appointment_type, during) DO UPDATE
            SET (taken, capacity, updated_at) = (
                SELECT count(*), GREATEST(excluded.capacity, count(*)), $7 FROM appointments a
                WHERE a.session_key = open.id AND a.session_key <> a.id AND a.deleted_at IS NULL
                  AND a.status IN ('held', 'pending', 'confirmed', 'checked_in', 'in_progress', 'completed'))",
    )
    .bind::<Array<SqlUuid>, _>(seats.iter().map(|_| new_uuid(now)).collect::<Vec<_>>())
    .bind::<Array<SqlUuid>, _>(seats.iter().map(|new| new.appointment.doctor_id.0).collect::<Vec<_>>())
    .bind::<Array<Timestamptz>, _>(times(|new| new.appointment.during.start))
    .bind::<Array<Timestamptz>, _>(times(|new| new.appointment.during.end))
    .bind::<Array<Text>, _>(
        seats.iter().map(|new| new.appointment.appointment_type.as_str()).collect::<Vec<_>>(),
    )
    .bind::<Array<Integer>, _>(
        seats.iter().map(|new| i32::try_from(new.capacity).unwrap_or(i32::MAX)).collect::<Vec<_>>(),
    )
    .bind::<Timestamptz, _>(now)
    .execute(&mut connection)
    .await?;
    Ok(())
}

/// How many seats of a session are left; none where there is no such session.
///
/// # Errors
/// [`StorageError`].
pub async fn seats_left(connection: &mut AsyncPgConnection, session: Uuid) -> Result<u32, StorageError> {
    let left: Option<i32> = group_sessions::table
        .filter(group_sessions::id.eq(session))
        .select(group_sessions::capacity - group_sessions::taken)
        .first(connection)
        .await
        .optional()?;
    Ok(left.and_then(|left| u32::try_from(left).ok()).unwrap_or(0))
}

/// Counts the members of these sessions afresh; answers their seats.
///
/// # Errors
/// `Refused` where more sit there than may; else [`StorageError`].
pub async fn count(
    mut connection: &AsyncPgConnection,
    sessions: &[Uuid],
) -> Result<Vec<Seats>, StorageError> {
    if sessions.is_empty() {
        return Ok(Vec::new());
    }
    Ok(diesel::sql_query(
        "UPDATE group_sessions SET taken = (
             SELECT count(*) FROM appointments a
             WHERE a.session_key = group_sessions.id AND a.session_key <> a.id AND a.deleted_at IS NULL
               AND a.status IN ('held', 'pending', 'confirmed', 'checked_in', 'in_progress', 'completed'))
         WHERE id = ANY($1) RETURNING id, capacity, taken",
    )
    .bind::<Array<SqlUuid>, _>(sessions)
    .load(&mut connection)
    .await?)
}

/// The sessions that these visits sit in, each beside its visit.
///
/// # Errors
/// [`StorageError`].
pub async fn of(
    mut connection: &AsyncPgConnection,
    visits: &[AppointmentId],
) -> Result<Vec<(AppointmentId, Uuid)>, StorageError> {
    if visits.is_empty() {
        return Ok(Vec::new());
    }
    Ok(appointments::table
        .filter(appointments::id.eq_any(visits))
        .filter(appointments::session_key.ne(sql("appointments.id")))
        .select((appointments::id, appointments::session_key))
        .load(&mut connection)
        .await?)
}

/// Counts the members of the sessions that these visits sit in; answers the sessions, each beside its visit, and their
/// seats.
///
/// # Errors
/// As [`count`].
pub async fn count_of(
    connection: &AsyncPgConnection,
    visits: &[AppointmentId],
) -> Result<Vec<(AppointmentId, Seats)>, StorageError> {
    let members = of(connection, visits).await?;
    let sessions: Vec<Uuid> = members.iter().map(|(_, session)| *session).collect();
    let seats = count(connection, &sessions).await?;
    let beside = |(visit, session): (AppointmentId, Uuid)| {
        seats.iter().find(|seats| seats.id == session).map(|seats| (visit, *seats))
    };
    Ok(members.into_iter().filter_map(beside).collect())
}
