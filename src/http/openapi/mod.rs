//! The OpenAPI 3.1 document: what the handlers contribute, and what is the same for all of them.

pub mod document;
pub mod errors;
pub mod routes;
