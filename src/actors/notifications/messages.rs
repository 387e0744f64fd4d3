//! What the notification supervisor is told.

use actix::Message;

/// There may be something to send. Losing one is harmless: the poll finds it within a second.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct Wake;
