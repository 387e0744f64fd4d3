//! A doctor's other hours on single dates, for those who run the schedule; for others there are none.

mod body;
mod change;
mod read;
pub mod routes;
