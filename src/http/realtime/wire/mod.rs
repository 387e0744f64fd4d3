//! WebSockets over connections that were taken out of the HTTP server's hands: 1 KiB a socket where its dispatcher keeps
//! 16, and a peer that has stopped reading holds nothing. Knows RFC 6455 and nothing of what is said over it.

pub mod endpoint;
pub mod handshake;
pub mod stream;
pub mod upgrade;
pub mod violation;

mod alarm;
mod budget;
mod decoder;
mod heartbeat;
mod socket;
