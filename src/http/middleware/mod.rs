//! What happens to every request and answer, whatever the feature; `edge.rs` puts them in order.

pub mod caching;
pub mod identify;
pub mod outbox;
pub mod problems;
pub mod request_id;
pub mod security_headers;
pub mod slashes;
pub mod timing;
