//! Logs with request ids, redaction and metric names; every floor may use it.

pub mod deliveries;
pub mod exposition;
pub mod logging;
pub mod metric;
pub mod redaction;

mod masked;
mod rotating_file;
