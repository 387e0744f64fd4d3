//! Builds the house: database, bus, actors and server, for `serve` and for the tests alike.

pub mod database;
pub mod error;
