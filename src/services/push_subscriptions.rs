//! The browsers that somebody wants to be notified in.

use std::sync::Arc;

use base64::Engine;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use futures::FutureExt;
use serde_json::json;

use crate::delivery::push::endpoint::Reach;
use crate::delivery::push::sealed::are_keys;
use crate::delivery::push::web_push::Keeper;
use crate::domain::audit::{AuditEntry, AuditOutcome, Origin};
use crate::domain::channels::PushTarget;
use crate::domain::clock::SharedClock;
use crate::domain::ids::PushSubscriptionId;
use crate::domain::invalid::Invalid;
use crate::domain::principals::Caller;
use crate::services::error::{FieldProblem, ServiceError};
use crate::storage::audit;
use crate::storage::pool::Database;
use crate::storage::push_subscriptions::{self, Subscription};

/// Nobody has more browsers; the one that has not been used for the longest makes room.
const MOST: i64 = 20;
/// Browsers write their keys with padding or without.
const BASE64URL: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A subscription as a browser gives it.
#[derive(Debug, Clone)]
pub struct NewSubscription {
    /// Where its push service takes pushes.
    pub endpoint: String,
    /// The browser's public key, in base64url.
    pub p256dh: String,
    /// The secret that both share, in base64url.
    pub auth: String,
    /// Which browser, in words.
    pub label: String,
}

/// The use cases. Cloning is cheap.
#[derive(Clone)]
pub struct PushSubscriptions {
    database: Database,
    clock: SharedClock,
    reach: Reach,
    public_key: Arc<str>,
}

impl PushSubscriptions {
    /// Over this database, by this clock; endpoints are within `reach`, and browsers subscribe with `public_key`.
    #[must_use]
    pub fn new(database: Database, clock: SharedClock, reach: Reach, public_key: &str) -> Self {
        Self { database, clock, reach, public_key: public_key.into() }
    }

    /// The key that browsers subscribe with.
    #[must_use]
    pub fn public_key(&self) -> &str {
        &self.public_key
    }

    /// The caller's browsers, the newest first.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn list(&self, caller: &Caller) -> Result<Vec<Subscription>, ServiceError> {
        let mut connection = self.database.connection().await?;
        Ok(push_subscriptions::list(&mut connection, caller.user_id).await?)
    }

    /// Adds a browser of the caller's; one that is known already stays the same. The second answer is whether it is new.
    ///
    /// # Errors
    /// `Invalid` for an endpoint or keys that are none; `Storage`.
    pub async fn add(
        &self,
        caller: &Caller,
        new: NewSubscription,
        origin: &Origin,
    ) -> Result<(Subscription, bool), ServiceError> {
        let now = self.clock.now();
        let target = self.read(&new, PushSubscriptionId::new(now))?;
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            let owner = caller.user_id;
            let saved = push_subscriptions::save(connection, owner, &target, &new.label, now).await?;
            let is_new = saved.id == target.id;
            if is_new {
                push_subscriptions::make_room(connection, owner, saved.id, MOST).await?;
                let added = record("push_subscription.add", caller, saved.id, origin);
                audit::insert(connection, &[added], now).await?;
            }
            Ok((saved, is_new))
        })
        .await
    }

    /// Ends a browser of the caller's.
    ///
    /// # Errors
    /// Not found where it is none of theirs; `Storage`.
    pub async fn remove(
        &self,
        caller: &Caller,
        id: PushSubscriptionId,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            if !push_subscriptions::delete(connection, caller.user_id, id).await? {
                return Err(ServiceError::NotFound);
            }
            let removed = record("push_subscription.remove", caller, id, origin);
            Ok(audit::insert(connection, &[removed], now).await?)
        })
        .await
    }

    fn read(&self, new: &NewSubscription, id: PushSubscriptionId) -> Result<PushTarget, ServiceError> {
        let mut refused = Vec::new();
        if let Err(invalid) = self.reach.parse(&new.endpoint) {
            refused.push(FieldProblem { field: "endpoint".to_owned(), invalid });
        }
        let decoded = |text: &str| BASE64URL.decode(text).unwrap_or_default();
        let (p256dh, auth) = (decoded(&new.p256dh), decoded(&new.auth));
        if !are_keys(&p256dh, &auth) {
            let invalid = Invalid::new("invalid_keys", "Give the keys that the browser was given.");
            refused.push(FieldProblem { field: "keys".to_owned(), invalid });
        }
        if !refused.is_empty() {
            return Err(ServiceError::Invalid(refused));
        }
        Ok(PushTarget { id, endpoint: new.endpoint.clone(), p256dh, auth })
    }
}

/// Keeps what is learnt of browsers while pushing to them.
#[must_use]
pub fn keeper(database: Database, clock: SharedClock) -> Keeper {
    Arc::new(move |learnt| {
        let (database, now) = (database.clone(), clock.now());
        async move {
            let kept = async {
                let mut connection = database.connection().await?;
                push_subscriptions::learn(&mut connection, &learnt.used, &learnt.gone, now).await
            };
            if let Err(error) = kept.await {
                tracing::warn!(%error, "what was learnt of browsers was not kept");
            }
        }
        .boxed()
    })
}

fn record(action: &'static str, caller: &Caller, id: PushSubscriptionId, origin: &Origin) -> AuditEntry {
    AuditEntry {
        actor: Some(caller.agent()),
        action,
        object_kind: "push_subscription",
        object_id: Some(id.0),
        patient: None,
        origin: origin.clone(),
        outcome: AuditOutcome::Ok,
        detail: json!({}),
    }
}
