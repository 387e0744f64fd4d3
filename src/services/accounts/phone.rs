//! Numbers: proving by a code that one is theirs.

use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

use crate::domain::audit::Origin;
use crate::domain::events::EventKind;
use crate::domain::ids::UserId;
use crate::domain::one_time::Purpose;
use crate::domain::principals::Caller;
use crate::domain::users::User;
use crate::services::accounts::{Accounts, own};
use crate::services::error::ServiceError;
use crate::storage::one_time_tokens::{self, OneTimeToken};
use crate::storage::{audit, proofs, users};

impl Accounts {
    /// Texts a code to the caller's number.
    ///
    /// # Errors
    /// `Conflict` with `no_phone`; `Storage`.
    pub async fn send_phone_code(&self, caller: &Caller) -> Result<(), ServiceError> {
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            let user = users::find(connection, caller.user_id).await?.ok_or(ServiceError::InvalidToken)?;
            let phone = user.phone.ok_or_else(no_phone)?;
            let kind = EventKind::AccountPhoneProofAsked;
            self.send_proof(connection, kind, Purpose::PhoneVerify, user.id, phone.as_str(), now).await?;
            Ok(())
        })
        .await
    }

    /// Proves the caller's number by the code; answers their account as it stands.
    ///
    /// # Errors
    /// `Invalid` with `invalid_code`; `Storage`.
    pub async fn verify_phone(
        &self,
        caller: &Caller,
        code: &str,
        origin: &Origin,
    ) -> Result<User, ServiceError> {
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        let token = self.try_code_of(&mut connection, &[caller.user_id], Purpose::PhoneVerify, code).await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            if !one_time_tokens::use_up(connection, token.id, now).await? {
                return Err(invalid_code());
            }
            if !proofs::prove_phone(connection, caller.user_id, &token.address, now).await? {
                return Err(invalid_code());
            }
            let proven = own("account.phone_verified", caller.user_id, origin, json!({}));
            audit::insert(connection, &[proven], now).await?;
            Ok(())
        })
        .await?;
        drop(connection);
        self.me(caller).await
    }

    /// The code that one of these people was sent. Not in a transaction: a wrong guess must stay counted.
    pub(super) async fn try_code_of(
        &self,
        connection: &mut AsyncPgConnection,
        users: &[UserId],
        purpose: Purpose,
        code: &str,
    ) -> Result<OneTimeToken, ServiceError> {
        let now = self.clock.now();
        let code: String = code.chars().filter(char::is_ascii_digit).collect();
        let tried = one_time_tokens::try_codes(connection, users, purpose, now).await?;
        tried.into_iter().find(|token| self.one_time.matches(token, &code)).ok_or_else(invalid_code)
    }
}

fn no_phone() -> ServiceError {
    let message = "Add your number to your profile first.".to_owned();
    ServiceError::Conflict { code: "no_phone", message }
}

/// 422 at `code`.
pub(super) fn invalid_code() -> ServiceError {
    ServiceError::field("code", "invalid_code", "This code is not right, or is too old. Ask for a new one.")
}
