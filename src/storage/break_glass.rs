//! Leave to look at patients in an emergency.

use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::break_glass::BreakGlass;
use crate::domain::ids::{BreakGlassId, UserId};
use crate::domain::pages::Start;
use crate::storage::error::StorageError;
use crate::storage::schema::break_glass_grants;

type Row = (BreakGlassId, UserId, UserId, String, DateTime<Utc>, DateTime<Utc>);

/// Writes down that somebody broke the glass.
///
/// # Errors
/// [`StorageError`].
pub async fn insert(connection: &mut AsyncPgConnection, broken: &BreakGlass) -> Result<(), StorageError> {
    diesel::insert_into(break_glass_grants::table)
        .values((
            break_glass_grants::id.eq(broken.id),
            break_glass_grants::user_id.eq(broken.user_id),
            break_glass_grants::patient_id.eq(broken.patient_id),
            break_glass_grants::reason.eq(&broken.reason),
            break_glass_grants::created_at.eq(broken.created_at),
            break_glass_grants::expires_at.eq(broken.expires_at),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// At most `limit` of these, of one person or of all, the newest first, from `start` on, in its direction.
///
/// # Errors
/// [`StorageError`].
pub async fn list(
    connection: &mut AsyncPgConnection,
    of: Option<UserId>,
    start: Option<&Start<BreakGlassId>>,
    limit: i64,
) -> Result<Vec<BreakGlass>, StorageError> {
    let mut query = break_glass_grants::table.into_boxed();
    if let Some(user) = of {
        query = query.filter(break_glass_grants::user_id.eq(user));
    }
    query = match start {
        Some(Start { at, backwards: true }) => {
            query.filter(break_glass_grants::id.gt(*at)).order(break_glass_grants::id)
        }
        Some(Start { at, .. }) => {
            query.filter(break_glass_grants::id.lt(*at)).order(break_glass_grants::id.desc())
        }
        None => query.order(break_glass_grants::id.desc()),
    };
    let rows: Vec<Row> = query.limit(limit).load(connection).await?;
    Ok(rows.into_iter().map(read).collect())
}

/// Whom somebody may look at in an emergency at `now`.
///
/// # Errors
/// [`StorageError`].
pub async fn opened_by(
    connection: &mut AsyncPgConnection,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<Vec<UserId>, StorageError> {
    Ok(break_glass_grants::table
        .filter(break_glass_grants::user_id.eq(user))
        .filter(break_glass_grants::expires_at.gt(now))
        .select(break_glass_grants::patient_id)
        .distinct()
        .load(connection)
        .await?)
}

/// Whether somebody may look at a patient in an emergency at `now`.
///
/// # Errors
/// [`StorageError`].
pub async fn is_open(
    connection: &mut AsyncPgConnection,
    user: UserId,
    patient: UserId,
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    let grant = break_glass_grants::table
        .filter(break_glass_grants::user_id.eq(user))
        .filter(break_glass_grants::patient_id.eq(patient))
        .filter(break_glass_grants::expires_at.gt(now));
    Ok(diesel::select(exists(grant)).get_result(connection).await?)
}

fn read((id, user_id, patient_id, reason, created_at, expires_at): Row) -> BreakGlass {
    BreakGlass { id, user_id, patient_id, reason, created_at, expires_at }
}
