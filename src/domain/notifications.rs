//! Who is told of an event, and over which channels.

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::domain::appointments::Status;
use crate::domain::categories::Category;
use crate::domain::events::EventKind;
use crate::domain::ids::{EventId, NotificationId, UserId};

/// A row of somebody's in-app inbox.
#[derive(Debug, Clone, PartialEq)]
pub struct Notification {
    /// Its id; the inbox is ordered by it.
    pub id: NotificationId,
    /// Whose inbox.
    pub user_id: UserId,
    /// What caused it; one row an event and person.
    pub event_id: EventId,
    /// The event's name, e.g. `appointment.booked`.
    pub kind: String,
    /// What preferences are set by.
    pub category: String,
    /// `normal` or `urgent`.
    pub priority: String,
    /// One line.
    pub title: String,
    /// A sentence or two.
    pub body: String,
    /// Ids to jump to.
    pub data: Value,
    /// When its owner saw it.
    pub read_at: Option<DateTime<Utc>>,
    /// When its owner put it away.
    pub archived_at: Option<DateTime<Utc>>,
    /// When it came.
    pub created_at: DateTime<Utc>,
}

/// Which rows of an inbox are wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Only those that were not seen.
    pub unread: bool,
    /// Those that were put away, instead of the others.
    pub archived: bool,
    /// Only those of one category.
    pub category: Option<Category>,
}

/// What an owner does with a row of their inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// They saw it; the first time counts.
    Read,
    /// They want to come back to it.
    Unread,
    /// They put it away, seen or not; the first time counts.
    Archived,
    /// They want it back.
    Unarchived,
}

/// Which end of a visit somebody is at, as far as messages go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// The patient.
    Patient,
    /// The doctor.
    Doctor,
}

/// Whether an event of a visit is told to somebody at this end of it. A doctor confirms and sees patients come and go
/// themselves.
#[must_use]
pub fn concerns(kind: EventKind, audience: Audience) -> bool {
    match kind {
        EventKind::AppointmentBooked
        | EventKind::AppointmentRescheduled
        | EventKind::AppointmentCancelled => true,
        EventKind::AppointmentConfirmed => audience == Audience::Patient,
        _ => false,
    }
}

/// What became of a visit, as far as its parties are told in the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// It was asked for, and waits for the clinic's confirmation.
    Requested,
    /// It is certain from the beginning.
    Booked,
    /// It was confirmed.
    Confirmed,
    /// It moved to another time.
    Moved,
    /// It will not take place.
    Cancelled,
    /// It is near.
    Near,
}

impl News {
    /// What an event tells of a visit with this status then; none where nobody is told.
    #[must_use]
    pub fn of(kind: EventKind, status: Status) -> Option<Self> {
        match kind {
            EventKind::AppointmentBooked if status == Status::Confirmed => Some(Self::Booked),
            EventKind::AppointmentBooked => Some(Self::Requested),
            EventKind::AppointmentConfirmed => Some(Self::Confirmed),
            EventKind::AppointmentRescheduled => Some(Self::Moved),
            EventKind::AppointmentCancelled => Some(Self::Cancelled),
            _ => None,
        }
    }
}

/// Whether somebody must look into it at once.
#[must_use]
pub fn is_alert(kind: EventKind) -> bool {
    kind == EventKind::AccessBreakGlass
}
