//! Keeps a time for somebody while they decide.

use actix_web::{HttpRequest, HttpResponse, delete, post, web};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::actors::schedules::messages::LetGo;
use crate::domain::ids::{AppointmentId, UserId};
use crate::domain::schedules::TypeCode;
use crate::http::booking::BookingDesk;
use crate::http::fields::Fields;
use crate::http::idempotency_key::IdempotencyKey;
use crate::http::json::Json;
use crate::http::once::once;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::problem::Problem;
use crate::http::rate_limit::groups::Group;
use crate::http::rate_limit::limits::RateLimits;
use crate::http::signed_in::Asking;
use crate::http::starts::{start, type_code};
use crate::services::appointments::booking::BookingRequest;
use crate::services::appointments::holds::{self, Kept};
use crate::services::appointments::party::{Whom, party};

/// A time to be kept.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewHold)]
struct HoldBody {
    /// The doctor's user id.
    doctor_id: Uuid,
    /// The instant.
    #[schema(example = "2026-11-24T08:00:00Z")]
    starts_at: Option<DateTime<Utc>>,
    /// Instead of the instant: the day on the doctor's calendar; with `start_time`.
    #[schema(example = "2026-11-24")]
    appointment_date: Option<NaiveDate>,
    /// The hour on the doctor's wall; with `appointment_date`.
    #[schema(example = "09:00")]
    start_time: Option<String>,
    /// What kind of visit; `consultation` unless told.
    #[schema(example = "consultation")]
    appointment_type: Option<String>,
    /// For whom, where it is not the caller.
    patient_id: Option<Uuid>,
}

/// A time that is kept.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Hold)]
pub struct KeptBody {
    /// Names it: `hold_id` of a booking.
    pub hold_id: Uuid,
    /// With whom.
    pub doctor_id: Uuid,
    /// For whom.
    pub patient_id: Uuid,
    /// Where the visit would be.
    pub clinic_id: Uuid,
    /// What kind of visit.
    #[schema(value_type = String, example = "consultation")]
    pub appointment_type: TypeCode,
    /// First instant of the visit.
    pub starts_at: DateTime<Utc>,
    /// First instant after it.
    pub ends_at: DateTime<Utc>,
    /// The doctor's zone.
    #[schema(example = "Europe/Paris")]
    pub time_zone: String,
    /// Until then nobody else can book it.
    pub expires_at: DateTime<Utc>,
    /// The same request keeps it longer, once.
    pub renewable: bool,
}

impl From<Kept> for KeptBody {
    fn from(kept: Kept) -> Self {
        let visit = kept.visit;
        Self {
            hold_id: visit.id.0,
            doctor_id: visit.doctor_id.0,
            patient_id: visit.patient_id.0,
            clinic_id: visit.clinic_id.0,
            appointment_type: visit.appointment_type,
            starts_at: visit.during.start,
            ends_at: visit.during.end,
            time_zone: visit.time_zone.name().to_owned(),
            expires_at: kept.until,
            renewable: kept.renewable,
        }
    }
}

/// Keep a time for five minutes.
///
/// One a patient and doctor: another time lets the first go. The same time again keeps it five minutes longer, once; then 409
/// `hold_not_renewable`. Refused as a booking is.
#[utoipa::path(
    tag = "booking",
    params(IdempotencyKey),
    responses((status = 201, description = "Kept.", body = KeptBody), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []), ("api_key" = []))
)]
#[post("/appointment-booking/hold/")]
async fn hold_slot(
    request: HttpRequest,
    Asking(principal): Asking,
    key: IdempotencyKey,
    origin: RequestOrigin,
    limits: web::Data<RateLimits>,
    desk: web::Data<BookingDesk>,
    body: Json<HoldBody>,
) -> Result<HttpResponse, Problem> {
    let body = body.0;
    let agent = principal.agent();
    limits.enforce(&request, Group::Booking, &body.patient_id.unwrap_or(agent.id()).to_string())?;
    let key = key.of(agent, "hold", &body)?;
    let mut fields = Fields::default();
    let at = start(body.starts_at, body.appointment_date, body.start_time.as_deref());
    let at = fields.read("starts_at", at);
    let code = fields.read("appointment_type", type_code(body.appointment_type.as_deref()));
    let (start, appointment_type) = fields.settle(at.zip(code))?;
    once(&desk.turns, key, None, async {
        let whom = body.patient_id.map_or(Whom::Unsaid, |patient| Whom::Named(UserId(patient)));
        let doctor_id = UserId(body.doctor_id);
        let party = party(&desk.database, &principal, doctor_id, whom, desk.clock.now()).await?;
        let wanted = BookingRequest {
            principal,
            doctor_id,
            party,
            start,
            appointment_type,
            patient_notes: String::new(),
            hold: None,
            override_reason: None,
            key: None,
            origin: origin.0,
        };
        Ok(KeptBody::from(desk.front_desk.keep(wanted).await?))
    })
    .await
}

/// Let a hold go before its time.
#[utoipa::path(
    tag = "booking",
    responses((status = 204, description = "Anybody can book it again."), SignedInErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []), ("api_key" = []))
)]
#[delete("/appointment-booking/hold/{id}/")]
async fn release_hold(
    Asking(principal): Asking,
    origin: RequestOrigin,
    desk: web::Data<BookingDesk>,
    id: web::Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let hold = AppointmentId(*id);
    let doctor = holds::doctor_of(&desk.database, &principal, hold, desk.clock.now()).await?;
    desk.front_desk.let_go(doctor, LetGo { principal, hold, origin: origin.0 }).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Adds the operations of this file.
pub fn routes(config: &mut ServiceConfig) {
    config.service(hold_slot).service(release_hold);
}
