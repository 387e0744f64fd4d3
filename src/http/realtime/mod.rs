//! The socket and the event stream: who may open one, and the way from its frames to the sessions. Only `wire/` knows the
//! socket's transport.

pub mod census;
pub mod door;
pub mod routes;
pub mod ticket;
pub mod tickets;
pub mod wire;

mod client;
mod event_stream;
mod events;
mod last_event_id;
mod origin;
mod socket;
mod subprotocols;

#[cfg(test)]
mod tests;
