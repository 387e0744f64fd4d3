//! Wrong passwords cost time: more with each, for whoever keeps trying, and not for the owner on a device of theirs.

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;

use crate::domain::ids::UserId;
use crate::services::accounts::Accounts;
use crate::services::accounts::visitor::Visitor;
use crate::services::error::ServiceError;
use crate::storage::error::StorageError;
use crate::storage::login_attempts::{self, Attempt};

/// Whether a try may count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// It is answered as it is.
    Open,
    /// Too many came before: whatever it is, it is answered as if it were wrong.
    Locked,
}

impl Accounts {
    /// How a try at an account is counted: by its name, whether there is one or not.
    pub(super) fn attempt(&self, name: &str, owner: Option<UserId>, visitor: &Visitor) -> Attempt {
        let device = owner.zip(visitor.device.as_deref());
        Attempt {
            account: self.secrets.counted_as(name),
            network: self.secrets.counted_as(&visitor.network),
            device: device.and_then(|(owner, device)| self.secrets.read_device(owner, device)),
        }
    }

    /// Asks for the turn of a try.
    ///
    /// # Errors
    /// `TooManyFailures` for a network that must wait; `Storage`.
    pub(super) async fn turn(
        &self,
        connection: &mut AsyncPgConnection,
        attempt: &Attempt,
        now: DateTime<Utc>,
    ) -> Result<Turn, ServiceError> {
        let (account, network) = login_attempts::failures(connection, attempt, now).await?;
        let waits = network.network_waits_until(now);
        if let Some(until) = waits.filter(|_| self.policy.networks_wait && attempt.device.is_none()) {
            let retry_after_s = u64::try_from((until - now).num_seconds()).unwrap_or(0) + 1;
            return Err(ServiceError::TooManyFailures { retry_after_s });
        }
        Ok(if account.account_waits_until(now).is_some() { Turn::Locked } else { Turn::Open })
    }

    /// Remembers how a try ended. Those of a locked account are not counted: a lock must end.
    pub(super) async fn count(
        &self,
        connection: &mut AsyncPgConnection,
        attempt: &Attempt,
        failed: bool,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        login_attempts::insert(connection, attempt, failed, now).await
    }
}
