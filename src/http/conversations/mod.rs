//! Conversations between patients and those who care for them.

mod body;
mod edit;
mod messages;
mod read;
mod receipts;
mod recipients;
pub mod routes;
mod search;
mod start;
pub mod talk;
