//! Who is awake: schedules, hub, sessions, notification supervisor and workers, relay, beat.
//!
//! Each actor's messages are in a file of their own and `app.rs` wires the addresses, so no two actors import each
//! other.

pub mod beat;
pub mod figures;
pub mod hub;
pub mod notifications;
pub mod registry;
pub mod relay;
pub mod schedules;
pub mod sessions;
pub mod way;
