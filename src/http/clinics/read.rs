//! Reads clinics. Anyone may.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, web};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::ids::ClinicId;
use crate::http::clinics::body::{ClinicBody, answer};
use crate::http::json::Json;
use crate::http::openapi::errors::PublicErrors;
use crate::http::paging::cursor::Cursors;
use crate::http::paging::limit::Limit;
use crate::http::paging::list::List;
use crate::http::paging::page::Page;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::versions::{IfNoneMatch, etag};
use crate::services::clinics::Clinics;

/// Which page.
#[derive(Debug, Deserialize, Serialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ClinicsQuery {
    /// Results a page.
    #[serde(default, skip_serializing)]
    #[param(inline)]
    limit: Limit,
    /// `next` or `previous` of another page.
    #[serde(skip_serializing)]
    cursor: Option<String>,
}

/// Lists clinics.
///
/// In the order of their names.
#[utoipa::path(
    tag = "clinics",
    params(ClinicsQuery),
    responses((status = 200, description = "One page of clinics.", body = Page<ClinicBody>), PublicErrors),
    security(())
)]
#[get("/clinics/")]
pub async fn list_clinics(
    clinics: web::Data<Clinics>,
    cursors: web::Data<Cursors>,
    query: Query<ClinicsQuery>,
) -> Result<Json<Page<ClinicBody>>, Problem> {
    let query = query.0;
    let list = List { cursors: &cursors, path: "clinics/", filters: &query };
    let start = list.start(query.cursor.as_deref())?;
    let slice = clinics.list(start.as_ref(), query.limit.size()).await?;
    Ok(Json(list.page(slice.map(ClinicBody::from))?))
}

/// One clinic.
#[utoipa::path(
    tag = "clinics",
    params(
        ("id" = Uuid, Path, description = "The clinic."),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` of what the client has."),
    ),
    responses(
        (status = 200, description = "The clinic.", body = ClinicBody,
         headers(("ETag" = String, description = "The version, for `If-Match`."))),
        (status = 304, description = "The client has it already."),
        PublicErrors,
    ),
    security(())
)]
#[get("/clinics/{id}/")]
pub async fn get_clinic(
    clinics: web::Data<Clinics>,
    id: web::Path<Uuid>,
    known: IfNoneMatch,
) -> Result<HttpResponse, Problem> {
    let clinic = clinics.find(ClinicId(*id)).await?;
    if known.has_version(clinic.version) {
        return Ok(HttpResponse::NotModified().insert_header(etag(clinic.version)).finish());
    }
    Ok(answer(StatusCode::OK, clinic))
}
