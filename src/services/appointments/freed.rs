//! Time that is kept, and time that is free again: told in the transaction in which it happens.

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use uuid::Uuid;

use crate::domain::events::{Event, EventKind};
use crate::domain::ids::UserId;
use crate::domain::intervals::Interval;
use crate::services::error::ServiceError;
use crate::services::waitlist::offer::{kept, offer_freed};
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

/// What follows where a visit or a hold gave way to `taken`: what is left of its time is free again.
///
/// # Errors
/// `Storage`.
pub async fn freed_beside(
    connection: &mut AsyncPgConnection,
    given: Freed,
    taken: Interval,
    now: DateTime<Utc>,
) -> Result<Vec<Event>, ServiceError> {
    if given.session_id.is_some() {
        // A seat is not divided.
        return if given.during == taken { Ok(Vec::new()) } else { freed(connection, given, now).await };
    }
    let mut happened = Vec::new();
    for left in given.during.without(&[taken]) {
        happened.extend(freed(connection, Freed { during: left, ..given }, now).await?);
    }
    Ok(happened)
}

/// What follows from time that is free again: it is offered to those who wait for it, and what nobody wants of it is told
/// to whoever watches. Called under the lock of the doctor's schedule, once nothing takes that time any more. Answers what
/// happened, as it was written.
///
/// # Errors
/// `Storage`.
pub async fn freed(
    connection: &mut AsyncPgConnection,
    freed: Freed,
    now: DateTime<Utc>,
) -> Result<Vec<Event>, ServiceError> {
    let mut happened = offer_freed(connection, freed.doctor_id, freed.during, now).await?;
    let told: Vec<Event> = match freed.session_id {
        Some(session) => {
            let seats = group_sessions::count(connection, &[session]).await?;
            let seats_left = seats.first().map_or(1, |seats| seats.left());
            // Where the seat went to the next, nothing changed for who watches.
            let event =
                || Event::of_slot(EventKind::SlotFreed, freed.doctor_id, freed.during, seats_left, now);
            if happened.is_empty() { vec![event()] } else { Vec::new() }
        }
        None => {
            let taken: Vec<Interval> = happened.iter().filter_map(kept).collect();
            let left = freed.during.without(&taken).into_iter();
            left.map(|left| Event::of_slot(EventKind::SlotFreed, freed.doctor_id, left, 1, now)).collect()
        }
    };
    events::insert(connection, &told).await?;
    happened.extend(told);
    Ok(happened)
}
