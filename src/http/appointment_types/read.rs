//! Kinds of visit, read.

use actix_web::{HttpResponse, get, web};
use uuid::Uuid;

use crate::domain::ids::UserId;
use crate::domain::schedules::TypeCode;
use crate::http::appointment_types::body::TypeBody;
use crate::http::json::Json;
use crate::http::openapi::errors::PublicErrors;
use crate::http::paging::page::Page;
use crate::http::problem::Problem;
use crate::http::versions::{IfNoneMatch, tagged_unless_known};
use crate::services::availability::appointment_types::AppointmentTypes;
use crate::services::error::ServiceError;

/// The kinds of visit that a doctor offers.
///
/// All of them on one page, by name.
#[utoipa::path(
    tag = "doctors",
    responses((status = 200, description = "The kinds.", body = Page<TypeBody>), PublicErrors),
    security(())
)]
#[get("/doctors/{id}/appointment_types/")]
pub(super) async fn list_appointment_types(
    types: web::Data<AppointmentTypes>,
    id: web::Path<Uuid>,
) -> Result<Json<Page<TypeBody>>, Problem> {
    let types = types.list(UserId(*id)).await?;
    let results = types.into_iter().map(TypeBody::from).collect();
    Ok(Json(Page { results, next: None, previous: None }))
}

/// One kind of visit that a doctor offers.
#[utoipa::path(
    tag = "doctors",
    params(
        ("id" = Uuid, Path, description = "The doctor."),
        ("code" = String, Path, description = "The kind of visit.", example = "consultation"),
    ),
    responses(
        (status = 200, description = "The kind.", body = TypeBody),
        (status = 304, description = "As the client has it."),
        PublicErrors
    ),
    security(())
)]
#[get("/doctors/{id}/appointment_types/{code}/")]
pub(super) async fn get_appointment_type(
    types: web::Data<AppointmentTypes>,
    known: IfNoneMatch,
    path: web::Path<(Uuid, String)>,
) -> Result<HttpResponse, Problem> {
    let (doctor, code) = path.into_inner();
    let offered = types.find(UserId(doctor), named(&code)?).await?;
    Ok(tagged_unless_known(&known, offered.version, TypeBody::from(offered)))
}

/// The kind of this name; what is no kind is offered by nobody.
///
/// # Errors
/// 404.
pub(super) fn named(code: &str) -> Result<TypeCode, Problem> {
    TypeCode::parse(code).map_err(|_| ServiceError::NotFound.into())
}
