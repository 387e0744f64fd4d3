//! The second factor at work: codes are taken and used up, and recovery codes stand in where an authenticator is lost.

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;

use crate::domain::ids::UserId;
use crate::services::accounts::Accounts;
use crate::services::error::ServiceError;
use crate::storage::mfa;

/// Recovery codes: ten of 50 bits, without letters that are taken for others.
const RECOVERY_CODES: usize = 10;
const RECOVERY_ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
const RECOVERY_HALF: usize = 5;

impl Accounts {
    /// Takes a code of the authenticator, or a recovery code, and uses it up. Within the caller's transaction, so that a
    /// code is used only if what it was given for is done.
    ///
    /// # Errors
    /// `MfaInvalid`; `Storage`, `Cryptography`.
    pub(super) async fn take_code(
        &self,
        connection: &mut AsyncPgConnection,
        user: UserId,
        code: &str,
        now: DateTime<Utc>,
    ) -> Result<(), ServiceError> {
        let kept = mfa::lock(connection, user).await?;
        let kept = kept.filter(|kept| kept.confirmed_at.is_some()).ok_or(ServiceError::MfaInvalid)?;
        if self.take_totp(connection, user, &kept, code, now).await? {
            return Ok(());
        }
        let hash = self.one_time.recovery_hash(code);
        if mfa::use_recovery_code(connection, user, &hash, now).await? {
            return Ok(());
        }
        Err(ServiceError::MfaInvalid)
    }

    /// Takes a code of the authenticator alone; whether it was right.
    pub(super) async fn take_totp(
        &self,
        connection: &mut AsyncPgConnection,
        user: UserId,
        kept: &mfa::Authenticator,
        code: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, ServiceError> {
        let Some(found) = self.authenticators.check(user, kept, code, now)? else { return Ok(false) };
        let drift_steps = i32::try_from(found.drift_steps).unwrap_or(0);
        mfa::use_code(connection, user, found.step, drift_steps).await?;
        Ok(true)
    }

    /// Ten recovery codes, and what is kept of them.
    pub(super) fn recovery_codes(&self) -> (Vec<String>, Vec<Vec<u8>>) {
        let half = || {
            let letter = || char::from(RECOVERY_ALPHABET[usize::from(rand::random::<u8>() % 32)]);
            (0..RECOVERY_HALF).map(|_| letter()).collect::<String>()
        };
        let codes: Vec<_> = (0..RECOVERY_CODES).map(|_| format!("{}-{}", half(), half())).collect();
        let hashes = codes.iter().map(|code| self.one_time.recovery_hash(code)).collect();
        (codes, hashes)
    }
}
