//! The way from the bus to this node's hub.

use std::sync::Arc;

use crate::actors::hub::shards::HubShards;
use crate::actors::relay::parcel::{CHANNEL, Parcel};
use crate::bus::contract::Bus;
use crate::bus::signal::BusSignal;

/// The task. Inputs: the bus. It ends with the bus.
pub(super) async fn listen(bus: Arc<dyn Bus>, hub: HubShards, node: String) {
    let mut subscription = bus.subscribe(CHANNEL).await;
    while let Some(signal) = subscription.next().await {
        match signal {
            BusSignal::Gap => {
                tracing::warn!("events of other nodes may have been missed: subscribers are told of a gap");
                hub.resync();
            }
            BusSignal::Message(payload) => match Parcel::read(&payload) {
                Ok(parcel) if parcel.node == node => {}
                Ok(parcel) => {
                    if parcel.missed {
                        hub.resync();
                    }
                    hub.deliver(parcel.open());
                }
                Err(error) => {
                    // Another version's, most likely: what it told is lost to our readers.
                    tracing::warn!(%error, "a message of another node cannot be read");
                    hub.resync();
                }
            },
        }
    }
}
