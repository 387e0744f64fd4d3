//! Types and pure rules of each feature: no I/O, no clock of its own.

pub mod access;
pub mod appointments;
pub mod audit;
pub mod calendar;
pub mod channels;
pub mod clinics;
pub mod clock;
pub mod contact;
pub mod deliveries;
pub mod doctors;
pub mod events;
pub mod ids;
pub mod intervals;
pub mod invalid;
pub mod locale;
pub mod messages;
pub mod notifications;
pub mod openings;
pub mod pages;
pub mod profiles;
pub mod roles;
pub mod schedules;
pub mod text;
pub mod users;
pub mod versions;
pub mod weekly_hours;
