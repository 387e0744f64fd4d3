//! The built-in PostgreSQL: `serve` without `DATABASE_URL` keeps a private server in the data directory, reached
//! over a unix socket only. `server` is the way in; the other commands ask it for the address of a running one.

mod binaries;
mod cluster;
mod database;
pub mod error;
mod initdb;
pub mod lock;
pub mod options;
mod pid_file;
mod process;
pub mod server;
mod server_log;
mod settings;
mod site;
mod socket_dir;
mod user;

#[cfg(test)]
mod tests;
