//! REST, WebSocket and the page: extractors, limits, problem+json, one file of handlers per feature.

pub mod admin_audit;
pub mod admin_users;
pub mod allowed_methods;
pub mod api_keys;
pub mod appointments;
pub mod auth;
pub mod availability;
pub mod booking;
pub mod break_glass;
pub mod browser;
pub mod cause;
pub mod client_address;
pub mod clinics;
pub mod credential;
pub mod decode;
pub mod doctors;
pub mod edge;
pub mod error;
pub mod fields;
pub mod foreign;
pub mod given;
pub mod health;
pub mod idempotency_key;
pub mod invitations;
pub mod json;
pub mod keys;
pub mod middleware;
pub mod notifications;
pub mod openapi;
pub mod origin;
pub mod page;
pub mod paging;
pub mod patients;
pub mod problem;
pub mod problem_body;
pub mod profiles;
pub mod query;
pub mod rate_limit;
pub mod realtime;
pub mod signed_in;
pub mod slots;
pub mod time_off;
pub mod versions;
pub mod visitor;

#[cfg(test)]
mod tests;
