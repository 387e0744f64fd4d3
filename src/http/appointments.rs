//! Reads visits and takes the steps of their status machine.

use actix_web::{HttpRequest, HttpResponse, get, post, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::actors::schedules::front_desk::FrontDesk;
use crate::domain::access::Side;
use crate::domain::appointments::{Appointment, Status, Step};
use crate::domain::ids::{AppointmentId, UserId};
use crate::domain::invalid::Invalid;
use crate::domain::schedules::TypeCode;
use crate::domain::text;
use crate::http::fields::Fields;
use crate::http::json::Json;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::paging::cursor::Cursors;
use crate::http::paging::limit::Limit;
use crate::http::paging::list::List;
use crate::http::paging::page::Page;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::signed_in::Asking;
use crate::http::versions::{IfMatch, IfNoneMatch, etag};
use crate::services::appointments::change::ChangeRequest;
use crate::services::appointments::read::Visits;
use crate::services::appointments::view::AppointmentView;
use crate::storage::appointments::list::Filter;

const REASON_MAX_CHARS: usize = 500;

/// Which visits are wanted.
#[derive(Debug, Serialize, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// Results a page, 1 to 100.
    #[serde(default, skip_serializing)]
    #[param(inline)]
    limit: Limit,
    /// `next` or `previous` of another page of the same list.
    #[serde(skip_serializing)]
    cursor: Option<String>,
    /// One status or several, by commas.
    #[param(example = "pending,confirmed")]
    status: Option<String>,
    /// With this doctor.
    doctor: Option<Uuid>,
    /// Of this patient.
    patient: Option<Uuid>,
    /// Starting at or after this instant.
    from: Option<DateTime<Utc>>,
    /// Starting before this instant.
    to: Option<DateTime<Utc>>,
    /// Of this kind.
    appointment_type: Option<String>,
    /// `starts_at` (the default) or `-starts_at`, the latest first.
    ordering: Option<String>,
}

/// A step needs nothing but itself.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct StepBody {}

/// Why a visit is called off.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CancelBody {
    /// For the other side, up to 500 characters.
    reason: Option<String>,
}

/// List the visits of the caller and of their dependants.
#[utoipa::path(
    tag = "appointments",
    params(ListQuery),
    responses((status = 200, description = "One page.", body = Page<AppointmentView>), SignedInErrors),
    security(("bearer" = []), ("cookie" = []), ("api_key" = []))
)]
#[get("/appointments/")]
async fn list_appointments(
    request: HttpRequest,
    Asking(principal): Asking,
    query: Query<ListQuery>,
    cursors: web::Data<Cursors>,
    visits: web::Data<Visits>,
    origin: RequestOrigin,
) -> Result<Json<Page<AppointmentView>>, Problem> {
    let (filter, latest_first) = read_filter(&query.0)?;
    let list = List { cursors: &cursors, path: request.path(), filters: &(principal.agent().id(), &query.0) };
    let start = list.start(query.0.cursor.as_deref())?;
    let limit = query.0.limit.get();
    let slice = visits.list(&principal, &filter, start.as_ref(), latest_first, limit, &origin.0).await?;
    Ok(Json(list.page(slice)?.map(|(visit, side)| AppointmentView::of(&visit, side))))
}

/// One visit.
#[utoipa::path(
    tag = "appointments",
    params(
        ("id" = Uuid, Path, description = "The visit."),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` of what the client has."),
    ),
    responses(
        (status = 200, body = AppointmentView,
         headers(("ETag" = String, description = "The version, for `If-Match`."))),
        (status = 304, description = "The client has it already."),
        SignedInErrors,
    ),
    security(("bearer" = []), ("cookie" = []), ("api_key" = []))
)]
#[get("/appointments/{id}/")]
async fn get_appointment(
    Asking(principal): Asking,
    id: web::Path<Uuid>,
    known: IfNoneMatch,
    visits: web::Data<Visits>,
    origin: RequestOrigin,
) -> Result<HttpResponse, Problem> {
    let (visit, side) = visits.find(&principal, AppointmentId(*id), &origin.0).await?;
    if known.has_version(visit.version) {
        return Ok(HttpResponse::NotModified().insert_header(etag(visit.version)).finish());
    }
    Ok(answer(&visit, side))
}

/// A visit with its `ETag`.
fn answer(visit: &Appointment, side: Side) -> HttpResponse {
    HttpResponse::Ok().insert_header(etag(visit.version)).json(AppointmentView::of(visit, side))
}

macro_rules! step {
    ($(#[$doc:meta])* $name:ident, $path:literal, $step:expr) => {
        $(#[$doc])*
        #[utoipa::path(
            tag = "appointments",
            params(
                ("id" = Uuid, Path, description = "The visit."),
                ("If-Match" = Option<String>, Header, description = "The version that the caller has seen."),
            ),
            responses(
                (status = 200, body = AppointmentView,
                 headers(("ETag" = String, description = "The new version."))),
                SignedInErrors, WriteErrors,
            ),
            security(("bearer" = []), ("cookie" = [], "csrf" = []), ("api_key" = []))
        )]
        #[post($path)]
        async fn $name(asked: Asked, _: Json<StepBody>) -> Result<HttpResponse, Problem> {
            take($step, None, asked).await
        }
    };
}

step!(
    /// Confirm a visit that is pending (the doctor's side).
    confirm_appointment, "/appointments/{id}/confirm/", Step::Confirm
);
step!(
    /// Check a patient in who has arrived (the doctor's side).
    check_in_appointment, "/appointments/{id}/check_in/", Step::CheckIn
);
step!(
    /// Begin a visit whose patient is checked in (the doctor's side).
    start_appointment, "/appointments/{id}/start/", Step::Start
);
step!(
    /// Complete a visit that is in progress (the doctor's side).
    complete_appointment, "/appointments/{id}/complete/", Step::Complete
);
step!(
    /// Mark a visit as missed (the doctor's side).
    miss_appointment, "/appointments/{id}/no_show/", Step::NoShow
);

/// Cancel a visit. Patients can until the doctor's cut-off, two hours before it by default.
#[utoipa::path(
    tag = "appointments",
    params(
        ("id" = Uuid, Path, description = "The visit."),
        ("If-Match" = Option<String>, Header, description = "The version that the caller has seen."),
    ),
    responses(
        (status = 200, body = AppointmentView,
         headers(("ETag" = String, description = "The new version."))),
        SignedInErrors, WriteErrors,
    ),
    security(("bearer" = []), ("cookie" = [], "csrf" = []), ("api_key" = []))
)]
#[post("/appointments/{id}/cancel/")]
async fn cancel_appointment(asked: Asked, body: Json<CancelBody>) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let reason = text::paragraph(body.0.reason.as_deref().unwrap_or_default(), REASON_MAX_CHARS);
    let reason = fields.read("reason", reason);
    take(Step::Cancel, Some(fields.settle(reason)?), asked).await
}

/// Who asks, for which visit, as which version of it, of whom.
type Asked = (Asking, web::Path<Uuid>, IfMatch, RequestOrigin, web::Data<Visits>, web::Data<FrontDesk>);

async fn take(step: Step, reason: Option<String>, asked: Asked) -> Result<HttpResponse, Problem> {
    let (Asking(principal), id, IfMatch(expected), origin, visits, front_desk) = asked;
    let appointment_id = AppointmentId(*id);
    let (doctor, side) = visits.doctor_and_side(&principal, appointment_id).await?;
    let request =
        ChangeRequest { principal, appointment_id, step, reason, expected, by_text: false, origin: origin.0 };
    let visit = front_desk.change(doctor, request).await?;
    Ok(answer(&visit, side))
}

fn read_filter(query: &ListQuery) -> Result<(Filter, bool), Problem> {
    let mut fields = Fields::default();
    let filter = Filter {
        statuses: fields.read_if_given("status", query.status.as_deref(), read_statuses).unwrap_or_default(),
        doctor: query.doctor.map(UserId),
        patient: query.patient.map(UserId),
        from: query.from,
        to: query.to,
        appointment_type: fields.read_if_given(
            "appointment_type",
            query.appointment_type.as_deref(),
            TypeCode::parse,
        ),
    };
    let latest_first =
        fields.read_if_given("ordering", query.ordering.as_deref(), |ordering| match ordering {
            "starts_at" => Ok(false),
            "-starts_at" => Ok(true),
            _ => Err(Invalid::new("unknown_ordering", "Order by starts_at or -starts_at.")),
        });
    fields.settle(Some((filter, latest_first.unwrap_or(false))))
}

fn read_statuses(names: &str) -> Result<Vec<Status>, Invalid> {
    let read = |name: &str| {
        Status::from_stored(name.trim()).ok_or_else(|| {
            let known = Status::ALL.map(Status::as_str).join(", ");
            Invalid::new("unknown_status", format!("Choose from {known}."))
        })
    };
    names.split(',').map(read).collect()
}

/// Adds the operations of this file.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(list_appointments)
        .service(get_appointment)
        .service(confirm_appointment)
        .service(check_in_appointment)
        .service(start_appointment)
        .service(complete_appointment)
        .service(miss_appointment)
        .service(cancel_appointment);
}
