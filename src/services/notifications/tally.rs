//! How many messages wait where many do: a long queue is counted as a whole once a minute, for that takes a while.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel_async::AsyncPgConnection;
use tokio::sync::Mutex;

use crate::domain::channels::ChannelKind;
use crate::storage::deliveries::figures::{COUNTED, queued};
use crate::storage::error::StorageError;

/// So long a count stands.
const STANDS: Duration = Duration::from_secs(60);

/// What was counted, and when. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    counted: Arc<Mutex<HashMap<ChannelKind, (Instant, i64)>>>,
}

impl Tally {
    /// The whole of a channel's queue, of which `seen` were counted just now. Who asks while another counts waits for
    /// that one's count.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn complete(
        &self,
        connection: &mut AsyncPgConnection,
        channel: ChannelKind,
        seen: i64,
    ) -> Result<i64, StorageError> {
        if seen < COUNTED {
            return Ok(seen);
        }
        let mut counted = self.counted.lock().await;
        if let Some((_, count)) = counted.get(&channel).filter(|(at, _)| at.elapsed() < STANDS) {
            return Ok(*count);
        }
        let count = queued(connection, channel).await?;
        counted.insert(channel, (Instant::now(), count));
        Ok(count)
    }
}
