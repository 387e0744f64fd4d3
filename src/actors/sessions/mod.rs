//! Whose sockets are open on this node, and what each of them may hear.

pub mod attached;
pub mod company;
pub mod expiries;
pub mod house;
pub mod messages;
#[expect(clippy::module_inception, reason = "the floor's folder and its facade bear one name")]
pub mod sessions;
pub mod watches;

mod client_frames;
mod doors;
mod endings;
mod greeting;
mod rights;
mod socket;
mod subscriptions;
mod user_session;
mod visitors;

#[cfg(test)]
mod tests;
