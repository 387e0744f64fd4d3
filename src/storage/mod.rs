//! PostgreSQL: the truth. Schema, pool, the built-in server, one file of queries per feature, the booking writer.

pub mod admin_users;
pub mod appointments;
pub mod audit;
pub mod avatars;
pub mod bookings;
pub mod calendars;
pub mod clinics;
pub mod consents;
pub mod deliveries;
pub mod dependants;
pub mod doctors;
pub mod error;
pub mod events;
pub mod idempotency;
mod ids;
pub mod leases;
pub mod migrations;
mod name_search;
pub mod notifications;
pub mod pool;
pub mod postgres;
pub mod profiles;
mod ranges;
pub mod schedules;
pub mod schema;
pub mod sessions;
pub mod users;
