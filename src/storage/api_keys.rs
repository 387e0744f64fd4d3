//! The keys of clinics' software. Every query starts from clinics that are not deleted.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::api_keys::{ApiKey, KeyScopes, RateTier};
use crate::domain::ids::{ApiKeyId, ClinicId, UserId};
use crate::domain::pages::Start;
use crate::storage::error::StorageError;
use crate::storage::schema::{api_keys, clinics};

#[derive(Queryable, Selectable)]
#[diesel(table_name = api_keys)]
struct ApiKeyRow {
    id: ApiKeyId,
    clinic_id: ClinicId,
    name: String,
    prefix: String,
    scopes: Vec<String>,
    rate_tier: String,
    expires_at: Option<DateTime<Utc>>,
    last_used_at: Option<DateTime<Utc>>,
    revoked_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
}

#[diesel::dsl::auto_type(no_type_alias)]
fn keys() -> _ {
    api_keys::table.inner_join(clinics::table).filter(clinics::deleted_at.is_null())
}

/// At most `limit` keys of a clinic, the newest first, from `start` on, in its direction; revoked ones too.
///
/// # Errors
/// [`StorageError`].
pub async fn list(
    connection: &mut AsyncPgConnection,
    clinic: ClinicId,
    start: Option<&Start<ApiKeyId>>,
    limit: i64,
) -> Result<Vec<ApiKey>, StorageError> {
    let query = keys().filter(api_keys::clinic_id.eq(clinic)).into_boxed();
    let query = match start {
        Some(Start { at, backwards: true }) => query.filter(api_keys::id.gt(*at)).order(api_keys::id),
        Some(Start { at, .. }) => query.filter(api_keys::id.lt(*at)).order(api_keys::id.desc()),
        None => query.order(api_keys::id.desc()),
    };
    let rows: Vec<ApiKeyRow> = query.limit(limit).select(ApiKeyRow::as_select()).load(connection).await?;
    rows.into_iter().map(read).collect()
}

/// What these keys are called, revoked ones too; ids of none are left out.
///
/// # Errors
/// [`StorageError`].
pub async fn names(
    connection: &mut AsyncPgConnection,
    ids: &[ApiKeyId],
) -> Result<Vec<(ApiKeyId, String)>, StorageError> {
    Ok(api_keys::table
        .filter(api_keys::id.eq_any(ids))
        .select((api_keys::id, api_keys::name))
        .load(connection)
        .await?)
}

/// One key of a clinic, locked for the rest of the transaction.
///
/// # Errors
/// [`StorageError`].
pub async fn lock(
    connection: &mut AsyncPgConnection,
    clinic: ClinicId,
    id: ApiKeyId,
) -> Result<Option<ApiKey>, StorageError> {
    let row: Option<ApiKeyRow> = api_keys::table
        .filter(api_keys::clinic_id.eq(clinic))
        .filter(api_keys::id.eq(id))
        .select(ApiKeyRow::as_select())
        .for_update()
        .first(connection)
        .await
        .optional()?;
    row.map(read).transpose()
}

/// One key of a clinic.
///
/// # Errors
/// [`StorageError`].
pub async fn find(
    connection: &mut AsyncPgConnection,
    clinic: ClinicId,
    id: ApiKeyId,
) -> Result<Option<ApiKey>, StorageError> {
    let row: Option<ApiKeyRow> = keys()
        .filter(api_keys::clinic_id.eq(clinic))
        .filter(api_keys::id.eq(id))
        .select(ApiKeyRow::as_select())
        .first(connection)
        .await
        .optional()?;
    row.map(read).transpose()
}

/// The key of a prefix and the SHA-256 of its secret.
///
/// # Errors
/// [`StorageError`].
pub async fn of_prefix(
    connection: &mut AsyncPgConnection,
    prefix: &str,
) -> Result<Option<(ApiKey, Vec<u8>)>, StorageError> {
    let row: Option<(ApiKeyRow, Vec<u8>)> = keys()
        .filter(api_keys::prefix.eq(prefix))
        .select((ApiKeyRow::as_select(), api_keys::secret_hash))
        .first(connection)
        .await
        .optional()?;
    row.map(|(row, hash)| Ok((read(row)?, hash))).transpose()
}

/// How many keys of a clinic open something at `now`.
///
/// # Errors
/// [`StorageError`].
pub async fn count_good(
    connection: &mut AsyncPgConnection,
    clinic: ClinicId,
    now: DateTime<Utc>,
) -> Result<i64, StorageError> {
    Ok(keys()
        .filter(api_keys::clinic_id.eq(clinic))
        .filter(api_keys::revoked_at.is_null())
        .filter(api_keys::expires_at.is_null().or(api_keys::expires_at.gt(now)))
        .count()
        .get_result(connection)
        .await?)
}

/// Adds a key that somebody made.
///
/// # Errors
/// `Refused` for a prefix that is there already; else [`StorageError`].
pub async fn insert(
    connection: &mut AsyncPgConnection,
    key: &ApiKey,
    secret_hash: &[u8],
    made_by: UserId,
) -> Result<(), StorageError> {
    diesel::insert_into(api_keys::table)
        .values((
            api_keys::id.eq(key.id),
            api_keys::clinic_id.eq(key.clinic_id),
            api_keys::name.eq(&key.name),
            api_keys::prefix.eq(&key.prefix),
            api_keys::secret_hash.eq(secret_hash),
            api_keys::scopes.eq(key.scopes.names()),
            api_keys::rate_tier.eq(key.rate_tier.as_str()),
            api_keys::created_by.eq(made_by),
            api_keys::created_at.eq(key.created_at),
            api_keys::expires_at.eq(key.expires_at),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Changes what may change of a key: its name, what it is for, how much it may ask, when it ends, that it is revoked.
///
/// # Errors
/// [`StorageError`].
pub async fn update(connection: &mut AsyncPgConnection, key: &ApiKey) -> Result<(), StorageError> {
    diesel::update(api_keys::table.filter(api_keys::id.eq(key.id)))
        .set((
            api_keys::name.eq(&key.name),
            api_keys::scopes.eq(key.scopes.names()),
            api_keys::rate_tier.eq(key.rate_tier.as_str()),
            api_keys::expires_at.eq(key.expires_at),
            api_keys::revoked_at.eq(key.revoked_at),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Revokes whatever keys a clinic has.
///
/// # Errors
/// [`StorageError`].
pub async fn revoke_all(
    connection: &mut AsyncPgConnection,
    clinic: ClinicId,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::update(api_keys::table)
        .filter(api_keys::clinic_id.eq(clinic))
        .filter(api_keys::revoked_at.is_null())
        .set(api_keys::revoked_at.eq(now))
        .execute(connection)
        .await?;
    Ok(())
}

/// Notes that a key was used.
///
/// # Errors
/// [`StorageError`].
pub async fn touch(
    connection: &mut AsyncPgConnection,
    id: ApiKeyId,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::update(api_keys::table.filter(api_keys::id.eq(id)))
        .set(api_keys::last_used_at.eq(now))
        .execute(connection)
        .await?;
    Ok(())
}

fn read(row: ApiKeyRow) -> Result<ApiKey, StorageError> {
    let corrupt = |column| StorageError::Corrupt { column };
    Ok(ApiKey {
        id: row.id,
        clinic_id: row.clinic_id,
        name: row.name,
        prefix: row.prefix,
        scopes: KeyScopes::parse(row.scopes.iter().map(String::as_str))
            .map_err(|_| corrupt("api_keys.scopes"))?,
        rate_tier: RateTier::parse(&row.rate_tier).map_err(|_| corrupt("api_keys.rate_tier"))?,
        expires_at: row.expires_at,
        last_used_at: row.last_used_at,
        revoked_at: row.revoked_at,
        created_at: row.created_at,
    })
}
