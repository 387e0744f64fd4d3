//! What the notification supervisor and its workers are told.

use actix::Message;

use crate::domain::channels::ChannelKind;
use crate::storage::deliveries::Claimed;

/// There may be something to send. Losing one is harmless: the poll finds it within a second.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct Wake;

/// Take up no more, and end when what is being sent was sent and recorded, or after ten seconds. Answered then; what was
/// not recorded comes back when its lease runs out.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct Stop;

/// To a worker: send these messages of its channel. No more than it has room for.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub struct Deliver(pub Vec<Claimed>);

/// From a worker: messages were sent, or not, and that was recorded; there is room for as many again.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct Finished {
    /// Whose messages.
    pub channel: ChannelKind,
    /// Which worker of the channel: the first is 1, its successor 2.
    pub generation: u32,
    /// How many.
    pub count: usize,
    /// Of these, so many had come in bulk.
    pub bulk: usize,
}

/// To a worker: answer when nothing is left that is being sent or recorded.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct Drain;
