//! A message that somebody sends to themselves, to see whether a channel reaches them.

use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

use crate::delivery::templates::inbox::{self, RenderedEntry, Told};
use crate::domain::audit::{AuditEntry, AuditOutcome, Origin};
use crate::domain::categories::Category;
use crate::domain::channels::ChannelKind;
use crate::domain::ids::{DeliveryId, EventId, NotificationId};
use crate::domain::messages::Message;
use crate::domain::notifications::Notification;
use crate::domain::principals::Caller;
use crate::services::error::ServiceError;
use crate::services::notifications::reach::reaches;
use crate::services::preferences::NotificationChoices;
use crate::storage::deliveries::NewDelivery;
use crate::storage::{audit, deliveries, notifications, push_targets, users};

/// Not urgent, although somebody waits for it: the number need not be theirs, and restraint towards whoever has it must
/// hold.
const NORMAL: i16 = 5;

impl NotificationChoices {
    /// Sends the caller a test over a channel; answers its delivery.
    ///
    /// # Errors
    /// `Invalid` (`not_reachable`) where they have no address, number or browser for it; `Storage`.
    pub async fn try_out(
        &self,
        caller: &Caller,
        channel: ChannelKind,
        origin: &Origin,
    ) -> Result<DeliveryId, ServiceError> {
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            let person = users::find(connection, caller.user_id).await?.ok_or(ServiceError::NotFound)?;
            let browsers = push_targets::owners(connection, &[person.id]).await?;
            if !reaches(channel, &person, &browsers) {
                let message = "You have nothing yet that this would reach.";
                return Err(ServiceError::field("channel", "not_reachable", message));
            }
            let event = EventId::new(now);
            if channel == ChannelKind::InApp {
                let told = Told::Message(&Message::Test);
                let RenderedEntry { title, body } = inbox::render(told, person.locale, person.time_zone);
                let row = Notification {
                    id: NotificationId::new(now),
                    user_id: person.id,
                    event_id: event,
                    kind: "notification.test".to_owned(),
                    category: Category::Account.as_str().to_owned(),
                    priority: "normal".to_owned(),
                    title,
                    body,
                    data: json!({}),
                    read_at: None,
                    archived_at: None,
                    created_at: now,
                };
                notifications::insert(connection, vec![row]).await?;
            }
            let test = NewDelivery::of_event(event, person.id, channel, Message::Test, NORMAL, now);
            let id = test.id;
            deliveries::insert(connection, vec![test], now).await?;
            audit::insert(connection, &[record(caller, channel, id, origin)], now).await?;
            Ok(id)
        })
        .await
    }
}

fn record(caller: &Caller, channel: ChannelKind, delivery: DeliveryId, origin: &Origin) -> AuditEntry {
    AuditEntry {
        actor: Some(caller.agent()),
        action: "notification_preferences.test",
        object_kind: "user",
        object_id: Some(caller.user_id.0),
        patient: None,
        origin: origin.clone(),
        outcome: AuditOutcome::Ok,
        detail: json!({ "channel": channel.as_str(), "delivery_id": delivery }),
    }
}
