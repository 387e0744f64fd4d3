//! How somebody is told that a time they waited for is kept for them.

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::delivery::templates::inbox::{self, RenderedEntry, Told};
use crate::domain::categories::Category;
use crate::domain::clinics::Clinic;
use crate::domain::events::Event;
use crate::domain::ids::{NotificationId, WaitlistOfferId};
use crate::domain::messages::{Message, Opening, Visit};
use crate::domain::notifications::Notification;
use crate::domain::users::User;
use crate::services::waitlist::view::OfferView;

/// The offer that an event tells of.
#[must_use]
pub(super) fn read(event: &Event) -> Option<OfferView> {
    serde_json::from_value(event.data.clone()).ok()
}

/// What mails and texts say of it.
#[must_use]
pub(super) fn message(event: &Event, offer: &OfferView, clinic: Option<&Clinic>) -> Option<Message> {
    let visit = Visit {
        appointment_id: event.data["hold_id"].as_str()?.parse().ok()?,
        version: 1,
        at: event.at,
        starts_at: offer.starts_at,
        ends_at: offer.ends_at,
        time_zone: offer.time_zone.parse().ok()?,
        clinic_name: clinic.map_or_else(String::new, |clinic| clinic.name.clone()),
        clinic_address: clinic.map(|clinic| clinic.address.clone()).filter(|address| !address.is_empty()),
    };
    let offer_id = WaitlistOfferId(offer.id);
    Some(Message::WaitlistOffered(Opening { offer_id, until: offer.expires_at, visit }))
}

/// What is in the inbox of who waited, or of who looks after them.
#[must_use]
pub(super) fn notification(
    event: &Event,
    offer: &OfferView,
    reader: &User,
    now: DateTime<Utc>,
) -> Notification {
    let told =
        Told::Offer { doctor_name: &offer.doctor_name, starts_at: offer.starts_at, until: offer.expires_at };
    let RenderedEntry { title, body } = inbox::render(told, reader.locale, reader.time_zone);
    Notification {
        id: NotificationId::new(now),
        user_id: reader.id,
        event_id: event.id,
        kind: event.kind.as_str().to_owned(),
        category: Category::Booking.as_str().to_owned(),
        priority: "urgent".to_owned(),
        title,
        body,
        data: json!({ "offer_id": offer.id, "entry_id": offer.entry_id }),
        read_at: None,
        archived_at: None,
        created_at: now,
    }
}
