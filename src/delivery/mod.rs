//! Ways out of the house: e-mail, SMS, pushes and their templates.

pub mod calendar;
pub mod calendar_feed;
#[cfg(test)]
mod canned;
pub mod channel;
pub mod email;
pub mod error;
pub mod failover;
pub mod links;
pub mod push;
pub mod retry_after;
pub mod sms;
pub mod templates;
