//! What follows from `subscribe` and `unsubscribe`, once the session has looked at its own state.

use crate::actors::hub::messages::{Ack, SocketHandle, Subscribe, Unsubscribe};
use crate::actors::sessions::doors::{self, Refusal};
use crate::actors::sessions::house::House;
use crate::actors::sessions::socket;
use crate::domain::principals::Caller;
use crate::realtime::position::Position;
use crate::realtime::topic::Topic;

/// A subscription that is asked for.
#[derive(Debug)]
pub(super) struct Wanted {
    /// Whose socket; none for a visitor's.
    pub(super) caller: Option<Caller>,
    /// Which socket.
    pub(super) socket: SocketHandle,
    /// The topic.
    pub(super) topic: Topic,
    /// The last event the client has seen.
    pub(super) since: Option<Position>,
    /// The client's frame.
    pub(super) re: Option<u64>,
}

/// Subscribes if that is allowed, and answers the client either way. Whether it was done.
pub(super) async fn subscribe(house: House, wanted: Wanted) -> bool {
    let Wanted { caller, socket, topic, since, re } = wanted;
    let admitted = doors::admit(&house, caller.as_ref(), topic).await;
    let done = match admitted {
        Ok(()) => {
            let ack = Ack::Subscribed { re };
            let message = Subscribe { topic, since, socket: socket.clone(), ack };
            house.hub.subscribe(message).await.map_err(|_| Refusal::Unavailable)
        }
        refused => refused,
    };
    if let Err(refusal) = done {
        socket::answer(&socket, re, refusal.answer());
    }
    done.is_ok()
}

/// Ends a subscription; the hub answers the client.
pub(super) async fn unsubscribe(house: House, socket: SocketHandle, topic: Topic, re: Option<u64>) {
    let message = Unsubscribe { topic, socket: socket.clone(), re };
    if house.hub.unsubscribe(message).await.is_err() {
        socket::answer(&socket, re, Refusal::Unavailable.answer());
    }
}
