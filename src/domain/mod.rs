//! Types and pure rules of each feature: no I/O, no clock of its own.

pub mod channels;
pub mod clock;
pub mod contact;
pub mod ids;
pub mod invalid;
pub mod locale;
pub mod messages;
