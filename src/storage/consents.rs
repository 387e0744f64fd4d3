//! The ledger of consents. Lines are added and never changed; a trigger refuses the rest.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::consents::{Consent, ConsentKind};
use crate::domain::ids::{ConsentId, UserId};
use crate::domain::pages::Start;
use crate::storage::error::StorageError;
use crate::storage::schema::consents;

#[derive(Queryable, Selectable)]
#[diesel(table_name = consents)]
struct ConsentRow {
    id: ConsentId,
    user_id: UserId,
    kind: String,
    granted: bool,
    wording: String,
    source: String,
    created_at: DateTime<Utc>,
}

/// Adds a line.
///
/// # Errors
/// [`StorageError`].
pub async fn insert(connection: &mut AsyncPgConnection, line: &Consent) -> Result<(), StorageError> {
    diesel::insert_into(consents::table)
        .values((
            consents::id.eq(line.id),
            consents::user_id.eq(line.user_id),
            consents::kind.eq(line.kind.as_str()),
            consents::granted.eq(line.granted),
            consents::wording.eq(&line.wording),
            consents::source.eq(&line.source),
            consents::created_at.eq(line.created_at),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// At most `limit` lines of a person, the newest first, from `start` on, in its direction.
///
/// # Errors
/// [`StorageError`].
pub async fn list(
    connection: &mut AsyncPgConnection,
    user: UserId,
    start: Option<&Start<ConsentId>>,
    limit: i64,
) -> Result<Vec<Consent>, StorageError> {
    let mut query = consents::table.filter(consents::user_id.eq(user)).into_boxed();
    query = match start {
        Some(Start { at, backwards: true }) => query.filter(consents::id.gt(*at)).order(consents::id),
        Some(Start { at, .. }) => query.filter(consents::id.lt(*at)).order(consents::id.desc()),
        None => query.order(consents::id.desc()),
    };
    let rows: Vec<ConsentRow> = query.limit(limit).select(ConsentRow::as_select()).load(connection).await?;
    rows.into_iter().map(read).collect()
}

/// What somebody said last of a consent; none where they never said anything.
///
/// # Errors
/// [`StorageError`].
pub async fn last_of(
    connection: &mut AsyncPgConnection,
    person: UserId,
    kind: ConsentKind,
) -> Result<Option<bool>, StorageError> {
    Ok(consents::table
        .filter(consents::user_id.eq(person))
        .filter(consents::kind.eq(kind.as_str()))
        .order(consents::id.desc())
        .select(consents::granted)
        .first(connection)
        .await
        .optional()?)
}

/// Who of these people took this consent back: the last line of a kind holds, and who never said anything did not.
///
/// # Errors
/// [`StorageError`].
pub async fn refused(
    connection: &mut AsyncPgConnection,
    people: &[UserId],
    kind: ConsentKind,
) -> Result<HashSet<UserId>, StorageError> {
    let last = last(connection, people, kind).await?;
    Ok(last.into_iter().filter(|(_, granted, _)| !granted).map(|(person, ..)| person).collect())
}

/// Who of these people took this consent back by way of `source`.
///
/// # Errors
/// [`StorageError`].
pub async fn refused_by(
    connection: &mut AsyncPgConnection,
    people: &[UserId],
    kind: ConsentKind,
    source: &str,
) -> Result<HashSet<UserId>, StorageError> {
    let last = last(connection, people, kind).await?;
    let refused = last.into_iter().filter(|(_, granted, by)| !granted && by == source);
    Ok(refused.map(|(person, ..)| person).collect())
}

/// The last line of each person: whether they agree, and by which way they said so.
async fn last(
    connection: &mut AsyncPgConnection,
    people: &[UserId],
    kind: ConsentKind,
) -> Result<Vec<(UserId, bool, String)>, StorageError> {
    Ok(consents::table
        .filter(consents::user_id.eq_any(people))
        .filter(consents::kind.eq(kind.as_str()))
        .distinct_on(consents::user_id)
        .order((consents::user_id, consents::id.desc()))
        .select((consents::user_id, consents::granted, consents::source))
        .load(connection)
        .await?)
}

fn read(row: ConsentRow) -> Result<Consent, StorageError> {
    Ok(Consent {
        id: row.id,
        user_id: row.user_id,
        kind: ConsentKind::parse(&row.kind).map_err(|_| StorageError::Corrupt { column: "consents.kind" })?,
        granted: row.granted,
        wording: row.wording,
        source: row.source,
        created_at: row.created_at,
    })
}
