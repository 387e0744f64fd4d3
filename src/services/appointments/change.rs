//! One step of a visit's status machine, with its audit line and its event, in one transaction.

use chrono::TimeDelta;
use diesel_async::{AsyncConnection, AsyncPgConnection};

use serde_json::json;

use crate::domain::access::Side;
use crate::domain::api_keys::KeyScope;
use crate::domain::appointments::{Appointment, Step};
use crate::domain::audit::Origin;
use crate::domain::clock::SharedClock;
use crate::domain::events::{Event, EventKind};
use crate::domain::ids::{AppointmentId, UserId};
use crate::domain::principals::Principal;
use crate::domain::versions::Expected;
use crate::services::appointments::booking::{happened, record};
use crate::services::appointments::freed::{Freed, freed};
use crate::services::appointments::read::side;
use crate::services::error::ServiceError;
use crate::storage::pool::Database;
use crate::storage::{appointments, audit, events, schedules};

/// A step that somebody asks for.
#[derive(Debug, Clone)]
pub struct ChangeRequest {
    /// Who asks.
    pub principal: Principal,
    /// Of which visit.
    pub appointment_id: AppointmentId,
    /// What is to be done.
    pub step: Step,
    /// Why, for a cancellation.
    pub reason: Option<String>,
    /// Which versions of the visit it may be done to.
    pub expected: Expected,
    /// It was asked for by text, in answer to a reminder: there a patient's yes is enough.
    pub by_text: bool,
    /// Where the request came from.
    pub origin: Origin,
}

impl ChangeRequest {
    /// Whether somebody on this side may ask for it this way.
    fn is_open_to(&self, side: Side) -> bool {
        side.may(self.step) || (self.by_text && side == Side::Patient && self.step == Step::Confirm)
    }
}

/// What a step made of a visit.
#[derive(Debug, Clone)]
pub struct Changed {
    /// The visit as it stands.
    pub appointment: Appointment,
    /// What happened to it.
    pub event: Event,
    /// What followed from the time that it gave back.
    pub freed: Vec<Event>,
    /// The doctor's calendar with it.
    pub calendar_version: i64,
}

/// Takes the step, or says why not.
///
/// # Errors
/// Not found for those whom the visit does not concern, forbidden for the wrong side, stale where it is none of the
/// expected versions, `invalid_transition`, `cutoff_passed`.
pub async fn change(
    database: &Database,
    clock: &SharedClock,
    request: &ChangeRequest,
) -> Result<Changed, ServiceError> {
    let mut connection = database.connection().await?;
    connection
        .transaction(async |connection| {
            let visit = find(connection, request.appointment_id).await?;
            let side = side(connection, &request.principal, &visit, clock.now()).await?;
            request.principal.require(KeyScope::AppointmentsWrite)?;
            if !request.is_open_to(side) {
                return Err(ServiceError::Forbidden);
            }
            let locked = schedules::lock(connection, &[visit.doctor_id]).await?;
            if !appointments::change::lock(connection, visit.id).await? {
                return Err(ServiceError::NotFound);
            }
            let visit = find(connection, request.appointment_id).await?;
            if !request.expected.allows(visit.version) {
                return Err(ServiceError::Stale);
            }
            let now = clock.now();
            let status =
                request.step.from(visit.status).ok_or_else(|| invalid_transition(&visit, request.step))?;
            let cutoff = locked.first().map_or(0, |row| row.cancel_cutoff_minutes);
            let calls_off = request.step == Step::Cancel && side == Side::Patient;
            if calls_off && now + TimeDelta::minutes(cutoff.into()) > visit.during.start {
                return Err(too_late("cancelled", cutoff));
            }
            let reason =
                (request.step == Step::Cancel).then(|| request.reason.as_deref().unwrap_or_default());
            appointments::change::set_status(connection, visit.id, status, reason, now).await?;
            let visit = find(connection, visit.id).await?;
            let event = happened(EventKind::of_step(request.step), &visit, request.principal.agent(), now);
            let mut entry = record(action(request.step), &visit, request.principal.agent(), &request.origin);
            if request.by_text {
                entry.detail["source"] = json!("sms");
            }
            audit::insert(connection, &[entry], now).await?;
            events::insert(connection, std::slice::from_ref(&event)).await?;
            let mut told = Vec::new();
            if !status.takes_slot() {
                let Appointment { doctor_id, during, session_id, .. } = visit;
                told = freed(connection, Freed { doctor_id, during, session_id }, now).await?;
            }
            let versions = schedules::bump_calendars(connection, &[visit.doctor_id]).await?;
            let calendar_version = versions.first().map_or(0, |(_, version)| *version);
            Ok(Changed { appointment: visit, event, freed: told, calendar_version })
        })
        .await
}

/// Until how many minutes before a visit of this doctor its patient may call it off, or move it.
///
/// # Errors
/// `Storage`.
pub async fn cutoff(connection: &mut AsyncPgConnection, doctor: UserId) -> Result<i32, ServiceError> {
    Ok(schedules::cancel_cutoff(connection, doctor).await?.unwrap_or(0))
}

async fn find(connection: &mut AsyncPgConnection, id: AppointmentId) -> Result<Appointment, ServiceError> {
    appointments::find::find(connection, id).await?.ok_or(ServiceError::NotFound)
}

fn invalid_transition(visit: &Appointment, step: Step) -> ServiceError {
    let (status, verb) = (visit.status.as_str().replace('_', " "), verb(step));
    ServiceError::Conflict {
        code: "invalid_transition",
        message: format!("A visit that is {status} cannot be {verb}."),
    }
}

/// What a patient is told for whom it is too late.
pub(super) fn too_late(done: &str, cutoff_minutes: i32) -> ServiceError {
    ServiceError::Conflict {
        code: "cutoff_passed",
        message: format!(
            "Visits can be {done} until {cutoff_minutes} minutes before they start. Please call the clinic."
        ),
    }
}

fn verb(step: Step) -> &'static str {
    match step {
        Step::Confirm => "confirmed",
        Step::CheckIn => "checked in",
        Step::Start => "started",
        Step::Complete => "completed",
        Step::Cancel => "cancelled",
        Step::NoShow => "marked as missed",
    }
}

/// What a step is called in the audit trail.
#[must_use]
pub fn action(step: Step) -> &'static str {
    match step {
        Step::Confirm => "appointment.confirm",
        Step::CheckIn => "appointment.check_in",
        Step::Start => "appointment.start",
        Step::Complete => "appointment.complete",
        Step::Cancel => "appointment.cancel",
        Step::NoShow => "appointment.no_show",
    }
}
