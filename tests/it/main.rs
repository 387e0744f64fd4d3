//! The house as its users meet it: every test against a server of its own, built as in production, on a database of
//! its own in a real PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod account_changes;
mod accounts;
mod admin_users;
mod api_keys;
mod audit;
mod availability;
mod avatar;
mod booking;
mod break_glass;
mod bus;
mod cache;
mod claims;
mod clinics;
mod closures;
mod cluster;
mod consents;
mod dependants;
mod directory;
mod doctors;
mod example_client;
mod exports;
mod first_available;
mod holds;
mod idempotency;
mod invitations;
mod members;
mod notifications;
mod overrides;
mod patients;
mod profiles;
mod realtime;
mod reschedule;
mod schema;
mod security;
mod series;
mod story;
mod support;
mod surface;
