//! What the sockets are told of an event: one publication a topic, each with what that topic's readers may see.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::domain::access::Side;
use crate::domain::appointments::Appointment;
use crate::domain::events::{Event, EventKind};
use crate::realtime::topic::Topic;
use crate::realtime::topic_event::TopicEvent;
use crate::services::appointments::view::AppointmentView;

/// An event on its way to the readers of one topic.
#[derive(Debug, Clone)]
pub struct Publication {
    /// Whom it is for.
    pub topic: Topic,
    /// What they are told.
    pub event: TopicEvent,
}

/// A publication as it crosses the bus: the topic by its key.
#[derive(Debug, Serialize, Deserialize)]
pub struct Carried {
    /// [`Topic::key`].
    pub topic: String,
    /// What its readers are told.
    pub event: TopicEvent,
}

/// What is told of an event about a visit: the visit to its two sides, and the bare slot to whoever watches the
/// doctor's free times.
#[must_use]
pub fn publications(event: &Event, visit: &Appointment) -> Vec<Publication> {
    let tell = |topic, kind: &str, data| Publication {
        topic,
        event: TopicEvent { id: event.id, kind: kind.to_owned(), at: event.at, data },
    };
    let seen_by = |side| serde_json::to_value(AppointmentView::of(visit, side)).unwrap_or(Value::Null);
    let kind = event.kind.as_str();
    let mut told = Vec::with_capacity(4);
    if let Some((slot_kind, seats_left)) = slot_change(event.kind) {
        let slot = json!({
            "doctor_id": visit.doctor_id,
            "starts_at": visit.during.start,
            "ends_at": visit.during.end,
            "seats_left": seats_left,
        });
        told.push(tell(Topic::DoctorSlots(visit.doctor_id), slot_kind, slot));
    }
    told.push(tell(Topic::User(visit.patient_id), kind, seen_by(Side::Patient)));
    told.push(tell(Topic::User(visit.doctor_id), kind, seen_by(Side::Doctor)));
    told.push(tell(Topic::Schedule(visit.doctor_id), kind, seen_by(Side::Doctor)));
    told
}

/// What an event does to the free times, and the seats that are left of the slot.
fn slot_change(kind: EventKind) -> Option<(&'static str, u32)> {
    match kind {
        EventKind::AppointmentBooked => Some(("slot.taken", 0)),
        EventKind::AppointmentCancelled | EventKind::AppointmentNoShow => Some(("slot.freed", 1)),
        _ => None,
    }
}
