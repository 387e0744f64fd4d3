//! One actor a doctor: serialises what is booked, held and changed of that doctor's calendar.

mod booking;
mod changing;
mod desk;
pub mod doctor_schedule;
mod fresh;
pub mod front_desk;
mod holding;
pub mod messages;
mod offering;
mod repeating;
