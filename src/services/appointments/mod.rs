//! Visits: what is booked, changed and read, and how they are shown.

pub mod booking;
pub mod change;
pub mod party;
pub mod read;
pub mod view;
