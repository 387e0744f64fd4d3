//! What can be had of a visit beside itself: its history, and a file for a calendar.

use actix_web::http::header;
use actix_web::{HttpResponse, get, web};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::domain::ids::AppointmentId;
use crate::http::json::Json;
use crate::http::openapi::errors::SignedInErrors;
use crate::http::origin::RequestOrigin;
use crate::http::paging::page::Page;
use crate::http::problem::Problem;
use crate::http::signed_in::Asking;
use crate::services::appointments::calendar::CalendarFiles;
use crate::services::appointments::history::HistoryLine;
use crate::services::appointments::read::Visits;

/// What calendar files are (RFC 5545 §8.1).
pub const CALENDAR: &str = "text/calendar; charset=utf-8";

/// What was done to a visit, the oldest first.
///
/// All of it on one page. The doctor's side sees who did it; the patient's side sees itself, and of others that it was
/// the doctor or the clinic.
#[utoipa::path(
    tag = "appointments",
    params(("id" = Uuid, Path, description = "The visit.")),
    responses((status = 200, description = "All of it.", body = Page<HistoryLine>), SignedInErrors),
    security(("bearer" = []), ("cookie" = []), ("api_key" = []))
)]
#[get("/appointments/{id}/history/")]
async fn get_history(
    Asking(principal): Asking,
    id: web::Path<Uuid>,
    visits: web::Data<Visits>,
    origin: RequestOrigin,
) -> Result<Json<Page<HistoryLine>>, Problem> {
    let results = visits.history(&principal, AppointmentId(*id), &origin.0).await?;
    Ok(Json(Page { results, next: None, previous: None }))
}

/// A visit as a file for a calendar (RFC 5545): time, clinic and a link, and nothing of why.
///
/// One that was called off strikes out what an earlier file entered.
#[utoipa::path(
    tag = "appointments",
    params(("id" = Uuid, Path, description = "The visit.")),
    responses(
        (status = 200, description = "The file.", content_type = "text/calendar", body = String),
        SignedInErrors,
    ),
    security(("bearer" = []), ("cookie" = []), ("api_key" = []))
)]
#[get("/appointments/{id}/calendar.ics")]
async fn get_calendar_file(
    Asking(principal): Asking,
    id: web::Path<Uuid>,
    visits: web::Data<Visits>,
    files: web::Data<CalendarFiles>,
    origin: RequestOrigin,
) -> Result<HttpResponse, Problem> {
    let file = visits.calendar_file(&principal, AppointmentId(*id), &files, &origin.0).await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, CALENDAR))
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"visit.ics\""))
        .body(file))
}

/// Adds the operations of this file.
pub fn routes(config: &mut ServiceConfig) {
    config.service(get_history).service(get_calendar_file);
}
