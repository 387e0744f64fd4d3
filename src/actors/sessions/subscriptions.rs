//! What follows from `subscribe` and `unsubscribe`, once the session has looked at its own state.

use crate::actors::hub::messages::{Ack, SocketHandle, Subscribe, Unsubscribe};
use crate::actors::sessions::doors::{self, Refusal};
use crate::actors::sessions::house::House;
use crate::actors::sessions::socket::{self, Standing};
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

/// Subscribes if that is allowed, and answers the client either way.
pub(super) async fn subscribe(house: House, wanted: Wanted) -> Result<Standing, Refusal> {
    let (socket, re, topic) = (wanted.socket.clone(), wanted.re, wanted.topic);
    let done = try_subscribe(house, wanted).await;
    if let Err(refusal) = done {
        socket::answer(&socket, re, refusal.answer_about(topic));
    }
    done
}

async fn try_subscribe(house: House, wanted: Wanted) -> Result<Standing, Refusal> {
    let Wanted { caller, socket, topic, since, re } = wanted;
    doors::admit(&house, caller.as_ref(), topic).await?;
    let subscribe = |present| {
        let ack = Ack::Subscribed { re, present };
        let message = Subscribe { topic, since, socket: socket.clone(), ack };
        async { house.hub.subscribe(message).await.map_err(|_| Refusal::Unavailable) }
    };
    let (Topic::Conversation(conversation), Some(caller)) = (topic, &caller) else {
        subscribe(None).await?;
        return Ok(Standing(None));
    };
    let here = house.company.join(conversation, caller.user_id);
    let present = house.company.of(conversation);
    subscribe(Some(present.clone())).await?;
    house.company.catch_up(conversation, &present, &socket);
    Ok(Standing(Some(here)))
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
        if withdraw(&house, socket.clone(), topic).await {
            taken.push(topic);
        }
    }
    taken
}

/// Takes a topic from a socket that may not have it any more. Whether the hub has heard.
pub(super) async fn withdraw(house: &House, socket: SocketHandle, topic: Topic) -> bool {
    let message = Unsubscribe { topic, socket, re: None, reason: Some(FORBIDDEN) };
    house.hub.unsubscribe(message).await.is_ok()
}
