//! Bus and cache against a real Redis that is stopped, frozen and started again.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bus;
mod cache;
mod server;
