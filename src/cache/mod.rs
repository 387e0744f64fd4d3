//! Short-lived shared values: in process, or in Redis.

pub mod contract;
pub mod in_process;
pub mod redis;
