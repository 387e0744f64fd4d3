//! From an event to every socket that listens to its topic, on this node.

pub mod messages;
pub mod shards;

mod answers;
mod catch_up;
mod channel;
mod crowd;
#[expect(clippy::module_inception, reason = "an actor's file bears its name, like those of the others")]
mod hub;
mod reader;
mod shared;
mod topics;
