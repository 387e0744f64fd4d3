//! What a person's open pages are told when something of their inbox was seen, and what enters it only when it is told.

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::delivery::templates::inbox::{self, RenderedEntry, Told};
use crate::domain::channels::Outgoing;
use crate::domain::ids::{EventId, NotificationId, UserId};
use crate::domain::messages::Message;
use crate::domain::notifications::Notification;
use crate::realtime::topic::Topic;
use crate::realtime::topic_event::TopicEvent;
use crate::services::live::Publication;

/// `notification.read`: of one row, or of all where `id` is none, and how many are unseen now.
#[must_use]
pub fn seen(owner: UserId, id: Option<NotificationId>, unread: i64, now: DateTime<Utc>) -> Publication {
    let mut data = json!({ "unread": unread });
    if let Some(id) = id {
        data["id"] = json!(id);
    }
    let event = TopicEvent { id: EventId::new(now), kind: "notification.read".to_owned(), at: now, data };
    Publication { topic: Topic::User(owner), event }
}

/// What enters the inbox when it is told and not when it was caused: a reminder. Everything else is there already. The
/// same row for every attempt.
#[must_use]
pub fn entry(outgoing: &Outgoing, now: DateTime<Utc>) -> Option<Notification> {
    let Message::AppointmentReminder(visit) = &outgoing.message else { return None };
    let told = Told::Message(&outgoing.message);
    let RenderedEntry { title, body } = inbox::render(told, outgoing.recipient.locale, visit.time_zone);
    Some(Notification {
        id: NotificationId::new(now),
        user_id: outgoing.recipient.user_id,
        event_id: outgoing.event_id,
        kind: "appointment.reminder".to_owned(),
        category: outgoing.message.category().as_str().to_owned(),
        priority: "normal".to_owned(),
        title,
        body,
        data: json!({ "appointment_id": visit.appointment_id }),
        read_at: None,
        archived_at: None,
        created_at: now,
    })
}
