//! Addresses: proving that one is theirs, and changing it.

use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

use crate::domain::audit::Origin;
use crate::domain::contact::Email;
use crate::domain::events::EventKind;
use crate::domain::one_time::Purpose;
use crate::domain::principals::Caller;
use crate::domain::users::Password;
use crate::services::accounts::visitor::Visitor;
use crate::services::accounts::{Accounts, event, own};
use crate::services::error::ServiceError;
use crate::storage::one_time_tokens::OneTimeToken;
use crate::storage::{audit, events, one_time_tokens, passwords, proofs, users};

impl Accounts {
    /// Proves an address by the link that was sent there; it becomes the account's, if it was not yet.
    ///
    /// # Errors
    /// `Invalid` with `invalid_token` for a link that was used, is too old or is none of ours, and where the address
    /// became somebody else's meanwhile; `Storage`.
    pub async fn verify_email(&self, token: &str, origin: &Origin) -> Result<(), ServiceError> {
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            // The account before its links, as everybody locks them.
            let found = self.find_link(connection, token, Purpose::EmailVerify).await?;
            passwords::hold(connection, found.user_id).await?;
            let link = self.take_link(connection, token, Purpose::EmailVerify).await?;
            if !proofs::prove_email(connection, link.user_id, &link.address, now).await? {
                return Err(invalid_link());
            }
            // What was sent to another address than this one opens nothing any more.
            one_time_tokens::close(connection, link.user_id, Purpose::EmailVerify, now).await?;
            one_time_tokens::close(connection, link.user_id, Purpose::PasswordSet, now).await?;
            let proven = own("account.email_verified", link.user_id, origin, json!({}));
            audit::insert(connection, &[proven], now).await?;
            Ok(())
        })
        .await
    }

    /// Sends the link again; nothing where the address is proven already.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn resend_verification(&self, caller: &Caller) -> Result<(), ServiceError> {
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            let user = users::find(connection, caller.user_id).await?.ok_or(ServiceError::InvalidToken)?;
            let Some(email) = user.email.filter(|_| !user.email_verified) else { return Ok(()) };
            let kind = EventKind::AccountEmailProofAsked;
            self.send_proof(connection, kind, Purpose::EmailVerify, user.id, email.as_str(), now).await?;
            Ok(())
        })
        .await
    }

    /// Sends a link to another address, which becomes the account's when it is opened; the present one is told. An address
    /// that is taken gets no link, and nobody is told that it is taken.
    ///
    /// # Errors
    /// As [`Self::prove`]; `Storage`.
    pub async fn change_email(
        &self,
        caller: &Caller,
        email: &Email,
        password: &Password,
        otp: Option<&str>,
        visitor: &Visitor,
    ) -> Result<(), ServiceError> {
        let proven = self.prove(caller, password, otp, "password", visitor).await?;
        let (now, user) = (self.clock.now(), caller.user_id);
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            self.hold(connection, caller, &proven).await?;
            if users::find_by_email(connection, email).await?.is_none() {
                let kind = EventKind::AccountEmailProofAsked;
                self.send_proof(connection, kind, Purpose::EmailVerify, user, email.as_str(), now).await?;
            }
            events::insert(connection, &[event(EventKind::AccountEmailChangeAsked, user, None, now)]).await?;
            let asked = own("account.email_change_asked", user, &visitor.origin, json!({}));
            audit::insert(connection, &[asked], now).await?;
            Ok(())
        })
        .await
    }

    /// The row of a link that is still good.
    pub(super) async fn find_link(
        &self,
        connection: &mut AsyncPgConnection,
        text: &str,
        purpose: Purpose,
    ) -> Result<OneTimeToken, ServiceError> {
        let id = self.one_time.id_of(text).ok_or_else(invalid_link)?;
        let found = one_time_tokens::find_open(connection, &[id], self.clock.now()).await?.pop();
        found
            .filter(|token| token.purpose == purpose.as_str() && self.one_time.matches(token, text))
            .ok_or_else(invalid_link)
    }

    /// Uses up a link: of two who open it at once, one does.
    pub(super) async fn take_link(
        &self,
        connection: &mut AsyncPgConnection,
        text: &str,
        purpose: Purpose,
    ) -> Result<OneTimeToken, ServiceError> {
        let link = self.find_link(connection, text, purpose).await?;
        let taken = one_time_tokens::use_up(connection, link.id, self.clock.now()).await?;
        if taken { Ok(link) } else { Err(invalid_link()) }
    }
}

/// 422 at `token`.
pub(super) fn invalid_link() -> ServiceError {
    ServiceError::field(
        "token",
        "invalid_token",
        "This link has been used, or is too old. Ask for a new one.",
    )
}
