//! Kinds of visit, offered, changed and offered no more.

use actix_web::{HttpResponse, delete, patch, post, web};
use uuid::Uuid;

use crate::domain::schedules::OfferedType;
use crate::http::appointment_types::body::{NewTypeBody, TypeBody, TypeChangeBody};
use crate::http::appointment_types::read::named;
use crate::http::idempotency_key::IdempotencyKey;
use crate::http::json::Json;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::problem::Problem;
use crate::http::rule_change::{DryRun, RuleChange};
use crate::http::stranded::{Changed, Stranded};
use crate::http::versions::{IfMatch, tagged};
use crate::services::availability::appointment_types::AppointmentTypes;
use crate::services::idempotency::Turns;

/// Offers a kind of visit.
///
/// 409 `type_exists` where the doctor offers it already.
#[utoipa::path(
    tag = "availability",
    params(IdempotencyKey, DryRun),
    responses(
        (status = 201, description = "Offered.", body = Changed<TypeBody>),
        (status = 200, description = "What would be offered.", body = Changed<TypeBody>),
        SignedInErrors, WriteErrors
    ),
    security(("bearer" = []), ("cookie" = [], "csrf" = []), ("api_key" = []))
)]
#[post("/doctors/{id}/appointment_types/")]
pub(super) async fn add_appointment_type(
    types: web::Data<AppointmentTypes>,
    change: RuleChange,
    key: IdempotencyKey,
    turns: web::Data<Turns>,
    id: web::Path<Uuid>,
    body: Json<NewTypeBody>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(change.agent(), "appointment_types", &(*id, &body.0))?;
    let wanted = OfferedType::try_from(body.0)?;
    let add = async {
        let offered = types.add(&change.of(*id), wanted).await?;
        Ok(Changed::<TypeBody>::of(offered, Vec::new()))
    };
    change.once(&turns, key, add).await
}

/// Changes a kind of visit.
///
/// Only what is given changes. Visits that are booked stay as they are, and nobody is stranded. 412 where `If-Match`
/// names another version.
#[utoipa::path(
    tag = "availability",
    params(
        ("id" = Uuid, Path, description = "The doctor."),
        ("code" = String, Path, description = "The kind of visit.", example = "consultation"),
        DryRun
    ),
    responses(
        (status = 200, description = "As it stands.", body = Changed<TypeBody>),
        SignedInErrors, WriteErrors
    ),
    security(("bearer" = []), ("cookie" = [], "csrf" = []), ("api_key" = []))
)]
#[patch("/doctors/{id}/appointment_types/{code}/")]
pub(super) async fn change_appointment_type(
    types: web::Data<AppointmentTypes>,
    change: RuleChange,
    IfMatch(expected): IfMatch,
    path: web::Path<(Uuid, String)>,
    body: Json<TypeChangeBody>,
) -> Result<HttpResponse, Problem> {
    let (doctor, code) = path.into_inner();
    let (code, wanted) = (named(&code)?, body.0.read()?);
    let offered = types.change(&change.of(doctor), code, wanted, &expected).await?;
    Ok(tagged(offered.version, Changed::<TypeBody>::of(offered, Vec::new())))
}

/// Offers a kind of visit no more.
///
/// Visits of it that are booked stay, and keep their time: nobody is stranded.
#[utoipa::path(
    tag = "availability",
    params(
        ("id" = Uuid, Path, description = "The doctor."),
        ("code" = String, Path, description = "The kind of visit.", example = "consultation"),
        DryRun
    ),
    responses((status = 200, description = "Removed.", body = Stranded), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []), ("api_key" = []))
)]
#[delete("/doctors/{id}/appointment_types/{code}/")]
pub(super) async fn remove_appointment_type(
    types: web::Data<AppointmentTypes>,
    change: RuleChange,
    IfMatch(expected): IfMatch,
    path: web::Path<(Uuid, String)>,
) -> Result<Json<Stranded>, Problem> {
    let (doctor, code) = path.into_inner();
    types.remove(&change.of(doctor), named(&code)?, &expected).await?;
    Ok(Json(Stranded::default()))
}
