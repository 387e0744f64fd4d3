//! A doctor's hours, absences and terms, changed by those who run the schedule.

pub mod absence;
pub mod appointment_types;
pub mod hours;
pub mod new_override;
pub mod overrides;
pub mod schedule;
mod stranded;
pub mod terms;
pub mod time_off;
