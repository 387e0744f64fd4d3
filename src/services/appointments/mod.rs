//! Visits: what is booked, changed and read, and how they are shown.

pub mod view;
