//! The trail, read a batch at a time: no export is too large, and none holds a connection for longer than a query.

use uuid::Uuid;

use crate::domain::pages::Start;
use crate::services::error::ServiceError;
use crate::storage::audit::search::{AuditRow, Filter, search};
use crate::storage::pool::Database;

/// Lines that are read, and sent, together.
const BATCH: i64 = 500;

/// An export that is being read.
pub struct Export {
    database: Database,
    filter: Filter,
    /// The last line that was sent.
    after: Option<Start<Uuid>>,
    ended: bool,
}

impl Export {
    pub(super) fn new(database: Database, filter: Filter) -> Self {
        Self { database, filter, after: None, ended: false }
    }

    /// The next lines, the newest first; none at the end.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn next(&mut self) -> Result<Option<Vec<AuditRow>>, ServiceError> {
        if self.ended {
            return Ok(None);
        }
        let rows = {
            let mut connection = self.database.connection().await?;
            search(&mut connection, &self.filter, self.after.as_ref(), BATCH).await?
        };
        self.ended = i64::try_from(rows.len()).is_ok_and(|rows| rows < BATCH);
        self.after = rows.last().map(|row| Start { at: row.id, backwards: false });
        Ok(Some(rows))
    }
}
