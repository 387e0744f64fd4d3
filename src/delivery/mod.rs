//! Ways out of the house: e-mail, SMS and their templates.

pub mod calendar;
#[cfg(test)]
mod canned;
pub mod channel;
pub mod email;
pub mod error;
pub mod links;
pub mod sms;
pub mod templates;
