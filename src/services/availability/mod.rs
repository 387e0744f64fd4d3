//! A doctor's hours and absences, changed by those who run the schedule.

pub mod hours;
mod schedule;
pub mod time_off;
