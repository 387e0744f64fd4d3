//! Messages on their way, for administrators: listed, followed, replayed.

pub mod body;
pub mod read;
pub mod replay;
pub mod routes;
