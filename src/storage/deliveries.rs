//! Messages on their way: claimed with a lease, sent outside of any transaction, completed under the lease's token.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{
    Array, BigInt, Bool, Double, Integer, Jsonb, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use uuid::Uuid;

use crate::domain::channels::{ChannelKind, Via};
use crate::domain::deliveries::Verdict;
use crate::domain::ids::{AppointmentId, DeliveryId, EventId, UserId, least_uuid};
use crate::domain::messages::Message;
use crate::storage::error::StorageError;
use crate::storage::schema::deliveries;

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
    diesel::insert_into(deliveries::table)
        .values(&rows)
        .on_conflict(deliveries::dedupe_key)
        .do_nothing()
        .execute(connection)
        .await?;
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
}

#[derive(QueryableByName)]
struct ClaimedRow {
    #[diesel(sql_type = SqlUuid)]
    id: DeliveryId,
    #[diesel(sql_type = SqlUuid)]
    lease_token: Uuid,
    #[diesel(sql_type = SqlUuid)]
    event_id: EventId,
    #[diesel(sql_type = SqlUuid)]
    user_id: UserId,
    #[diesel(sql_type = Text)]
    template: String,
    #[diesel(sql_type = Jsonb)]
    vars: Value,
    #[diesel(sql_type = Integer)]
    attempts: i32,
    #[diesel(sql_type = Integer)]
    attempts_allowed: i32,
    #[diesel(sql_type = SmallInt)]
    priority: i16,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    not_after: Option<DateTime<Utc>>,
    #[diesel(sql_type = Bool)]
    at_once: bool,
    #[diesel(sql_type = Bool)]
    maybe_sent: bool,
    #[diesel(sql_type = Nullable<Text>)]
    via: Option<String>,
}

/// Claims up to `room` messages of a channel that are due, the most urgent first, and charges each its attempt. A row
/// whose lease ran out was being sent when its node died: whether it went out is not known.
///
/// # Errors
/// [`StorageError`].
pub async fn claim(
    connection: &mut AsyncPgConnection,
    channel: ChannelKind,
    room: usize,
    lease: TimeDelta,
    now: DateTime<Utc>,
) -> Result<Vec<Claimed>, StorageError> {
    let rows: Vec<ClaimedRow> = diesel::sql_query(
        "WITH due AS MATERIALIZED (
             SELECT id FROM deliveries
             WHERE state = 'queued' AND channel = $1 AND run_at <= $2
               AND (lease_until IS NULL OR lease_until < clock_timestamp())
             ORDER BY priority, run_at LIMIT $4 FOR UPDATE SKIP LOCKED
         )
         UPDATE deliveries
         SET attempts = attempts + 1, updated_at = $2, lease_token = gen_random_uuid(),
             maybe_sent = maybe_sent OR lease_until IS NOT NULL,
             lease_until = clock_timestamp() + make_interval(secs => $3)
         FROM due WHERE deliveries.id = due.id
         RETURNING deliveries.id, lease_token, event_id, user_id, template, vars, attempts, attempts_allowed,
                   priority, not_after, at_once, maybe_sent, via",
    )
    .bind::<Text, _>(channel.as_str())
    .bind::<Timestamptz, _>(now)
    .bind::<Double, _>(seconds(lease))
    .bind::<BigInt, _>(i64::try_from(room).unwrap_or(i64::MAX))
    .load(connection)
    .await?;
    Ok(rows.into_iter().map(read).collect())
}

/// Prolongs leases, each only under its token: what takes long is still being sent, and nobody else may have it.
///
/// # Errors
/// [`StorageError`].
pub async fn prolong(
    connection: &mut AsyncPgConnection,
    ids: &[DeliveryId],
    tokens: &[Uuid],
    lease: TimeDelta,
) -> Result<(), StorageError> {
    diesel::sql_query(
        "UPDATE deliveries SET lease_until = clock_timestamp() + make_interval(secs => $3)
         FROM unnest($1, $2) AS held (id, token)
         WHERE deliveries.id = held.id AND deliveries.lease_token = held.token",
    )
    .bind::<Array<SqlUuid>, _>(ids)
    .bind::<Array<SqlUuid>, _>(tokens)
    .bind::<Double, _>(seconds(lease))
    .execute(connection)
    .await?;
    Ok(())
}

/// What became of one attempt.
#[derive(Debug, Clone)]
pub struct Completion {
    /// The message.
    pub id: DeliveryId,
    /// Proof of the claim; without it somebody else has the row by now, and nothing is written.
    pub lease_token: Uuid,
    /// The attempt's number.
    pub attempt: i32,
    /// Where it went, or would have gone.
    pub address: Option<String>,
    /// What follows.
    pub verdict: Verdict,
}

/// Records attempts, each only under its lease, with a row in the log of attempts.
///
/// # Errors
/// [`StorageError`].
pub async fn complete(
    connection: &mut AsyncPgConnection,
    completions: &[Completion],
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let mut columns = Columns::default();
    for completion in completions {
        columns.push(completion, now);
    }
    connection
        .transaction(async |connection| {
            diesel::sql_query(include_str!("deliveries_complete.sql"))
                .bind::<Array<SqlUuid>, _>(columns.ids)
                .bind::<Array<SqlUuid>, _>(columns.tokens)
                .bind::<Array<Integer>, _>(columns.attempts)
                .bind::<Array<Text>, _>(columns.states)
                .bind::<Array<Text>, _>(columns.outcomes)
                .bind::<Array<Nullable<Timestamptz>>, _>(columns.run_ats)
                .bind::<Array<Nullable<Text>>, _>(columns.reasons)
                .bind::<Array<Nullable<Text>>, _>(columns.provider_ids)
                .bind::<Timestamptz, _>(now)
                .bind::<Array<Nullable<Text>>, _>(columns.addresses)
                .bind::<Array<Nullable<Text>>, _>(columns.vias)
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
}

#[derive(Default)]
struct Columns {
    ids: Vec<DeliveryId>,
    tokens: Vec<Uuid>,
    attempts: Vec<i32>,
    states: Vec<&'static str>,
    outcomes: Vec<&'static str>,
    run_ats: Vec<Option<DateTime<Utc>>>,
    reasons: Vec<Option<String>>,
    provider_ids: Vec<Option<String>>,
    addresses: Vec<Option<String>>,
    vias: Vec<Option<&'static str>>,
}

impl Columns {
    fn push(&mut self, completion: &Completion, now: DateTime<Utc>) {
        let via = match completion.verdict {
            Verdict::Sent { via, .. } | Verdict::Again { maybe_sent: Some(via), .. } => Some(via.as_str()),
            _ => None,
        };
        let (state, outcome, run_at, reason, provider_id) = match completion.verdict.clone() {
            Verdict::Sent { provider_id, .. } => ("sent", "sent", now, None, provider_id),
            Verdict::Again { run_at, maybe_sent: Some(_), reason } => {
                ("queued", "maybe_sent", run_at, Some(reason), None)
            }
            Verdict::Again { run_at, reason, .. } => ("queued", "retry", run_at, Some(reason), None),
            Verdict::PutBack { run_at, reason } => ("queued", "put_back", run_at, Some(reason), None),
            Verdict::Suppressed { reason } => ("suppressed", "suppressed", now, Some(reason), None),
            Verdict::Dead { reason } => ("dead", "dead", now, Some(reason), None),
        };
        self.ids.push(completion.id);
        self.tokens.push(completion.lease_token);
        self.attempts.push(completion.attempt);
        self.states.push(state);
        self.outcomes.push(outcome);
        self.run_ats.push((state == "queued").then_some(run_at));
        // A provider may answer anything; PostgreSQL's text holds no NUL, and one must not spoil the batch.
        let storable = |text: String| text.replace('\0', "");
        self.reasons.push(reason.map(storable));
        self.provider_ids.push(provider_id.map(storable));
        self.addresses.push(completion.address.clone());
        self.vias.push(via);
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
    let deleted = diesel::sql_query(
        "DELETE FROM deliveries WHERE id IN (
             SELECT id FROM deliveries WHERE id < $1 AND state <> 'queued' AND updated_at < $2
             ORDER BY id LIMIT $3)",
    )
    .bind::<SqlUuid, _>(least_uuid(before))
    .bind::<Timestamptz, _>(before)
    .bind::<BigInt, _>(limit)
    .execute(connection)
    .await?;
    Ok(deleted)
}

/// How many messages are neither sent nor given up and are due by `now`.
///
/// # Errors
/// [`StorageError`].
pub async fn due(connection: &mut AsyncPgConnection, now: DateTime<Utc>) -> Result<i64, StorageError> {
    Ok(deliveries::table
        .filter(deliveries::state.eq("queued"))
        .filter(deliveries::run_at.le(now))
        .count()
        .get_result(connection)
        .await?)
}

/// When the message that has been due the longest became so; none where nothing waits.
///
/// # Errors
/// [`StorageError`].
pub async fn oldest_due(connection: &mut AsyncPgConnection) -> Result<Option<DateTime<Utc>>, StorageError> {
    Ok(deliveries::table
        .filter(deliveries::state.eq("queued"))
        .select(sql::<Nullable<Timestamptz>>("min(run_at)"))
        .first(connection)
        .await?)
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
    })
}

fn read(row: ClaimedRow) -> Claimed {
    let message = serde_json::json!({ "template": row.template, "vars": row.vars });
    Claimed {
        id: row.id,
        lease_token: row.lease_token,
        event_id: row.event_id,
        user_id: row.user_id,
        message: serde_json::from_value(message).ok(),
        attempt: row.attempts,
        attempts_allowed: row.attempts_allowed,
        priority: row.priority,
        not_after: row.not_after,
        at_once: row.at_once,
        maybe_sent: row.maybe_sent,
        via: row.via.as_deref().and_then(Via::from_stored),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a lease is minutes long")]
fn seconds(lease: TimeDelta) -> f64 {
    lease.num_milliseconds() as f64 / 1000.0
}
