//! Settings: one struct per concern, read from the embedded defaults, then a file, then the environment.

pub mod accounts;
pub mod database;
pub mod environment;
pub mod error;
pub mod log;
pub mod mail;
pub mod pace;
pub mod rate_limits;
pub mod secret_file;
pub mod secrets;
pub mod server;
pub mod settings;
pub mod sms;
pub mod tls;

mod lookup;
mod mask;
mod variables;

#[cfg(test)]
mod sending_tests;
#[cfg(test)]
mod tests;
