//! The waitlist: places in it, and what is offered to those who wait.

mod body;
mod change;
mod offers;
mod read;
pub mod routes;
