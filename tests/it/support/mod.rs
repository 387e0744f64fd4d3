//! What the tests stand on.

pub mod api;
pub mod app;
pub mod audit;
pub mod authenticator;
pub mod browser;
pub mod canaries;
pub mod clinics;
pub mod clock;
pub mod explain;
pub mod hours;
pub mod hub_node;
pub mod mailbox;
pub mod postgres;
pub mod provider;
pub mod push_service;
pub mod redis;
pub mod smtp_sink;
pub mod socket;
pub mod unruly;
