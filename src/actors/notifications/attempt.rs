//! One attempt to send one message, whatever the channel does.

use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::timeout;

use crate::delivery::channel::Channel;
use crate::domain::channels::{ChannelKind, Outcome, Outgoing, Via};

/// A channel that takes longer hangs: its own time-outs should have ended it.
const LIMIT: Duration = Duration::from_secs(300);

/// Sends a message in a task of its own on `driver`, so that a channel that panics ends its own task and nothing else.
pub async fn attempt(driver: Handle, channel: Arc<dyn Channel>, outgoing: Box<Outgoing>) -> Outcome {
    let (kind, delivery) = (channel.kind(), outgoing.delivery_id);
    let via = outgoing.via.unwrap_or(Via::First);
    let sending = driver.spawn(async move { timeout(LIMIT, channel.send(&outgoing)).await });
    match sending.await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => lost(kind, via, "the channel hung"),
        Err(_) => {
            tracing::error!(channel = kind.as_str(), %delivery, "the channel panicked");
            lost(kind, via, "the channel panicked")
        }
    }
}

/// Nobody knows how far it got: the provider may have it. The bell has none, and rings no second time for the same.
fn lost(kind: ChannelKind, via: Via, reason: &str) -> Outcome {
    let reason = reason.to_owned();
    match kind {
        ChannelKind::InApp => Outcome::Unavailable { wait: None, reason },
        ChannelKind::Email | ChannelKind::Sms | ChannelKind::Push => Outcome::MaybeSent { reason, via },
    }
}

#[cfg(test)]
mod tests {
    use async_trait::async_trait;
    use chrono::DateTime;

    use super::*;
    use crate::domain::channels::Recipient;
    use crate::domain::ids::{DeliveryId, EventId, UserId};
    use crate::domain::locale::Locale;
    use crate::domain::messages::Message;

    struct Broken(ChannelKind);

    #[async_trait]
    impl Channel for Broken {
        fn kind(&self) -> ChannelKind {
            self.0
        }

        async fn send(&self, _: &Outgoing) -> Outcome {
            panic!("a bug in a channel")
        }
    }

    async fn outcome(kind: ChannelKind, via: Option<Via>) -> Outcome {
        let epoch = DateTime::UNIX_EPOCH;
        let outgoing = Outgoing {
            delivery_id: DeliveryId::new(epoch),
            event_id: EventId::new(epoch),
            recipient: Recipient {
                user_id: UserId::new(epoch),
                name: "Pat Morgan".to_owned(),
                email: None,
                phone: None,
                push: Vec::new(),
                locale: Locale::En,
            },
            message: Message::AccountExists,
            one_time: None,
            attempt: 1,
            priority: 5,
            maybe_sent: via.is_some(),
            via,
        };
        attempt(Handle::current(), Arc::new(Broken(kind)), Box::new(outgoing)).await
    }

    #[tokio::test]
    async fn what_a_channel_was_at_when_it_panicked_may_have_been_sent() {
        let reason = "the channel panicked".to_owned();
        for (before, via) in [(None, Via::First), (Some(Via::Second), Via::Second)] {
            let open = Outcome::MaybeSent { reason: reason.clone(), via };
            assert_eq!(outcome(ChannelKind::Sms, before).await, open);
        }
    }

    #[tokio::test]
    async fn a_bell_that_panicked_is_rung_again() {
        let reason = "the channel panicked".to_owned();
        assert_eq!(outcome(ChannelKind::InApp, None).await, Outcome::Unavailable { wait: None, reason });
    }
}
