//! Absences, added, changed and removed.

use actix_web::{HttpResponse, delete, patch, post, web};
use uuid::Uuid;

use crate::domain::ids::TimeOffId;
use crate::http::idempotency_key::IdempotencyKey;
use crate::http::json::Json;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::problem::Problem;
use crate::http::rule_change::{DryRun, RuleChange};
use crate::http::stranded::{Changed, Stranded};
use crate::http::time_off::body::{AbsenceBody, AbsenceChangeBody, NewAbsenceBody};
use crate::http::versions::{IfMatch, tagged};
use crate::services::availability::absence::NewAbsence;
use crate::services::availability::time_off::Absences;
use crate::services::idempotency::Turns;

/// Adds an absence.
///
/// Visits that fall into it stay booked and are named. 409 `too_many_absences` past 200, or past 20 that come again.
#[utoipa::path(
    tag = "availability",
    params(IdempotencyKey, DryRun),
    responses(
        (status = 201, description = "Added.", body = Changed<AbsenceBody>),
        (status = 200, description = "What would be added.", body = Changed<AbsenceBody>),
        SignedInErrors, WriteErrors
    ),
    security(("bearer" = []), ("cookie" = [], "csrf" = []), ("api_key" = []))
)]
#[post("/doctors/{id}/time_off/")]
pub(super) async fn add_time_off(
    absences: web::Data<Absences>,
    change: RuleChange,
    key: IdempotencyKey,
    turns: web::Data<Turns>,
    id: web::Path<Uuid>,
    body: Json<NewAbsenceBody>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(change.agent(), "time_off", &(*id, &body.0))?;
    let wanted = NewAbsence::try_from(body.0)?;
    let add = async {
        let (absence, stranded) = absences.add(&change.of(*id), wanted).await?;
        Ok(Changed::<AbsenceBody>::of(absence, stranded))
    };
    change.once(&turns, key, add).await
}

/// Changes an absence that is not over.
///
/// Only what is given changes. Visits that fall into it and did not before stay booked and are named. 412 where
/// `If-Match` names another version.
#[utoipa::path(
    tag = "availability",
    params(DryRun),
    responses(
        (status = 200, description = "As it stands.", body = Changed<AbsenceBody>),
        SignedInErrors, WriteErrors
    ),
    security(("bearer" = []), ("cookie" = [], "csrf" = []), ("api_key" = []))
)]
#[patch("/doctors/{id}/time_off/{time_off_id}/")]
pub(super) async fn change_time_off(
    absences: web::Data<Absences>,
    change: RuleChange,
    IfMatch(expected): IfMatch,
    path: web::Path<(Uuid, Uuid)>,
    body: Json<AbsenceChangeBody>,
) -> Result<HttpResponse, Problem> {
    let (doctor, absence) = path.into_inner();
    let (asked, wanted) = (change.of(doctor), body.0.read()?);
    let (absence, stranded) = absences.change(&asked, TimeOffId(absence), wanted, &expected).await?;
    Ok(tagged(absence.version, Changed::<AbsenceBody>::of(absence, stranded)))
}

/// Removes an absence that is not over.
///
/// With `dry_run` 200 and nobody stranded, which is all that can be.
#[utoipa::path(
    tag = "availability",
    params(DryRun),
    responses(
        (status = 204, description = "Removed."),
        (status = 200, description = "It could be removed.", body = Stranded),
        SignedInErrors, WriteErrors
    ),
    security(("bearer" = []), ("cookie" = [], "csrf" = []), ("api_key" = []))
)]
#[delete("/doctors/{id}/time_off/{time_off_id}/")]
pub(super) async fn remove_time_off(
    absences: web::Data<Absences>,
    change: RuleChange,
    IfMatch(expected): IfMatch,
    path: web::Path<(Uuid, Uuid)>,
) -> Result<HttpResponse, Problem> {
    let (doctor, absence) = path.into_inner();
    absences.remove(&change.of(doctor), TimeOffId(absence), &expected).await?;
    Ok(if change.is_tried() {
        HttpResponse::Ok().json(Stranded::default())
    } else {
        HttpResponse::NoContent().finish()
    })
}
