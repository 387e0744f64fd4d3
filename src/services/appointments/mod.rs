//! Visits: what is booked, changed and read, and how they are shown.

pub mod attempt;
pub mod booking;
pub mod calendar;
pub mod change;
pub mod freed;
pub mod history;
pub mod holds;
pub mod lapsed;
pub mod party;
pub mod read;
pub mod reschedule;
pub mod series;
pub mod view;
