//! What a person's open pages are told when something of their inbox was seen.

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::domain::ids::{EventId, NotificationId, UserId};
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
