//! The chain over the log: its links, the rows they bind, and what waits for its link.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use uuid::Uuid;

use crate::storage::audit::partitions::Window;
use crate::storage::error::StorageError;
use crate::storage::schema::{audit_chain, audit_unchained};

/// A link of the chain.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = audit_chain)]
pub struct Link {
    /// From 1 on, without a gap.
    pub position: i64,
    /// The row it binds.
    pub audit_id: Uuid,
    /// Over the link before and the row. Of 32 bytes, unless somebody wrote something else.
    pub hash: Vec<u8>,
}

/// A row of the log with each column in the one form that is hashed: read so, it can be told whatever was written into it.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct LoggedRow {
    /// Names the row.
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    /// Microseconds since 2000, as PostgreSQL sends them; infinity has a number too.
    #[diesel(sql_type = Binary)]
    pub at: Vec<u8>,
    /// Whose the actor's id is.
    #[diesel(sql_type = Text)]
    pub actor_kind: String,
    /// Who.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub actor_id: Option<Uuid>,
    /// What was done.
    #[diesel(sql_type = Text)]
    pub action: String,
    /// To what kind of thing.
    #[diesel(sql_type = Text)]
    pub object_kind: String,
    /// To which.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub object_id: Option<Uuid>,
    /// Whom it concerns.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub patient_id: Option<Uuid>,
    /// In which request.
    #[diesel(sql_type = Nullable<Text>)]
    pub request_id: Option<String>,
    /// From where.
    #[diesel(sql_type = Nullable<Text>)]
    pub ip: Option<String>,
    /// Done or refused.
    #[diesel(sql_type = Text)]
    pub outcome: String,
    /// PostgreSQL's own text of it: keys once each, in its order, and numbers with all their digits.
    #[diesel(sql_type = Text)]
    pub detail: String,
}

/// A row that waited for its link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct Waiting {
    /// The row.
    #[diesel(sql_type = SqlUuid)]
    pub audit_id: Uuid,
    /// It has a link already: somebody else than the house said that it waits.
    #[diesel(sql_type = Bool)]
    pub chained: bool,
}

/// A row of the log, and whether the house knows of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct Met {
    /// The row.
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    /// It is chained, or waits to be.
    #[diesel(sql_type = Bool)]
    pub known: bool,
}

/// Keeps other chainers out until the transaction ends. Nobody else is kept from anything.
///
/// # Errors
/// [`StorageError::Busy`] where another one does not end.
pub async fn lock(connection: &mut AsyncPgConnection) -> Result<(), StorageError> {
    Ok(connection.batch_execute("LOCK TABLE audit_chain IN SHARE ROW EXCLUSIVE MODE").await?)
}

/// Takes at most `limit` rows out of the line, the oldest first. What is not committed yet is not seen, and comes later.
///
/// # Errors
/// [`StorageError`].
pub async fn take(connection: &mut AsyncPgConnection, limit: i64) -> Result<Vec<Waiting>, StorageError> {
    let mut taken: Vec<Waiting> = diesel::sql_query(
        "DELETE FROM audit_unchained AS waiting WHERE audit_id IN
             (SELECT audit_id FROM audit_unchained ORDER BY audit_id LIMIT $1 FOR UPDATE SKIP LOCKED)
         RETURNING audit_id, EXISTS (SELECT FROM audit_chain WHERE audit_id = waiting.audit_id) AS chained",
    )
    .bind::<BigInt, _>(limit)
    .load(connection)
    .await?;
    taken.sort_unstable_by_key(|waiting| waiting.audit_id);
    Ok(taken)
}

/// These rows of the log, as far as they are there, in no order.
///
/// # Errors
/// [`StorageError`].
pub async fn rows(connection: &mut AsyncPgConnection, ids: &[Uuid]) -> Result<Vec<LoggedRow>, StorageError> {
    Ok(diesel::sql_query(
        "SELECT id, timestamptz_send(at) AS at, actor_kind, actor_id, action, object_kind, object_id, patient_id,
                request_id, ip, outcome, detail::text AS detail
         FROM audit_log WHERE id = ANY ($1)",
    )
    .bind::<Array<SqlUuid>, _>(ids)
    .load(connection)
    .await?)
}

/// The last link; none of an empty chain.
///
/// # Errors
/// [`StorageError`].
pub async fn head(connection: &mut AsyncPgConnection) -> Result<Option<Link>, StorageError> {
    Ok(audit_chain::table
        .order(audit_chain::position.desc())
        .select(Link::as_select())
        .first(connection)
        .await
        .optional()?)
}

/// The link at a position.
///
/// # Errors
/// [`StorageError`].
pub async fn link_at(
    connection: &mut AsyncPgConnection,
    position: i64,
) -> Result<Option<Link>, StorageError> {
    Ok(audit_chain::table.find(position).select(Link::as_select()).first(connection).await.optional()?)
}

/// At most `limit` links behind a position, in order.
///
/// # Errors
/// [`StorageError`].
pub async fn links(
    connection: &mut AsyncPgConnection,
    after: i64,
    limit: i64,
) -> Result<Vec<Link>, StorageError> {
    Ok(audit_chain::table
        .filter(audit_chain::position.gt(after))
        .order(audit_chain::position)
        .limit(limit)
        .select(Link::as_select())
        .load(connection)
        .await?)
}

/// Appends links.
///
/// # Errors
/// [`StorageError::Refused`] where a position or a row has its link already.
pub async fn append(connection: &mut AsyncPgConnection, links: &[Link]) -> Result<(), StorageError> {
    let positions: Vec<i64> = links.iter().map(|link| link.position).collect();
    let ids: Vec<Uuid> = links.iter().map(|link| link.audit_id).collect();
    let hashes: Vec<&[u8]> = links.iter().map(|link| link.hash.as_slice()).collect();
    diesel::sql_query(
        "INSERT INTO audit_chain (position, audit_id, hash) SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::bytea[])",
    )
    .bind::<Array<BigInt>, _>(positions)
    .bind::<Array<SqlUuid>, _>(ids)
    .bind::<Array<Binary>, _>(hashes)
    .execute(connection)
    .await?;
    Ok(())
}

/// How many rows wait for their link.
///
/// # Errors
/// [`StorageError`].
pub async fn pending(connection: &mut AsyncPgConnection) -> Result<i64, StorageError> {
    Ok(audit_unchained::table.count().get_result(connection).await?)
}

/// At most `limit` rows of the log within a window, in order, each with whether it is chained or waits. One statement,
/// so that no row is looked for while it goes from the one to the other.
///
/// # Errors
/// [`StorageError`].
pub async fn met(
    connection: &mut AsyncPgConnection,
    window: Window,
    limit: i64,
) -> Result<Vec<Met>, StorageError> {
    Ok(diesel::sql_query(
        "WITH page AS MATERIALIZED
             (SELECT id FROM audit_log WHERE id BETWEEN $1 AND $2 ORDER BY id LIMIT $3)
         SELECT id, EXISTS (SELECT FROM audit_chain WHERE audit_id = id)
                    OR EXISTS (SELECT FROM audit_unchained WHERE audit_id = id) AS known
         FROM page ORDER BY id",
    )
    .bind::<SqlUuid, _>(window.first)
    .bind::<SqlUuid, _>(window.last)
    .bind::<BigInt, _>(limit)
    .load(connection)
    .await?)
}
