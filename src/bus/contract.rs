//! What a bus promises, whichever it is: speed, not safekeeping. What was missed is said, not kept.

use async_trait::async_trait;
use bytes::Bytes;
use thiserror::Error;

use crate::bus::subscription::Subscription;

/// Carries small messages to every node that listens, the sender's own included.
#[async_trait]
pub trait Bus: Send + Sync {
    /// Sends a message to whoever listens to the channel now. Answers within a second, and at once when the bus is known
    /// to be away.
    ///
    /// # Errors
    /// See [`BusError`]. Nothing is retried: the caller's events are in PostgreSQL.
    async fn publish(&self, channel: &str, payload: Bytes) -> Result<(), BusError>;

    /// Listens to a channel. On return every message published from now on arrives, in the order of each sender, or a
    /// [`BusSignal::Gap`](crate::bus::signal::BusSignal::Gap) says that some did not. Where the bus is away this returns after a second all the same, and the
    /// first signal will be a gap, once it is back.
    async fn subscribe(&self, channel: &str) -> Subscription;

    /// Whether messages flow at this moment. Answers within a second.
    async fn healthy(&self) -> bool;
}

/// Why a message was not sent, or no bus could be made. Says nothing of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BusError {
    /// The address is none of `redis://…` and `redis+unix:///…` (`rediss://` is not supported).
    #[error("REDIS_URL is not an address of the form redis://host:port/0 or redis+unix:///path")]
    BadUrl,
    /// The bus is away: the message was not sent.
    #[error("the message bus is not reachable")]
    Unavailable,
    /// The bus did not answer: the message may have been sent.
    #[error("the message bus did not answer")]
    NoAnswer,
}
