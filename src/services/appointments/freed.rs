//! Time that is kept, and time that is free again: told in the transaction in which it happens.

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use serde_json::json;
use uuid::Uuid;

use crate::domain::events::{Event, EventKind};
use crate::domain::ids::{EventId, UserId};
use crate::domain::intervals::Interval;
use crate::services::error::ServiceError;
use crate::storage::{events, group_sessions};

/// Time of a doctor's that a visit or a hold gives back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Freed {
    /// Whose.
    pub doctor_id: UserId,
    /// When.
    pub during: Interval,
    /// The group session that the seat was of.
    pub session_id: Option<Uuid>,
}

/// What follows from time that is free again; called under the lock of the doctor's schedule, once nothing takes that
/// time any more. Answers what happened, as it was written.
///
/// # Errors
/// `Storage`.
pub async fn freed(
    connection: &mut AsyncPgConnection,
    freed: Freed,
    now: DateTime<Utc>,
) -> Result<Vec<Event>, ServiceError> {
    let seats_left = match freed.session_id {
        Some(session) => group_sessions::count(connection, &[session]).await?.first().map_or(1, |s| s.left()),
        None => 1,
    };
    let event = slot(EventKind::SlotFreed, freed.doctor_id, freed.during, seats_left, now);
    events::insert(connection, std::slice::from_ref(&event)).await?;
    Ok(vec![event])
}

/// The event of a slot that is kept or free again: for whoever watches the doctor's free times, no person in it.
#[must_use]
pub fn slot(kind: EventKind, doctor: UserId, during: Interval, seats_left: u32, now: DateTime<Utc>) -> Event {
    Event {
        id: EventId::new(now),
        kind,
        appointment_id: None,
        user_id: None,
        actor: None,
        data: json!({
            "doctor_id": doctor,
            "starts_at": during.start,
            "ends_at": during.end,
            "seats_left": seats_left,
        }),
        at: now,
    }
}
