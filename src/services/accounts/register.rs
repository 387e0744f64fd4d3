//! A new account. What is answered, and when, does not tell whether the address already has one.

use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

use crate::domain::audit::{AuditOutcome, Origin};
use crate::domain::events::EventKind;
use crate::domain::ids::UserId;
use crate::domain::one_time::Purpose;
use crate::domain::users::{Password, Registration, User};
use crate::services::accounts::evenly::evenly;
use crate::services::accounts::{Accounts, event, own, record};
use crate::services::error::ServiceError;
use crate::storage::{audit, events, passwords, users};

impl Accounts {
    /// Makes the account, and mails a link that proves the address. For an address that has one already nothing is made:
    /// the answer looks the same, with an id of nobody, and the owner is told by an event.
    ///
    /// # Errors
    /// `Invalid` with `password_too_weak` at `password`; `Busy`, `Storage`.
    pub async fn register(
        &self,
        registration: &Registration,
        password: &Password,
        origin: &Origin,
    ) -> Result<User, ServiceError> {
        evenly(async {
            let about = [registration.email.as_str(), &registration.first_name, &registration.last_name];
            // Hashed in either case: it is most of the work.
            let password_hash = self.passwords.choose(password, &about, "password").await?;
            let now = self.clock.now();
            let id = UserId::new(now);
            let mut connection = self.database.connection().await?;
            AsyncPgConnection::transaction(&mut connection, async |connection| {
                let email = &registration.email;
                if users::insert(connection, id, registration, Some(&password_hash), None, now).await? {
                    let kind = EventKind::AccountEmailProofAsked;
                    self.send_proof(connection, kind, Purpose::EmailVerify, id, email.as_str(), now).await?;
                    audit::insert(connection, &[own("account.register", id, origin, json!({}))], now).await?;
                    return Ok(());
                }
                let owner = passwords::find_by_email(connection, email).await?.map(|lock| lock.id);
                let detail = json!({ "reason": "account_exists" });
                let refused = record("account.register", None, owner, AuditOutcome::Refused, origin, detail);
                audit::insert(connection, &[refused], now).await?;
                if let Some(owner) = owner {
                    let told = event(EventKind::AccountExists, owner, None, now);
                    events::insert(connection, &[told]).await?;
                }
                Ok::<_, ServiceError>(())
            })
            .await?;
            Ok(as_registered(id, registration))
        })
        .await
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
        mfa_enabled: false,
        disabled: false,
        clinics: Vec::new(),
    }
}
