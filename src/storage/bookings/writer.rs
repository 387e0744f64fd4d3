//! One task, one connection: takes what has arrived, writes it in one transaction, answers each.
//!
//! An idle system commits a single booking at once; under load the batch grows with the time a commit takes.

use std::future::Future;
use std::pin::Pin;

use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use tokio::sync::{mpsc, oneshot};

use crate::domain::clock::SharedClock;
use crate::storage::bookings::batch;
use crate::storage::bookings::booking::{Booking, Way, Written};
use crate::storage::error::StorageError;
use crate::storage::pool::Database;
use crate::telemetry::metric::Metric;

/// The largest batch; above it the gain is small and the locks are held for long.
const BATCH_MAX: usize = 256;
/// Bookings that may wait for the next batch; past it a caller is told to come back.
const QUEUE: usize = 1024;

struct Job {
    booking: Booking,
    answer: oneshot::Sender<Result<Written, StorageError>>,
}

/// The way to the writer.
#[derive(Clone)]
pub struct BookingWriter {
    jobs: mpsc::Sender<Job>,
}

impl BookingWriter {
    /// Starts the task; it ends when the last handle is dropped.
    #[must_use]
    pub fn start(database: &Database, clock: SharedClock) -> Self {
        let (jobs, queue) = mpsc::channel(QUEUE);
        database.driver().spawn(write_all(database.clone(), clock, queue));
        Self { jobs }
    }

    /// Writes a booking; resolves after its COMMIT, or when it is sure that there was none.
    ///
    /// # Errors
    /// [`StorageError::Busy`] with a full queue, [`StorageError::OutcomeUnknown`] where the connection broke during
    /// COMMIT, others where nothing was written.
    pub async fn write(&self, booking: Booking) -> Result<Written, StorageError> {
        let (answer, written) = oneshot::channel();
        self.jobs.try_send(Job { booking, answer }).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => StorageError::Busy,
            mpsc::error::TrySendError::Closed(_) => {
                StorageError::Unavailable("the booking writer has ended".into())
            }
        })?;
        written
            .await
            .unwrap_or_else(|_| Err(StorageError::OutcomeUnknown("the booking writer has ended".into())))
    }
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
        // Who books against the rules makes room beforehand, which is taken back if it was for nothing: one by one.
        let (alone, together): (Vec<Job>, Vec<Job>) =
            jobs.drain(..).partition(|job| job.booking.way == Way::Overriding);
        match opened {
            Ok(open) => {
                connection = write_batch(open, &clock, together).await;
                for job in alone {
                    connection = write_alone(&database, connection, &clock, job).await;
                }
            }
            Err(error) => {
                let reason = error.to_string();
                for job in together.into_iter().chain(alone) {
                    answer(job, Err(StorageError::Unavailable(reason.clone())));
                }
            }
        }
    }
}

/// Writes one booking, on another connection where the last is broken.
async fn write_alone(
    database: &Database,
    connection: Option<AsyncPgConnection>,
    clock: &SharedClock,
    job: Job,
) -> Option<AsyncPgConnection> {
    let opened = match connection {
        Some(open) => Ok(open),
        None => database.dedicated().await,
    };
    match opened {
        Ok(open) => write_batch(open, clock, vec![job]).await,
        Err(error) => {
            answer(job, Err(StorageError::Unavailable(error.to_string())));
            None
        }
    }
}

/// Writes a batch and answers it. A batch that an error aborts is halved, down to single bookings, so that one bad
/// booking fails alone. Hands the connection back where it is still good.
fn write_batch(
    mut connection: AsyncPgConnection,
    clock: &SharedClock,
    mut jobs: Vec<Job>,
) -> Pin<Box<dyn Future<Output = Option<AsyncPgConnection>> + Send + '_>> {
    Box::pin(async move {
        if jobs.is_empty() {
            return Some(connection);
        }
        let bookings: Vec<&Booking> = jobs.iter().map(|job| &job.booking).collect();
        match batch::write(&connection, &bookings, clock.now()).await {
            Ok(written) => {
                for (job, written) in jobs.into_iter().zip(written) {
                    answer(job, Ok(written));
                }
                Some(connection)
            }
            Err(error) if is_broken(&error) => {
                tracing::warn!(%error, bookings = jobs.len(), "a batch of bookings met a broken connection");
                for job in jobs {
                    answer(job, Err(repeat(&error)));
                }
                None
            }
            Err(error) => {
                if connection.batch_execute("ROLLBACK").await.is_err() {
                    for job in jobs {
                        answer(job, Err(repeat(&error)));
                    }
                    return None;
                }
                if jobs.len() == 1 {
                    for job in jobs {
                        answer(job, Err(repeat(&error)));
                    }
                    return Some(connection);
                }
                tracing::warn!(%error, bookings = jobs.len(), "a batch of bookings was aborted; halving it");
                let second = jobs.split_off(jobs.len() / 2);
                let connection = write_batch(connection, clock, jobs).await;
                match connection {
                    Some(connection) => write_batch(connection, clock, second).await,
                    None => {
                        for job in second {
                            answer(job, Err(StorageError::Unavailable("the connection broke".into())));
                        }
                        None
                    }
                }
            }
        }
    })
}

/// Whoever asked may have gone; what was committed stays so.
fn answer(job: Job, written: Result<Written, StorageError>) {
    if matches!(written, Ok(Written::Booked { .. })) {
        Metric::Bookings.rise();
    }
    let _gone = job.answer.send(written);
}

fn is_broken(error: &StorageError) -> bool {
    matches!(error, StorageError::Unavailable(_) | StorageError::OutcomeUnknown(_))
}

/// The same error for each booking of a batch.
fn repeat(error: &StorageError) -> StorageError {
    match error {
        StorageError::OutcomeUnknown(reason) => StorageError::OutcomeUnknown(reason.clone()),
        StorageError::Busy => StorageError::Busy,
        other => StorageError::Unavailable(other.to_string()),
    }
}
