//! Absences, read.

use actix_web::{HttpResponse, get, web};
use uuid::Uuid;

use crate::domain::ids::{TimeOffId, UserId};
use crate::http::json::Json;
use crate::http::openapi::errors::SignedInErrors;
use crate::http::paging::page::Page;
use crate::http::problem::Problem;
use crate::http::signed_in::Asking;
use crate::http::time_off::body::AbsenceBody;
use crate::http::versions::{IfNoneMatch, tagged_unless_known};
use crate::services::availability::time_off::Absences;

/// A doctor's absences that are not over.
///
/// All of them on one page, by their start.
#[utoipa::path(
    tag = "availability",
    responses((status = 200, description = "The absences.", body = Page<AbsenceBody>), SignedInErrors),
    security(("bearer" = []), ("cookie" = []), ("api_key" = []))
)]
#[get("/doctors/{id}/time_off/")]
pub(super) async fn list_time_off(
    absences: web::Data<Absences>,
    Asking(principal): Asking,
    id: web::Path<Uuid>,
) -> Result<Json<Page<AbsenceBody>>, Problem> {
    let absences = absences.list(&principal, UserId(*id)).await?;
    let results = absences.into_iter().map(AbsenceBody::from).collect();
    Ok(Json(Page { results, next: None, previous: None }))
}

/// An absence of a doctor that is not over.
#[utoipa::path(
    tag = "availability",
    responses(
        (status = 200, description = "The absence.", body = AbsenceBody),
        (status = 304, description = "As the client has it."),
        SignedInErrors
    ),
    security(("bearer" = []), ("cookie" = []), ("api_key" = []))
)]
#[get("/doctors/{id}/time_off/{time_off_id}/")]
pub(super) async fn get_time_off(
    absences: web::Data<Absences>,
    Asking(principal): Asking,
    known: IfNoneMatch,
    path: web::Path<(Uuid, Uuid)>,
) -> Result<HttpResponse, Problem> {
    let (doctor, absence) = path.into_inner();
    let absence = absences.find(&principal, UserId(doctor), TimeOffId(absence)).await?;
    Ok(tagged_unless_known(&known, absence.version, AbsenceBody::from(absence)))
}
