//! The transactional outbox: what happened, until everyone who should know was told.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use uuid::Uuid;

use crate::domain::events::{Event, EventKind};
use crate::domain::ids::{AppointmentId, EventId, UserId, least_uuid};
use crate::storage::error::StorageError;
use crate::storage::schema::events;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = events)]
struct EventRow {
    id: EventId,
    kind: String,
    appointment_id: Option<AppointmentId>,
    user_id: Option<UserId>,
    actor_id: Option<Uuid>,
    data: Value,
    created_at: DateTime<Utc>,
}

/// Writes what happened, in the transaction in which it happened. Takes a shared connection, so that it can be sent
/// along with other statements.
///
/// # Errors
/// [`StorageError`].
pub async fn insert(mut connection: &AsyncPgConnection, happened: &[Event]) -> Result<(), StorageError> {
    let rows: Vec<_> = happened
        .iter()
        .map(|event| EventRow {
            id: event.id,
            kind: event.kind.as_str().to_owned(),
            appointment_id: event.appointment_id,
            user_id: event.user_id,
            actor_id: event.actor,
            data: event.data.clone(),
            created_at: event.at,
        })
        .collect();
    diesel::insert_into(events::table).values(&rows).execute(&mut connection).await?;
    Ok(())
}

/// Claims events whose messages have not been made yet, oldest first, for the rest of the transaction; what another
/// node is at is left out, and so is what only a newer version of the program knows the kind of.
///
/// # Errors
/// [`StorageError`].
pub async fn claim_unexpanded(
    connection: &mut AsyncPgConnection,
    limit: i64,
) -> Result<Vec<Event>, StorageError> {
    let rows: Vec<EventRow> = events::table
        .filter(events::expanded_at.is_null())
        .filter(events::kind.eq_any(EventKind::ALL.map(EventKind::as_str)))
        .order(events::id)
        .limit(limit)
        .for_no_key_update()
        .skip_locked()
        .select(EventRow::as_select())
        .load(connection)
        .await?;
    rows.into_iter().map(read).collect()
}

/// Remembers that the messages of these events were made.
///
/// # Errors
/// [`StorageError`].
pub async fn mark_expanded(
    connection: &mut AsyncPgConnection,
    ids: &[EventId],
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::update(events::table.filter(events::id.eq_any(ids)))
        .set(events::expanded_at.eq(now))
        .execute(connection)
        .await?;
    Ok(())
}

/// Events that nobody has pushed to the sockets yet, oldest first; without what only a newer version of the program
/// knows the kind of, and without these.
///
/// # Errors
/// [`StorageError`].
pub async fn unpublished(
    connection: &mut AsyncPgConnection,
    except: &[EventId],
    limit: i64,
) -> Result<Vec<Event>, StorageError> {
    let rows: Vec<EventRow> = events::table
        .filter(events::published_at.is_null())
        .filter(events::id.ne_all(except))
        .filter(events::kind.eq_any(EventKind::ALL.map(EventKind::as_str)))
        .order(events::id)
        .limit(limit)
        .select(EventRow::as_select())
        .load(connection)
        .await?;
    rows.into_iter().map(read).collect()
}

/// Remembers that these events were pushed.
///
/// # Errors
/// [`StorageError`].
pub async fn mark_published(
    connection: &mut AsyncPgConnection,
    ids: &[EventId],
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::update(events::table.filter(events::id.eq_any(ids)).filter(events::published_at.is_null()))
        .set(events::published_at.eq(now))
        .execute(connection)
        .await?;
    Ok(())
}

/// The age of the oldest event whose messages have not been made; none where there is none.
///
/// # Errors
/// [`StorageError`].
pub async fn oldest_unexpanded(
    connection: &mut AsyncPgConnection,
) -> Result<Option<DateTime<Utc>>, StorageError> {
    Ok(events::table
        .filter(events::expanded_at.is_null())
        .order(events::id)
        .select(events::created_at)
        .first(connection)
        .await
        .optional()?)
}

/// Forgets events from before `before` that were pushed and expanded and whose messages are all settled; answers how
/// many, at most `limit`.
///
/// # Errors
/// [`StorageError`].
pub async fn purge(
    connection: &mut AsyncPgConnection,
    before: DateTime<Utc>,
    limit: i64,
) -> Result<usize, StorageError> {
    let deleted = diesel::sql_query(
        "DELETE FROM events WHERE id IN (
             SELECT id FROM events
             WHERE id < $1 AND created_at < $2 AND published_at IS NOT NULL AND expanded_at IS NOT NULL
               AND NOT EXISTS (SELECT FROM deliveries
                               WHERE deliveries.event_id = events.id AND deliveries.state = 'queued')
             ORDER BY id LIMIT $3)",
    )
    .bind::<SqlUuid, _>(least_uuid(before))
    .bind::<Timestamptz, _>(before)
    .bind::<BigInt, _>(limit)
    .execute(connection)
    .await?;
    Ok(deleted)
}

fn read(row: EventRow) -> Result<Event, StorageError> {
    Ok(Event {
        id: row.id,
        kind: EventKind::from_stored(&row.kind).ok_or(StorageError::Corrupt { column: "events.type" })?,
        appointment_id: row.appointment_id,
        user_id: row.user_id,
        actor: row.actor_id,
        data: row.data,
        at: row.created_at,
    })
}
