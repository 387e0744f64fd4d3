//! Who is told of an event, and over which channels.

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::domain::appointments::Status;
use crate::domain::channels::ChannelKind;
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

/// Which end of a visit somebody is at, as far as messages go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// The patient.
    Patient,
    /// The doctor.
    Doctor,
}

/// The channels that an event of a visit goes to, before anybody chose otherwise. A doctor looks at the agenda all
/// day and gets the bell; a patient is reached wherever they are.
#[must_use]
pub fn default_channels(kind: EventKind, audience: Audience) -> &'static [ChannelKind] {
    use ChannelKind::{Email, InApp, Sms};
    match (kind, audience) {
        (
            EventKind::AppointmentBooked
            | EventKind::AppointmentConfirmed
            | EventKind::AppointmentRescheduled
            | EventKind::AppointmentCancelled,
            Audience::Patient,
        ) => &[InApp, Email, Sms],
        (
            EventKind::AppointmentBooked
            | EventKind::AppointmentRescheduled
            | EventKind::AppointmentCancelled,
            Audience::Doctor,
        ) => &[InApp],
        _ => &[],
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

/// The channels over which somebody is told that a time is kept for them: all of them, it is not kept for long.
pub const OFFER_CHANNELS: [ChannelKind; 3] = [ChannelKind::InApp, ChannelKind::Email, ChannelKind::Sms];

/// The channels over which somebody is told that there is something to read, where they do not read it at once.
pub const MESSAGE_CHANNELS: [ChannelKind; 2] = [ChannelKind::InApp, ChannelKind::Email];
