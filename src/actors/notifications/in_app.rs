//! The bell: tells a person's open pages of a row in their inbox, over the hub.

use std::time::Duration;

use async_trait::async_trait;
use serde_json::Value;

use crate::actors::relay::messages::Publish;
use crate::actors::way::Way;
use crate::delivery::channel::Channel;
use crate::domain::channels::{ChannelKind, Outcome, Outgoing, Via};
use crate::domain::clock::SharedClock;
use crate::domain::notifications::Notification;
use crate::realtime::topic::Topic;
use crate::realtime::topic_event::TopicEvent;
use crate::services::live::Publication;
use crate::services::notifications::bell::entry;
use crate::services::notifications::view::NotificationView;
use crate::storage::error::StorageError;
use crate::storage::notifications;
use crate::storage::pool::Database;

/// What is asked for while the relay is behind.
const RELAY_BUSY: Duration = Duration::from_secs(1);

/// Publishes `notification.created` on the person's own topic.
pub struct InAppChannel {
    database: Database,
    clock: SharedClock,
    relay: Way<Publish>,
}

impl InAppChannel {
    /// A channel that publishes through `relay`.
    #[must_use]
    pub fn new(database: Database, clock: SharedClock, relay: Way<Publish>) -> Self {
        Self { database, clock, relay }
    }

    async fn find(&self, outgoing: &Outgoing) -> Result<Option<(Notification, i64)>, StorageError> {
        let mut connection = self.database.connection().await?;
        if let Some(row) = entry(outgoing, self.clock.now()) {
            notifications::insert(&mut connection, vec![row]).await?;
        }
        notifications::find_by_event(&mut connection, outgoing.recipient.user_id, outgoing.event_id).await
    }
}

#[async_trait]
impl Channel for InAppChannel {
    fn kind(&self) -> ChannelKind {
        ChannelKind::InApp
    }

    /// Nobody stands between it and the house.
    fn capacity(&self) -> usize {
        64
    }

    async fn send(&self, outgoing: &Outgoing) -> Outcome {
        let (notification, unread) = match self.find(outgoing).await {
            Ok(Some(found)) => found,
            Ok(None) => {
                return Outcome::Suppressed { reason: "the notification is not in the inbox".to_owned() };
            }
            Err(_) => {
                return Outcome::RetryAfter { wait: None, reason: "the inbox cannot be read".to_owned() };
            }
        };
        let at = notification.created_at;
        let mut data = serde_json::to_value(NotificationView::from(notification)).unwrap_or(Value::Null);
        data["unread"] = unread.into();
        // The event's id stays the same over every attempt, so that the hub tells a repeat.
        let event = TopicEvent { id: outgoing.event_id, kind: "notification.created".to_owned(), at, data };
        let topic = Topic::User(outgoing.recipient.user_id);
        let publish = Publish { event: None, publications: vec![Publication { topic, event }] };
        match self.relay.try_send(publish) {
            Ok(()) => Outcome::Sent { provider_id: None, via: Via::First },
            Err(_) => {
                Outcome::RetryAfter { wait: Some(RELAY_BUSY), reason: "the relay has no room".to_owned() }
            }
        }
    }
}
