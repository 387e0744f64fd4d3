//! What happened to an offer: its event and its line of the audit trail.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::domain::audit::{AuditEntry, AuditOutcome, Origin};
use crate::domain::events::{Event, EventKind};
use crate::domain::ids::EventId;
use crate::domain::principals::Agent;
use crate::domain::waitlist::{Entry, Offer};
use crate::services::waitlist::view::OfferView;

/// What only the house is told of an offer, beside what is sent of it.
pub const FOR_THE_HOUSE: [&str; 2] = ["hold_id", "seats_left"];

/// A slot is kept for somebody, with so many seats left of it. The doctor's name is as public as the directory, and the
/// only text in it.
#[must_use]
pub fn offered(offer: &Offer, seats_left: u32, now: DateTime<Utc>) -> Event {
    let mut data = serde_json::to_value(OfferView::from(offer)).unwrap_or(Value::Null);
    data["hold_id"] = json!(offer.hold_id);
    data["seats_left"] = json!(seats_left);
    about(EventKind::WaitlistOffered, offer, data, None, now)
}

/// It is so no longer.
#[must_use]
pub fn closed(offer: &Offer, actor: Option<Agent>, now: DateTime<Utc>) -> Event {
    let data = json!({ "offer_id": offer.id, "entry_id": offer.entry_id, "state": offer.state });
    about(EventKind::WaitlistClosed, offer, data, actor, now)
}

fn about(kind: EventKind, offer: &Offer, data: Value, actor: Option<Agent>, now: DateTime<Utc>) -> Event {
    Event {
        id: EventId::new(now),
        kind,
        appointment_id: None,
        user_id: Some(offer.patient_id),
        actor: actor.map(Agent::id),
        data,
        at: now,
    }
}

/// The line of something done to an offer; by the house where nobody did it.
#[must_use]
pub fn offer_record(
    action: &'static str,
    offer: &Offer,
    actor: Option<Agent>,
    origin: &Origin,
) -> AuditEntry {
    AuditEntry {
        actor,
        action,
        object_kind: "waitlist_offer",
        object_id: Some(offer.id.0),
        patient: Some(offer.patient_id),
        origin: origin.clone(),
        outcome: AuditOutcome::Ok,
        detail: json!({
            "entry_id": offer.entry_id,
            "doctor_id": offer.doctor_id,
            "appointment_id": offer.hold_id,
            "starts_at": offer.during.start,
            "state": offer.state,
        }),
    }
}

/// The line of something done to a place in the waitlist.
#[must_use]
pub fn entry_record(action: &'static str, entry: &Entry, actor: Agent, origin: &Origin) -> AuditEntry {
    AuditEntry {
        actor: Some(actor),
        action,
        object_kind: "waitlist_entry",
        object_id: Some(entry.id.0),
        patient: Some(entry.patient_id),
        origin: origin.clone(),
        outcome: AuditOutcome::Ok,
        detail: json!({ "status": entry.status }),
    }
}
