//! Hours on single dates, set, changed and removed.

use actix_web::{HttpResponse, delete, patch, post, web};
use uuid::Uuid;

use crate::domain::ids::OverrideId;
use crate::http::idempotency_key::IdempotencyKey;
use crate::http::json::Json;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::overrides::body::{NewOverrideBody, OverrideBody, OverrideChangeBody};
use crate::http::problem::Problem;
use crate::http::rule_change::{DryRun, RuleChange};
use crate::http::stranded::{Changed, Stranded};
use crate::http::versions::{IfMatch, tagged};
use crate::services::availability::new_override::NewOverride;
use crate::services::availability::overrides::Overrides;
use crate::services::idempotency::Turns;

/// Gives a date other hours than the weekly ones that begin on it, or none.
///
/// What the staff of one clinic set leaves the doctor's hours at others. Visits that are outside of the hours now stay
/// booked and are named. 409 `override_exists` where the date has hours of its own, 409 `overlapping_hours` where they
/// overlap each other or those about them, 409 `too_many_overrides` past 400.
#[utoipa::path(
    tag = "availability",
    params(IdempotencyKey, DryRun),
    responses(
        (status = 201, description = "Set.", body = Changed<OverrideBody>),
        (status = 200, description = "What would be set.", body = Changed<OverrideBody>),
        SignedInErrors, WriteErrors
    ),
    security(("bearer" = []), ("cookie" = [], "csrf" = []), ("api_key" = []))
)]
#[post("/doctors/{id}/overrides/")]
pub(super) async fn add_override(
    overrides: web::Data<Overrides>,
    change: RuleChange,
    key: IdempotencyKey,
    turns: web::Data<Turns>,
    id: web::Path<Uuid>,
    body: Json<NewOverrideBody>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(change.agent(), "overrides", &(*id, &body.0))?;
    let wanted = NewOverride::from(body.0);
    let add = async {
        let (date, stranded) = overrides.add(&change.of(*id), wanted).await?;
        Ok(Changed::<OverrideBody>::of(date, stranded))
    };
    change.once(&turns, key, add).await
}

/// Changes what a date has.
///
/// Only what is given changes. Visits that are outside of the hours now and were not before stay booked and are named.
/// 403 for the staff of one clinic where it is about the hours of another too; 412 where `If-Match` names another
/// version.
#[utoipa::path(
    tag = "availability",
    params(DryRun),
    responses(
        (status = 200, description = "As it stands.", body = Changed<OverrideBody>),
        SignedInErrors, WriteErrors
    ),
    security(("bearer" = []), ("cookie" = [], "csrf" = []), ("api_key" = []))
)]
#[patch("/doctors/{id}/overrides/{override_id}/")]
pub(super) async fn change_override(
    overrides: web::Data<Overrides>,
    change: RuleChange,
    IfMatch(expected): IfMatch,
    path: web::Path<(Uuid, Uuid)>,
    body: Json<OverrideChangeBody>,
) -> Result<HttpResponse, Problem> {
    let (doctor, id) = path.into_inner();
    let (asked, wanted) = (change.of(doctor), body.0.read()?);
    let (date, stranded) = overrides.change(&asked, OverrideId(id), wanted, &expected).await?;
    Ok(tagged(date.version, Changed::<OverrideBody>::of(date, stranded)))
}

/// Gives a date its weekly hours back.
///
/// Visits that these do not cover stay booked and are named. 409 `overlapping_hours` where they overlap what a date
/// beside it has.
#[utoipa::path(
    tag = "availability",
    params(DryRun),
    responses((status = 200, description = "Removed.", body = Stranded), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []), ("api_key" = []))
)]
#[delete("/doctors/{id}/overrides/{override_id}/")]
pub(super) async fn remove_override(
    overrides: web::Data<Overrides>,
    change: RuleChange,
    IfMatch(expected): IfMatch,
    path: web::Path<(Uuid, Uuid)>,
) -> Result<Json<Stranded>, Problem> {
    let (doctor, id) = path.into_inner();
    let stranded = overrides.remove(&change.of(doctor), OverrideId(id), &expected).await?;
    Ok(Json(Stranded::of(stranded)))
}
