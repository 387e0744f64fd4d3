//! Publish/subscribe between nodes: in process, or through Redis.

pub mod contract;
mod fan_out;
pub mod in_process;
mod inbox;
pub mod redis;
mod redis_link;
pub mod signal;
pub mod subscription;
