//! One attempt to send one message, whatever the channel does.

use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::timeout;

use crate::delivery::channel::Channel;
use crate::domain::channels::{Outcome, Outgoing, Via};

/// A channel that takes longer hangs: its own time-outs should have ended it.
const LIMIT: Duration = Duration::from_secs(300);

/// Sends a message in a task of its own on `driver`, so that a channel that panics ends its own task and nothing else.
pub async fn attempt(driver: Handle, channel: Arc<dyn Channel>, outgoing: Box<Outgoing>) -> Outcome {
    let (kind, delivery) = (channel.kind(), outgoing.delivery_id);
    let (maybe_sent, via) = (outgoing.maybe_sent, outgoing.via);
    let sending = driver.spawn(async move { timeout(LIMIT, channel.send(&outgoing)).await });
    match sending.await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => {
            Outcome::MaybeSent { reason: "the channel hung".to_owned(), via: via.unwrap_or(Via::First) }
        }
        Err(_) => {
            tracing::error!(channel = kind.as_str(), %delivery, "the channel panicked");
            not_sent(maybe_sent, via, "the channel panicked")
        }
    }
}

/// The message did not reach the provider this time; where an earlier attempt may have (`maybe_sent`), it still may.
fn not_sent(maybe_sent: bool, via: Option<Via>, reason: &str) -> Outcome {
    let reason = reason.to_owned();
    if maybe_sent {
        Outcome::MaybeSent { reason, via: via.unwrap_or(Via::First) }
    } else {
        Outcome::Unavailable { wait: None, reason }
    }
}

#[cfg(test)]
mod tests {
    use async_trait::async_trait;
    use chrono::DateTime;

    use super::*;
    use crate::domain::channels::{ChannelKind, Recipient};
    use crate::domain::ids::{DeliveryId, EventId, UserId};
    use crate::domain::locale::Locale;
    use crate::domain::messages::Message;

    struct Broken;

    #[async_trait]
    impl Channel for Broken {
        fn kind(&self) -> ChannelKind {
            ChannelKind::Sms
        }

        async fn send(&self, _: &Outgoing) -> Outcome {
            panic!("a bug in a channel")
        }
    }

    async fn outcome(maybe_sent: bool) -> Outcome {
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
            maybe_sent,
            via: None,
        };
        attempt(Handle::current(), Arc::new(Broken), Box::new(outgoing)).await
    }

    #[tokio::test]
    async fn a_panic_in_a_channel_is_a_failed_attempt() {
        let reason = "the channel panicked".to_owned();
        assert_eq!(outcome(false).await, Outcome::Unavailable { wait: None, reason });
    }

    #[tokio::test]
    async fn a_panic_does_not_make_a_message_that_may_have_been_sent_unsent() {
        assert!(matches!(outcome(true).await, Outcome::MaybeSent { .. }));
    }
}
