//! The seam every way out is behind; a channel worker holds one of these.

use async_trait::async_trait;

use crate::domain::channels::{ChannelKind, Outcome, Outgoing};

/// A way to reach a person. A failure to send is an [`Outcome`], never an error: each one says what to do next.
#[async_trait]
pub trait Channel: Send + Sync {
    /// Which deliveries it takes.
    fn kind(&self) -> ChannelKind;

    /// How many messages may be on their way through it at once: a provider is not stormed.
    fn capacity(&self) -> usize {
        8
    }

    /// Makes one attempt. The time-outs of the protocol end it (130 s for SMTP, 30 s for Twilio with a look-up), so
    /// that a lease longer than that does not run out under it; it may be dropped at any await.
    async fn send(&self, outgoing: &Outgoing) -> Outcome;
}
