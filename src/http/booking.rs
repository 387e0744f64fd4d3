//! Books visits.

use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, post, web};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::actors::schedules::front_desk::FrontDesk;
use crate::actors::schedules::messages::Booked;
use crate::domain::ids::UserId;
use crate::domain::invalid::Invalid;
use crate::domain::principals::Agent;
use crate::domain::schedules::TypeCode;
use crate::domain::text;
use crate::http::fields::Fields;
use crate::http::idempotency_key::IdempotencyKey;
use crate::http::json::Json;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::problem::Problem;
use crate::http::rate_limit::groups::Group;
use crate::http::rate_limit::limits::RateLimits;
use crate::http::signed_in::Asking;
use crate::services::appointments::booking::{BookingRequest, Start, patient_of};
use crate::services::appointments::view::AppointmentView;
use crate::services::error::ServiceError;
use crate::services::idempotency::{Turn, Turns};
use crate::storage::idempotency::Key;
use crate::storage::pool::Database;

const NOTES_MAX_CHARS: usize = 2000;

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
    /// What the patient wants to say, up to 2,000 characters.
    patient_notes: Option<String>,
}

/// A body that was read: what it asks for.
struct Wish {
    start: Start,
    appointment_type: TypeCode,
    patient_notes: String,
}

/// What booking needs of the house.
#[derive(Clone)]
pub struct BookingDesk {
    /// For who may book for whom.
    pub database: Database,
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
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe, for a day.")),
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
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe, for a day.")),
    responses((status = 201, description = "Booked.", body = AppointmentView), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []), ("api_key" = []))
)]
#[post("/appointments/")]
async fn create_appointment(asked: Asked, body: Json<BookBody>) -> Result<HttpResponse, Problem> {
    book(asked, body.0).await
}

/// Who asks, under which key, of whom.
type Asked =
    (HttpRequest, Asking, IdempotencyKey, RequestOrigin, web::Data<RateLimits>, web::Data<BookingDesk>);

async fn book(asked: Asked, body: BookBody) -> Result<HttpResponse, Problem> {
    let (request, Asking(principal), key, origin, limits, desk) = asked;
    let agent = principal.agent();
    let named = body.patient_id.map(UserId);
    limits.enforce(&request, Group::Booking, &named.map_or(agent.id(), |named| named.0).to_string())?;
    let key = key.of(agent, "book", &body)?;
    // Looked up before anything may refuse: a repeat of a success is a success.
    let _turn = match &key {
        Some(key) => match desk.turns.take(key).await? {
            Turn::Mine(turn) => Some(turn),
            Turn::Replay(first) => return Ok(replayed(first)),
        },
        None => None,
    };
    let wish = read(&body)?;
    let doctor_id = UserId(body.doctor_id);
    let (patient_id, side) = patient_of(&desk.database, &principal, doctor_id, named).await?;
    let booking = BookingRequest {
        principal,
        doctor_id,
        patient_id,
        side,
        start: wish.start,
        appointment_type: wish.appointment_type,
        patient_notes: wish.patient_notes,
        key: key.clone(),
        origin: origin.0,
    };
    match desk.front_desk.book(booking).await {
        Ok(Booked::New(visit)) => Ok(created(&AppointmentView::of(&visit, side))),
        Ok(Booked::KeyTaken) => replay(&desk, key.as_ref(), agent).await,
        Err(refusal) => {
            // Another node may have booked under the same key since it was looked up: then that is the answer.
            let Some(key) = &key else { return Err(refusal.into()) };
            match desk.turns.replay(key).await {
                Ok(Some(first)) => Ok(replayed(first)),
                _ => Err(refusal.into()),
            }
        }
    }
}

/// Another node was quicker under the same key: its answer is kept by now.
async fn replay(desk: &BookingDesk, key: Option<&Key>, agent: Agent) -> Result<HttpResponse, Problem> {
    let key = key.ok_or(ServiceError::Busy)?;
    match desk.turns.replay(key).await? {
        Some(first) => Ok(replayed(first)),
        None => {
            tracing::warn!(caller = %agent.id(), "an idempotency key was taken, and gone when looked up");
            Err(ServiceError::InProgress.into())
        }
    }
}

fn created(visit: &AppointmentView) -> HttpResponse {
    HttpResponse::Created().insert_header((LOCATION, location(&visit.id.to_string()))).json(visit)
}

fn replayed(first: Value) -> HttpResponse {
    let id = first["id"].as_str().unwrap_or_default().to_owned();
    HttpResponse::Created()
        .insert_header((LOCATION, location(&id)))
        .insert_header(("Idempotent-Replayed", "true"))
        .json(first)
}

fn location(id: &str) -> String {
    format!("/api/v1/appointments/{id}/")
}

fn read(body: &BookBody) -> Result<Wish, Problem> {
    let mut fields = Fields::default();
    let start = fields.read("starts_at", start(body));
    let code = body.appointment_type.as_deref().map_or(Ok(TypeCode::default()), TypeCode::parse);
    let code = fields.read("appointment_type", code);
    let notes = body.patient_notes.as_deref().unwrap_or_default();
    let notes = fields.read("patient_notes", text::paragraph(notes, NOTES_MAX_CHARS));
    let wish = || Some(Wish { start: start?, appointment_type: code?, patient_notes: notes? });
    fields.settle(wish())
}

fn start(body: &BookBody) -> Result<Start, Invalid> {
    match (body.starts_at, body.appointment_date, body.start_time.as_deref()) {
        (Some(at), None, None) => Ok(Start::At(at)),
        (None, Some(date), Some(time)) => Ok(Start::Local(date, wall_time(time)?)),
        _ => {
            Err(Invalid::new("required", "Give either `starts_at`, or `appointment_date` and `start_time`."))
        }
    }
}

/// `09:00` or `09:00:00`.
fn wall_time(text: &str) -> Result<NaiveTime, Invalid> {
    NaiveTime::parse_from_str(text, "%H:%M:%S")
        .or_else(|_| NaiveTime::parse_from_str(text, "%H:%M"))
        .map_err(|_| Invalid::new("invalid_time", "Write the hour like 09:00 or 09:00:00."))
}

/// Adds the operations of this file.
pub fn routes(config: &mut ServiceConfig) {
    config.service(book_appointment).service(create_appointment);
}
