//! What people chose to be told of. Who chose nothing has no row.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::{Value, json};

use crate::domain::categories::Category;
use crate::domain::channels::ChannelKind;
use crate::domain::ids::UserId;
use crate::domain::preferences::{Preferences, Reader};
use crate::domain::roles::Role;
use crate::storage::error::StorageError;
use crate::storage::schema::{notification_preferences, users};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = notification_preferences)]
#[diesel(check_for_backend(diesel::pg::Pg))]
struct Row {
    user_id: UserId,
    channels: Value,
    reminder_minutes: Option<Vec<i32>>,
    quiet_hours: Option<Value>,
    daily_cap: Value,
    version: i32,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

/// The choices of these people; nobody for ids of nobody.
///
/// # Errors
/// [`StorageError`].
pub async fn find_many(
    connection: &mut AsyncPgConnection,
    people: &[UserId],
) -> Result<HashMap<UserId, Preferences>, StorageError> {
    let rows: Vec<(UserId, String, Option<Row>)> = users::table
        .left_join(notification_preferences::table)
        .filter(users::id.eq_any(people))
        .select((users::id, users::role, Option::<Row>::as_select()))
        .load(connection)
        .await?;
    let chosen = rows.into_iter().map(|(person, role, row)| {
        let role = Role::from_stored(&role).ok_or(StorageError::Corrupt { column: "users.role" })?;
        let reader = Reader::of(role);
        let chosen = row.map_or(Ok(Preferences::default()), read)?;
        Ok((person, Preferences { reader, ..chosen }))
    });
    chosen.collect()
}

/// One person's choices.
///
/// # Errors
/// [`StorageError`].
pub async fn find(connection: &mut AsyncPgConnection, person: UserId) -> Result<Preferences, StorageError> {
    Ok(find_many(connection, &[person]).await?.remove(&person).unwrap_or_default())
}

/// The same, and nobody else changes them until the transaction is over. Locked is the account, since who chooses for the
/// first time has no row yet.
///
/// # Errors
/// [`StorageError`].
pub async fn lock(connection: &mut AsyncPgConnection, person: UserId) -> Result<Preferences, StorageError> {
    let _locked: Option<UserId> = users::table
        .filter(users::id.eq(person))
        .select(users::id)
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?;
    find(connection, person).await
}

/// Keeps what a person chose.
///
/// # Errors
/// [`StorageError`].
pub async fn save(
    connection: &mut AsyncPgConnection,
    person: UserId,
    chosen: &Preferences,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    use notification_preferences as table;
    diesel::insert_into(table::table)
        .values(write(person, chosen, now))
        .on_conflict(table::user_id)
        .do_update()
        .set((
            table::channels.eq(excluded(table::channels)),
            table::reminder_minutes.eq(excluded(table::reminder_minutes)),
            table::quiet_hours.eq(excluded(table::quiet_hours)),
            table::daily_cap.eq(excluded(table::daily_cap)),
            table::version.eq(excluded(table::version)),
            table::updated_at.eq(excluded(table::updated_at)),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

fn write(user_id: UserId, chosen: &Preferences, now: DateTime<Utc>) -> Row {
    let mut channels: BTreeMap<&str, BTreeMap<&str, bool>> = BTreeMap::new();
    for ((category, channel), on) in &chosen.switched {
        channels.entry(category.as_str()).or_default().insert(channel.as_str(), *on);
    }
    let daily_cap: BTreeMap<&str, Option<u32>> =
        chosen.daily_cap.iter().map(|(channel, cap)| (channel.as_str(), *cap)).collect();
    Row {
        user_id,
        channels: json!(channels),
        reminder_minutes: chosen.reminder_minutes.clone(),
        quiet_hours: chosen.quiet_hours.map(|hours| hours.map_or(Value::Bool(false), |hours| json!(hours))),
        daily_cap: json!(daily_cap),
        version: chosen.version,
        created_at: now,
        updated_at: now,
    }
}

fn read(row: Row) -> Result<Preferences, StorageError> {
    let corrupt = |column| StorageError::Corrupt { column };
    // Names of a newer version are of no use to this one, and keep nobody's messages.
    let channels: BTreeMap<String, BTreeMap<String, bool>> =
        serde_json::from_value(row.channels).map_err(|_| corrupt("notification_preferences.channels"))?;
    let named = |category: &str, channel: &str| {
        Some((Category::parse(category).ok()?, ChannelKind::parse(channel).ok()?))
    };
    let mut switched = BTreeMap::new();
    for (category, channels) in &channels {
        for (channel, on) in channels {
            switched.extend(named(category, channel).map(|named| (named, *on)));
        }
    }
    let quiet_hours = match row.quiet_hours {
        None => None,
        Some(Value::Bool(false)) => Some(None),
        Some(hours) => Some(Some(
            serde_json::from_value(hours).map_err(|_| corrupt("notification_preferences.quiet_hours"))?,
        )),
    };
    Ok(Preferences {
        reader: Reader::default(),
        switched,
        reminder_minutes: row.reminder_minutes,
        quiet_hours,
        daily_cap: serde_json::from_value(row.daily_cap)
            .map_err(|_| corrupt("notification_preferences.daily_cap"))?,
        version: row.version,
    })
}
