//! What became of messages is recorded, each only under the lease that it was claimed with.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::domain::deliveries::Verdict;
use crate::domain::ids::DeliveryId;
use crate::storage::error::StorageError;

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
    // One statement: the outcome and its row in the log stand or fall together.
    diesel::sql_query(include_str!("complete.sql"))
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
            Verdict::Sent { via, .. }
            | Verdict::Again { maybe_sent: Some(via), .. }
            | Verdict::Dead { maybe_sent: Some(via), .. } => Some(via.as_str()),
            _ => None,
        };
        let (state, outcome, run_at, reason, provider_id) = match completion.verdict.clone() {
            Verdict::Sent { provider_id, .. } => ("sent", "sent", now, None, provider_id),
            Verdict::Again { run_at, maybe_sent: Some(_), reason } => {
                ("queued", "maybe_sent", run_at, Some(reason), None)
            }
            Verdict::Again { run_at, reason, .. } => ("queued", "retry", run_at, Some(reason), None),
            Verdict::PutBack { run_at, reason, deferred } => {
                ("queued", if deferred { "deferred" } else { "put_back" }, run_at, Some(reason), None)
            }
            Verdict::Suppressed { reason } => ("suppressed", "suppressed", now, Some(reason), None),
            Verdict::Dead { reason, .. } => ("dead", "dead", now, Some(reason), None),
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
