//! A repeat of the same request gets the same answer: the first one's, kept or still being made.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};
use uuid::Uuid;

use crate::domain::clock::SharedClock;
use crate::domain::ids::new_uuid;
use crate::services::error::ServiceError;
use crate::storage::idempotency::{self, Key};
use crate::storage::pool::Database;

/// How long a repeat waits for the first.
const WAIT: Duration = Duration::from_secs(5);

type Running = Arc<Mutex<HashMap<(Uuid, String), watch::Receiver<()>>>>;

/// Who is at work under which key on this node.
#[derive(Clone)]
pub struct Turns {
    database: Database,
    clock: SharedClock,
    running: Running,
}

/// Whose turn it is.
pub enum Turn {
    /// The caller's: nothing is kept, nobody else is at it, until this is dropped.
    Mine(TurnGuard),
    /// The first answer.
    Replay(Value),
}

/// Proof of a turn; ends it when dropped.
pub struct TurnGuard {
    running: Running,
    name: (Uuid, String),
    /// Its end wakes whoever waits.
    _ends: watch::Sender<()>,
}

impl Drop for TurnGuard {
    fn drop(&mut self) {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.name);
    }
}

impl Turns {
    /// No turns yet.
    #[must_use]
    pub fn new(database: Database, clock: SharedClock) -> Self {
        Self { database, clock, running: Running::default() }
    }

    /// Takes the turn of a key, or finds what was answered under it; waits for a first request that still runs. What
    /// another node is at is found when its claim on the key is met.
    ///
    /// # Errors
    /// `idempotency_mismatch` for another request under the same key, `in_progress` where the first takes too long.
    pub async fn take(&self, key: &Key) -> Result<Turn, ServiceError> {
        let deadline = Instant::now() + WAIT;
        loop {
            match self.enter(key) {
                Ok(guard) => {
                    return self.replay(key).await.map(|kept| kept.map_or(Turn::Mine(guard), Turn::Replay));
                }
                Err(mut first) => match timeout_at(deadline, first.changed()).await {
                    // The sender is never used: its end is the signal.
                    Ok(_) => {}
                    Err(_) => return Err(ServiceError::InProgress),
                },
            }
        }
    }

    /// What was answered under a key; none where nothing is kept.
    ///
    /// # Errors
    /// `idempotency_mismatch`; `in_progress` where another node is at it.
    pub async fn replay(&self, key: &Key) -> Result<Option<Value>, ServiceError> {
        let mut connection = self.database.connection().await?;
        let kept = idempotency::find(&mut connection, key.caller, &key.key, self.clock.now()).await?;
        let Some(kept) = kept else { return Ok(None) };
        if kept.request_hash != key.request_hash {
            return Err(ServiceError::IdempotencyMismatch);
        }
        kept.body.map(Some).ok_or(ServiceError::InProgress)
    }

    /// Claims a key for what will be made under it; none where somebody else has it.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn claim(&self, key: &Key) -> Result<Option<Uuid>, ServiceError> {
        let now = self.clock.now();
        let claim = new_uuid(now);
        let connection = self.database.connection().await?;
        let granted = idempotency::claim(&connection, &[(key.clone(), claim)], now).await?;
        Ok((!granted.is_empty()).then_some(claim))
    }

    /// Keeps the answer of what was made under a claim.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn keep(&self, claim: Uuid, answer: &Value) -> Result<(), ServiceError> {
        let connection = self.database.connection().await?;
        Ok(idempotency::settle(&connection, &[(claim, answer.clone())], &[]).await?)
    }

    /// Gives a claim back under which nothing was made.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn let_go(&self, claim: Uuid) -> Result<(), ServiceError> {
        let connection = self.database.connection().await?;
        Ok(idempotency::settle(&connection, &[], &[claim]).await?)
    }

    fn enter(&self, key: &Key) -> Result<TurnGuard, watch::Receiver<()>> {
        let name = (key.caller, key.key.clone());
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(first) = running.get(&name) {
            return Err(first.clone());
        }
        let (ends, waits) = watch::channel(());
        running.insert(name.clone(), waits);
        Ok(TurnGuard { running: Arc::clone(&self.running), name, _ends: ends })
    }
}
