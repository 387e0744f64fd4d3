//! The real server as a process, for the tests that kill it or keep it from starting.

pub mod house;
pub mod server;
