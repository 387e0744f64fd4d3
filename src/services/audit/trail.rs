//! The audit trail for administrators. Whoever looks is on record too, before they are answered.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::domain::audit::{Actions, AuditEntry, AuditOutcome, Origin};
use crate::domain::clock::SharedClock;
use crate::domain::ids::UserId;
use crate::domain::pages::{Slice, Start};
use crate::domain::principals::Caller;
use crate::services::audit::checkpoints::Checkpoints;
use crate::services::audit::export::Export;
use crate::services::audit::findings::Report;
use crate::services::audit::keys::AuditKeys;
use crate::services::audit::verify::verify;
use crate::services::error::ServiceError;
use crate::storage::audit::search::{AuditRow, Filter, search};
use crate::storage::audit::writer::AuditWriter;
use crate::storage::pool::Database;

/// The use cases. Cloning is cheap.
#[derive(Clone)]
pub struct AuditTrail {
    database: Database,
    clock: SharedClock,
    record: AuditWriter,
    keys: AuditKeys,
    checkpoints: Checkpoints,
    /// A verification reads everything: one at a time on each node.
    verifying: Arc<Semaphore>,
}

impl AuditTrail {
    /// Over this database, by this clock.
    #[must_use]
    pub fn new(
        database: Database,
        clock: SharedClock,
        record: AuditWriter,
        keys: AuditKeys,
        checkpoints: Checkpoints,
    ) -> Self {
        Self { database, clock, record, keys, checkpoints, verifying: Arc::new(Semaphore::new(1)) }
    }

    /// The time that a file is named by.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// One page of the trail, the newest first.
    ///
    /// # Errors
    /// `Forbidden` for who is not an administrator; `Storage`.
    pub async fn search(
        &self,
        caller: &Caller,
        filter: &Filter,
        start: Option<&Start<Uuid>>,
        limit: usize,
        origin: &Origin,
    ) -> Result<Slice<AuditRow, Uuid>, ServiceError> {
        check(caller)?;
        let rows = {
            let mut connection = self.database.connection().await?;
            let rows_max = i64::try_from(limit + 1).unwrap_or(i64::MAX);
            search(&mut connection, filter, start, rows_max).await?
        };
        let page = Slice::cut(rows, start, limit, |row| row.id);
        let mut detail = words(filter);
        detail["results"] = page.items.len().into();
        self.record.record(vec![looked("audit.search", caller, filter.patient, origin, detail)]).await?;
        Ok(page)
    }

    /// Begins an export of whatever a search would find.
    ///
    /// # Errors
    /// `Forbidden` for who is not an administrator; `Storage`.
    pub async fn export(
        &self,
        caller: &Caller,
        filter: Filter,
        origin: &Origin,
    ) -> Result<Export, ServiceError> {
        check(caller)?;
        let entry = looked("audit.export", caller, filter.patient, origin, words(&filter));
        self.record.record(vec![entry]).await?;
        Ok(Export::new(self.database.clone(), filter))
    }

    /// Verifies the whole trail.
    ///
    /// # Errors
    /// `Forbidden` for who is not an administrator; `Busy` while another one is under way; `Storage`.
    pub async fn verify(&self, caller: &Caller, origin: &Origin) -> Result<Report, ServiceError> {
        check(caller)?;
        let _only = self.verifying.try_acquire().map_err(|_| ServiceError::Busy)?;
        let report = {
            let mut connection = self.database.connection().await?;
            verify(&mut connection, &self.keys, &self.checkpoints, &|_, _| {}).await?
        };
        let problem = report.problem.as_ref();
        let detail = json!({
            "chained": report.chained,
            "problem": problem.map(|problem| problem.wrong.as_str()),
            "position": problem.and_then(|problem| problem.position),
            "audit_id": problem.and_then(|problem| problem.audit_id),
        });
        self.record.record(vec![looked("audit.verify", caller, None, origin, detail)]).await?;
        Ok(report)
    }
}

fn check(caller: &Caller) -> Result<(), ServiceError> {
    if caller.administers() { Ok(()) } else { Err(ServiceError::Forbidden) }
}

/// What was asked for, for the record.
fn words(filter: &Filter) -> Value {
    let actions = filter.actions.as_ref().map(|actions| match actions {
        Actions::Exactly(action) => action.clone(),
        Actions::Family(family) => format!("{family}.*"),
    });
    let mut words = json!({
        "actor": filter.actor,
        "object_kind": filter.object_kind,
        "object_id": filter.object_id,
        "action": actions,
        "outcome": filter.outcome.map(AuditOutcome::as_str),
        "request_id": filter.request_id,
        "from": filter.from,
        "to": filter.to,
    });
    if let Some(words) = words.as_object_mut() {
        words.retain(|_, value| !value.is_null());
    }
    words
}

fn looked(
    action: &'static str,
    caller: &Caller,
    patient: Option<UserId>,
    origin: &Origin,
    detail: Value,
) -> AuditEntry {
    AuditEntry {
        actor: Some(caller.agent()),
        action,
        object_kind: "audit",
        object_id: None,
        patient,
        origin: origin.clone(),
        outcome: AuditOutcome::Ok,
        detail,
    }
}
