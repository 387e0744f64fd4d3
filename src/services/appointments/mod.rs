//! Visits: what is booked, changed and read, and how they are shown.

pub mod booking;
pub mod calendar;
pub mod change;
pub mod history;
pub mod party;
pub mod read;
pub mod view;
