//! The socket: who may open one, and the way from its frames to the sessions. Only `wire/` knows the transport.

pub mod census;
pub mod door;
pub mod routes;
pub mod ticket;
pub mod tickets;
pub mod wire;

mod client;
mod origin;
mod socket;
mod subprotocols;

#[cfg(test)]
mod tests;
