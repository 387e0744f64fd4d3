//! Telling people: events become messages, messages are made ready to send, and the inbox is read.

pub mod expand;
pub mod inbox;
mod plan;
#[cfg(test)]
mod plan_tests;
pub mod prepare;
pub mod view;
