//! All limiters of the process; handlers with a quota of their own ask here.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::{HttpMessage, HttpRequest};

use crate::http::problem::Problem;
use crate::http::rate_limit::groups::{Group, Quotas};
use crate::http::rate_limit::limiter::Limiter;
use crate::http::rate_limit::ticks::Ticks;
use crate::http::rate_limit::verdict::Verdict;

/// Callers of one group that are kept apart.
const MOST_KEYS: usize = 100_000;

/// The limiters, shared by all workers; application data (`web::Data<RateLimits>`). Cloning is cheap.
#[derive(Debug, Clone)]
pub struct RateLimits(Arc<BTreeMap<Group, Limiter>>);

/// What this request has been asked to spend so far; among its extensions, for the headers.
#[derive(Debug, Default)]
pub struct Spent(pub Vec<Verdict>);

impl RateLimits {
    /// Nobody has spent anything yet.
    #[must_use]
    pub fn new(quotas: &Quotas, ticks: &Ticks) -> Self {
        let limiter = |(group, quota)| (group, Limiter::new(group, quota, MOST_KEYS, ticks.clone()));
        Self(Arc::new(quotas.iter().map(limiter).collect()))
    }

    /// Spends one of `key`'s in this group. `None`: the group is not limited.
    #[must_use]
    pub fn check(&self, group: Group, key: &str) -> Option<Verdict> {
        self.0.get(&group).map(|limiter| limiter.check(key))
    }

    /// [`Self::check`], remembered with the request so that the answer's headers tell of it.
    ///
    /// # Errors
    /// 429 `rate_limited` with `Retry-After`.
    pub fn enforce(&self, request: &HttpRequest, group: Group, key: &str) -> Result<(), Problem> {
        let Some(verdict) = self.check(group, key) else { return Ok(()) };
        let mut extensions = request.extensions_mut();
        match extensions.get_mut::<Spent>() {
            Some(spent) => spent.0.push(verdict),
            None => drop(extensions.insert(Spent(vec![verdict]))),
        }
        if verdict.allowed { Ok(()) } else { Err(Problem::too_many(verdict.retry_after_s)) }
    }
}
