//! E-mail: over SMTP, or as files where there is no relay.

mod compose;
mod connections;
pub mod folder;
pub mod relay;
pub mod smtp;
pub mod unsubscribe_tokens;
