//! The socket: who may open one, and the way from its frames to the sessions. Only `socket.rs` knows the transport.

pub mod census;
pub mod door;
pub mod routes;
pub mod ticket;
pub mod tickets;

mod budget;
mod client;
mod heartbeat;
mod origin;
mod socket;
mod subprotocols;

#[cfg(test)]
mod tests;
