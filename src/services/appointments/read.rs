//! Reads visits, each principal theirs. Whose visits somebody else looked at goes on record before it is answered.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::domain::access::{Bond, Side};
use crate::domain::api_keys::KeyScope;
use crate::domain::appointments::Appointment;
use crate::domain::audit::{AuditEntry, AuditOutcome, Origin};
use crate::domain::clock::SharedClock;
use crate::domain::ids::{AppointmentId, UserId};
use crate::domain::pages::{Slice, Start};
use crate::domain::principals::{Agent, Caller, Principal};
use crate::services::error::ServiceError;
use crate::storage::appointments::find;
use crate::storage::appointments::list::{self, Filter, Position};
use crate::storage::audit::writer::AuditWriter;
use crate::storage::pool::Database;
use crate::storage::{audit, break_glass, dependants};

/// Shows visits. Cloning is cheap.
#[derive(Clone)]
pub struct Visits {
    pub(super) database: Database,
    clock: SharedClock,
    reads: AuditWriter,
}

impl Visits {
    /// Over this database, by this clock; reads go on record through `reads`.
    #[must_use]
    pub fn new(database: Database, clock: SharedClock, reads: AuditWriter) -> Self {
        Self { database, clock, reads }
    }

    /// One visit and the principal's side of it.
    ///
    /// # Errors
    /// Not found where there is none, or none that concerns the principal; `MissingScope`, `Storage`.
    pub async fn find(
        &self,
        principal: &Principal,
        id: AppointmentId,
        origin: &Origin,
    ) -> Result<(Appointment, Side), ServiceError> {
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        let (visit, side) = open(&mut connection, principal, KeyScope::AppointmentsRead, id, now).await?;
        drop(connection);
        if principal.agent() != Agent::User(visit.patient_id) {
            let read = seen(principal, visit.patient_id, Some(visit.id.0), origin, json!({}));
            self.reads.record(vec![read]).await?;
        }
        Ok((visit, side))
    }

    /// The doctor of a visit that the principal wants to change, and their side of it. Whether they may is asked again with
    /// the change.
    ///
    /// # Errors
    /// As [`Self::find`].
    pub async fn doctor_and_side(
        &self,
        principal: &Principal,
        id: AppointmentId,
    ) -> Result<(UserId, Side), ServiceError> {
        let mut connection = self.database.connection().await?;
        let now = self.clock.now();
        let (visit, side) = open(&mut connection, principal, KeyScope::AppointmentsWrite, id, now).await?;
        Ok((visit.doctor_id, side))
    }

    /// One page of the visits that the principal may see, each with their side of it; the latest first where
    /// `latest_first`.
    ///
    /// # Errors
    /// `MissingScope`, `Storage`.
    pub async fn list(
        &self,
        principal: &Principal,
        filter: &Filter,
        start: Option<&Start<Position>>,
        latest_first: bool,
        limit: u32,
        origin: &Origin,
    ) -> Result<Slice<(Appointment, Side), Position>, ServiceError> {
        principal.require(KeyScope::AppointmentsRead)?;
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        let (mut dependants, mut opened) = (Vec::new(), Vec::new());
        if let Some(caller) = principal.person() {
            if caller.may_have_dependants() {
                dependants = dependants::of(&mut connection, caller.user_id).await?;
            }
            if caller.may_break_glass() {
                opened = break_glass::opened_by(&mut connection, caller.user_id, now).await?;
            }
        }
        let scope = principal.visits_in_view(&dependants, opened.clone());
        let descending = latest_first != Start::is_backwards(start);
        let beyond = start.map(|start| &start.at);
        let rows_max = i64::from(limit) + 1;
        let visits = list::list(&mut connection, &scope, filter, beyond, descending, rows_max).await?;
        let with_side = |visit: Appointment| {
            let bond = if dependants.contains(&visit.patient_id) {
                Some(Bond::Guardian)
            } else {
                opened.contains(&visit.patient_id).then_some(Bond::Emergency)
            };
            principal.side_of(&visit, bond).map(|side| (visit, side))
        };
        drop(connection);
        let rows = visits.into_iter().filter_map(with_side).collect();
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let page = Slice::cut(rows, start, limit, |(visit, _)| (visit.during.start, visit.id));
        self.reads.record(all_seen(principal, &page.items, origin)).await?;
        Ok(page)
    }
}

async fn open(
    connection: &mut AsyncPgConnection,
    principal: &Principal,
    scope: KeyScope,
    id: AppointmentId,
    now: DateTime<Utc>,
) -> Result<(Appointment, Side), ServiceError> {
    principal.require(scope)?;
    let visit = find::find(connection, id).await?.ok_or(ServiceError::NotFound)?;
    let side = side(connection, principal, &visit, now).await?;
    Ok((visit, side))
}

/// The principal's side of a visit. Costs queries only where the visit is neither theirs nor their clinic's.
///
/// # Errors
/// Not found for those whom the visit does not concern.
pub async fn side(
    connection: &mut AsyncPgConnection,
    principal: &Principal,
    visit: &Appointment,
    now: DateTime<Utc>,
) -> Result<Side, ServiceError> {
    if let Some(side) = principal.side_of(visit, None) {
        return Ok(side);
    }
    let caller = principal.person().ok_or(ServiceError::NotFound)?;
    let (user, patient) = (caller.user_id, visit.patient_id);
    let bond = if dependants::is_guardian(connection, user, patient).await? {
        Some(Bond::Guardian)
    } else if caller.may_break_glass() && break_glass::is_open(connection, user, patient, now).await? {
        Some(Bond::Emergency)
    } else {
        None
    };
    principal.side_of(visit, bond).ok_or(ServiceError::NotFound)
}

/// A line for each patient on a page, so that each can be told who looked.
fn all_seen(principal: &Principal, page: &[(Appointment, Side)], origin: &Origin) -> Vec<AuditEntry> {
    let mut by_patient: BTreeMap<UserId, Vec<AppointmentId>> = BTreeMap::new();
    for (visit, _) in page.iter().filter(|(visit, _)| principal.agent() != Agent::User(visit.patient_id)) {
        by_patient.entry(visit.patient_id).or_default().push(visit.id);
    }
    let line =
        |(patient, visits)| seen(principal, patient, None, origin, json!({ "in": "list", "visits": visits }));
    by_patient.into_iter().map(line).collect()
}

fn seen(
    principal: &Principal,
    patient: UserId,
    visit: Option<Uuid>,
    origin: &Origin,
    detail: Value,
) -> AuditEntry {
    AuditEntry {
        actor: Some(principal.agent()),
        action: "appointment.read",
        object_kind: "appointment",
        object_id: visit,
        patient: Some(patient),
        origin: origin.clone(),
        outcome: AuditOutcome::Ok,
        detail,
    }
}

/// Puts on record that somebody hears of a doctor's visits as they happen.
///
/// # Errors
/// `Storage`.
pub async fn record_listener(
    database: &Database,
    caller: &Caller,
    doctor: UserId,
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    let entry = AuditEntry {
        actor: Some(caller.agent()),
        action: "schedule.subscribe",
        object_kind: "schedule",
        object_id: Some(doctor.0),
        patient: None,
        origin: Origin::default(),
        outcome: AuditOutcome::Ok,
        detail: json!({}),
    };
    let connection = database.connection().await?;
    Ok(audit::insert(&connection, &[entry], now).await?)
}
