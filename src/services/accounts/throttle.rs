//! Wrong passwords and codes cost time: more with each, for whoever keeps trying, and not for the owner on a device of
//! theirs.

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use tokio::sync::OwnedMutexGuard;

use crate::domain::ids::UserId;
use crate::services::accounts::Accounts;
use crate::services::accounts::visitor::Visitor;
use crate::services::error::ServiceError;
use crate::services::secrets::SessionSecrets;
use crate::storage::error::StorageError;
use crate::storage::login_attempts::{self, Attempt};
use crate::storage::passwords::Lock;

/// Where a try is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// By somebody who is not known: their network may have to wait.
    Door,
    /// By somebody who is signed in.
    Inside,
}

/// A try whose turn it is, until it is dropped.
pub(super) struct Turn {
    pub(super) attempt: Attempt,
    /// Too many came before: whatever it is, it is answered as if it were wrong.
    pub(super) locked: bool,
    _first_in_line: OwnedMutexGuard<()>,
}

/// What a device was known by goes with the password and the second factor of that time.
pub(super) fn device_bond(password_hash: Option<&str>, mfa_enabled: bool) -> String {
    format!("{} {mfa_enabled}", password_hash.unwrap_or_default())
}

impl Accounts {
    /// How a try at an account is counted: by its name, whether there is one or not.
    pub(super) fn attempt(&self, name: &str, owner: Option<&Lock>, visitor: &Visitor) -> Attempt {
        Attempt {
            account: self.secrets.counted_as(name),
            network: self.secrets.counted_as(&visitor.network),
            device: owner.and_then(|owner| known_device(&self.secrets, owner, visitor)),
        }
    }

    /// Waits for the turn of a try.
    ///
    /// # Errors
    /// `TooManyFailures` for a network that must wait; `Busy`, `Storage`.
    pub(super) async fn turn(&self, attempt: Attempt, place: Place) -> Result<Turn, ServiceError> {
        let first_in_line = self.lines.enter(&attempt.account).await?;
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        let (account, network) = login_attempts::failures(&mut connection, &attempt, now).await?;
        let strange = place == Place::Door && attempt.device.is_none();
        let waits = network.network_waits_until(now);
        if let Some(until) = waits.filter(|_| self.policy.networks_wait && strange) {
            let retry_after_s = u64::try_from((until - now).num_seconds()).unwrap_or(0) + 1;
            return Err(ServiceError::TooManyFailures { retry_after_s });
        }
        let locked = account.account_waits_until(now).is_some();
        Ok(Turn { attempt, locked, _first_in_line: first_in_line })
    }

    /// The same for a code or a password that somebody gives who is signed in. Counted apart from signing in: who sits at
    /// a browser that was left must not lock its owner out.
    pub(super) async fn turn_inside(&self, user: UserId, visitor: &Visitor) -> Result<Turn, ServiceError> {
        self.turn(self.attempt(&format!("confirm {user}"), None, visitor), Place::Inside).await
    }

    /// Remembers how a try ended. Those that met a lock do not count against the account, since a lock must end; they are
    /// written under a name of nobody's, because an answer that spared itself the row would come sooner, and tell.
    pub(super) async fn count(
        &self,
        connection: &mut AsyncPgConnection,
        turn: &Turn,
        failed: bool,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let mut attempt = turn.attempt;
        if turn.locked && failed {
            attempt.account = self.secrets.counted_as("met a lock");
        }
        login_attempts::insert(connection, &attempt, failed, now).await
    }
}

fn known_device(secrets: &SessionSecrets, owner: &Lock, visitor: &Visitor) -> Option<[u8; 32]> {
    let bond = device_bond(owner.password_hash.as_deref(), owner.mfa_enabled_at.is_some());
    secrets.read_device(owner.id, &bond, visitor.device.as_deref()?)
}
