//! What the hub is told, and how it knows a socket.

use std::sync::atomic::{AtomicU64, Ordering};

use actix::Message;

use crate::domain::ids::UserId;
use crate::realtime::encoded::Encoded;
use crate::realtime::position::Position;
use crate::realtime::queue::SocketQueue;
use crate::realtime::topic::Topic;
use crate::realtime::topic_event::PlacedEvent;
use crate::services::live::Publication;

/// A socket of this process; never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SocketId(u64);

impl SocketId {
    /// The next one.
    #[must_use]
    pub fn next() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// A socket, as the actors know it: whatever its transport, frames go into its queue.
#[derive(Debug, Clone)]
pub struct SocketHandle {
    /// Which one.
    pub id: SocketId,
    /// Where its frames go.
    pub queue: SocketQueue,
}

impl SocketHandle {
    /// A new socket with this queue.
    #[must_use]
    pub fn new(queue: SocketQueue) -> Self {
        Self { id: SocketId::next(), queue }
    }
}

/// The frame that a subscription begins with. The hub writes it itself, so that it bears the position from which the
/// events go on.
#[derive(Debug, Clone)]
pub enum Ack {
    /// `subscribed`.
    Subscribed {
        /// The client's frame.
        re: Option<u64>,
        /// Who has the conversation open, where the topic is one.
        present: Option<Vec<UserId>>,
    },
    /// `hello`, for the topic that a signed-in socket has by itself.
    Hello {
        /// This node's name.
        node: String,
        /// Whose socket it is.
        user: UserId,
        /// Their unread notifications, where that is known.
        unread: Option<i64>,
    },
}

/// Send this socket the topic's events from now on, after the ack and what it missed since `since`. Who may is decided
/// before. Of a socket that has the topic already only the ack and the replay are new.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct Subscribe {
    /// The topic.
    pub topic: Topic,
    /// The last event the socket has seen.
    pub since: Option<Position>,
    /// The socket.
    pub socket: SocketHandle,
    /// What it is told first.
    pub ack: Ack,
}

/// Send this socket no more of the topic, and say so; also where it had not subscribed.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct Unsubscribe {
    /// The topic.
    pub topic: Topic,
    /// The socket.
    pub socket: SocketHandle,
    /// The client's frame; none where the topic is withdrawn from it.
    pub re: Option<u64>,
    /// Why, where the client did not ask for it.
    pub reason: Option<&'static str>,
}

/// The socket is gone. Losing one is harmless: its queue is closed, and the sweep finds that.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct Leave(pub SocketId);

/// Give these events their places on this node, and tell the topics' subscribers, in this order. With a Redis only while
/// it is away: then the topics go on in epochs of this node's own.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct Deliver(pub Vec<Publication>);

/// Send the topic's subscribers, but for one, this frame: it has no place in the topic, is not remembered, and is lost
/// on whoever is not there.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct Whisper {
    /// The topic.
    pub topic: Topic,
    /// What is said.
    pub frame: Encoded,
    /// The socket it came from.
    pub except: Option<SocketId>,
}

/// Tell the topics' subscribers of events that Redis has given their places, in this order.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct Place(pub Vec<(Topic, PlacedEvent)>);

/// Events may have been missed: see what Redis knows of the topics of this partition, or of all.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct Compare(pub Option<u8>);
