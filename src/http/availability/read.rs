//! Weekly hours, read.

use actix_web::{HttpResponse, get, web};
use uuid::Uuid;

use crate::domain::ids::{RuleId, UserId};
use crate::http::availability::body::HoursBody;
use crate::http::json::Json;
use crate::http::openapi::errors::SignedInErrors;
use crate::http::paging::page::Page;
use crate::http::problem::Problem;
use crate::http::signed_in::Asking;
use crate::http::versions::{IfNoneMatch, tagged_unless_known};
use crate::services::availability::hours::WeeklyHours;

/// A doctor's weekly hours.
///
/// All of them on one page, oldest first.
#[utoipa::path(
    tag = "availability",
    responses((status = 200, description = "The hours.", body = Page<HoursBody>), SignedInErrors),
    security(("bearer" = []), ("cookie" = []), ("api_key" = []))
)]
#[get("/doctors/{id}/availability/")]
pub(super) async fn list_availability(
    hours: web::Data<WeeklyHours>,
    Asking(principal): Asking,
    id: web::Path<Uuid>,
) -> Result<Json<Page<HoursBody>>, Problem> {
    let rules = hours.list(&principal, UserId(*id)).await?;
    let results = rules.into_iter().map(HoursBody::from).collect();
    Ok(Json(Page { results, next: None, previous: None }))
}

/// Some of a doctor's weekly hours.
#[utoipa::path(
    tag = "availability",
    responses(
        (status = 200, description = "The hours.", body = HoursBody),
        (status = 304, description = "As the client has them."),
        SignedInErrors
    ),
    security(("bearer" = []), ("cookie" = []), ("api_key" = []))
)]
#[get("/doctors/{id}/availability/{rule_id}/")]
pub(super) async fn get_availability(
    hours: web::Data<WeeklyHours>,
    Asking(principal): Asking,
    known: IfNoneMatch,
    path: web::Path<(Uuid, Uuid)>,
) -> Result<HttpResponse, Problem> {
    let (doctor, rule) = path.into_inner();
    let rule = hours.find(&principal, UserId(doctor), RuleId(rule)).await?;
    Ok(tagged_unless_known(&known, rule.version, HoursBody::from(rule)))
}
