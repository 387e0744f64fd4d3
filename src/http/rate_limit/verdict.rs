//! What a limiter answered, with all that the headers say.

use crate::http::rate_limit::groups::{Group, Quota};

/// Whether one more is allowed, and what is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// Which quota was asked.
    pub group: Group,
    /// That quota.
    pub quota: Quota,
    /// False: refuse.
    pub allowed: bool,
    /// How many more could follow at once.
    pub remaining: u32,
    /// Seconds until the whole quota is there again, rounded up.
    pub reset_s: u64,
    /// Seconds to wait before the next one, rounded up; 0 if it was allowed.
    pub retry_after_s: u64,
}
