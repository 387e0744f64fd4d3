//! Notifications of browsers (RFC 8030): sealed for the browser, signed by the house.

mod answer;
pub mod endpoint;
mod notice;
mod public_address;
pub mod sealed;
pub mod vapid;
pub mod web_push;
#[cfg(test)]
mod web_push_tests;
