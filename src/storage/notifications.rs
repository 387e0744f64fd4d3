//! The in-app inbox. Every query starts from one person's rows.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;

use crate::domain::ids::{EventId, NotificationId, UserId, least_uuid};
use crate::domain::notifications::{Mark, Notification, Wanted};
use crate::domain::pages::Start;
use crate::storage::error::StorageError;
use crate::storage::schema::notifications;

/// A statement takes 65,535 values at most, and a row has twelve.
const ROWS_A_STATEMENT: usize = 1000;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = notifications)]
struct NotificationRow {
    id: NotificationId,
    user_id: UserId,
    event_id: EventId,
    kind: String,
    category: String,
    priority: String,
    title: String,
    body: String,
    data: Value,
    read_at: Option<DateTime<Utc>>,
    archived_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
}

/// Adds rows to inboxes; one that is there already (same event, same person) stays as it is.
///
/// # Errors
/// [`StorageError`].
pub async fn insert(connection: &mut AsyncPgConnection, new: Vec<Notification>) -> Result<(), StorageError> {
    let rows: Vec<NotificationRow> = new.into_iter().map(write).collect();
    for some in rows.chunks(ROWS_A_STATEMENT) {
        diesel::insert_into(notifications::table)
            .values(some)
            .on_conflict_do_nothing()
            .execute(connection)
            .await?;
    }
    Ok(())
}

/// What an event put into somebody's inbox, and how many rows of it are unseen.
///
/// # Errors
/// [`StorageError`].
pub async fn find_by_event(
    connection: &mut AsyncPgConnection,
    user: UserId,
    event: EventId,
) -> Result<Option<(Notification, i64)>, StorageError> {
    let unread = sql::<BigInt>(
        "(SELECT count(*) FROM notifications AS inbox
          WHERE inbox.user_id = notifications.user_id AND inbox.read_at IS NULL AND inbox.archived_at IS NULL)",
    );
    let row: Option<(NotificationRow, i64)> = notifications::table
        .filter(notifications::user_id.eq(user))
        .filter(notifications::event_id.eq(event))
        .select((NotificationRow::as_select(), unread))
        .first(connection)
        .await
        .optional()?;
    Ok(row.map(|(row, unread)| (read(row), unread)))
}

/// Rows of an inbox from `start` on (exclusive), newest first, or oldest first where `start` leads backwards.
///
/// # Errors
/// [`StorageError`].
pub async fn list(
    connection: &mut AsyncPgConnection,
    user: UserId,
    wanted: Wanted,
    start: Option<&Start<NotificationId>>,
    limit: i64,
) -> Result<Vec<Notification>, StorageError> {
    let mut query = notifications::table.filter(notifications::user_id.eq(user)).into_boxed();
    query = if wanted.archived {
        query.filter(notifications::archived_at.is_not_null())
    } else {
        query.filter(notifications::archived_at.is_null())
    };
    if wanted.unread {
        query = query.filter(notifications::read_at.is_null());
    }
    if let Some(category) = wanted.category {
        query = query.filter(notifications::category.eq(category.as_str()));
    }
    query = match start {
        Some(Start { at, backwards: true }) => {
            query.filter(notifications::id.gt(*at)).order(notifications::id)
        }
        Some(Start { at, .. }) => query.filter(notifications::id.lt(*at)).order(notifications::id.desc()),
        None => query.order(notifications::id.desc()),
    };
    let rows: Vec<NotificationRow> =
        query.limit(limit).select(NotificationRow::as_select()).load(connection).await?;
    Ok(rows.into_iter().map(read).collect())
}

/// At most `limit` rows of an inbox, what was put away too, the oldest first, behind `after`.
///
/// # Errors
/// [`StorageError`].
pub async fn list_all(
    connection: &mut AsyncPgConnection,
    user: UserId,
    after: NotificationId,
    limit: i64,
) -> Result<Vec<Notification>, StorageError> {
    let rows: Vec<NotificationRow> = notifications::table
        .filter(notifications::user_id.eq(user))
        .filter(notifications::id.gt(after))
        .order(notifications::id)
        .limit(limit)
        .select(NotificationRow::as_select())
        .load(connection)
        .await?;
    Ok(rows.into_iter().map(read).collect())
}

/// How many rows of an inbox its owner has not seen.
///
/// # Errors
/// [`StorageError`].
pub async fn unread(connection: &mut AsyncPgConnection, user: UserId) -> Result<i64, StorageError> {
    Ok(notifications::table
        .filter(notifications::user_id.eq(user))
        .filter(notifications::read_at.is_null())
        .filter(notifications::archived_at.is_null())
        .count()
        .get_result(connection)
        .await?)
}

/// Marks one row of an inbox, once; answers it as it then stands, none where it is not there.
///
/// # Errors
/// [`StorageError`].
pub async fn mark(
    connection: &mut AsyncPgConnection,
    user: UserId,
    id: NotificationId,
    mark: Mark,
    now: DateTime<Utc>,
) -> Result<Option<Notification>, StorageError> {
    let own = notifications::table.filter(notifications::id.eq(id)).filter(notifications::user_id.eq(user));
    let _changed = match mark {
        Mark::Read => {
            diesel::update(own.filter(notifications::read_at.is_null()))
                .set(notifications::read_at.eq(now))
                .execute(connection)
                .await?
        }
        Mark::Unread => {
            let none: Option<DateTime<Utc>> = None;
            diesel::update(own).set(notifications::read_at.eq(none)).execute(connection).await?
        }
        Mark::Archived => {
            diesel::update(own.filter(notifications::archived_at.is_null()))
                .set(notifications::archived_at.eq(now))
                .execute(connection)
                .await?
        }
        Mark::Unarchived => {
            let none: Option<DateTime<Utc>> = None;
            diesel::update(own).set(notifications::archived_at.eq(none)).execute(connection).await?
        }
    };
    let row: Option<NotificationRow> =
        own.select(NotificationRow::as_select()).first(connection).await.optional()?;
    Ok(row.map(read))
}

/// Marks a whole inbox as seen; answers how many rows were not yet.
///
/// # Errors
/// [`StorageError`].
pub async fn mark_all_read(
    connection: &mut AsyncPgConnection,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<usize, StorageError> {
    let unread = notifications::table
        .filter(notifications::user_id.eq(user))
        .filter(notifications::read_at.is_null())
        .filter(notifications::archived_at.is_null());
    Ok(diesel::update(unread).set(notifications::read_at.eq(now)).execute(connection).await?)
}

/// Forgets rows from before `before` that were seen or put away by then; answers how many, at most `limit`.
///
/// # Errors
/// [`StorageError`].
pub async fn purge(
    connection: &mut AsyncPgConnection,
    before: DateTime<Utc>,
    limit: i64,
) -> Result<usize, StorageError> {
    let deleted = diesel::sql_query(
        "DELETE FROM notifications WHERE id IN (
             SELECT id FROM notifications WHERE id < $1 AND (read_at < $2 OR archived_at < $2)
             ORDER BY id LIMIT $3)",
    )
    .bind::<SqlUuid, _>(least_uuid(before))
    .bind::<Timestamptz, _>(before)
    .bind::<BigInt, _>(limit)
    .execute(connection)
    .await?;
    Ok(deleted)
}

fn write(new: Notification) -> NotificationRow {
    NotificationRow {
        id: new.id,
        user_id: new.user_id,
        event_id: new.event_id,
        kind: new.kind,
        category: new.category,
        priority: new.priority,
        title: new.title,
        body: new.body,
        data: new.data,
        read_at: new.read_at,
        archived_at: new.archived_at,
        created_at: new.created_at,
    }
}

fn read(row: NotificationRow) -> Notification {
    Notification {
        id: row.id,
        user_id: row.user_id,
        event_id: row.event_id,
        kind: row.kind,
        category: row.category,
        priority: row.priority,
        title: row.title,
        body: row.body,
        data: row.data,
        read_at: row.read_at,
        archived_at: row.archived_at,
        created_at: row.created_at,
    }
}
