//! The clinics: read by anyone, changed by those who run them.

pub mod body;
pub mod change;
pub mod fields;
pub mod read;
pub mod routes;
