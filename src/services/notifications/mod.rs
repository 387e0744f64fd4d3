//! Telling people: events become messages, messages are made ready to send, and the inbox is read.

pub mod bars;
pub mod bell;
#[cfg(test)]
mod canned;
pub mod expand;
pub mod figures;
mod gather;
pub mod inbox;
mod letters;
#[cfg(test)]
mod letters_tests;
pub mod looking;
mod offers;
pub mod overdue;
mod plan;
#[cfg(test)]
mod plan_tests;
pub mod prepare;
#[cfg(test)]
mod prepare_tests;
pub mod reach;
mod reminders;
mod tally;
pub mod view;
