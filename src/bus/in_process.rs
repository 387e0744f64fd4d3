//! The bus of a single node: no Redis, nothing to lose.

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;

use crate::bus::contract::{Bus, BusError};
use crate::bus::fan_out::FanOut;
use crate::bus::subscription::Subscription;

/// Carries messages within this process.
#[derive(Debug, Default)]
pub struct InProcessBus {
    fan_out: Arc<FanOut>,
}

#[async_trait]
impl Bus for InProcessBus {
    async fn publish(&self, channel: &str, payload: Bytes) -> Result<(), BusError> {
        self.fan_out.send(channel, &payload);
        Ok(())
    }

    async fn subscribe(&self, channel: &str) -> Subscription {
        Subscription::to(channel, self.fan_out.clone()).0
    }

    async fn healthy(&self) -> bool {
        true
    }
}

impl Drop for InProcessBus {
    fn drop(&mut self) {
        self.fan_out.close();
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;
    use crate::bus::signal::BusSignal;

    fn message(text: &'static str) -> Option<BusSignal> {
        Some(BusSignal::Message(Bytes::from_static(text.as_bytes())))
    }

    async fn publish(bus: &InProcessBus, channel: &str, text: &'static str) {
        bus.publish(channel, Bytes::from_static(text.as_bytes())).await.unwrap();
    }

    #[tokio::test]
    async fn every_subscriber_of_the_channel_hears_it_and_nobody_else() {
        let bus = InProcessBus::default();
        let mut first = bus.subscribe("a").await;
        let mut second = bus.subscribe("a").await;
        let mut other = bus.subscribe("b").await;
        publish(&bus, "a", "1").await;
        publish(&bus, "a", "2").await;
        for subscriber in [&mut first, &mut second] {
            assert_eq!(subscriber.next().await, message("1"));
            assert_eq!(subscriber.next().await, message("2"));
        }
        assert_eq!(other.next().now_or_never(), None);
    }

    #[tokio::test]
    async fn who_came_later_does_not_hear_what_was_said_before() {
        let bus = InProcessBus::default();
        publish(&bus, "a", "1").await;
        let mut late = bus.subscribe("a").await;
        assert_eq!(late.next().now_or_never(), None);
    }

    #[tokio::test]
    async fn a_channel_without_subscribers_leaves_nothing_behind() {
        let bus = InProcessBus::default();
        drop(bus.subscribe("a").await);
        assert!(!bus.fan_out.is_wanted("a"));
    }

    #[tokio::test]
    async fn subscribers_hear_the_end_of_the_bus() {
        let bus = InProcessBus::default();
        let mut subscriber = bus.subscribe("a").await;
        publish(&bus, "a", "last").await;
        drop(bus);
        assert_eq!(subscriber.next().await, message("last"));
        assert_eq!(subscriber.next().await, None);
    }
}
