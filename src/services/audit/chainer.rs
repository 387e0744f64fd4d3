//! Binds what was written into the chain, behind everybody's back: no request waits for it.

use std::collections::HashMap;

use diesel_async::{AsyncConnection, AsyncPgConnection};
use thiserror::Error;
use uuid::Uuid;

use crate::domain::clock::SharedClock;
use crate::services::audit::checkpoints::{Checkpoint, Checkpoints};
use crate::services::audit::keys::{AuditKeys, Hash, NOTHING};
use crate::services::retention::Guard;
use crate::storage::audit::chain::{self, Link, LoggedRow, Waiting};
use crate::storage::error::StorageError;
use crate::storage::leases;
use crate::storage::pool::Database;

/// Rows a transaction.
const BATCH: i64 = 1000;

/// Why rows still wait.
#[derive(Debug, Error)]
pub enum ChainError {
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// Another node does the timed work by now.
    #[error("another node has taken over")]
    LeaseLost,
}

/// Chains. Cloning is cheap.
#[derive(Clone)]
pub struct Chainer {
    database: Database,
    clock: SharedClock,
    keys: AuditKeys,
    checkpoints: Checkpoints,
}

/// What one transaction did.
struct Done {
    taken: usize,
    last: Option<Link>,
}

impl Chainer {
    /// Over this database, with these keys and files.
    #[must_use]
    pub fn new(database: Database, clock: SharedClock, keys: AuditKeys, checkpoints: Checkpoints) -> Self {
        Self { database, clock, keys, checkpoints }
    }

    /// Chains whatever waits, a thousand rows a transaction, and writes a checkpoint; answers how many rows. Each
    /// transaction holds the lease of `guard`, where there is one.
    ///
    /// # Errors
    /// [`ChainError`]; what was chained until then stays chained.
    pub async fn run(&self, guard: Option<Guard>) -> Result<usize, ChainError> {
        let mut connection = self.database.connection().await?;
        let (mut total, mut last) = (0, None);
        loop {
            let done: Option<Done> = connection
                .transaction(async |connection| {
                    if let Some(Guard { lease, fence }) = guard
                        && !leases::guard(connection, lease, fence).await?
                    {
                        return Ok::<_, StorageError>(None);
                    }
                    chain_some(connection, &self.keys).await.map(Some)
                })
                .await?;
            let done = done.ok_or(ChainError::LeaseLost)?;
            total += done.taken;
            last = done.last.or(last);
            if i64::try_from(done.taken).is_ok_and(|taken| taken < BATCH) {
                break;
            }
        }
        if let Some(last) = last {
            self.check_point(&mut connection, &last).await?;
        }
        Ok(total)
    }

    /// A checkpoint that the chain does not agree with is evidence: it is left where it is.
    async fn check_point(&self, connection: &mut AsyncPgConnection, last: &Link) -> Result<(), StorageError> {
        let now = self.clock.now();
        let doubt = match self.checkpoints.last(&self.keys) {
            Ok(None) => None,
            Ok(Some(before)) => {
                let link = chain::link_at(connection, before.position).await?;
                let agrees = link.is_some_and(|link| before.agrees_with(&link.hash));
                (!agrees).then(|| format!("the chain is not what it was at position {}", before.position))
            }
            Err(doubt) => Some(doubt),
        };
        if let Some(doubt) = doubt {
            if self.checkpoints.hour_begins(now) {
                tracing::error!(%doubt, "no checkpoint of the audit trail is written: run `carebridge audit verify`");
            }
            return Ok(());
        }
        let checkpoint = Checkpoint::sign(&self.keys, last.position, &last.hash, now);
        let files = self.checkpoints.clone();
        let kept = {
            let checkpoint = checkpoint.clone();
            tokio::task::spawn_blocking(move || files.keep(&checkpoint)).await
        };
        match kept.unwrap_or_else(|error| Err(std::io::Error::other(error))) {
            Ok(true) => {
                let Checkpoint { position, hash, .. } = checkpoint;
                tracing::info!(position, hash, "the audit trail is chained up to position {position}");
            }
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "a checkpoint of the audit trail was not written"),
        }
        Ok(())
    }
}

/// One transaction's worth.
async fn chain_some(connection: &mut AsyncPgConnection, keys: &AuditKeys) -> Result<Done, StorageError> {
    chain::lock(connection).await?;
    let waiting = chain::take(connection, BATCH).await?;
    let (again, new): (Vec<&Waiting>, Vec<&Waiting>) = waiting.iter().partition(|waiting| waiting.chained);
    for waiting in &again {
        tracing::error!(audit_id = %waiting.audit_id, "a row of the audit trail was to be chained a second time");
    }
    let ids: Vec<Uuid> = new.iter().map(|waiting| waiting.audit_id).collect();
    if ids.is_empty() {
        return Ok(Done { taken: waiting.len(), last: None });
    }
    let rows: HashMap<Uuid, LoggedRow> =
        chain::rows(connection, &ids).await?.into_iter().map(|row| (row.id, row)).collect();
    let head = chain::head(connection).await?;
    let mut position = head.as_ref().map_or(0, |link| link.position);
    let mut before: Hash = match head {
        None => NOTHING,
        Some(link) => {
            link.hash.try_into().map_err(|_| StorageError::Corrupt { column: "audit_chain.hash" })?
        }
    };
    let mut links = Vec::with_capacity(ids.len());
    for id in ids {
        position += 1;
        before = match rows.get(&id) {
            Some(row) => keys.link(&before, position, row),
            None => keys.link_of_missing(&before, position, id),
        };
        links.push(Link { position, audit_id: id, hash: before.to_vec() });
    }
    chain::append(connection, &links).await?;
    Ok(Done { taken: waiting.len(), last: links.pop() })
}
