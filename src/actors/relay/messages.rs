//! What the relay is told.

use actix::Message;

use crate::actors::hub::messages::SocketId;
use crate::domain::ids::EventId;
use crate::realtime::topic::Topic;
use crate::services::live::Publication;

/// Tell these topics' readers, here and on every other node. Where the mailbox is full the event's row stays
/// unpublished, and the sweep finds it within a second.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct Publish {
    /// The row to mark as published; none for what follows from no row (a notification was read).
    pub event: Option<EventId>,
    /// What is told to whom.
    pub publications: Vec<Publication>,
}

/// Send the topic's subscribers this frame, here and on every other node. It is remembered nowhere: whoever is not there,
/// and every node beyond a bus that is away or busy, does not hear it.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct Whisper {
    /// The topic.
    pub topic: Topic,
    /// The frame: JSON text.
    pub frame: String,
    /// A socket of this node that does not get it.
    pub except: Option<SocketId>,
}

/// The node is stopping: answered when whatever was published has been told and marked, as far as Redis and
/// database are there; what is not marked another node publishes again.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct Flush;

/// Every node can know of these: their rows can be marked.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub(super) struct Forwarded(pub(super) Vec<EventId>);
