//! What goes over the bus from node to node.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::realtime::topic::Topic;
use crate::services::live::{Carried, Publication};

/// The channel of the bus.
pub(super) const CHANNEL: &str = "live";

/// Some events of one node.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Parcel {
    /// Whose; a node ignores its own.
    pub(super) node: String,
    /// Whether earlier ones of this node were lost on the way: the readers are to be told of a gap.
    pub(super) missed: bool,
    /// The events, in order.
    pub(super) carried: Vec<Carried>,
}

impl Parcel {
    pub(super) fn write(&self) -> Bytes {
        serde_json::to_vec(self).unwrap_or_default().into()
    }

    pub(super) fn read(payload: &[u8]) -> serde_json::Result<Self> {
        serde_json::from_slice(payload)
    }

    /// The events as the hub takes them; topics that this version does not know are left out.
    pub(super) fn open(self) -> Vec<Publication> {
        let known = self.carried.into_iter().filter_map(|Carried { topic, event }| {
            Some(Publication { topic: Topic::from_key(&topic)?, event })
        });
        known.collect()
    }
}

/// An event as it crosses the bus.
pub(super) fn carry(publication: &Publication) -> Carried {
    Carried { topic: publication.topic.key(), event: publication.event.clone() }
}
