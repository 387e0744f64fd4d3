//! What the beat is told.

use actix::Message;

/// Renew the lease, or try to get it, and do what is due. Sent by the beat's own timer; sooner is harmless.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct Tick;

/// Chain what was written, and let go of the lease, so that another node takes over at once, and end. Answered when that is done, or has failed.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct Stop;
