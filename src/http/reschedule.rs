//! Moves visits to another time.

use actix_web::{HttpRequest, HttpResponse, post, web};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::domain::access::Side;
use crate::domain::ids::AppointmentId;
use crate::http::booking::BookingDesk;
use crate::http::fields::Fields;
use crate::http::json::Json;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::problem::Problem;
use crate::http::rate_limit::groups::Group;
use crate::http::rate_limit::limits::RateLimits;
use crate::http::signed_in::Asking;
use crate::http::starts::{OverrideBody, read_override, start};
use crate::http::versions::{IfMatch, etag};
use crate::services::appointments::reschedule::{RescheduleRequest, doctor_and_side};
use crate::services::appointments::view::AppointmentView;

/// Another time: an instant, or the doctor's day and hour.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RescheduleBody {
    /// The new start.
    #[schema(example = "2026-11-24T08:00:00Z")]
    starts_at: Option<DateTime<Utc>>,
    /// Instead of the instant: the day on the doctor's calendar; with `start_time`.
    #[schema(example = "2026-11-24")]
    appointment_date: Option<NaiveDate>,
    /// The hour on the doctor's wall; with `appointment_date`.
    #[schema(example = "09:00")]
    start_time: Option<String>,
    /// The doctor's side may set hours, notice, horizon, grid, day limit and buffers aside, but no other visit.
    r#override: Option<OverrideBody>,
}

/// Who asks, of what version, of whom.
type Asked = (HttpRequest, Asking, IfMatch, RequestOrigin, web::Data<RateLimits>, web::Data<BookingDesk>);

/// Move a visit to another time.
///
/// The old time is given back in the transaction that takes the new one: where that is refused, the visit stays where it is.
/// Patients can until the doctor's cut-off, two hours before it by default.
#[utoipa::path(
    tag = "appointments",
    params(
        ("id" = Uuid, Path, description = "The visit."),
        ("If-Match" = Option<String>, Header, description = "The version that the caller has seen."),
    ),
    responses(
        (status = 200, description = "Moved.", body = AppointmentView,
         headers(("ETag" = String, description = "The version, for `If-Match`."))),
        SignedInErrors,
        WriteErrors,
    ),
    security(("bearer" = []), ("cookie" = [], "csrf" = []), ("api_key" = []))
)]
#[post("/appointments/{id}/reschedule/")]
async fn reschedule_appointment(
    asked: Asked,
    id: web::Path<Uuid>,
    body: Json<RescheduleBody>,
) -> Result<HttpResponse, Problem> {
    let (http, Asking(principal), IfMatch(expected), origin, limits, desk) = asked;
    let body = body.0;
    let mut fields = Fields::default();
    let at = start(body.starts_at, body.appointment_date, body.start_time.as_deref());
    let at = fields.read("starts_at", at);
    let override_reason = read_override(body.r#override.as_ref(), &mut fields);
    let start = fields.settle(at)?;
    let appointment_id = AppointmentId(*id);
    let request =
        RescheduleRequest { principal, appointment_id, start, override_reason, expected, origin: origin.0 };
    let (doctor, side) = doctor_and_side(&desk.database, &request, desk.clock.now()).await?;
    if side == Side::Patient {
        limits.enforce(&http, Group::Booking, &request.principal.agent().id().to_string())?;
    }
    let visit = desk.front_desk.reschedule(doctor, request).await?;
    Ok(HttpResponse::Ok().insert_header(etag(visit.version)).json(AppointmentView::of(&visit, side)))
}

/// Adds the operations of this file.
pub fn routes(config: &mut ServiceConfig) {
    config.service(reschedule_appointment);
}
