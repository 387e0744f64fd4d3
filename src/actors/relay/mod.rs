//! Between the event table, the hub of this node and the bus to the others.

pub mod messages;
#[expect(clippy::module_inception, reason = "an actor's file bears its name, like those of the others")]
pub mod relay;

mod forwarder;
mod listener;
mod outbox;
mod parcel;
mod whispers;

#[cfg(test)]
mod tests;
