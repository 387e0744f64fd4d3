//! Walks the chain and the log and names the first thing wrong, a batch of rows at a time.

use std::collections::HashMap;

use diesel_async::AsyncPgConnection;
use uuid::Uuid;

use crate::services::audit::checkpoints::{Checkpoint, Checkpoints, Known};
use crate::services::audit::findings::{Finding, Report, Wrong};
use crate::services::audit::keys::{AuditKeys, Hash, NOTHING};
use crate::storage::audit::chain::{self, Link, LoggedRow};
use crate::storage::audit::partitions;
use crate::storage::error::StorageError;

/// Rows a query.
const BATCH: i64 = 1000;

/// How far a verification has come: rows, of how many.
pub type Progress<'a> = &'a (dyn Fn(u64, u64) + Send + Sync);

/// Verifies everything: each link and its row in the order of the chain, its end and its past against the checkpoints, then
/// whether the log has rows that nobody chained.
///
/// # Errors
/// [`StorageError`]: then nothing is said.
pub async fn verify(
    connection: &mut AsyncPgConnection,
    keys: &AuditKeys,
    checkpoints: &Checkpoints,
    progress: Progress<'_>,
) -> Result<Report, StorageError> {
    let known = checkpoints.read(keys);
    let total = chain::head(connection).await?.map_or(0, |link| link.position);
    let pending = chain::pending(connection).await?;
    let mut report = Report { rows: 0, chained: 0, pending, checkpoint: known.last.clone(), problem: None };
    let mut walk = Walk { keys, known: &known, before: NOTHING, position: 0 };
    report.problem = walk.go(connection, &|done| progress(done, total.unsigned_abs())).await?;
    report.chained = walk.position;
    report.rows = walk.position;
    if report.problem.is_none() {
        report.problem = walk.beyond_the_end();
    }
    if report.problem.is_none() {
        (report.rows, report.problem) = look_for_strays(connection).await?;
    }
    Ok(report)
}

struct Walk<'a> {
    keys: &'a AuditKeys,
    known: &'a Known,
    /// The last link that is right.
    before: Hash,
    /// Its position.
    position: i64,
}

impl Walk<'_> {
    /// To the end, or to the first thing wrong.
    async fn go(
        &mut self,
        connection: &mut AsyncPgConnection,
        progress: &(dyn Fn(u64) + Send + Sync),
    ) -> Result<Option<Finding>, StorageError> {
        let mut after = i64::MIN;
        loop {
            let links = chain::links(connection, after, BATCH).await?;
            let Some(last) = links.last() else { return Ok(None) };
            after = last.position;
            let rows = rows_of(connection, &links).await?;
            for link in &links {
                if let Some(finding) = self.step(connection, link, &rows).await? {
                    return Ok(Some(finding));
                }
            }
            progress(self.position.unsigned_abs());
        }
    }

    async fn step(
        &mut self,
        connection: &mut AsyncPgConnection,
        link: &Link,
        rows: &HashMap<Uuid, LoggedRow>,
    ) -> Result<Option<Finding>, StorageError> {
        let (position, id) = (self.position + 1, link.audit_id);
        if link.position < position {
            let message = format!("the chain has a link at position {} that is not ours", link.position);
            return Ok(Some(Finding::link(Wrong::ChainBroken, link.position, message)));
        }
        if link.position > position {
            let message = format!("the chain's link at position {position} is missing");
            return Ok(Some(Finding::link(Wrong::ChainBroken, position, message)));
        }
        let Some(row) = rows.get(&id) else {
            let message = format!("row {id} at position {position} was deleted");
            return Ok(Some(Finding::row(Wrong::Deleted, position, id, message)));
        };
        let hash = self.keys.link(&self.before, position, row);
        if hash.as_slice() != link.hash {
            let wrong = self.culprit(connection, link, &hash).await?;
            let what = if wrong == Wrong::Altered { "row" } else { "the link of row" };
            let message = format!("{what} {id} at position {position} was altered");
            return Ok(Some(Finding::row(wrong, position, id, message)));
        }
        if let Some(other) = self.at(position).find(|checkpoint| !checkpoint.agrees_with(&hash)) {
            let message = format!(
                "at position {position} the chain is not what it was at {}: it was cut and went on otherwise",
                other.at
            );
            return Ok(Some(Finding::row(Wrong::Truncated, position, id, message)));
        }
        (self.before, self.position) = (hash, position);
        Ok(None)
    }

    /// Whether the row or its link was altered: the link that follows, or a checkpoint, agrees with what was there before.
    async fn culprit(
        &self,
        connection: &mut AsyncPgConnection,
        link: &Link,
        hash: &Hash,
    ) -> Result<Wrong, StorageError> {
        if self.at(link.position).any(|checkpoint| checkpoint.agrees_with(hash)) {
            return Ok(Wrong::ChainBroken);
        }
        let next = chain::link_at(connection, link.position + 1).await?;
        let Some(next) = next else { return Ok(Wrong::Altered) };
        let rows = chain::rows(connection, &[next.audit_id]).await?;
        let follows =
            rows.first().is_some_and(|row| self.keys.link(hash, next.position, row).as_slice() == next.hash);
        Ok(if follows { Wrong::ChainBroken } else { Wrong::Altered })
    }

    /// What the checkpoints know and the chain does not.
    fn beyond_the_end(&self) -> Option<Finding> {
        if let Some(checkpoint) = self.known.all.iter().find(|known| known.position > self.position) {
            let message = format!(
                "the chain ends at position {}; at {} it was at {}",
                self.position, checkpoint.at, checkpoint.position
            );
            return Some(Finding::link(Wrong::Truncated, self.position + 1, message));
        }
        let doubt = self.known.doubt.clone()?;
        Some(Finding { wrong: Wrong::ChainBroken, position: None, audit_id: None, message: doubt })
    }

    fn at(&self, position: i64) -> impl Iterator<Item = &Checkpoint> {
        let from = self.known.all.partition_point(|known| known.position < position);
        self.known.all[from..].iter().take_while(move |known| known.position == position)
    }
}

async fn rows_of(
    connection: &mut AsyncPgConnection,
    links: &[Link],
) -> Result<HashMap<Uuid, LoggedRow>, StorageError> {
    let ids: Vec<Uuid> = links.iter().map(|link| link.audit_id).collect();
    Ok(chain::rows(connection, &ids).await?.into_iter().map(|row| (row.id, row)).collect())
}

/// How many rows the log has, and the first of them that is neither chained nor waits.
async fn look_for_strays(connection: &mut AsyncPgConnection) -> Result<(i64, Option<Finding>), StorageError> {
    let mut rows = 0;
    for window in partitions::windows(connection).await? {
        let mut rest = Some(window);
        while let Some(window) = rest {
            let met = chain::met(connection, window, BATCH).await?;
            for row in &met {
                rows += 1;
                if !row.known {
                    let message =
                        format!("row {} was inserted: nobody chained it, and it does not wait", row.id);
                    let (wrong, audit_id) = (Wrong::Inserted, Some(row.id));
                    return Ok((rows, Some(Finding { wrong, position: None, audit_id, message })));
                }
            }
            rest = met.last().and_then(|last| window.behind(last.id));
        }
    }
    Ok((rows, None))
}
