//! Conversations: who has a seat in which, and what was said there.

pub mod circle;
pub mod list;
pub mod messages;
pub mod open;
pub mod seats;
pub mod to_tell;
pub mod unread;
