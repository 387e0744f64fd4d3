//! What the relay is told.

use actix::Message;

use crate::domain::ids::EventId;
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
