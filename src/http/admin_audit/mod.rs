//! The audit trail, for administrators: searched, verified, taken along.

pub mod body;
pub mod csv;
pub mod export;
pub mod query;
pub mod routes;
pub mod search;
pub mod verify;
