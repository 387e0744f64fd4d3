//! Looking at a patient who is not one's own, in an emergency: with a reason, for an hour, and administrators are told.

use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

use crate::domain::access::PatientScope;
use crate::domain::audit::Origin;
use crate::domain::break_glass::{BreakGlass, LASTS};
use crate::domain::clock::SharedClock;
use crate::domain::events::{Event, EventKind};
use crate::domain::ids::{BreakGlassId, EventId, UserId};
use crate::domain::pages::{Slice, Start};
use crate::domain::principals::{Caller, Principal};
use crate::services::error::ServiceError;
use crate::services::patients::record;
use crate::storage::patients::find;
use crate::storage::pool::Database;
use crate::storage::{audit, break_glass, events, users};

/// The use cases of emergencies. Cloning is cheap.
#[derive(Clone)]
pub struct Emergencies {
    database: Database,
    clock: SharedClock,
}

impl Emergencies {
    /// Over this database, by this clock.
    #[must_use]
    pub fn new(database: Database, clock: SharedClock) -> Self {
        Self { database, clock }
    }

    /// Opens a patient to the caller: to look, not to touch. The reason may be about somebody's health and stays out of the
    /// audit trail.
    ///
    /// # Errors
    /// `Forbidden` for patients; `NotFound` where there is no such patient; `Storage`.
    pub async fn open(
        &self,
        caller: &Caller,
        patient: UserId,
        reason: &str,
        origin: &Origin,
    ) -> Result<BreakGlass, ServiceError> {
        if !caller.may_break_glass() {
            return Err(ServiceError::Forbidden);
        }
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        let broken = AsyncPgConnection::transaction(&mut connection, async |connection| {
            let found = find::find(connection, &PatientScope::All, patient, now).await?;
            let patient = found.ok_or(ServiceError::NotFound)?.id;
            let broken = BreakGlass {
                id: BreakGlassId::new(now),
                user_id: caller.user_id,
                patient_id: patient,
                reason: reason.to_owned(),
                created_at: now,
                expires_at: now + LASTS,
            };
            break_glass::insert(connection, &broken).await?;
            let detail = json!({ "break_glass_id": broken.id, "until": broken.expires_at });
            let principal = Principal::from(caller.clone());
            let done = record("patient.break_glass", &principal, patient, origin, detail);
            audit::insert(connection, &[done], now).await?;
            let administrators = users::administrators(connection).await?;
            let alert = |administrator: UserId| Event {
                id: EventId::new(now),
                kind: EventKind::AccessBreakGlass,
                appointment_id: None,
                user_id: Some(administrator),
                actor: Some(caller.user_id.0),
                data: json!({ "break_glass_id": broken.id }),
                at: now,
            };
            let alerts: Vec<Event> = administrators.into_iter().map(alert).collect();
            events::insert(connection, &alerts).await?;
            Ok::<_, ServiceError>(broken)
        })
        .await?;
        tracing::warn!(user_id = %caller.user_id, break_glass_id = %broken.id, "somebody broke the glass");
        Ok(broken)
    }

    /// One page of the emergencies: the caller's own, all for administrators; the newest first.
    ///
    /// # Errors
    /// `Forbidden` for patients; `Storage`.
    pub async fn list(
        &self,
        caller: &Caller,
        start: Option<&Start<BreakGlassId>>,
        limit: usize,
        origin: &Origin,
    ) -> Result<Slice<BreakGlass, BreakGlassId>, ServiceError> {
        if !caller.may_break_glass() {
            return Err(ServiceError::Forbidden);
        }
        let of = (!caller.administers()).then_some(caller.user_id);
        let mut connection = self.database.connection().await?;
        let rows_max = i64::try_from(limit + 1).unwrap_or(i64::MAX);
        let rows = break_glass::list(&mut connection, of, start, rows_max).await?;
        let page = Slice::cut(rows, start, limit, |broken| broken.id);
        let principal = Principal::from(caller.clone());
        let others = page.items.iter().filter(|broken| broken.user_id != caller.user_id);
        let read: Vec<_> = others
            .map(|broken| {
                let detail = json!({ "break_glass_id": broken.id });
                record("break_glass.read", &principal, broken.patient_id, origin, detail)
            })
            .collect();
        audit::insert(&connection, &read, self.clock.now()).await?;
        Ok(page)
    }
}
