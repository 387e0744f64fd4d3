//! One actor a doctor: serialises what is booked and changed of that doctor's calendar.

mod desk;
pub mod doctor_schedule;
pub mod front_desk;
pub mod messages;
