//! Publish/subscribe between nodes, in process or through Redis; and what Redis remembers for all of them.

pub mod contract;
mod fan_out;
pub mod in_process;
mod inbox;
pub mod record;
pub mod redis;
mod redis_link;
pub mod signal;
pub mod subscription;
pub mod topic_log;
