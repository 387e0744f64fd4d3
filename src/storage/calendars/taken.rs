//! What is taken of calendars: visits, holds and seats.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::domain::busy::{Hold, Taken};
use crate::domain::ids::{AppointmentId, UserId};
use crate::domain::intervals::Interval;
use crate::domain::schedules::TypeCode;
use crate::storage::error::StorageError;
use crate::storage::ranges::{self, SqlRange};
use crate::storage::schema::appointments;

/// Statuses that take a slot, as the exclusion constraints list them.
const ACTIVE: [&str; 6] = ["held", "pending", "confirmed", "checked_in", "in_progress", "completed"];

#[derive(Queryable, Selectable)]
#[diesel(table_name = appointments)]
struct TakenRow {
    id: AppointmentId,
    doctor_id: UserId,
    patient_id: UserId,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    blocks: SqlRange,
    appointment_type: String,
    session_key: Uuid,
    held_until: Option<DateTime<Utc>>,
    offer_id: Option<Uuid>,
}

/// What is taken of these doctors' calendars and starts in a stretch of time.
pub(super) async fn of(
    mut connection: &AsyncPgConnection,
    doctors: &[UserId],
    within: Interval,
) -> Result<Vec<(UserId, Taken)>, StorageError> {
    let rows: Vec<TakenRow> = appointments::table
        .filter(appointments::doctor_id.eq_any(doctors))
        .filter(appointments::deleted_at.is_null())
        .filter(appointments::status.eq_any(ACTIVE))
        .filter(appointments::starts_at.between(within.start, within.end))
        .select(TakenRow::as_select())
        .load(&mut connection)
        .await?;
    rows.into_iter().map(|row| Ok((row.doctor_id, read(row)?))).collect()
}

fn read(row: TakenRow) -> Result<Taken, StorageError> {
    let code = TypeCode::parse(&row.appointment_type)
        .map_err(|_| StorageError::Corrupt { column: "appointments.appointment_type" })?;
    let hold = row
        .held_until
        .map(|until| Hold { patient: row.patient_id, until: row.offer_id.is_none().then_some(until) });
    Ok(Taken {
        id: row.id,
        visit: Interval { start: row.starts_at, end: row.ends_at },
        blocks: ranges::read(row.blocks)?,
        code,
        shared: row.session_key != row.id.0,
        hold,
    })
}
