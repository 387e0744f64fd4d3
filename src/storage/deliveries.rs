//! Messages on their way: claimed with a lease, sent outside of any transaction, completed under the lease's token.

pub mod claim;
pub mod complete;
pub mod figures;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use uuid::Uuid;

use crate::domain::channels::{ChannelKind, Via};
use crate::domain::ids::{AppointmentId, DeliveryId, EventId, UserId, least_uuid};
use crate::domain::messages::Message;
use crate::storage::error::StorageError;
use crate::storage::schema::deliveries;

/// The priority of what comes in bulk.
const BULK: i16 = 9;

/// A statement takes 65,535 values at most, and a row has fifteen.
const ROWS_A_STATEMENT: usize = 1000;

/// A message to be sent.
#[derive(Debug, Clone)]
pub struct NewDelivery {
    /// Its id; the Message-ID and callbacks are made from it.
    pub id: DeliveryId,
    /// What caused it.
    pub event_id: EventId,
    /// Whom it is for.
    pub user_id: UserId,
    /// How it goes out.
    pub channel: ChannelKind,
    /// What it says.
    pub message: Message,
    /// Written once: another one with this key is not added.
    pub dedupe_key: String,
    /// 1 is claimed first.
    pub priority: i16,
    /// Not before.
    pub run_at: DateTime<Utc>,
    /// Later it makes no sense any more.
    pub not_after: Option<DateTime<Utc>>,
    /// The visit that it reminds of.
    pub appointment_id: Option<AppointmentId>,
    /// It answers what its recipient has just done.
    pub at_once: bool,
}

impl NewDelivery {
    /// What an event causes: one an event, person and channel.
    #[must_use]
    pub fn of_event(
        event: EventId,
        user: UserId,
        channel: ChannelKind,
        message: Message,
        priority: i16,
        run_at: DateTime<Utc>,
    ) -> Self {
        Self {
            id: DeliveryId::new(run_at),
            event_id: event,
            user_id: user,
            channel,
            message,
            dedupe_key: format!("{event}:{user}:{}", channel.as_str()),
            priority,
            run_at,
            not_after: None,
            appointment_id: None,
            at_once: false,
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = deliveries)]
struct NewDeliveryRow {
    id: DeliveryId,
    event_id: EventId,
    user_id: UserId,
    channel: &'static str,
    template: String,
    vars: Value,
    dedupe_key: String,
    priority: i16,
    run_at: DateTime<Utc>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    category: &'static str,
    appointment_id: Option<AppointmentId>,
    not_after: Option<DateTime<Utc>>,
    at_once: bool,
    deferred: bool,
}

/// Adds messages; one that is there already (by its key) stays as it is.
///
/// # Errors
/// [`StorageError`].
pub async fn insert(
    connection: &mut AsyncPgConnection,
    new: Vec<NewDelivery>,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let rows = new.into_iter().map(|new| write(new, now)).collect::<Result<Vec<_>, _>>()?;
    for some in rows.chunks(ROWS_A_STATEMENT) {
        diesel::insert_into(deliveries::table)
            .values(some)
            .on_conflict(deliveries::dedupe_key)
            .do_nothing()
            .execute(connection)
            .await?;
    }
    Ok(())
}

/// A message that this node may send until its lease runs out.
#[derive(Debug, Clone, PartialEq)]
pub struct Claimed {
    /// Its id.
    pub id: DeliveryId,
    /// Proof of the claim.
    pub lease_token: Uuid,
    /// What caused it.
    pub event_id: EventId,
    /// Whom it is for.
    pub user_id: UserId,
    /// What it says; none where this version of the program cannot read it.
    pub message: Option<Message>,
    /// This attempt's number, already charged.
    pub attempt: i32,
    /// The last one's.
    pub attempts_allowed: i32,
    /// 1 is urgent, 9 comes in bulk.
    pub priority: i16,
    /// Later it makes no sense any more.
    pub not_after: Option<DateTime<Utc>>,
    /// It answers what its recipient has just done.
    pub at_once: bool,
    /// An earlier attempt ended without an answer.
    pub maybe_sent: bool,
    /// Which provider may have it, where an earlier attempt ended without an answer.
    pub via: Option<Via>,
    /// When a provider was last asked about it, in the same case.
    pub asked_at: Option<DateTime<Utc>>,
}

impl Claimed {
    /// Whether it came with many others, and may wait for what did not.
    #[must_use]
    pub fn is_bulk(&self) -> bool {
        self.priority >= BULK
    }
}

/// Forgets messages that were settled before `before`, with their attempts; answers how many, at most `limit`.
///
/// # Errors
/// [`StorageError`].
pub async fn purge(
    connection: &mut AsyncPgConnection,
    before: DateTime<Utc>,
    limit: i64,
) -> Result<usize, StorageError> {
    let purged: Purged = diesel::sql_query(
        "WITH gone AS (
             DELETE FROM deliveries WHERE id IN (
                 SELECT id FROM deliveries WHERE id < $1 AND state <> 'queued' AND updated_at < $2
                 ORDER BY id LIMIT $3)
             RETURNING id
         ), log AS (
             DELETE FROM delivery_attempts WHERE delivery_id IN (SELECT id FROM gone)
         )
         SELECT count(*) AS messages FROM gone",
    )
    .bind::<SqlUuid, _>(least_uuid(before))
    .bind::<Timestamptz, _>(before)
    .bind::<BigInt, _>(limit)
    .get_result(connection)
    .await?;
    Ok(usize::try_from(purged.messages).unwrap_or(0))
}

#[derive(QueryableByName)]
struct Purged {
    #[diesel(sql_type = BigInt)]
    messages: i64,
}

#[derive(QueryableByName)]
struct Oldest {
    #[diesel(sql_type = Nullable<Timestamptz>)]
    run_at: Option<DateTime<Utc>>,
}

/// When the message that has been due the longest became so, or the next one will; none where nothing waits. The head of
/// each queue is looked at, however long they are.
///
/// # Errors
/// [`StorageError`].
pub async fn oldest_due(connection: &mut AsyncPgConnection) -> Result<Option<DateTime<Utc>>, StorageError> {
    let oldest: Oldest = diesel::sql_query(
        "SELECT min(first.run_at) AS run_at
         FROM unnest($1) AS kind (channel)
         CROSS JOIN (VALUES (1::smallint), (5::smallint), (9::smallint)) AS queue (priority)
         CROSS JOIN LATERAL (
             SELECT run_at FROM deliveries
             WHERE state = 'queued' AND channel = kind.channel AND priority = queue.priority
             ORDER BY run_at LIMIT 1) AS first",
    )
    .bind::<Array<Text>, _>(ChannelKind::ALL.map(ChannelKind::as_str).to_vec())
    .get_result(connection)
    .await?;
    Ok(oldest.run_at)
}

fn write(new: NewDelivery, now: DateTime<Utc>) -> Result<NewDeliveryRow, StorageError> {
    let unreadable = StorageError::Corrupt { column: "deliveries.vars" };
    let Ok(Value::Object(mut fields)) = serde_json::to_value(&new.message) else { return Err(unreadable) };
    let Some(Value::String(template)) = fields.remove("template") else { return Err(unreadable) };
    Ok(NewDeliveryRow {
        id: new.id,
        event_id: new.event_id,
        user_id: new.user_id,
        channel: new.channel.as_str(),
        template,
        vars: fields.remove("vars").unwrap_or(Value::Null),
        dedupe_key: new.dedupe_key,
        priority: new.priority,
        run_at: new.run_at,
        created_at: now,
        updated_at: now,
        category: new.message.category().as_str(),
        appointment_id: new.appointment_id,
        not_after: new.not_after,
        at_once: new.at_once,
        deferred: new.run_at > now,
    })
}
