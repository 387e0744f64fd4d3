//! What a person agreed to.

use chrono::{DateTime, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::access::posts::Tie;
use crate::domain::audit::Origin;
use crate::domain::consents::{Consent, ConsentKind};
use crate::domain::ids::{ConsentId, UserId};
use crate::domain::pages::{Slice, Start};
use crate::domain::principals::Caller;
use crate::services::error::ServiceError;
use crate::services::profiles::{Profiles, record, tie};
use crate::storage::{audit, consents, profiles};

/// A line of the ledger of consents, as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Consent)]
pub struct ConsentView {
    /// Names the line.
    pub id: Uuid,
    /// `terms`, `privacy`, `email`, `sms`, `push` or `marketing`.
    #[schema(value_type = String, example = "sms")]
    pub kind: &'static str,
    /// Given, or taken back.
    pub granted: bool,
    /// As it was shown.
    #[schema(example = "Remind me of my visits by text message.")]
    pub wording: String,
    /// Where it was shown.
    #[schema(example = "settings")]
    pub source: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

impl From<Consent> for ConsentView {
    fn from(line: Consent) -> Self {
        Self {
            id: line.id.0,
            kind: line.kind.as_str(),
            granted: line.granted,
            wording: line.wording,
            source: line.source,
            created_at: line.created_at,
        }
    }
}

/// A consent that is given or taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewConsent {
    /// To what.
    pub kind: ConsentKind,
    /// Given, or taken back.
    pub granted: bool,
    /// As it was shown.
    pub wording: String,
    /// Where it was shown.
    pub source: String,
}

impl Profiles {
    /// One page of a person's consents, the newest first.
    ///
    /// # Errors
    /// `NotFound` where the person is not the caller's to see; `Storage`.
    pub async fn list_consents(
        &self,
        caller: &Caller,
        person: UserId,
        start: Option<&Start<ConsentId>>,
        limit: usize,
        origin: &Origin,
    ) -> Result<Slice<Consent, ConsentId>, ServiceError> {
        let mut connection = self.database.connection().await?;
        let tie = tie(&mut connection, caller, person).await?;
        let profile = profiles::find::find(&mut connection, person).await?.ok_or(ServiceError::NotFound)?;
        let rows_max = i64::try_from(limit + 1).unwrap_or(i64::MAX);
        let rows = consents::list(&mut connection, person, start, rows_max).await?;
        drop(connection);
        if tie != Tie::Own {
            let read = record("consent.read", caller, &profile, origin, json!({}));
            self.reads.record(vec![read]).await?;
        }
        Ok(Slice::cut(rows, start, limit, |line| line.id))
    }

    /// Adds a line: what a person, or their guardian for them, says now.
    ///
    /// # Errors
    /// `NotFound` where the person is not the caller's to see; `Forbidden` for administrators: nobody consents in
    /// another's name; `Storage`.
    pub async fn add_consent(
        &self,
        caller: &Caller,
        person: UserId,
        wanted: NewConsent,
        origin: &Origin,
    ) -> Result<Consent, ServiceError> {
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            let tie = tie(connection, caller, person).await?;
            let profile = profiles::find::find(connection, person).await?.ok_or(ServiceError::NotFound)?;
            if !tie.may_consent() {
                return Err(ServiceError::Forbidden);
            }
            let NewConsent { kind, granted, wording, source } = wanted;
            let id = ConsentId::new(now);
            let line = Consent { id, user_id: person, kind, granted, wording, source, created_at: now };
            consents::insert(connection, &line).await?;
            let detail = json!({ "consent_id": line.id, "kind": kind.as_str(), "granted": granted });
            let done = record("consent.add", caller, &profile, origin, detail);
            audit::insert(connection, &[done], now).await?;
            Ok(line)
        })
        .await
    }
}
