//! What the tests stand on.

pub mod api;
pub mod app;
pub mod clock;
pub mod postgres;
pub mod provider;
pub mod redis;
pub mod smtp_sink;
pub mod socket;
