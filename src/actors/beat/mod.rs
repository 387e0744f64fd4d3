//! The timed work of the house, done by one node at a time.

#[expect(clippy::module_inception, reason = "the actor bears the name of its folder")]
pub mod beat;
pub mod messages;
