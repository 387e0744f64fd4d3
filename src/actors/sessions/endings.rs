//! What nodes tell each other of sign-ins that ended or changed: over the bus, and past it.

use std::collections::HashMap;

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};

use crate::bus::contract::Bus;
use crate::bus::signal::BusSignal;
use crate::bus::subscription::Subscription;
use crate::domain::ids::SessionId;
use crate::storage::error::StorageError;
use crate::storage::pool::Database;
use crate::storage::sessions::end;

/// The channels of the bus: JSON arrays of session ids.
pub(super) const ENDED: &str = "sign-ins-ended";
/// The same, where the account was disabled.
pub(super) const DISABLED: &str = "accounts-disabled";
/// The keys of topics whose subscribers are to be asked again.
pub(super) const RECONSIDERED: &str = "topics-reconsidered";
/// What is remembered of these is no longer so.
pub(super) const CHANGED: &str = "sign-ins-changed";

/// How far back the table is looked through: an end is dated by the clock of its own node, which may be minutes off.
const LOOKED_BACK: TimeDelta = TimeDelta::minutes(6);

/// What ended lately, as the table says; each is told once.
#[derive(Default)]
pub(super) struct EndingsWatch {
    /// Those that were told, and when they ended.
    told: HashMap<SessionId, DateTime<Utc>>,
}

impl EndingsWatch {
    /// What ended since the last look.
    ///
    /// # Errors
    /// [`StorageError`].
    pub(super) async fn look(
        &mut self,
        database: &Database,
        now: DateTime<Utc>,
    ) -> Result<Vec<SessionId>, StorageError> {
        let since = now - LOOKED_BACK;
        let mut connection = database.connection().await?;
        let ended = end::revoked_since(&mut connection, since).await?;
        self.told.retain(|_, at| *at >= since);
        let mut fresh = Vec::new();
        for (session, at) in ended {
            if self.told.insert(session, at).is_none() {
                fresh.push(session);
            }
        }
        Ok(fresh)
    }
}

/// Tells the other nodes. Where the bus is away they find out by themselves, within seconds.
pub(super) async fn tell(bus: &dyn Bus, channel: &str, sessions: &[SessionId]) {
    let payload = serde_json::to_vec(sessions).unwrap_or_default();
    if let Err(error) = bus.publish(channel, Bytes::from(payload)).await {
        tracing::warn!(%error, channel, "other nodes were not told of sign-ins");
    }
}

/// Waits for the next that are told of; none once the bus is gone.
pub(super) async fn next(subscription: &mut Subscription) -> Option<Vec<SessionId>> {
    loop {
        match subscription.next().await? {
            BusSignal::Message(payload) => match serde_json::from_slice(&payload) {
                Ok(ended) => return Some(ended),
                Err(error) => tracing::warn!(%error, "a message of another node cannot be read"),
            },
            BusSignal::Gap => {
                tracing::warn!("what became of sign-ins on other nodes may not have been heard");
            }
        }
    }
}
