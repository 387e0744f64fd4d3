//! Between the event table, the hub of this node, and Redis with the other nodes behind it.

pub mod messages;
#[expect(clippy::module_inception, reason = "an actor's file bears its name, like those of the others")]
pub mod relay;

mod backlog;
mod entries;
mod forwarder;
mod listener;
mod outbox;
mod rows;
mod whispers;

#[cfg(test)]
mod tests;
