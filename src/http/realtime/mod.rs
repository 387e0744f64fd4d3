//! The socket and the event stream: who may open one, and the way from its frames to the sessions. Only `socket.rs` knows
//! the socket's transport.

pub mod census;
pub mod door;
pub mod routes;
pub mod ticket;
pub mod tickets;

mod budget;
mod client;
mod event_stream;
mod events;
mod heartbeat;
mod last_event_id;
mod origin;
mod socket;
mod subprotocols;

#[cfg(test)]
mod tests;
