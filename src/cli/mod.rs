//! The commands of the `carebridge` binary: one file each, put together in `command`.

pub mod audit;
pub mod cleanup;
pub mod command;
pub mod config;
pub mod createsuperuser;
mod database;
pub mod database_url;
mod dotenv;
pub mod error;
pub mod healthcheck;
pub mod migrate;
pub mod notifications;
pub mod openapi;
pub mod seed;
pub mod serve;
