//! Where tries at one account stand in line.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::time::timeout;

use crate::services::error::ServiceError;
use crate::storage::sessions::open::SecretHash;

/// Accounts that share one of these wait for each other; they are few beside the hashes that may be computed at once.
const LINES: usize = 256;
/// How long a try waits for the one before it.
const LINE_WAIT: Duration = Duration::from_secs(5);

/// Tries at one account stand in line: each is judged when the one before it was counted, so that many at once are not
/// many for the price of one.
#[derive(Clone)]
pub(super) struct Lines(Arc<Vec<Arc<Mutex<()>>>>);

impl Lines {
    pub(super) fn new() -> Self {
        Self(Arc::new((0..LINES).map(|_| Arc::default()).collect()))
    }

    /// The first place in the line of an account; whoever is next waits until it is dropped.
    pub(super) async fn enter(&self, account: &SecretHash) -> Result<OwnedMutexGuard<()>, ServiceError> {
        let line = Arc::clone(&self.0[usize::from(account[0]) % LINES]);
        timeout(LINE_WAIT, line.lock_owned()).await.map_err(|_| ServiceError::Busy)
    }
}
