//! Weekly hours, added, changed and removed.

use actix_web::{HttpResponse, delete, patch, post, web};
use uuid::Uuid;

use crate::domain::ids::RuleId;
use crate::http::availability::body::{HoursBody, HoursChangeBody, NewHoursBody};
use crate::http::idempotency_key::IdempotencyKey;
use crate::http::json::Json;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::problem::Problem;
use crate::http::rule_change::{DryRun, RuleChange};
use crate::http::stranded::{Changed, Stranded};
use crate::http::versions::{IfMatch, tagged};
use crate::services::availability::hours::{NewHours, WeeklyHours};
use crate::services::idempotency::Turns;

/// Adds weekly hours.
///
/// 409 `overlapping_hours` where the doctor has other hours then, 409 `too_many_rules` past 200.
#[utoipa::path(
    tag = "availability",
    params(IdempotencyKey, DryRun),
    responses(
        (status = 201, description = "Added.", body = Changed<HoursBody>),
        (status = 200, description = "What would be added.", body = Changed<HoursBody>),
        SignedInErrors, WriteErrors
    ),
    security(("bearer" = []), ("cookie" = [], "csrf" = []), ("api_key" = []))
)]
#[post("/doctors/{id}/availability/")]
pub(super) async fn add_availability(
    hours: web::Data<WeeklyHours>,
    change: RuleChange,
    key: IdempotencyKey,
    turns: web::Data<Turns>,
    id: web::Path<Uuid>,
    body: Json<NewHoursBody>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(change.agent(), "availability", &(*id, &body.0))?;
    let wanted = NewHours::try_from(body.0)?;
    let add = async {
        let rule = hours.add(&change.of(*id), &wanted).await?;
        Ok(Changed::<HoursBody>::of(rule, Vec::new()))
    };
    change.once(&turns, key, add).await
}

/// Changes weekly hours.
///
/// Only what is given changes. Visits that they covered and cover no more stay booked and are named. 409
/// `overlapping_hours` where the doctor has other hours then; 412 where `If-Match` names another version.
#[utoipa::path(
    tag = "availability",
    params(DryRun),
    responses(
        (status = 200, description = "As they stand.", body = Changed<HoursBody>),
        SignedInErrors, WriteErrors
    ),
    security(("bearer" = []), ("cookie" = [], "csrf" = []), ("api_key" = []))
)]
#[patch("/doctors/{id}/availability/{rule_id}/")]
pub(super) async fn change_availability(
    hours: web::Data<WeeklyHours>,
    change: RuleChange,
    IfMatch(expected): IfMatch,
    path: web::Path<(Uuid, Uuid)>,
    body: Json<HoursChangeBody>,
) -> Result<HttpResponse, Problem> {
    let (doctor, rule) = path.into_inner();
    let wanted = body.0.read()?;
    let (rule, stranded) = hours.change(&change.of(doctor), RuleId(rule), &wanted, &expected).await?;
    Ok(tagged(rule.version, Changed::<HoursBody>::of(rule, stranded)))
}

/// Removes weekly hours.
///
/// Visits that they covered stay booked and are named.
#[utoipa::path(
    tag = "availability",
    params(DryRun),
    responses((status = 200, description = "Removed.", body = Stranded), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []), ("api_key" = []))
)]
#[delete("/doctors/{id}/availability/{rule_id}/")]
pub(super) async fn remove_availability(
    hours: web::Data<WeeklyHours>,
    change: RuleChange,
    IfMatch(expected): IfMatch,
    path: web::Path<(Uuid, Uuid)>,
) -> Result<Json<Stranded>, Problem> {
    let (doctor, rule) = path.into_inner();
    let stranded = hours.remove(&change.of(doctor), RuleId(rule), &expected).await?;
    Ok(Json(Stranded::of(stranded)))
}
