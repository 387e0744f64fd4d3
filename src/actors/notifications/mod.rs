//! From events to messages sent: the supervisor, a worker a channel, and the in-app channel.

pub mod messages;
