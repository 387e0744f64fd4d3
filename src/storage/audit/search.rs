//! Looks the log up, the newest first: each filter walks an index of its own, a window of days at a time.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::dsl::sql;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use uuid::Uuid;

use crate::domain::audit::{Actions, AuditOutcome};
use crate::domain::ids::{UserId, least_uuid};
use crate::domain::pages::Start;
use crate::storage::audit::partitions::{Window, windows};
use crate::storage::error::StorageError;
use crate::storage::schema::audit_log;

/// What a search is narrowed to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    /// Done by this person or key.
    pub actor: Option<Uuid>,
    /// Concerning this patient.
    pub patient: Option<UserId>,
    /// Done to this kind of thing.
    pub object_kind: Option<String>,
    /// Done to this thing.
    pub object_id: Option<Uuid>,
    /// Of this kind.
    pub actions: Option<Actions>,
    /// Of any kind but this one.
    pub but: Option<&'static str>,
    /// Done, or refused.
    pub outcome: Option<AuditOutcome>,
    /// In this request.
    pub request_id: Option<String>,
    /// Not before.
    pub from: Option<DateTime<Utc>>,
    /// Before.
    pub to: Option<DateTime<Utc>>,
}

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = audit_log)]
pub struct AuditRow {
    /// Names the line.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// Whose the actor's id is: `user`, `api_key` or `house`.
    pub actor_kind: String,
    /// Who did it; nobody for the house itself.
    pub actor_id: Option<Uuid>,
    /// What was done.
    pub action: String,
    /// To what kind of thing.
    pub object_kind: String,
    /// To which.
    pub object_id: Option<Uuid>,
    /// Whom it concerns.
    pub patient_id: Option<UserId>,
    /// In which request.
    pub request_id: Option<String>,
    /// From where.
    pub ip: Option<String>,
    /// Done or refused.
    pub outcome: String,
    /// Ids, times and statuses.
    pub detail: Value,
}

/// A search within one window; the columns are still to be chosen.
pub type Query = audit_log::BoxedQuery<'static, Pg>;

/// At most `limit` lines, the newest first, from `start` on, in its direction.
///
/// # Errors
/// [`StorageError`].
pub async fn search(
    connection: &mut AsyncPgConnection,
    filter: &Filter,
    start: Option<&Start<Uuid>>,
    limit: i64,
) -> Result<Vec<AuditRow>, StorageError> {
    let backwards = Start::is_backwards(start);
    let mut windows: Vec<Window> =
        windows(connection).await?.into_iter().filter_map(|window| within(window, filter, start)).collect();
    if !backwards {
        windows.reverse();
    }
    let mut found = Vec::new();
    for window in windows {
        let left = limit - i64::try_from(found.len()).unwrap_or(i64::MAX);
        if left <= 0 {
            break;
        }
        let query = page(filter, window, backwards, left);
        let rows: Vec<AuditRow> = query.select(AuditRow::as_select()).load(connection).await?;
        found.extend(rows);
    }
    Ok(found)
}

/// What of a window may hold lines that are looked for; none where nothing of it does.
#[must_use]
pub fn within(window: Window, filter: &Filter, start: Option<&Start<Uuid>>) -> Option<Window> {
    let mut window = window;
    if let Some(from) = filter.from {
        window.first = window.first.max(least_uuid(from));
    }
    if let Some(to) = filter.to {
        // An id tells the millisecond.
        if let Some(after) = to.checked_add_signed(TimeDelta::milliseconds(1)) {
            window = window.before(least_uuid(after))?;
        }
    }
    match start {
        None => (window.first <= window.last).then_some(window),
        Some(Start { at, backwards: true }) => window.behind(*at),
        Some(Start { at, backwards: false }) => window.before(*at),
    }
}

/// At most `limit` lines within a window, the newest first, or the oldest where it is walked backwards.
#[must_use]
pub fn page(filter: &Filter, window: Window, backwards: bool, limit: i64) -> Query {
    let query = narrowed(filter).filter(audit_log::id.between(window.first, window.last)).limit(limit);
    if backwards { query.order(audit_log::id) } else { query.order(audit_log::id.desc()) }
}

fn narrowed(filter: &Filter) -> Query {
    let mut query = audit_log::table.into_boxed();
    if let Some(actor) = filter.actor {
        query = query.filter(audit_log::actor_id.eq(actor));
    }
    if let Some(patient) = filter.patient {
        query = query.filter(audit_log::patient_id.eq(patient));
    }
    if let Some(kind) = &filter.object_kind {
        query = query.filter(audit_log::object_kind.eq(kind.clone()));
    }
    if let Some(object) = filter.object_id {
        query = query.filter(audit_log::object_id.eq(object));
    }
    if let Some(actions) = &filter.actions {
        let family = actions.family().to_owned();
        query = query.filter(sql::<Text>("split_part(action, '.', 1)").eq(family));
    }
    if let Some(Actions::Exactly(action)) = &filter.actions {
        query = query.filter(audit_log::action.eq(action.clone()));
    }
    if let Some(action) = filter.but {
        query = query.filter(audit_log::action.ne(action));
    }
    match filter.outcome {
        // As its index says it: the value of a parameter is not known to whoever chooses the index.
        Some(AuditOutcome::Refused) => query = query.filter(sql::<Bool>("outcome = 'refused'")),
        Some(AuditOutcome::Ok) => query = query.filter(sql::<Bool>("outcome = 'ok'")),
        None => {}
    }
    if let Some(request) = &filter.request_id {
        query = query.filter(audit_log::request_id.eq(request.clone()));
    }
    if let Some(from) = filter.from {
        query = query.filter(audit_log::at.ge(from));
    }
    if let Some(to) = filter.to {
        query = query.filter(audit_log::at.lt(to));
    }
    query
}
