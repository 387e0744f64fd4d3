//! From "the slot is free" to a row to be written: what a booking is, who may ask for one, what goes on record.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde_json::{Value, json};

use crate::domain::access::Side;
use crate::domain::appointments::{Appointment, Status};
use crate::domain::audit::{AuditEntry, AuditOutcome, Origin};
use crate::domain::calendar::{Calendar, Placement, Refusal};
use crate::domain::events::{Event, EventKind};
use crate::domain::ids::{AppointmentId, EventId, UserId, new_uuid};
use crate::domain::invalid::Invalid;
use crate::domain::principals::{Agent, Principal};
use crate::domain::roles::Role;
use crate::domain::schedules::TypeCode;
use crate::services::appointments::party::Party;
use crate::services::appointments::view::AppointmentView;
use crate::services::error::{FieldProblem, ServiceError};
use crate::services::patients;
use crate::storage::appointments::find::knows_patient;
use crate::storage::appointments::insert::{Claim, NewAppointment};
use crate::storage::bookings::booking::{Booking, Way};
use crate::storage::holds::Held;
use crate::storage::idempotency::Key;
use crate::storage::pool::Database;

/// The start that somebody wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// An instant.
    At(DateTime<Utc>),
    /// A day and an hour on the doctor's wall; the first of the two where the clock shows it twice.
    Local(NaiveDate, NaiveTime),
    /// That of the hold, which says the kind of visit as well.
    AsHeld,
}

/// A booking that somebody asks for.
#[derive(Debug, Clone)]
pub struct BookingRequest {
    /// Who asks.
    pub principal: Principal,
    /// Whose slot.
    pub doctor_id: UserId,
    /// Who comes, and on whose side the principal is.
    pub party: Party,
    /// When.
    pub start: Start,
    /// What kind of visit.
    pub appointment_type: TypeCode,
    /// What the patient wants to say.
    pub patient_notes: String,
    /// The hold that it is booked from.
    pub hold: Option<AppointmentId>,
    /// Why the rules do not count; for the doctor's side.
    pub override_reason: Option<String>,
    /// The caller's idempotency key.
    pub key: Option<Key>,
    /// Where the request came from.
    pub origin: Origin,
}

/// Refuses somebody who was never with a doctor who takes no new patients; staff may book them all the same.
///
/// # Errors
/// `not_accepting`.
pub async fn check_accepting(
    database: &Database,
    calendar_accepts: bool,
    request: &BookingRequest,
) -> Result<(), ServiceError> {
    if calendar_accepts || request.principal.role() != Role::Patient {
        return Ok(());
    }
    let known =
        knows_patient(&mut *database.connection().await?, request.doctor_id, request.party.patient_id)
            .await?;
    if known {
        Ok(())
    } else {
        Err(refused("not_accepting", "This doctor takes no new patients at the moment."))
    }
}

/// The instant of the start that is wanted.
///
/// # Errors
/// `outside_availability` for an hour that the clock skips that day.
pub fn instant(calendar: &Calendar, start: Start) -> Result<DateTime<Utc>, ServiceError> {
    match start {
        Start::At(at) => Ok(at),
        Start::AsHeld => Err(hold_expired()),
        Start::Local(date, time) => {
            calendar.instants(date.and_time(time)).first().copied().ok_or_else(|| {
                refused("outside_availability", "The clocks change that day: that hour does not exist.")
            })
        }
    }
}

/// What a refusal of the calendar is called.
#[must_use]
pub fn refusal(
    calendar: &Calendar,
    refusal: Refusal,
    code: TypeCode,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> ServiceError {
    match refusal {
        Refusal::Taken => ServiceError::SlotTaken { alternatives: calendar.alternatives(code, at, now) },
        Refusal::TypeNotOffered => {
            let invalid = Invalid::new("not_offered", "The doctor does not offer this kind of visit.");
            ServiceError::Invalid(vec![FieldProblem { field: "appointment_type".into(), invalid }])
        }
        Refusal::TooSoon => refused("too_soon", "That time is past or too near to be booked."),
        Refusal::TooFar => refused("too_far", "That time is too far ahead to be booked."),
        Refusal::OutsideAvailability => {
            refused("outside_availability", "The doctor does not see patients then.")
        }
        Refusal::OffGrid => refused("off_grid", "Visits do not start at that minute."),
        Refusal::DayFull => refused("day_full", "The doctor sees no more people that day."),
    }
}

/// What who comes too late is told.
#[must_use]
pub fn hold_expired() -> ServiceError {
    ServiceError::Conflict {
        code: "hold_expired",
        message: "This time is no longer kept for you. Choose it again.".into(),
    }
}

fn refused(code: &'static str, message: &str) -> ServiceError {
    ServiceError::Refused { code, message: message.into() }
}

/// The row, the audit line and the event of a booking whose place was found.
#[must_use]
pub fn prepare(
    calendar: &Calendar,
    request: &BookingRequest,
    placement: &Placement,
    id: AppointmentId,
    doctor_name: &str,
    now: DateTime<Utc>,
) -> Booking {
    let status = if calendar.auto_confirm { Status::Confirmed } else { Status::Pending };
    let appointment = Appointment {
        id,
        doctor_id: request.doctor_id,
        doctor_name: doctor_name.to_owned(),
        patient_id: request.party.patient_id,
        patient_name: String::new(),
        clinic_id: placement.clinic_id,
        appointment_type: request.appointment_type,
        status,
        during: placement.during,
        time_zone: calendar.time_zone,
        mode: placement.mode.clone(),
        patient_notes: request.patient_notes.clone(),
        doctor_notes: String::new(),
        cancel_reason: String::new(),
        created_by: request.principal.agent().id(),
        series_id: None,
        session_id: None,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    let mut event = happened(EventKind::AppointmentBooked, &appointment, request.principal.agent(), now);
    event.data["seats_left"] = json!(placement.seats_left.saturating_sub(1));
    Booking {
        records: records(request, &appointment),
        event,
        way: if request.override_reason.is_some() { Way::Overriding } else { Way::Free },
        answer: match request.party.side {
            Side::Patient => answer_patient,
            Side::Doctor | Side::Emergency => answer_doctors_side,
        },
        key: request.key.clone(),
        registers: request.party.registers.clone(),
        takes_in: request.party.takes_in,
        new: NewAppointment {
            blocks: placement.blocks,
            rules_version: calendar.rules_version,
            capacity: placement.capacity,
            day: placement.day,
            hold: None,
            claim: request.key.as_ref().map(|key| Claim {
                id: new_uuid(now),
                caller: key.caller,
                key: key.key.clone(),
            }),
            appointment,
        },
    }
}

/// The booking that a hold becomes, beside which so many seats are left.
#[must_use]
pub fn from_hold(
    calendar: &Calendar,
    request: &BookingRequest,
    (hold, seats_left): (&Held, u32),
    doctor_name: &str,
    now: DateTime<Utc>,
) -> Booking {
    let Appointment { id, during, clinic_id, appointment_type: code, ref mode, .. } = hold.visit;
    let placement = Placement {
        code,
        during,
        blocks: hold.blocks,
        clinic_id,
        mode: mode.clone(),
        // The seat is the hold's already.
        capacity: 1,
        seats_left: seats_left + 1,
        day: None,
    };
    let mut booking = prepare(calendar, request, &placement, id, doctor_name, now);
    booking.new.appointment.session_id = hold.visit.session_id;
    Booking { way: Way::Held, ..booking }
}

/// What goes on record with a booking: the visit, and the patient who is registered with it.
fn records(request: &BookingRequest, visit: &Appointment) -> Vec<AuditEntry> {
    let Party { patient_id, ref registers, takes_in, .. } = request.party;
    let action = registers.as_ref().map(|_| "patient.register").or(takes_in.then_some("patient.take_in"));
    let registered = action.map(|action| {
        let detail = json!({ "clinic_id": visit.clinic_id, "appointment_id": visit.id });
        patients::record(action, &request.principal, patient_id, &request.origin, detail)
    });
    let mut booked = record("appointment.book", visit, request.principal.agent(), &request.origin);
    if let Some(reason) = &request.override_reason {
        booked.detail["override"] = json!(reason);
    }
    registered.into_iter().chain([booked]).collect()
}

/// The audit line of something done to a visit.
#[must_use]
pub fn record(action: &'static str, visit: &Appointment, actor: Agent, origin: &Origin) -> AuditEntry {
    AuditEntry {
        actor: Some(actor),
        action,
        object_kind: "appointment",
        object_id: Some(visit.id.0),
        patient: Some(visit.patient_id),
        origin: origin.clone(),
        outcome: AuditOutcome::Ok,
        detail: json!({
            "status": visit.status,
            "version": visit.version,
            "doctor_id": visit.doctor_id,
            "starts_at": visit.during.start,
        }),
    }
}

/// The event of something done to a visit.
#[must_use]
pub fn happened(kind: EventKind, visit: &Appointment, actor: Agent, now: DateTime<Utc>) -> Event {
    Event {
        id: EventId::new(now),
        kind,
        appointment_id: Some(visit.id),
        user_id: None,
        actor: Some(actor.id()),
        data: json!({
            "status": visit.status,
            "version": visit.version,
            "starts_at": visit.during.start,
            "ends_at": visit.during.end,
        }),
        at: now,
    }
}

fn answer_patient(visit: &Appointment) -> Value {
    serde_json::to_value(AppointmentView::of(visit, Side::Patient)).unwrap_or(Value::Null)
}

fn answer_doctors_side(visit: &Appointment) -> Value {
    serde_json::to_value(AppointmentView::of(visit, Side::Doctor)).unwrap_or(Value::Null)
}
