//! The way from the bus to this node's hub.

use std::sync::Arc;

use futures::future::join_all;
use futures::stream::{SelectAll, StreamExt, unfold};

use crate::actors::hub::shards::HubShards;
use crate::actors::relay::forwarder::Forwarder;
use crate::bus::contract::Bus;
use crate::bus::record::{self, Record};
use crate::bus::signal::BusSignal;
use crate::bus::topic_log::channel;
use crate::realtime::partition::PARTITIONS;
use crate::realtime::position::{Epoch, Position};
use crate::realtime::topic::Topic;
use crate::realtime::topic_event::PlacedEvent;

/// The task: every partition, for a socket of this node may want any topic. Inputs: the bus. It ends with the bus.
pub(super) async fn listen(bus: Arc<dyn Bus>, hub: HubShards, forwarder: Forwarder) {
    let subscribe = |partition| {
        let bus = Arc::clone(&bus);
        async move { (partition, bus.subscribe(&channel(partition)).await) }
    };
    let subscriptions = join_all((0..PARTITIONS).map(subscribe)).await;
    // What was read of topics before may have changed before anybody listened.
    hub.compare(None);
    let signals = subscriptions.into_iter().map(|(partition, subscription)| {
        let signals = unfold(subscription, move |mut subscription| async move {
            Some(((partition, subscription.next().await?), subscription))
        });
        signals.boxed()
    });
    let mut signals: SelectAll<_> = signals.collect();
    while let Some((partition, signal)) = signals.next().await {
        match signal {
            BusSignal::Gap => forwarder.compare(partition).await,
            BusSignal::Message(message) => match record::read(message) {
                Some(records) => hub.place(records.iter().filter_map(placed).collect()),
                None => {
                    // Another version's, most likely; what it told can be read where it is kept.
                    tracing::warn!(partition, "a message of another node cannot be read");
                    hub.compare(Some(partition));
                }
            },
        }
    }
}

/// The event as the hub takes it; nothing of a topic that this version does not know.
fn placed(Record { topic, epoch, offset, pushed_at, body }: &Record) -> Option<(Topic, PlacedEvent)> {
    let position = Position { epoch: Epoch::from(epoch.as_str()), offset: *offset };
    Some((Topic::from_key(topic)?, PlacedEvent { position, pushed_at: *pushed_at, body: body.clone() }))
}
