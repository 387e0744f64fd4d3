//! Use cases: check access, write, audit and event, in one transaction. They never call actors.

pub mod accounts;
pub mod admin_users;
pub mod appointments;
pub mod authenticators;
pub mod availability;
pub mod clinics;
mod derive;
pub mod doctors;
pub mod error;
pub mod health;
pub mod idempotency;
mod lines;
pub mod live;
pub mod notifications;
pub mod one_time;
pub mod passwords;
pub mod profiles;
pub mod retention;
mod sealing;
pub mod secrets;
pub mod seed;
pub mod sign_ins;
pub mod signing_keys;
pub mod slots;
pub mod superusers;
pub mod tokens;
mod transaction;
