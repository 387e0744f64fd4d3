//! Bus and cache against a real Redis that is stopped, frozen and started again.

mod bus;
mod cache;
mod server;
