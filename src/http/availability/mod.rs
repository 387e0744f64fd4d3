//! A doctor's weekly hours, for those who run the schedule; for others there are none.

pub mod body;
mod change;
mod read;
pub mod routes;
