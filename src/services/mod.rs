//! Use cases: check access, write, audit and event, in one transaction. They never call actors.

pub mod appointments;
pub mod error;
pub mod health;
pub mod idempotency;
pub mod live;
mod transaction;
