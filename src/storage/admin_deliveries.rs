//! Messages on their way as administrators look through them, the newest first, and the dead letters that they replay.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::admin_deliveries::{Attempt, Delivery, DeliveryState, masked};
use crate::domain::categories::Category;
use crate::domain::channels::ChannelKind;
use crate::domain::ids::{DeliveryId, EventId, UserId, least_uuid};
use crate::domain::pages::Start;
use crate::storage::error::StorageError;
use crate::storage::schema::{deliveries, delivery_attempts, users};

/// What a list of messages is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Standing there.
    pub state: Option<DeliveryState>,
    /// Going out over this.
    pub channel: Option<ChannelKind>,
    /// Saying this.
    pub template: Option<String>,
    /// About this.
    pub category: Option<Category>,
    /// To this person.
    pub user: Option<UserId>,
    /// Not made before.
    pub from: Option<DateTime<Utc>>,
    /// Made before.
    pub to: Option<DateTime<Utc>>,
}

/// A page of the list; the columns are still to be chosen.
pub type Query = deliveries::BoxedQuery<'static, Pg>;

/// A message as it is stored.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = deliveries)]
pub struct DeliveryRow {
    id: DeliveryId,
    event_id: EventId,
    user_id: UserId,
    channel: String,
    category: String,
    template: String,
    priority: i16,
    state: String,
    #[diesel(
        select_expression = sql::<Bool>("coalesce(lease_until > clock_timestamp(), false)"),
        select_expression_type = SqlLiteral<Bool>
    )]
    leased: bool,
    run_at: DateTime<Utc>,
    attempts: i32,
    last_error: Option<String>,
    provider_id: Option<String>,
    provider_status: Option<String>,
    address: Option<String>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    sent_at: Option<DateTime<Utc>>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = delivery_attempts)]
struct AttemptRow {
    attempt: i32,
    at: DateTime<Utc>,
    outcome: String,
    provider_id: Option<String>,
    reason: Option<String>,
}

/// At most `limit` messages, the newest first, from `start` on, in its direction.
///
/// # Errors
/// [`StorageError`].
pub async fn list(
    connection: &mut AsyncPgConnection,
    filter: &Filter,
    start: Option<&Start<DeliveryId>>,
    limit: i64,
) -> Result<Vec<Delivery>, StorageError> {
    let rows = page(filter, start, limit).select(DeliveryRow::as_select()).load(connection).await?;
    named(connection, rows).await
}

/// One message.
///
/// # Errors
/// [`StorageError`].
pub async fn find(
    connection: &mut AsyncPgConnection,
    id: DeliveryId,
) -> Result<Option<Delivery>, StorageError> {
    let row = deliveries::table.find(id).select(DeliveryRow::as_select()).load(connection).await?;
    Ok(named(connection, row).await?.pop())
}

/// What was tried, in order.
///
/// # Errors
/// [`StorageError`].
pub async fn log(connection: &mut AsyncPgConnection, id: DeliveryId) -> Result<Vec<Attempt>, StorageError> {
    let rows: Vec<AttemptRow> = delivery_attempts::table
        .filter(delivery_attempts::delivery_id.eq(id))
        .order(delivery_attempts::attempt)
        .select(AttemptRow::as_select())
        .load(connection)
        .await?;
    let read = |AttemptRow { attempt, at, outcome, provider_id, reason }| Attempt {
        attempt,
        at,
        outcome,
        provider_id,
        reason,
    };
    Ok(rows.into_iter().map(read).collect())
}

/// The query of a page. What an index is made for is written into it: the value of a parameter is not known to whoever
/// chooses the index.
#[must_use]
pub fn page(filter: &Filter, start: Option<&Start<DeliveryId>>, limit: i64) -> Query {
    let mut query = deliveries::table.into_boxed();
    if let Some(state) = filter.state {
        query = query.filter(sql::<Bool>(standing(state)));
    }
    if let Some(channel) = filter.channel {
        query = query.filter(sql::<Bool>(&format!("channel = '{}'", channel.as_str())));
    }
    if let Some(category) = filter.category {
        query = query.filter(sql::<Bool>(&format!("category = '{}'", category.as_str())));
    }
    if let Some(template) = &filter.template {
        query = query.filter(deliveries::template.eq(template.clone()));
    }
    if let Some(user) = filter.user {
        query = query.filter(deliveries::user_id.eq(user));
    }
    // An id tells when it was made.
    if let Some(from) = filter.from {
        query = query.filter(deliveries::id.ge(least_uuid(from)));
    }
    if let Some(to) = filter.to {
        query = query.filter(deliveries::id.lt(least_uuid(to)));
    }
    query = match start {
        Some(Start { at, backwards: true }) => query.filter(deliveries::id.gt(*at)).order(deliveries::id),
        Some(Start { at, .. }) => query.filter(deliveries::id.lt(*at)).order(deliveries::id.desc()),
        None => query.order(deliveries::id.desc()),
    };
    query.limit(limit)
}

/// Leases are kept by the database's clock.
fn standing(state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Queued => {
            "state = 'queued' AND (lease_until IS NULL OR lease_until <= clock_timestamp())"
        }
        // There are few of them, of whatever age: they are looked up first.
        DeliveryState::Sending => {
            "id = ANY (ARRAY(
                 SELECT id FROM deliveries WHERE state = 'queued' AND lease_until > clock_timestamp()))"
        }
        DeliveryState::Sent => "state = 'sent'",
        DeliveryState::Suppressed => "state = 'suppressed'",
        DeliveryState::Dead => "state = 'dead'",
    }
}

/// These messages with the names of whom they are for.
async fn named(
    connection: &mut AsyncPgConnection,
    rows: Vec<DeliveryRow>,
) -> Result<Vec<Delivery>, StorageError> {
    let people: Vec<UserId> = rows.iter().map(|row| row.user_id).collect();
    let people: Vec<(UserId, String, String)> = users::table
        .filter(users::id.eq_any(people))
        .filter(users::deleted_at.is_null())
        .select((users::id, users::first_name, users::last_name))
        .load(connection)
        .await?;
    let names: HashMap<UserId, String> = people
        .into_iter()
        .map(|(id, first, last)| (id, format!("{first} {last}").trim().to_owned()))
        .collect();
    rows.into_iter().map(|row| read(row, &names)).collect()
}

fn read(row: DeliveryRow, names: &HashMap<UserId, String>) -> Result<Delivery, StorageError> {
    let corrupt = |column| StorageError::Corrupt { column };
    let state = match row.state.as_str() {
        "queued" if row.leased => DeliveryState::Sending,
        stored => DeliveryState::parse(stored).map_err(|_| corrupt("deliveries.state"))?,
    };
    Ok(Delivery {
        id: row.id,
        event_id: row.event_id,
        user_id: row.user_id,
        user_name: names.get(&row.user_id).cloned().unwrap_or_default(),
        channel: ChannelKind::parse(&row.channel).map_err(|_| corrupt("deliveries.channel"))?,
        category: Category::parse(&row.category).map_err(|_| corrupt("deliveries.category"))?,
        template: row.template,
        priority: row.priority,
        state,
        run_at: row.run_at,
        attempts: row.attempts,
        last_error: row.last_error,
        provider_id: row.provider_id,
        provider_status: row.provider_status,
        address: row.address.as_deref().and_then(masked),
        created_at: row.created_at,
        updated_at: row.updated_at,
        sent_at: row.sent_at,
    })
}
