//! A client of CareBridge's socket: connects with or without a sign-in, subscribes, comes back after a break where it left
//! off, and counts what it missed or was told twice.

pub mod backoff;
pub mod client;
pub mod ended;
pub mod endpoint;
pub mod following;
pub mod frame;
pub mod link;

#[cfg(test)]
pub mod fake_hub;
