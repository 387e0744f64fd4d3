//! Moves a visit to another time: the old one is given back in the transaction that takes the new one.

use chrono::{DateTime, TimeDelta, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

use crate::domain::access::Side;
use crate::domain::api_keys::KeyScope;
use crate::domain::appointments::Appointment;
use crate::domain::audit::{AuditEntry, Origin};
use crate::domain::calendar::Placement;
use crate::domain::clock::SharedClock;
use crate::domain::events::{Event, EventKind};
use crate::domain::ids::{AppointmentId, UserId};
use crate::domain::intervals::Interval;
use crate::domain::principals::Principal;
use crate::domain::versions::Expected;
use crate::services::appointments::attempt::{Abort, Done, bump, obstacle};
use crate::services::appointments::booking::{Start, happened, record};
use crate::services::appointments::change::too_late;
use crate::services::appointments::freed::{Freed, freed_beside};
use crate::services::appointments::read::side;
use crate::services::error::ServiceError;
use crate::storage::appointments::insert::NewAppointment;
use crate::storage::appointments::obstacles::Obstacle;
use crate::storage::bookings::give_way::give_way;
use crate::storage::holds::Meeting;
use crate::storage::pool::Database;
use crate::storage::{appointments, audit, events, group_sessions, holds, schedules, users};

/// Another time that somebody asks for.
#[derive(Debug, Clone)]
pub struct RescheduleRequest {
    /// Who asks.
    pub principal: Principal,
    /// Of which visit.
    pub appointment_id: AppointmentId,
    /// The new start.
    pub start: Start,
    /// Why the rules do not count; for the doctor's side.
    pub override_reason: Option<String>,
    /// Which versions of the visit may be moved.
    pub expected: Expected,
    /// Where the request came from.
    pub origin: Origin,
}

/// A visit that the principal may move, as it stands.
///
/// # Errors
/// Not found for those whom the visit does not concern, forbidden for the wrong side and for patients who would override;
/// `MissingScope`, `Storage`.
pub async fn open(
    connection: &mut AsyncPgConnection,
    request: &RescheduleRequest,
    now: DateTime<Utc>,
) -> Result<(Appointment, Side), ServiceError> {
    let visit = appointments::find::find(connection, request.appointment_id).await?;
    let visit = visit.ok_or(ServiceError::NotFound)?;
    let side = side(connection, &request.principal, &visit, now).await?;
    request.principal.require(KeyScope::AppointmentsWrite)?;
    if !side.may_reschedule() || (request.override_reason.is_some() && !side.may_override()) {
        return Err(ServiceError::Forbidden);
    }
    Ok((visit, side))
}

/// Whether a visit may be moved at all as it stands: by its status, its version and, for patients, the time that is left.
///
/// # Errors
/// Stale, `invalid_transition`, `cutoff_passed`.
pub fn check(
    visit: &Appointment,
    side: Side,
    expected: &Expected,
    cutoff_minutes: i32,
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    if !expected.allows(visit.version) {
        return Err(ServiceError::Stale);
    }
    if !visit.status.may_move() {
        return Err(ServiceError::Conflict {
            code: "invalid_transition",
            message: format!("A visit that is {} cannot be moved.", visit.status.as_str().replace('_', " ")),
        });
    }
    if side == Side::Patient && now + TimeDelta::minutes(cutoff_minutes.into()) > visit.during.start {
        return Err(too_late("moved", cutoff_minutes));
    }
    Ok(())
}

/// Writes the move that was decided on under `rules_version`.
///
/// # Errors
/// [`Abort`].
pub async fn reschedule(
    database: &Database,
    clock: &SharedClock,
    request: &RescheduleRequest,
    placement: &Placement,
    rules_version: i64,
) -> Result<Done<Appointment>, Abort> {
    let mut connection = database.connection().await?;
    connection
        .transaction(async |connection| {
            let (visit, side) = open(connection, request, clock.now()).await?;
            let (doctor, patient) = (visit.doctor_id, visit.patient_id);
            let locked = schedules::lock(connection, &[doctor]).await?;
            users::lock_names(connection, &[patient]).await?;
            if !appointments::change::lock(connection, visit.id).await? {
                return Err(ServiceError::NotFound.into());
            }
            let (before, _) = open(connection, request, clock.now()).await?;
            let now = clock.now();
            let cutoff = locked.first().map_or(0, |row| row.cancel_cutoff_minutes);
            check(&before, side, &request.expected, cutoff, now)?;
            if locked.first().map(|row| row.rules_version) != Some(rules_version) {
                return Err(Abort::Met(Obstacle::Moved));
            }
            let moved = moved(&before, placement, rules_version, now);
            let meeting = Meeting { doctor, patient, blocks: moved.blocks };
            holds::release(connection, &[meeting], now).await?;
            group_sessions::open(connection, &[&moved], now).await?;
            if request.override_reason.is_some() {
                give_way(connection, &[&moved]).await?;
            }
            if !appointments::change::move_to(connection, &moved, now).await? {
                return Err(Abort::Met(obstacle(connection, &moved).await?));
            }
            group_sessions::count_of(connection, &[before.id]).await?;
            let given_back =
                Freed { doctor_id: doctor, during: before.during, session_id: before.session_id };
            let told = freed_beside(connection, given_back, placement.during, now).await?;
            let (after, _) = open(connection, request, now).await?;
            let event = told_of(&after, before.during, placement, request, now);
            events::insert(connection, std::slice::from_ref(&event)).await?;
            audit::insert(connection, &[entry(&after, before.during, request)], now).await?;
            let calendar_version = bump(connection, &moved).await?;
            let mut happened = vec![(event, Some(after.clone()))];
            happened.extend(told.into_iter().map(|event| (event, None)));
            Ok(Done { made: after, happened, calendar_version })
        })
        .await
}

fn moved(
    visit: &Appointment,
    placement: &Placement,
    rules_version: i64,
    now: DateTime<Utc>,
) -> NewAppointment {
    NewAppointment {
        appointment: Appointment {
            during: placement.during,
            clinic_id: placement.clinic_id,
            updated_at: now,
            ..visit.clone()
        },
        blocks: placement.blocks,
        rules_version,
        capacity: placement.capacity,
        day: placement.day,
        hold: None,
        claim: None,
    }
}

fn told_of(
    visit: &Appointment,
    before: Interval,
    placement: &Placement,
    request: &RescheduleRequest,
    now: DateTime<Utc>,
) -> Event {
    let actor = request.principal.agent();
    let mut event = happened(EventKind::AppointmentRescheduled, visit, actor, now);
    event.data["seats_left"] = json!(placement.seats_left.saturating_sub(1));
    event.data["previous"] = json!({ "starts_at": before.start, "ends_at": before.end });
    event
}

fn entry(visit: &Appointment, before: Interval, request: &RescheduleRequest) -> AuditEntry {
    let mut entry = record("appointment.reschedule", visit, request.principal.agent(), &request.origin);
    entry.detail["previous"] = json!(before.start);
    if let Some(reason) = &request.override_reason {
        entry.detail["override"] = json!(reason);
    }
    entry
}

/// The doctor of a visit that somebody wants to move, and their side of it. Whether they may is asked again with the
/// move.
///
/// # Errors
/// As [`open`].
pub async fn doctor_and_side(
    database: &Database,
    request: &RescheduleRequest,
    now: DateTime<Utc>,
) -> Result<(UserId, Side), ServiceError> {
    let mut connection = database.connection().await?;
    let (visit, side) = open(&mut connection, request, now).await?;
    Ok((visit.doctor_id, side))
}
