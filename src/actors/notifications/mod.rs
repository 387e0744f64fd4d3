//! From events to messages sent: the supervisor, a worker a channel, and the in-app channel.

mod attempt;
mod equipment;
pub mod gate;
mod held;
pub mod in_app;
pub mod messages;
mod post;
mod round;
pub mod supervisor;
pub mod worker;
