//! What the sockets are told of an event: one publication a topic, each with what that topic's readers may see.

use serde_json::{Value, json};

use crate::domain::access::Side;
use crate::domain::appointments::Appointment;
use crate::domain::events::{Event, EventKind};
use crate::domain::ids::UserId;
use crate::realtime::topic::Topic;
use crate::realtime::topic_event::TopicEvent;
use crate::services::appointments::view::AppointmentView;
use crate::services::waitlist::told::FOR_THE_HOUSE;

/// An event on its way to the readers of one topic.
#[derive(Debug, Clone)]
pub struct Publication {
    /// Whom it is for.
    pub topic: Topic,
    /// What they are told.
    pub event: TopicEvent,
}

/// What is told of an event: a visit to its two sides, an offer to whom it is made, and the bare slot to whoever watches the
/// doctor's free times.
/// Nothing of one about a visit that is gone, or about an account.
#[must_use]
pub fn publications(event: &Event, visit: Option<&Appointment>) -> Vec<Publication> {
    match (event.kind, visit) {
        (EventKind::SlotHeld | EventKind::SlotFreed, _) => of_doctor(event, &[Topic::DoctorSlots]),
        (EventKind::ScheduleChanged, _) => of_doctor(event, &[Topic::DoctorSlots, Topic::Schedule]),
        (EventKind::WaitlistOffered | EventKind::WaitlistClosed, _) => of_offer(event),
        (_, Some(visit)) => of_visit(event, visit),
        (_, None) => Vec::new(),
    }
}

/// Told as it was written to whoever watches the doctor.
fn of_doctor(event: &Event, topics: &[fn(UserId) -> Topic]) -> Vec<Publication> {
    let Some(doctor) = event.data["doctor_id"].as_str().and_then(|doctor| doctor.parse().ok()) else {
        return Vec::new();
    };
    let told = TopicEvent {
        id: event.id,
        kind: event.kind.as_str().to_owned(),
        at: event.at,
        data: event.data.clone(),
    };
    topics.iter().map(|topic| Publication { topic: topic(doctor), event: told.clone() }).collect()
}

/// Told to whoever waited; and where a slot is kept for them, so that nobody else may have it, to whoever watches.
fn of_offer(event: &Event) -> Vec<Publication> {
    let tell = |topic, kind: EventKind, data: Value| Publication {
        topic,
        event: TopicEvent { id: event.id, kind: kind.as_str().to_owned(), at: event.at, data },
    };
    let mut sent = event.data.clone();
    if let Some(sent) = sent.as_object_mut() {
        sent.retain(|name, _| !FOR_THE_HOUSE.contains(&name.as_str()));
    }
    let patient = event.user_id.map(|patient| tell(Topic::User(patient), event.kind, sent));
    let doctor = event.data["doctor_id"].as_str().and_then(|doctor| doctor.parse().ok());
    let slot = doctor.map(|doctor| {
        let slot = json!({
            "doctor_id": doctor,
            "starts_at": event.data["starts_at"],
            "ends_at": event.data["ends_at"],
            "seats_left": event.data["seats_left"],
        });
        tell(Topic::DoctorSlots(doctor), EventKind::SlotHeld, slot)
    });
    patient.into_iter().chain(slot).collect()
}

fn of_visit(event: &Event, visit: &Appointment) -> Vec<Publication> {
    let tell = |topic, kind: &str, data| Publication {
        topic,
        event: TopicEvent { id: event.id, kind: kind.to_owned(), at: event.at, data },
    };
    let seen_by = |side| {
        let mut seen = serde_json::to_value(AppointmentView::of(visit, side)).unwrap_or(Value::Null);
        if let (Some(seen), Some(previous)) = (seen.as_object_mut(), event.data.get("previous")) {
            seen.insert("previous".to_owned(), previous.clone());
        }
        seen
    };
    let kind = event.kind.as_str();
    let mut told = Vec::with_capacity(4);
    if takes_slot(event.kind) {
        let slot = json!({
            "doctor_id": visit.doctor_id,
            "starts_at": visit.during.start,
            "ends_at": visit.during.end,
            "seats_left": event.data["seats_left"].as_u64().unwrap_or(0),
        });
        told.push(tell(Topic::DoctorSlots(visit.doctor_id), "slot.taken", slot));
    }
    told.push(tell(Topic::User(visit.patient_id), kind, seen_by(Side::Patient)));
    told.push(tell(Topic::User(visit.doctor_id), kind, seen_by(Side::Doctor)));
    told.push(tell(Topic::Schedule(visit.doctor_id), kind, seen_by(Side::Doctor)));
    told
}

/// Whether the visit takes a slot with this event. What it gives back is an event of its own.
fn takes_slot(kind: EventKind) -> bool {
    matches!(kind, EventKind::AppointmentBooked | EventKind::AppointmentRescheduled)
}
