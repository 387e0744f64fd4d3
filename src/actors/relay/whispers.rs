//! What is worth hearing now or never, from node to node.

use std::sync::Arc;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::actors::hub::shards::HubShards;
use crate::bus::contract::Bus;
use crate::bus::signal::BusSignal;
use crate::realtime::encoded::Encoded;
use crate::realtime::topic::Topic;

/// The channel of the bus.
const CHANNEL: &str = "whispers";

#[derive(Debug, Serialize, Deserialize)]
struct Carried {
    /// Whose; a node ignores its own.
    node: String,
    /// [`Topic::key`].
    topic: String,
    /// JSON text.
    frame: String,
}

/// Tells the other nodes. Where the bus is away they do not hear it.
pub(super) async fn tell(bus: Arc<dyn Bus>, node: String, topic: Topic, frame: String) {
    let carried = Carried { node, topic: topic.key(), frame };
    let payload = serde_json::to_vec(&carried).unwrap_or_default();
    if let Err(error) = bus.publish(CHANNEL, Bytes::from(payload)).await {
        tracing::debug!(%error, "a whisper was not carried");
    }
}

/// Hears the other nodes. Inputs: the bus. It ends with the bus. A gap is nothing here: what was said then is past.
pub(super) async fn listen(bus: Arc<dyn Bus>, hub: HubShards, node: String) {
    let mut subscription = bus.subscribe(CHANNEL).await;
    while let Some(signal) = subscription.next().await {
        let BusSignal::Message(payload) = signal else { continue };
        match serde_json::from_slice(&payload) {
            Ok(Carried { node: from, .. }) if from == node => {}
            Ok(Carried { topic, frame, .. }) => {
                if let Some(topic) = Topic::from_key(&topic) {
                    hub.whisper(topic, Encoded::text(&frame), None);
                }
            }
            Err(error) => tracing::warn!(%error, "a whisper of another node cannot be read"),
        }
    }
}
