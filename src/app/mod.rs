//! Builds the house: database, bus, actors and server, for `serve` and for the tests alike.

pub mod channels;
pub mod crew;
pub mod database;
pub mod error;
mod features;
pub mod http_server;
pub mod listening;
pub mod start;
mod tls;
