//! Where the schedules of doctors stand now: read for all who ask at the same moment in one query.
//!
//! The directory asks with every page, for each doctor on it. One task, one query at a time: those who come while it runs
//! share the next one. A read always begins after it was asked for, so that whoever was told that a booking is committed
//! sees it.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use tokio::sync::{mpsc, oneshot};

use crate::domain::ids::UserId;
use crate::storage::directory::Versions;
use crate::storage::error::StorageError;
use crate::storage::pool::Database;
use crate::storage::schema::{schedules, users};

/// Pages that are read for together.
const BATCH_MAX: usize = 64;
/// Pages that may wait; past it whoever asks waits for room.
const QUEUE: usize = 1024;

/// The doctors among those asked for who may be listed, and where their schedules stand.
pub type Standing = Arc<HashMap<UserId, Versions>>;

struct Job {
    doctors: Vec<UserId>,
    answer: oneshot::Sender<Result<Standing, StorageError>>,
}

/// The way to the reader. Cloning is cheap.
#[derive(Clone)]
pub struct DoctorVersions {
    jobs: mpsc::Sender<Job>,
}

impl DoctorVersions {
    /// Starts the task; it ends when the last handle is dropped.
    #[must_use]
    pub fn start(database: &Database) -> Self {
        let (jobs, queue) = mpsc::channel(QUEUE);
        database.driver().spawn(read_all(database.clone(), queue));
        Self { jobs }
    }

    /// Where the schedules of these doctors stand; those who were deleted or disabled are left out, others may be among
    /// them.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`].
    pub async fn of(&self, doctors: Vec<UserId>) -> Result<Standing, StorageError> {
        let ended = || StorageError::Unavailable("the reader of versions has ended".into());
        let (answer, read) = oneshot::channel();
        self.jobs.send(Job { doctors, answer }).await.map_err(|_| ended())?;
        read.await.unwrap_or_else(|_| Err(ended()))
    }
}

/// Inputs: the queue. Ends: when every handle is gone.
async fn read_all(database: Database, mut queue: mpsc::Receiver<Job>) {
    let mut jobs = Vec::with_capacity(BATCH_MAX);
    while queue.recv_many(&mut jobs, BATCH_MAX).await > 0 {
        let read = read(&database, &jobs).await.map(Arc::new);
        for job in jobs.drain(..) {
            let answer = match &read {
                Ok(standing) => Ok(Arc::clone(standing)),
                Err(error) => Err(StorageError::Unavailable(error.to_string())),
            };
            // Whoever asked may have gone.
            let _gone = job.answer.send(answer);
        }
    }
}

async fn read(database: &Database, jobs: &[Job]) -> Result<HashMap<UserId, Versions>, StorageError> {
    let doctors: BTreeSet<UserId> = jobs.iter().flat_map(|job| &job.doctors).copied().collect();
    let mut connection = database.connection().await?;
    let rows: Vec<(UserId, i64, i64)> = schedules::table
        .inner_join(users::table.on(users::id.eq(schedules::doctor_id)))
        .filter(schedules::doctor_id.eq_any(doctors))
        .filter(users::deleted_at.is_null())
        .filter(users::disabled_at.is_null())
        .select((schedules::doctor_id, schedules::rules_version, schedules::calendar_version))
        .load(&mut connection)
        .await?;
    Ok(rows.into_iter().map(|(doctor, rules, calendar)| (doctor, (rules, calendar))).collect())
}
