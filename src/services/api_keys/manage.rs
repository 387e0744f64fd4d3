//! A clinic's keys: listed, made, changed, revoked.

use chrono::{DateTime, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::{Value, json};

use crate::domain::api_keys::{ApiKey, KeyScopes, RateTier};
use crate::domain::audit::{AuditEntry, AuditOutcome, Origin};
use crate::domain::ids::{ApiKeyId, ClinicId};
use crate::domain::pages::{Slice, Start};
use crate::domain::principals::Caller;
use crate::services::api_keys::{ApiKeys, FreshKey};
use crate::services::clinics::gate;
use crate::services::error::ServiceError;
use crate::storage::{api_keys, audit, clinics};

/// How many good keys a clinic may have.
const KEYS_MAX: i64 = 50;

/// A key to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewApiKey {
    /// What people call it.
    pub name: String,
    /// What it is for.
    pub scopes: KeyScopes,
    /// How much it may ask.
    pub rate_tier: RateTier,
    /// When it ends by itself.
    pub expires_at: Option<DateTime<Utc>>,
}

/// What is to be changed of a key; what is none stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApiKeyChange {
    /// What people call it.
    pub name: Option<String>,
    /// What it is for.
    pub scopes: Option<KeyScopes>,
    /// How much it may ask.
    pub rate_tier: Option<RateTier>,
    /// When it ends by itself; inside, none for never.
    pub expires_at: Option<Option<DateTime<Utc>>>,
}

impl ApiKeys {
    /// One page of a clinic's keys, the newest first; revoked ones too.
    ///
    /// # Errors
    /// `NotFound` where there is no such clinic, or none of the caller's; `Storage`.
    pub async fn list(
        &self,
        caller: &Caller,
        clinic: ClinicId,
        start: Option<&Start<ApiKeyId>>,
        limit: usize,
    ) -> Result<Slice<ApiKey, ApiKeyId>, ServiceError> {
        let mut connection = self.database.connection().await?;
        open(&mut connection, caller, clinic).await?;
        let rows_max = i64::try_from(limit + 1).unwrap_or(i64::MAX);
        let rows = api_keys::list(&mut connection, clinic, start, rows_max).await?;
        Ok(Slice::cut(rows, start, limit, |key| key.id))
    }

    /// One key.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub async fn find(
        &self,
        caller: &Caller,
        clinic: ClinicId,
        id: ApiKeyId,
    ) -> Result<ApiKey, ServiceError> {
        let mut connection = self.database.connection().await?;
        open(&mut connection, caller, clinic).await?;
        api_keys::find(&mut connection, clinic, id).await?.ok_or(ServiceError::NotFound)
    }

    /// Makes a key; its secret is in the answer and nowhere else.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden` for a tier that only administrators give; `Invalid` for an end that is past; the conflict
    /// `too_many_keys`; `Storage`.
    pub async fn make(
        &self,
        caller: &Caller,
        clinic: ClinicId,
        wanted: NewApiKey,
        origin: &Origin,
    ) -> Result<(ApiKey, FreshKey), ServiceError> {
        let now = self.clock.now();
        let fresh = FreshKey::make();
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            open_to_change(connection, caller, clinic).await?;
            check(caller, Some(wanted.rate_tier), wanted.expires_at, now)?;
            if api_keys::count_good(connection, clinic, now).await? >= KEYS_MAX {
                let message = "Revoke a key that is not needed first.".to_owned();
                return Err(ServiceError::Conflict { code: "too_many_keys", message });
            }
            let key = ApiKey {
                id: ApiKeyId::new(now),
                clinic_id: clinic,
                name: wanted.name,
                prefix: fresh.prefix.clone(),
                scopes: wanted.scopes,
                rate_tier: wanted.rate_tier,
                expires_at: wanted.expires_at,
                last_used_at: None,
                revoked_at: None,
                created_at: now,
            };
            api_keys::insert(connection, &key, &fresh.hash, caller.user_id).await?;
            let made = record("api_key.create", caller, &key, origin, terms(&key));
            audit::insert(connection, &[made], now).await?;
            Ok((key, fresh))
        })
        .await
    }

    /// Changes a key.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden` for a tier that only administrators give; `Invalid` for an end that is past; the conflicts
    /// `key_revoked` and `key_ended`; `Storage`.
    pub async fn change(
        &self,
        caller: &Caller,
        clinic: ClinicId,
        id: ApiKeyId,
        change: ApiKeyChange,
        origin: &Origin,
    ) -> Result<ApiKey, ServiceError> {
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        let changed = AsyncPgConnection::transaction(&mut connection, async |connection| {
            open_to_change(connection, caller, clinic).await?;
            let mut key = api_keys::lock(connection, clinic, id).await?.ok_or(ServiceError::NotFound)?;
            let raised = change.rate_tier.filter(|tier| *tier != key.rate_tier);
            check(caller, raised, change.expires_at.flatten(), now)?;
            if key.revoked_at.is_some() {
                let message = "This key was revoked; make another one.".to_owned();
                return Err(ServiceError::Conflict { code: "key_revoked", message });
            }
            if !key.is_good(now) {
                let message = "This key has ended; make another one.".to_owned();
                return Err(ServiceError::Conflict { code: "key_ended", message });
            }
            key.name = change.name.unwrap_or(key.name);
            key.scopes = change.scopes.unwrap_or(key.scopes);
            key.rate_tier = change.rate_tier.unwrap_or(key.rate_tier);
            key.expires_at = change.expires_at.unwrap_or(key.expires_at);
            api_keys::update(connection, &key).await?;
            let done = record("api_key.change", caller, &key, origin, terms(&key));
            audit::insert(connection, &[done], now).await?;
            Ok::<_, ServiceError>(key)
        })
        .await?;
        self.forget();
        Ok(changed)
    }

    /// Takes a key back: from now on it opens nothing. One that was revoked stays so.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub async fn revoke(
        &self,
        caller: &Caller,
        clinic: ClinicId,
        id: ApiKeyId,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            open(connection, caller, clinic).await?;
            let mut key = api_keys::lock(connection, clinic, id).await?.ok_or(ServiceError::NotFound)?;
            if key.revoked_at.is_some() {
                return Ok(());
            }
            key.revoked_at = Some(now);
            api_keys::update(connection, &key).await?;
            let done = record("api_key.revoke", caller, &key, origin, json!({}));
            Ok::<_, ServiceError>(audit::insert(connection, &[done], now).await?)
        })
        .await?;
        self.forget();
        Ok(())
    }
}

/// Lets pass who runs a clinic, as PostgreSQL has it now; for others, its doctors too, it has no keys.
async fn open(
    connection: &mut AsyncPgConnection,
    caller: &Caller,
    clinic: ClinicId,
) -> Result<(), ServiceError> {
    let post = gate::open(connection, caller, clinic).await?;
    if post.runs_clinic() { Ok(()) } else { Err(ServiceError::NotFound) }
}

/// The same for whoever makes or changes one: the clinic is locked, so that nobody is let go meanwhile, and no two keys
/// are counted as one.
async fn open_to_change(
    connection: &mut AsyncPgConnection,
    caller: &Caller,
    clinic: ClinicId,
) -> Result<(), ServiceError> {
    clinics::lock(connection, clinic).await?.ok_or(ServiceError::NotFound)?;
    open(connection, caller, clinic).await
}

/// What is asked for a key must be the caller's to give, and must not be over already.
fn check(
    caller: &Caller,
    tier: Option<RateTier>,
    expires_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    if tier.is_some_and(|tier| !caller.may_give(tier)) {
        return Err(ServiceError::Forbidden);
    }
    if expires_at.is_some_and(|end| end <= now) {
        return Err(ServiceError::field("expires_at", "in_the_past", "A key ends in the future, or never."));
    }
    Ok(())
}

fn terms(key: &ApiKey) -> Value {
    json!({
        "clinic_id": key.clinic_id,
        "scopes": key.scopes.names(),
        "rate_tier": key.rate_tier,
        "expires_at": key.expires_at,
    })
}

fn record(action: &'static str, caller: &Caller, key: &ApiKey, origin: &Origin, detail: Value) -> AuditEntry {
    AuditEntry {
        actor: Some(caller.agent()),
        action,
        object_kind: "api_key",
        object_id: Some(key.id.0),
        patient: None,
        origin: origin.clone(),
        outcome: AuditOutcome::Ok,
        detail,
    }
}
