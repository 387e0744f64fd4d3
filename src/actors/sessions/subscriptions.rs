//! What follows from `subscribe` and `unsubscribe`, once the session has looked at its own state.

use crate::actors::hub::messages::{Ack, SocketHandle, Subscribe, Unsubscribe};
use crate::actors::sessions::company::Here;
use crate::actors::sessions::doors::{self, Refusal};
use crate::actors::sessions::house::House;
use crate::actors::sessions::socket;
use crate::domain::principals::Caller;
use crate::realtime::position::Position;
use crate::realtime::topic::Topic;

/// Said with a topic that is withdrawn.
const FORBIDDEN: &str = "forbidden";

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

/// A subscription that stands, with the subscriber's part in the conversation where it is one.
#[derive(Debug)]
pub(super) struct Standing(pub(super) Option<Here>);

/// Subscribes if that is allowed, and answers the client either way. None where it was not done.
pub(super) async fn subscribe(house: House, wanted: Wanted) -> Option<Standing> {
    let (socket, re) = (wanted.socket.clone(), wanted.re);
    match try_subscribe(house, wanted).await {
        Ok(standing) => Some(standing),
        Err(refusal) => {
            socket::answer(&socket, re, refusal.answer());
            None
        }
    }
}

async fn try_subscribe(house: House, wanted: Wanted) -> Result<Standing, Refusal> {
    let Wanted { caller, socket, topic, since, re } = wanted;
    doors::admit(&house, caller.as_ref(), topic).await?;
    let (here, present) = match (topic, &caller) {
        (Topic::Conversation(conversation), Some(caller)) => {
            let here = house.company.join(conversation, caller.user_id);
            (Some(here), Some(house.company.of(conversation)))
        }
        _ => (None, None),
    };
    let message = Subscribe { topic, since, socket, ack: Ack::Subscribed { re, present } };
    house.hub.subscribe(message).await.map_err(|_| Refusal::Unavailable)?;
    Ok(Standing(here))
}

/// Ends a subscription; the hub answers the client.
pub(super) async fn unsubscribe(house: House, socket: SocketHandle, topic: Topic, re: Option<u64>) {
    let message = Unsubscribe { topic, socket: socket.clone(), re, reason: None };
    if house.hub.unsubscribe(message).await.is_err() {
        socket::answer(&socket, re, Refusal::Unavailable.answer());
    }
}

/// Asks again whether a socket may have what it has, and takes from it what it may not. Answers what was taken; where it
/// cannot be asked just now the next time will tell.
pub(super) async fn reconsider(
    house: House,
    caller: Caller,
    socket: SocketHandle,
    topics: Vec<Topic>,
) -> Vec<Topic> {
    let mut taken = Vec::new();
    for topic in topics {
        if doors::may_have(&house, Some(&caller), topic).await != Err(Refusal::Forbidden) {
            continue;
        }
        let message = Unsubscribe { topic, socket: socket.clone(), re: None, reason: Some(FORBIDDEN) };
        if house.hub.unsubscribe(message).await.is_ok() {
            taken.push(topic);
        }
    }
    taken
}
