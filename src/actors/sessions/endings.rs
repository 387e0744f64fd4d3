//! Sign-ins that ended, from node to node.

use bytes::Bytes;

use crate::bus::contract::Bus;
use crate::bus::signal::BusSignal;
use crate::bus::subscription::Subscription;
use crate::domain::ids::SessionId;

/// The channel of the bus: JSON arrays of session ids.
pub(super) const CHANNEL: &str = "sign-ins-ended";

/// Tells the other nodes. Where the bus is away their sockets end when the credential expires by itself.
pub(super) async fn tell(bus: &dyn Bus, ended: &[SessionId]) {
    let payload = serde_json::to_vec(ended).unwrap_or_default();
    if let Err(error) = bus.publish(CHANNEL, Bytes::from(payload)).await {
        tracing::warn!(%error, "other nodes were not told of sign-ins that ended");
    }
}

/// Waits for the next sign-ins that ended; none once the bus is gone.
pub(super) async fn next(subscription: &mut Subscription) -> Option<Vec<SessionId>> {
    loop {
        match subscription.next().await? {
            BusSignal::Message(payload) => match serde_json::from_slice(&payload) {
                Ok(ended) => return Some(ended),
                Err(error) => tracing::warn!(%error, "a message of another node cannot be read"),
            },
            BusSignal::Gap => tracing::warn!("sign-ins may have ended on other nodes unheard"),
        }
    }
}
