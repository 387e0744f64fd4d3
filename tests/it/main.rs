//! The house as its users meet it: every test against a server of its own, built as in production, on a database of
//! its own in a real PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod account_changes;
mod accounts;
mod admin_users;
mod against_the_rules;
mod api_keys;
mod appointment_types;
mod audit;
mod availability;
mod avatar;
mod booking;
mod break_glass;
mod bus;
mod cache;
mod calendar_files;
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
mod group_sessions;
mod history;
mod holds;
mod idempotency;
mod invitations;
mod known_elsewhere;
mod members;
mod notifications;
mod overrides;
mod patients;
mod profiles;
mod realtime;
mod reschedule;
mod resume;
mod resume_faults;
mod retention;
mod schedule_rules;
mod schedule_terms;
mod schema;
mod security;
mod series;
mod steps;
mod story;
mod support;
mod surface;
mod time_off;
mod topic_log;
mod waitlist;
