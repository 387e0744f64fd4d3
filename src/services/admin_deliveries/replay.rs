//! Tries dead letters again. Before one is sent it is judged as any other: whether its visit still stands, whether its
//! reader still wants it.

use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

use crate::domain::admin_deliveries::Delivery;
use crate::domain::audit::Origin;
use crate::domain::clock::Clock;
use crate::domain::ids::DeliveryId;
use crate::domain::principals::{Agent, Caller};
use crate::services::admin_deliveries::{AdminDeliveries, check, record};
use crate::services::error::ServiceError;
use crate::storage::dead_letters::{self, Letters};
use crate::storage::pool::Database;
use crate::storage::{admin_deliveries, audit};

/// Letters a transaction, so that no lock is held for long and the providers are not flooded at one word.
const BATCH: i64 = 500;

/// What came of a replay of many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replayed {
    /// These are queued again.
    pub ids: Vec<DeliveryId>,
    /// So many more there are.
    pub left: i64,
}

impl AdminDeliveries {
    /// Queues a dead letter again; answers how it stands.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`; the conflict `not_dead`; `Storage`.
    pub async fn replay(
        &self,
        caller: &Caller,
        id: DeliveryId,
        origin: &Origin,
    ) -> Result<Delivery, ServiceError> {
        check(caller)?;
        let letters = Letters { ids: Some(vec![id]), ..Letters::default() };
        let agent = Some(caller.agent());
        let replayed = replay(&self.database, &*self.clock, &letters, agent, origin).await?;
        let mut connection = self.database.connection().await?;
        let delivery = admin_deliveries::find(&mut connection, id).await?.ok_or(ServiceError::NotFound)?;
        if replayed.ids.is_empty() {
            let message = "Only what was given up is replayed.".to_owned();
            return Err(ServiceError::Conflict { code: "not_dead", message });
        }
        Ok(delivery)
    }

    /// Queues as many of these dead letters again as one transaction takes, those first that were given up first.
    ///
    /// # Errors
    /// `Forbidden`, `Storage`.
    pub async fn replay_many(
        &self,
        caller: &Caller,
        letters: &Letters,
        origin: &Origin,
    ) -> Result<Replayed, ServiceError> {
        check(caller)?;
        replay(&self.database, &*self.clock, letters, Some(caller.agent()), origin).await
    }
}

/// Queues as many of these dead letters again as one transaction takes, with a line on record for each; `agent` is none
/// for who sits at the machine itself.
///
/// # Errors
/// `Storage`.
pub async fn replay(
    database: &Database,
    clock: &dyn Clock,
    letters: &Letters,
    agent: Option<Agent>,
    origin: &Origin,
) -> Result<Replayed, ServiceError> {
    let now = clock.now();
    let mut connection = database.connection().await?;
    AsyncPgConnection::transaction(&mut connection, async |connection| {
        let ids = dead_letters::replay(connection, letters, BATCH, now).await?;
        let left = dead_letters::count(connection, letters).await?;
        let done: Vec<_> =
            ids.iter().map(|id| record("delivery.replay", agent, Some(*id), origin, json!({}))).collect();
        audit::insert(connection, &done, now).await?;
        Ok(Replayed { ids, left })
    })
    .await
}
