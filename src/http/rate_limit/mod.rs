//! How often who may ask for what: quotas by group, kept in memory by governor (GCRA), shown in headers.

pub mod groups;
pub mod headers;
pub mod layer;
pub mod limiter;
pub mod limits;
pub mod ticks;
pub mod verdict;
