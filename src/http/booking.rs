//! Books visits.

use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, post, web};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::actors::schedules::front_desk::FrontDesk;
use crate::actors::schedules::messages::Booked;
use crate::domain::access::Side;
use crate::domain::api_keys::KeyScope;
use crate::domain::clock::SharedClock;
use crate::domain::ids::{AppointmentId, UserId};
use crate::domain::invalid::Invalid;
use crate::domain::principals::{Agent, Principal};
use crate::domain::schedules::TypeCode;
use crate::domain::text;
use crate::http::fields::Fields;
use crate::http::idempotency_key::{IdempotencyKey, replayed};
use crate::http::json::Json;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::patients::body::NewPatientBody;
use crate::http::problem::Problem;
use crate::http::rate_limit::groups::Group;
use crate::http::rate_limit::limits::RateLimits;
use crate::http::signed_in::Asking;
use crate::http::starts::{OverrideBody, read_override, start, type_code};
use crate::services::appointments::booking::{BookingRequest, Start};
use crate::services::appointments::party::{Whom, party};
use crate::services::appointments::view::AppointmentView;
use crate::services::error::ServiceError;
use crate::services::idempotency::{Turn, TurnGuard, Turns};
use crate::storage::idempotency::Key;
use crate::storage::pool::Database;

/// Where visits are found.
pub(super) const PATH: &str = "/api/v1/appointments/";

/// Characters of what the patient wants to say.
pub(super) const NOTES_MAX_CHARS: usize = 2000;

/// A booking: a doctor and a start, either as the doctor's day and hour or as an instant.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BookBody {
    /// The doctor's user id.
    doctor_id: Uuid,
    /// The day on the doctor's calendar; with `start_time`.
    #[schema(example = "2026-11-24")]
    appointment_date: Option<NaiveDate>,
    /// The hour on the doctor's wall, `09:00` or `09:00:00`; with `appointment_date`.
    #[schema(example = "09:00")]
    start_time: Option<String>,
    /// The instant, instead of day and hour.
    #[schema(example = "2026-11-24T08:00:00Z")]
    starts_at: Option<DateTime<Utc>>,
    /// What kind of visit; `consultation` unless told.
    #[schema(example = "consultation")]
    appointment_type: Option<String>,
    /// Staff say whom the visit is for; patients book for themselves, or for a dependant whom they name.
    patient_id: Option<Uuid>,
    /// Instead of `patient_id`: somebody new, registered and booked in one go (staff). If the visit is refused nobody is
    /// registered.
    patient: Option<NewPatientBody>,
    /// What the patient wants to say, up to 2,000 characters.
    patient_notes: Option<String>,
    /// The hold to book from; its time and kind are the visit's.
    hold_id: Option<Uuid>,
    /// Staff may set hours, notice, horizon, grid, day limit and buffers aside, but no other visit.
    r#override: Option<OverrideBody>,
}

/// A body that was read: what it asks for.
struct Wish {
    whom: Whom,
    start: Start,
    appointment_type: TypeCode,
    patient_notes: String,
    override_reason: Option<String>,
}

/// What booking needs of the house.
#[derive(Clone)]
pub struct BookingDesk {
    /// For who may book for whom.
    pub database: Database,
    /// The time.
    pub clock: SharedClock,
    /// The doctors' schedules.
    pub front_desk: FrontDesk,
    /// Who is at work under which idempotency key.
    pub turns: Turns,
}

/// Book a visit.
///
/// The slot is sold once: of all who want it, one gets 201. A 201 is durable. With an `Idempotency-Key` a repeat gets
/// the first answer.
#[utoipa::path(
    tag = "booking",
    params(IdempotencyKey),
    responses((status = 201, description = "Booked.", body = AppointmentView), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []), ("api_key" = []))
)]
#[post("/appointment-booking/book/")]
async fn book_appointment(asked: Asked, body: Json<BookBody>) -> Result<HttpResponse, Problem> {
    book(asked, body.0).await
}

/// Book a visit (the same as `appointment-booking/book/`).
#[utoipa::path(
    tag = "appointments",
    params(IdempotencyKey),
    responses((status = 201, description = "Booked.", body = AppointmentView), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []), ("api_key" = []))
)]
#[post("/appointments/")]
async fn create_appointment(asked: Asked, body: Json<BookBody>) -> Result<HttpResponse, Problem> {
    book(asked, body.0).await
}

/// Who asks, under which key, of whom.
pub type Asked =
    (HttpRequest, Asking, IdempotencyKey, RequestOrigin, web::Data<RateLimits>, web::Data<BookingDesk>);

async fn book(asked: Asked, body: BookBody) -> Result<HttpResponse, Problem> {
    let (request, Asking(principal), key, origin, limits, desk) = asked;
    let agent = principal.agent();
    // Whoever is registered with the visit has no bookings yet; the caller's own quota holds.
    if body.patient.is_none() {
        let patient = body.patient_id.unwrap_or(agent.id());
        limits.enforce(&request, Group::Booking, &patient.to_string())?;
    }
    let key = key.of(agent, "book", &body)?;
    let _turn = match admit(&desk, &principal, key.as_ref(), Some(PATH)).await? {
        Admission::Turn(turn) => turn,
        Admission::Answered(first) => return Ok(first),
    };
    let now = desk.clock.now();
    let wish = read(&body, now)?;
    let doctor_id = UserId(body.doctor_id);
    let party = party(&desk.database, &principal, doctor_id, wish.whom, now).await?;
    let side = party.side;
    if wish.override_reason.is_some() && !side.may_override() {
        return Err(Problem::forbidden());
    }
    let booking = BookingRequest {
        principal,
        doctor_id,
        party,
        start: wish.start,
        appointment_type: wish.appointment_type,
        patient_notes: wish.patient_notes,
        hold: body.hold_id.map(AppointmentId),
        override_reason: wish.override_reason,
        key,
        origin: origin.0,
    };
    settle(&desk, booking, side).await
}

/// Has the doctor's schedule book what was read, and answers what came of it.
pub(super) async fn settle(
    desk: &BookingDesk,
    booking: BookingRequest,
    side: Side,
) -> Result<HttpResponse, Problem> {
    let (key, agent) = (booking.key.clone(), booking.principal.agent());
    match desk.front_desk.book(booking).await {
        Ok(Booked::New(visit)) => {
            let visit = AppointmentView::of(&visit, side);
            let location = format!("{PATH}{}/", visit.id);
            Ok(HttpResponse::Created().insert_header((LOCATION, location)).json(visit))
        }
        Ok(Booked::KeyTaken) => replay(desk, key.as_ref(), agent).await,
        Err(refusal) => {
            // Another node may have booked under the same key since it was looked up: then that is the answer.
            let Some(key) = &key else { return Err(refusal.into()) };
            match desk.turns.replay(key).await {
                Ok(Some(first)) => Ok(replayed(Some(PATH), &first)),
                _ => Err(refusal.into()),
            }
        }
    }
}

/// Whether a request goes on.
pub(super) enum Admission {
    /// It is its turn: under its key, where it has one, nothing was made and nobody else is at it while this is held.
    Turn(Option<TurnGuard>),
    /// What was answered under its key before.
    Answered(HttpResponse),
}

/// Lets in who books something. The key is looked up before anything else may refuse: a repeat of a success is a success.
/// `path` is where what is made is found, if it is found by itself.
pub(super) async fn admit(
    desk: &BookingDesk,
    principal: &Principal,
    key: Option<&Key>,
    path: Option<&str>,
) -> Result<Admission, Problem> {
    // A key that was made for other things learns nothing of what was booked.
    principal.require(KeyScope::AppointmentsWrite).map_err(ServiceError::from)?;
    let Some(key) = key else { return Ok(Admission::Turn(None)) };
    Ok(match desk.turns.take(key).await? {
        Turn::Mine(turn) => Admission::Turn(Some(turn)),
        Turn::Replay(first) => Admission::Answered(replayed(path, &first)),
    })
}

/// Another node was quicker under the same key: its answer is kept by now.
pub(super) async fn replay(
    desk: &BookingDesk,
    key: Option<&Key>,
    agent: Agent,
) -> Result<HttpResponse, Problem> {
    let key = key.ok_or(ServiceError::Busy)?;
    match desk.turns.replay(key).await? {
        Some(first) => Ok(replayed(Some(PATH), &first)),
        None => {
            tracing::warn!(caller = %agent.id(), "an idempotency key was taken, and gone when looked up");
            Err(ServiceError::InProgress.into())
        }
    }
}

fn read(body: &BookBody, now: DateTime<Utc>) -> Result<Wish, Problem> {
    let mut fields = Fields::default();
    let at = match (body.hold_id, body.starts_at, body.appointment_date) {
        (Some(_), None, None) => Ok(Start::AsHeld),
        _ => start(body.starts_at, body.appointment_date, body.start_time.as_deref()),
    };
    let start = fields.read("starts_at", at);
    let code = fields.read("appointment_type", type_code(body.appointment_type.as_deref()));
    let notes = body.patient_notes.as_deref().unwrap_or_default();
    let notes = fields.read("patient_notes", text::paragraph(notes, NOTES_MAX_CHARS));
    let reason = read_override(body.r#override.as_ref(), &mut fields);
    if body.r#override.is_some() && body.hold_id.is_some() {
        let both = Invalid::new("ambiguous", "What is held needs no override.");
        fields.read("override", Err::<(), _>(both));
    }
    let whom = whom(body, &mut fields, now);
    let wish = || {
        Some(Wish {
            whom: whom?,
            start: start?,
            appointment_type: code?,
            patient_notes: notes?,
            override_reason: reason,
        })
    };
    fields.settle(wish())
}

fn whom(body: &BookBody, fields: &mut Fields, now: DateTime<Utc>) -> Option<Whom> {
    let (named, described) = (body.patient_id, body.patient.as_ref());
    if named.is_some() && described.is_some() {
        let both = Invalid::new("ambiguous", "Give either `patient_id` or `patient`.");
        return fields.read("patient", Err(both));
    }
    if described.is_some_and(|new| new.clinic_id.is_some()) {
        let elsewhere = Invalid::new("not_here", "The visit says which clinic takes the patient in.");
        return fields.read("patient.clinic_id", Err(elsewhere));
    }
    match (named, described) {
        (Some(named), _) => Some(Whom::Named(UserId(named))),
        (None, Some(new)) => new.read(fields, "patient.", now).map(Whom::Described),
        (None, None) => Some(Whom::Unsaid),
    }
}

/// Adds the operations of this file.
pub fn routes(config: &mut ServiceConfig) {
    config.service(book_appointment).service(create_appointment);
}
