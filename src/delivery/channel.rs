//! The seam every way out is behind; a channel worker holds one of these.

use async_trait::async_trait;

use crate::domain::channels::{ChannelKind, Outcome, Outgoing};

/// A way to reach a person. A failure to send is an [`Outcome`], never an error: each one says what to do next.
#[async_trait]
pub trait Channel: Send + Sync {
    /// Which deliveries it takes.
    fn kind(&self) -> ChannelKind;

    /// Makes one attempt. It takes no longer than the time-outs of its protocol, and may be dropped at any await.
    async fn send(&self, outgoing: &Outgoing) -> Outcome;
}
