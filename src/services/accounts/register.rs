//! A new account. What is answered does not tell whether the address already has one.

use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

use crate::domain::audit::{AuditOutcome, Origin};
use crate::domain::events::{Event, EventKind};
use crate::domain::ids::{EventId, UserId};
use crate::domain::users::{Registration, User};
use crate::services::accounts::{Accounts, record};
use crate::services::error::ServiceError;
use crate::storage::error::StorageError;
use crate::storage::{audit, events, users};

impl Accounts {
    /// Makes the account. For an address that has one already nothing is made: the answer looks the same, with an id
    /// of nobody, and the owner is told by an event.
    ///
    /// # Errors
    /// `Busy`, `Storage`.
    pub async fn register(&self, registration: &Registration, origin: &Origin) -> Result<User, ServiceError> {
        // Hashed in either case, so that both take as long.
        let password_hash = self.passwords.hash(&registration.password).await?;
        let now = self.clock.now();
        let id = UserId::new(now);
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            if users::insert(connection, id, registration, &password_hash, None, now).await? {
                let made =
                    record("account.register", Some(id), Some(id), AuditOutcome::Ok, origin, json!({}));
                return audit::insert(connection, &[made], now).await;
            }
            let owner = users::find_sign_in(connection, &registration.email).await?.map(|(owner, _)| owner);
            let detail = json!({ "reason": "account_exists" });
            let refused = record("account.register", None, owner, AuditOutcome::Refused, origin, detail);
            audit::insert(connection, &[refused], now).await?;
            if owner.is_some() {
                let told = Event {
                    id: EventId::new(now),
                    kind: EventKind::AccountExists,
                    appointment_id: None,
                    user_id: owner,
                    actor: None,
                    data: json!({}),
                    at: now,
                };
                events::insert(connection, &[told]).await?;
            }
            Ok::<_, StorageError>(())
        })
        .await?;
        Ok(as_registered(id, registration))
    }
}

/// Made from the input alone, so that it is the same for a known address.
fn as_registered(id: UserId, registration: &Registration) -> User {
    User {
        id,
        email: Some(registration.email.clone()),
        role: registration.role,
        first_name: registration.first_name.clone(),
        last_name: registration.last_name.clone(),
        phone: registration.phone.clone(),
        locale: registration.locale,
        time_zone: registration.time_zone,
        email_verified: false,
        phone_verified: false,
        disabled: false,
        clinics: Vec::new(),
    }
}
