//! Messages on their way, for administrators: listed, followed, replayed, and their figures.

pub mod body;
pub mod figures;
pub mod read;
pub mod replay;
pub mod routes;
mod template;
