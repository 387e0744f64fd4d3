//! The house as its users meet it: every test against a server of its own, built as in production, on a database of
//! its own in a real PostgreSQL.

mod booking;
mod idempotency;
mod story;
mod support;
