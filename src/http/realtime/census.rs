//! How many sockets are open on this node, and that they never take the last descriptor.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use nix::sys::resource::{Resource, getrlimit, setrlimit};
use tokio::sync::Notify;

use crate::http::problem::Problem;
use crate::telemetry::metric::Metric;

/// Descriptors that are left for REST, the database, Redis, files and logs, at least.
const RESERVED: usize = 256;
/// Where the system names no limit.
const UNLIMITED: usize = 1_000_000;
/// Seconds until a socket may have become free.
const RETRY_S: u64 = 5;

/// Counts sockets; clones count the same ones.
#[derive(Debug, Clone)]
pub struct Census(Arc<Counted>);

#[derive(Debug)]
struct Counted {
    most: usize,
    open: AtomicUsize,
    emptied: Notify,
}

/// A counted socket, until dropped.
#[derive(Debug)]
pub struct Place {
    counted: Arc<Counted>,
    /// The gauge that it shows in.
    gauge: Metric,
}

impl Census {
    /// Nobody yet, and never more than `most`.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self(Arc::new(Counted { most, open: AtomicUsize::new(0), emptied: Notify::new() }))
    }

    /// As many as this process's limit of open files leaves room for, which is first raised as far as it may be.
    #[must_use]
    pub fn of_this_process() -> Self {
        let raised = getrlimit(Resource::RLIMIT_NOFILE)
            .map(|(_, hard)| setrlimit(Resource::RLIMIT_NOFILE, hard, hard));
        if !matches!(raised, Ok(Ok(()))) {
            tracing::warn!("the limit of open files stays as it is");
        }
        let soft = getrlimit(Resource::RLIMIT_NOFILE).map_or(0, |(soft, _)| soft);
        Self::new(room(usize::try_from(soft).unwrap_or(UNLIMITED)))
    }

    /// Takes a place, that shows in this gauge.
    ///
    /// # Errors
    /// 503 `too_many_connections`.
    pub fn enter(&self, gauge: Metric) -> Result<Place, Problem> {
        let counted = &self.0;
        let taken = counted.open.fetch_update(Ordering::AcqRel, Ordering::Acquire, |open| {
            (open < counted.most).then_some(open + 1)
        });
        let place = |_| {
            gauge.rise();
            Place { counted: counted.clone(), gauge }
        };
        taken.map(place).map_err(|_| {
            Problem::unavailable("too_many_connections", "This node has as many sockets as it can.", RETRY_S)
        })
    }

    /// Sockets that are open.
    #[must_use]
    pub fn open(&self) -> usize {
        self.0.open.load(Ordering::Acquire)
    }

    /// Waits until none is open.
    pub async fn emptied(&self) {
        loop {
            let emptied = self.0.emptied.notified();
            if self.open() == 0 {
                return;
            }
            emptied.await;
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.gauge.fall();
        if self.counted.open.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.counted.emptied.notify_waiters();
        }
    }
}

/// Of so many descriptors, a tenth is left for the rest of the house, and never less than it needs.
fn room(descriptors: usize) -> usize {
    let descriptors = descriptors.min(UNLIMITED);
    descriptors.saturating_sub(RESERVED.max(descriptors / 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_descriptors_are_not_for_sockets() {
        assert_eq!(room(1024), 768);
        assert_eq!(room(100_000), 90_000);
        assert_eq!(room(usize::MAX), 900_000);
        assert_eq!(room(64), 0);
    }

    #[tokio::test]
    async fn one_too_many_is_refused_until_another_leaves() {
        let census = Census::new(1);
        let place = census.enter(Metric::Sockets).unwrap();
        assert_eq!(census.enter(Metric::Sockets).unwrap_err().code(), "too_many_connections");
        let (_, ()) = tokio::join!(census.emptied(), async { drop(place) });
        assert!(census.enter(Metric::Sockets).is_ok());
    }
}
