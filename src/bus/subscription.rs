//! One subscriber's end of a channel.

use std::sync::Arc;

use tokio::sync::oneshot;

use crate::bus::fan_out::FanOut;
use crate::bus::inbox::Inbox;
use crate::bus::signal::BusSignal;

/// Listening to one channel, until dropped. Of a subscriber who falls 1,024 signals behind, the backlog is dropped and a
/// gap takes its place.
#[derive(Debug)]
pub struct Subscription {
    channel: String,
    inbox: Arc<Inbox>,
    fan_out: Arc<FanOut>,
}

impl Subscription {
    /// A new subscription, and the news that the bus listens to the channel.
    pub(super) fn to(channel: &str, fan_out: Arc<FanOut>) -> (Self, oneshot::Receiver<()>) {
        let (inbox, live) = fan_out.join(channel);
        (Self { channel: channel.to_owned(), inbox, fan_out }, live)
    }

    /// Waits for the next signal; `None` once the bus itself is gone. Safe to cancel.
    pub async fn next(&mut self) -> Option<BusSignal> {
        self.inbox.next().await
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.fan_out.leave(&self.channel, &self.inbox);
    }
}
