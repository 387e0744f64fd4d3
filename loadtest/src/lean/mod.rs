//! Sockets by the ten thousand from one core: RFC 6455 read in place, nothing kept but a partial frame, so that what is
//! measured is the server and not its clients. [`crate::realtime`] is the client to use where there are fewer.

pub mod frames;
pub mod socket;
pub mod sources;
pub mod upgrade;
