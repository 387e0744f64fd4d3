//! `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10), the tightest group first.

use std::fmt::Write;

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};

use crate::http::rate_limit::verdict::Verdict;

/// The quotas: `"signed_in";q=600;w=60`, `w` in seconds.
pub const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// What is left of them: `"signed_in";r=599;t=1`, `t` in seconds until all of it is back.
pub const LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// Writes both, if anything was spent.
pub fn write(headers: &mut HeaderMap, spent: &[Verdict]) {
    let mut spent = spent.to_vec();
    spent.sort_by_key(|verdict| (verdict.allowed, verdict.remaining));
    let (mut policy, mut limit) = (String::new(), String::new());
    for Verdict { group, quota, remaining, reset_s, .. } in spent {
        let (name, comma) = (group.name(), if policy.is_empty() { "" } else { ", " });
        // Writing to a String cannot fail.
        let _ = write!(policy, "{comma}\"{name}\";q={};w={}", quota.limit, quota.per_seconds);
        let _ = write!(limit, "{comma}\"{name}\";r={remaining};t={reset_s}");
    }
    for (name, text) in [(POLICY, policy), (LIMIT, limit)] {
        if let Ok(value) = HeaderValue::try_from(text)
            && !value.is_empty()
        {
            headers.insert(name, value);
        }
    }
}
