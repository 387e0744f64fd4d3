//! Finds messages, and what was tried.

use chrono::TimeDelta;
use serde_json::json;

use crate::domain::admin_deliveries::{Attempt, Delivery};
use crate::domain::audit::Origin;
use crate::domain::ids::DeliveryId;
use crate::domain::pages::{Slice, Start};
use crate::domain::principals::Caller;
use crate::services::admin_deliveries::{AdminDeliveries, check, record};
use crate::services::error::ServiceError;
use crate::storage::admin_deliveries::{self, Filter};

/// What goes out within it is not ahead.
const AHEAD: TimeDelta = TimeDelta::minutes(1);

impl AdminDeliveries {
    /// One page of the messages, the newest first. What is still ahead, reminders say, is shown where it is asked for: by
    /// its state, or by a time.
    ///
    /// # Errors
    /// `Forbidden`, `Storage`.
    pub async fn list(
        &self,
        caller: &Caller,
        mut filter: Filter,
        start: Option<&Start<DeliveryId>>,
        limit: usize,
        origin: &Origin,
    ) -> Result<Slice<Delivery, DeliveryId>, ServiceError> {
        check(caller)?;
        let mut connection = self.database.connection().await?;
        let rows_max = i64::try_from(limit + 1).unwrap_or(i64::MAX);
        if filter.state.is_none() && filter.to.is_none() {
            filter.to = Some(self.clock.now() + AHEAD);
        }
        let rows = admin_deliveries::list(&mut connection, &filter, start, rows_max).await?;
        drop(connection);
        let page = Slice::cut(rows, start, limit, |delivery| delivery.id);
        // A message says when somebody is written to, not about what: one line tells of the list.
        let detail = json!({ "user": filter.user, "results": page.items.len() });
        let listed = record("delivery.list", Some(caller.agent()), None, origin, detail);
        self.reads.record(vec![listed]).await?;
        Ok(page)
    }

    /// One message with its log.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`, `Storage`.
    pub async fn find(
        &self,
        caller: &Caller,
        id: DeliveryId,
        origin: &Origin,
    ) -> Result<(Delivery, Vec<Attempt>), ServiceError> {
        check(caller)?;
        let mut connection = self.database.connection().await?;
        let delivery = admin_deliveries::find(&mut connection, id).await?.ok_or(ServiceError::NotFound)?;
        let log = admin_deliveries::log(&mut connection, id).await?;
        drop(connection);
        let read = record("delivery.read", Some(caller.agent()), Some(id), origin, json!({}));
        self.reads.record(vec![read]).await?;
        Ok((delivery, log))
    }
}
