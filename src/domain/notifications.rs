//! Who is told of an event, over which channels, and how the app words it.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::Value;

use crate::domain::appointments::{Appointment, Status};
use crate::domain::categories::Category;
use crate::domain::events::EventKind;
use crate::domain::ids::{EventId, NotificationId, UserId};
use crate::domain::messages::Visit;

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

/// The title and body of what somebody must look into; none for what is no alert.
#[must_use]
pub fn alert_wording(kind: EventKind) -> Option<(&'static str, &'static str)> {
    (kind == EventKind::AccessBreakGlass).then_some((
        "Emergency access to a patient's data",
        "Somebody opened the data of a patient who is not theirs. Please look who it was and why.",
    ))
}

/// The title and body of an in-app notification about a time that is kept for its reader, or for whom they look after.
#[must_use]
pub fn offer_wording(
    doctor_name: &str,
    starts_at: DateTime<Utc>,
    until: DateTime<Utc>,
    reader_zone: Tz,
) -> (String, String) {
    let when = starts_at.with_timezone(&reader_zone).format("%A, %-d %B at %H:%M");
    let until = until.with_timezone(&reader_zone).format("%H:%M");
    (
        "A time you wait for is free".into(),
        format!("{doctor_name}, {when}. It is kept for you until {until}."),
    )
}

/// The title and body of an in-app reminder of a visit, by the clock of the place it is at.
#[must_use]
pub fn reminder_wording(visit: &Visit) -> (String, String) {
    let when = visit.starts_at.with_timezone(&visit.time_zone).format("%A, %-d %B at %H:%M");
    ("Your visit is near".into(), format!("{}, {when}.", visit.clinic_name))
}

/// The title and body of a test that somebody sent to themselves.
#[must_use]
pub fn trial_wording() -> (String, String) {
    ("A test".into(), "You asked for a test. It works.".into())
}

/// The title and body of an in-app notification about a message: from whom, and not a word of it.
#[must_use]
pub fn message_wording(sender_name: &str) -> (String, String) {
    ("New message".into(), format!("{sender_name} wrote to you."))
}

/// The title and body of an in-app notification about a visit. It is read by its owner, signed in, so it may name the
/// other party.
#[must_use]
pub fn wording(
    kind: EventKind,
    audience: Audience,
    visit: &Appointment,
    reader_zone: Tz,
) -> (String, String) {
    let when = visit.during.start.with_timezone(&reader_zone).format("%A, %-d %B at %H:%M");
    let (doctor, patient) = (&visit.doctor_name, &visit.patient_name);
    match (kind, audience) {
        (EventKind::AppointmentBooked, Audience::Patient) if visit.status == Status::Confirmed => {
            ("Your visit is booked".into(), format!("{doctor}, {when}."))
        }
        (EventKind::AppointmentBooked, Audience::Patient) => {
            ("Your visit is booked".into(), format!("{doctor}, {when}. The clinic will confirm it."))
        }
        (EventKind::AppointmentBooked, Audience::Doctor) => {
            ("New visit".into(), format!("{patient}, {when}."))
        }
        (EventKind::AppointmentConfirmed, _) => {
            ("Your visit is confirmed".into(), format!("{doctor}, {when}."))
        }
        (EventKind::AppointmentRescheduled, Audience::Patient) => {
            ("Your visit was moved".into(), format!("{doctor}, now {when}."))
        }
        (EventKind::AppointmentRescheduled, Audience::Doctor) => {
            ("Visit moved".into(), format!("{patient}, now {when}."))
        }
        (EventKind::AppointmentCancelled, Audience::Patient) => {
            ("Your visit was cancelled".into(), format!("{doctor}, {when}."))
        }
        (EventKind::AppointmentCancelled, Audience::Doctor) => {
            ("Visit cancelled".into(), format!("{patient}, {when}."))
        }
        _ => ("Your visit changed".into(), format!("{doctor}, {when}.")),
    }
}
