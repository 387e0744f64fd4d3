//! The kinds of visit that a doctor offers: anyone may read them, those who run the schedule change them.

mod body;
mod change;
mod read;
pub mod routes;
