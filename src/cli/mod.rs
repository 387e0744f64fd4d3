//! The commands of the `carebridge` binary: one file each, put together in `command`.

pub mod command;
pub mod config;
pub mod error;
pub mod healthcheck;

mod dotenv;
