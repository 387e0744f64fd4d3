//! Books visits that repeat.

use actix_web::{HttpRequest, HttpResponse, post, web};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::actors::schedules::messages::SeriesBooked;
use crate::domain::access::Side;
use crate::domain::ids::UserId;
use crate::domain::series::{Every, OnClash, SeriesRule};
use crate::domain::text;
use crate::http::booking::{Admission, BookingDesk, NOTES_MAX_CHARS, admit, replay};
use crate::http::clashes::ClashBody;
use crate::http::fields::Fields;
use crate::http::idempotency_key::{IdempotencyKey, created};
use crate::http::json::Json;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::problem::Problem;
use crate::http::rate_limit::groups::Group;
use crate::http::rate_limit::limits::RateLimits;
use crate::http::signed_in::Asking;
use crate::http::starts::{OverrideBody, read_override, start, type_code};
use crate::services::appointments::booking::BookingRequest;
use crate::services::appointments::party::{Whom, party};
use crate::services::appointments::series::{Series, SeriesRequest};
use crate::services::appointments::view::AppointmentView;

/// The first visit, and how it repeats.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewSeries)]
struct SeriesBody {
    /// The doctor's user id.
    doctor_id: Uuid,
    /// The day of the first on the doctor's calendar; with `start_time`.
    #[schema(example = "2026-11-24")]
    appointment_date: Option<NaiveDate>,
    /// The hour on the doctor's wall, kept over changes of the clocks; with `appointment_date`.
    #[schema(example = "09:00")]
    start_time: Option<String>,
    /// The instant of the first, instead of day and hour.
    #[schema(example = "2026-11-24T08:00:00Z")]
    starts_at: Option<DateTime<Utc>>,
    /// What kind of visit; `consultation` unless told.
    #[schema(example = "physical_therapy")]
    appointment_type: Option<String>,
    /// For whom, where it is not the caller.
    patient_id: Option<Uuid>,
    /// What the patient wants to say, up to 2,000 characters.
    patient_notes: Option<String>,
    /// Staff may set hours, notice, horizon, grid, day limit and buffers aside, but no other visit.
    r#override: Option<OverrideBody>,
    /// How often, and how many.
    rule: RuleBody,
    /// `refuse` (nothing is booked) or `skip` (the others are) where one cannot be booked.
    #[serde(default)]
    #[schema(value_type = String, example = "refuse")]
    on_clash: OnClash,
}

/// How often a visit repeats, and how many there are.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SeriesRule)]
struct RuleBody {
    /// `week`, `2weeks` or `month`.
    #[schema(value_type = String, example = "week")]
    every: Every,
    /// 2 to 26, the first included.
    #[schema(minimum = 2, maximum = 26, example = 4)]
    count: u32,
}

/// A series that was booked.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Series)]
struct SeriesAnswer {
    /// Names it; each visit bears it.
    series_id: Uuid,
    /// By time.
    booked: Vec<AppointmentView>,
    /// What could not be booked, each with its reason.
    clashes: Vec<ClashBody>,
}

/// Book visits that repeat.
///
/// All of them or none, unless `on_clash` is `skip`: 409 `series_clash` names what clashes.
#[utoipa::path(
    tag = "booking",
    params(IdempotencyKey),
    responses((status = 201, description = "Booked.", body = SeriesAnswer), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []), ("api_key" = []))
)]
#[post("/appointment-booking/book_series/")]
async fn book_series(
    request: HttpRequest,
    Asking(principal): Asking,
    key: IdempotencyKey,
    origin: RequestOrigin,
    limits: web::Data<RateLimits>,
    desk: web::Data<BookingDesk>,
    body: Json<SeriesBody>,
) -> Result<HttpResponse, Problem> {
    let body = body.0;
    let agent = principal.agent();
    limits.enforce(&request, Group::Booking, &body.patient_id.unwrap_or(agent.id()).to_string())?;
    let key = key.of(agent, "book_series", &body)?;
    let _turn = match admit(&desk, &principal, key.as_ref(), None).await? {
        Admission::Turn(turn) => turn,
        Admission::Answered(first) => return Ok(first),
    };
    let mut fields = Fields::default();
    let at = start(body.starts_at, body.appointment_date, body.start_time.as_deref());
    let at = fields.read("starts_at", at);
    let code = fields.read("appointment_type", type_code(body.appointment_type.as_deref()));
    let notes = text::paragraph(body.patient_notes.as_deref().unwrap_or_default(), NOTES_MAX_CHARS);
    let notes = fields.read("patient_notes", notes);
    let rule = fields.read("rule.count", SeriesRule::parse(body.rule.every, body.rule.count));
    let override_reason = read_override(body.r#override.as_ref(), &mut fields);
    let read = || Some((at?, code?, notes?, rule?));
    let (start, appointment_type, patient_notes, rule) = fields.settle(read())?;
    let doctor_id = UserId(body.doctor_id);
    let whom = body.patient_id.map_or(Whom::Unsaid, |patient| Whom::Named(UserId(patient)));
    let party = party(&desk.database, &principal, doctor_id, whom, desk.clock.now()).await?;
    if override_reason.is_some() && !party.side.may_override() {
        return Err(Problem::forbidden());
    }
    let side = party.side;
    let first = BookingRequest {
        principal,
        doctor_id,
        party,
        start,
        appointment_type,
        patient_notes,
        hold: None,
        override_reason,
        key: key.clone(),
        origin: origin.0,
    };
    let wanted = SeriesRequest { first, rule, on_clash: body.on_clash };
    let answer = match side {
        Side::Patient => for_patient,
        Side::Doctor | Side::Emergency => for_doctors_side,
    };
    match desk.front_desk.book_series(wanted, answer).await? {
        SeriesBooked::New(series) => Ok(created(None, &answer(&series))),
        SeriesBooked::KeyTaken => replay(&desk, key.as_ref(), agent).await,
    }
}

fn for_patient(series: &Series) -> Value {
    written(series, Side::Patient)
}

fn for_doctors_side(series: &Series) -> Value {
    written(series, Side::Doctor)
}

fn written(series: &Series, side: Side) -> Value {
    let answer = SeriesAnswer {
        series_id: series.id,
        booked: series.booked.iter().map(|visit| AppointmentView::of(visit, side)).collect(),
        clashes: series.clashes.iter().map(ClashBody::from).collect(),
    };
    serde_json::to_value(answer).unwrap_or(Value::Null)
}

/// Adds the operations of this file.
pub fn routes(config: &mut ServiceConfig) {
    config.service(book_series);
}
