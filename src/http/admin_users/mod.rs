//! The accounts of all, for administrators.

pub mod body;
pub mod change;
pub mod read;
pub mod routes;
