//! A notification as its owner sees it: the same JSON over REST and in live updates.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::notifications::Notification;

/// A row of the caller's inbox.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Notification)]
pub struct NotificationView {
    /// Its id.
    pub id: Uuid,
    /// What happened.
    #[serde(rename = "type")]
    #[schema(example = "appointment.booked")]
    pub kind: String,
    /// What preferences are set by.
    #[schema(example = "booking")]
    pub category: String,
    /// `normal` or `urgent`.
    #[schema(example = "normal")]
    pub priority: String,
    /// One line.
    #[schema(example = "Your visit is booked")]
    pub title: String,
    /// A sentence or two.
    #[schema(example = "Ada Adams, Tuesday, 24 November at 09:00.")]
    pub body: String,
    /// Ids to jump to, e.g. `appointment_id`.
    #[schema(value_type = Object)]
    pub data: Value,
    /// When it was seen; null where it was not.
    pub read_at: Option<DateTime<Utc>>,
    /// When it was put away; null where it was not.
    pub archived_at: Option<DateTime<Utc>>,
    /// When it came.
    pub created_at: DateTime<Utc>,
}

impl From<Notification> for NotificationView {
    fn from(row: Notification) -> Self {
        Self {
            id: row.id.0,
            kind: row.kind,
            category: row.category,
            priority: row.priority,
            title: row.title,
            body: row.body,
            data: row.data,
            read_at: row.read_at,
            archived_at: row.archived_at,
            created_at: row.created_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::ids::{EventId, NotificationId, UserId};

    #[test]
    fn a_notification_is_written_as_the_contract_says() {
        let at: DateTime<Utc> = "2026-11-24T08:00:00Z".parse().unwrap();
        let row = Notification {
            id: NotificationId::new(at),
            user_id: UserId::new(at),
            event_id: EventId::new(at),
            kind: "appointment.booked".to_owned(),
            category: "booking".to_owned(),
            priority: "normal".to_owned(),
            title: "New visit".to_owned(),
            body: "Pat Morgan.".to_owned(),
            data: json!({"appointment_id": "7"}),
            read_at: None,
            archived_at: None,
            created_at: at,
        };
        let id = row.id;
        assert_eq!(
            serde_json::to_value(NotificationView::from(row)).unwrap(),
            json!({
                "id": id, "type": "appointment.booked", "category": "booking", "priority": "normal",
                "title": "New visit", "body": "Pat Morgan.", "data": {"appointment_id": "7"},
                "read_at": null, "archived_at": null, "created_at": "2026-11-24T08:00:00Z",
            })
        );
    }
}
