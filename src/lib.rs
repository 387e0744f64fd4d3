//! CareBridge: a real-time booking, messaging and notification hub for clinics.
//!
//! A folder is a floor and may use only what stands below it (`tests/architecture.rs` holds it to that):
//! `domain`, `config`, `telemetry` → `storage`, `bus`, `cache`, `realtime`, `delivery` → `services` → `actors`
//! → `http` → `app`, `cli`. A feature bears the same file name on every floor.

pub mod actors;
pub mod app;
pub mod bus;
pub mod cache;
pub mod cli;
pub mod config;
pub mod delivery;
pub mod domain;
pub mod http;
pub mod realtime;
pub mod services;
pub mod storage;
pub mod telemetry;
