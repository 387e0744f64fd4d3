//! The node's record of reads: what arrives while one commit is on its way is committed together, so that a read costs no
//! commit of its own.

use tokio::sync::{mpsc, oneshot};

use crate::domain::audit::AuditEntry;
use crate::domain::clock::SharedClock;
use crate::storage::audit;
use crate::storage::error::StorageError;
use crate::storage::pool::Database;

/// Reads that are put on record together at the most.
const BATCH_MAX: usize = 256;
/// Reads that may wait for the next batch; past it a caller is told to come back.
const QUEUE: usize = 1024;

struct Job {
    entries: Vec<AuditEntry>,
    answer: oneshot::Sender<Result<(), StorageError>>,
}

/// The way to the record. Cloning is cheap.
#[derive(Clone)]
pub struct AuditWriter {
    jobs: mpsc::Sender<Job>,
}

impl AuditWriter {
    /// Starts the task; it ends when the last handle is dropped.
    #[must_use]
    pub fn start(database: &Database, clock: SharedClock) -> Self {
        let (jobs, queue) = mpsc::channel(QUEUE);
        database.driver().spawn(write_all(database.clone(), clock, queue));
        Self { jobs }
    }

    /// Puts what was read on record; resolves after its COMMIT. Whoever asks for the read is answered only then, and not
    /// at all where this fails. Hold no connection of the pool meanwhile.
    ///
    /// # Errors
    /// [`StorageError::Busy`] with a full queue, [`StorageError::Unavailable`] where it could not be written.
    pub async fn record(&self, entries: Vec<AuditEntry>) -> Result<(), StorageError> {
        if entries.is_empty() {
            return Ok(());
        }
        let (answer, written) = oneshot::channel();
        self.jobs.try_send(Job { entries, answer }).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => StorageError::Busy,
            mpsc::error::TrySendError::Closed(_) => ended(),
        })?;
        written.await.unwrap_or_else(|_| Err(ended()))
    }
}

fn ended() -> StorageError {
    StorageError::Unavailable("the record of reads has ended".to_owned())
}

/// Inputs: the queue. Ends: when every handle is gone. The connection is opened at need and thrown away when broken.
async fn write_all(database: Database, clock: SharedClock, mut queue: mpsc::Receiver<Job>) {
    let mut connection = None;
    let mut jobs = Vec::with_capacity(BATCH_MAX);
    while queue.recv_many(&mut jobs, BATCH_MAX).await > 0 {
        let opened = match connection.take() {
            Some(open) => Ok(open),
            None => database.dedicated().await,
        };
        let open = match opened {
            Ok(open) => open,
            Err(error) => {
                jobs.drain(..).for_each(|job| answer(job, Err(&error)));
                continue;
            }
        };
        let entries: Vec<AuditEntry> = jobs.iter().flat_map(|job| job.entries.clone()).collect();
        let written = audit::insert(&open, &entries, clock.now()).await;
        let broken = match written {
            Err(error) if jobs.len() > 1 && !is_broken(&error) => {
                tracing::warn!(%error, reads = jobs.len(), "a batch of reads was refused; each goes by itself");
                let mut broken = false;
                for job in jobs.drain(..) {
                    let written = audit::insert(&open, &job.entries, clock.now()).await;
                    broken |= written.as_ref().is_err_and(is_broken);
                    answer(job, written.as_ref().copied());
                }
                broken
            }
            written => {
                jobs.drain(..).for_each(|job| answer(job, written.as_ref().copied()));
                written.as_ref().is_err_and(is_broken)
            }
        };
        connection = (!broken).then_some(open);
    }
}

fn is_broken(error: &StorageError) -> bool {
    matches!(error, StorageError::Unavailable(_))
}

/// Whoever asked may have gone; what was committed stays so. Whatever is wrong, the read is to be asked for again.
fn answer(job: Job, written: Result<(), &StorageError>) {
    let _gone = job.answer.send(written.map_err(|error| match error {
        StorageError::Busy => StorageError::Busy,
        other => StorageError::Unavailable(other.to_string()),
    }));
}
