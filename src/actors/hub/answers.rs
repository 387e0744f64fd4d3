//! The frames that the hub itself writes.

use crate::actors::hub::messages::Ack;
use crate::realtime::encoded::Encoded;
use crate::realtime::frame_out::{Answer, Notice, Reply, TopicPosition};
use crate::realtime::limits::PING_EVERY;
use crate::realtime::position::Position;
use crate::realtime::topic::Topic;

/// What a subscription begins with.
pub(super) fn acknowledge(ack: &Ack, topic: Topic, position: Position, recovered: bool) -> Encoded {
    let at = TopicPosition { topic, position };
    match ack {
        Ack::Subscribed { re, present } => {
            let answer = Answer::Subscribed { at, recovered, present: present.clone() };
            Reply { re: *re, answer }.encode()
        }
        Ack::Hello { node, user, unread } => Notice::Hello {
            node: node.clone(),
            user: Some(*user),
            heartbeat_s: PING_EVERY.as_secs(),
            topics: vec![at],
            unread: *unread,
        }
        .encode(),
    }
}

/// What was missed cannot be replayed.
pub(super) fn gap(topic: Topic) -> Encoded {
    Notice::Gap { topic }.encode()
}
