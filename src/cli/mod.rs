//! The commands of the `carebridge` binary: one file each, put together in `command`.

pub mod command;
pub mod config;
pub mod createsuperuser;
pub mod database_url;
pub mod error;
pub mod healthcheck;
pub mod migrate;
pub mod seed;

mod database;
mod dotenv;
