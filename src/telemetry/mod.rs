//! Logs with request ids, redaction and metric names; every floor may use it.
