//! Opens, changes and closes clinics for good.

use actix_web::http::StatusCode;
use actix_web::http::header::TryIntoHeaderPair;
use actix_web::{HttpResponse, delete, patch, post, web};
use uuid::Uuid;

use crate::actors::sessions::sessions::Sessions;
use crate::domain::ids::ClinicId;
use crate::http::clinics::body::{ClinicBody, answer};
use crate::http::clinics::fields::{ClinicChangeBody, NewClinicBody};
use crate::http::idempotency_key::IdempotencyKey;
use crate::http::json::Json;
use crate::http::once::once;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::problem::Problem;
use crate::http::signed_in::SignedIn;
use crate::http::versions::{IfMatch, etag};
use crate::services::clinics::Clinics;
use crate::services::doctors::Directory;
use crate::services::idempotency::Turns;

/// Open a clinic (administrators). Nobody works there yet.
#[utoipa::path(
    tag = "clinics",
    params(IdempotencyKey),
    responses(
        (status = 201, description = "Opened.", body = ClinicBody,
         headers(("Location" = String, description = "Where it is."), ("ETag" = String, description = "Its version."))),
        SignedInErrors, WriteErrors,
    ),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/clinics/")]
pub async fn create_clinic(
    SignedIn { caller, .. }: SignedIn,
    key: IdempotencyKey,
    turns: web::Data<Turns>,
    clinics: web::Data<Clinics>,
    origin: RequestOrigin,
    body: Json<NewClinicBody>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(caller.agent(), "clinics", &body.0)?;
    let new = body.0.read()?;
    let mut answer = once(&turns, key, Some("/api/v1/clinics/"), async {
        Ok(ClinicBody::from(clinics.create(&caller, new, &origin.0).await?))
    })
    .await?;
    let (name, value) = etag(1).try_into_pair().map_err(Problem::internal)?;
    answer.headers_mut().insert(name, value);
    Ok(answer)
}

/// Change a clinic (its managers, administrators).
///
/// Only what is given changes; `null` clears. Where the zone changes, the days on which it is closed are other hours.
#[utoipa::path(
    tag = "clinics",
    params(
        ("id" = Uuid, Path, description = "The clinic."),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of what is to be changed; 412 where it is stale."),
    ),
    responses(
        (status = 200, description = "As it stands.", body = ClinicBody,
         headers(("ETag" = String, description = "The new version."))),
        SignedInErrors, WriteErrors,
    ),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[patch("/clinics/{id}/")]
pub async fn change_clinic(
    SignedIn { caller, .. }: SignedIn,
    id: web::Path<Uuid>,
    IfMatch(expected): IfMatch,
    clinics: web::Data<Clinics>,
    directory: web::Data<Directory>,
    origin: RequestOrigin,
    body: Json<ClinicChangeBody>,
) -> Result<HttpResponse, Problem> {
    let change = body.0.read()?;
    let clinic = clinics.change(&caller, ClinicId(*id), change, &expected, &origin.0).await?;
    directory.forget();
    Ok(answer(StatusCode::OK, clinic))
}

/// Close a clinic for good (administrators).
///
/// Nobody reaches it any more, hours there open nothing, its API keys are revoked, and all who work there sign in anew.
/// 409 `has_visits` while visits are ahead.
#[utoipa::path(
    tag = "clinics",
    params(("id" = Uuid, Path, description = "The clinic.")),
    responses((status = 204, description = "It is gone."), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[delete("/clinics/{id}/")]
pub async fn delete_clinic(
    SignedIn { caller, .. }: SignedIn,
    id: web::Path<Uuid>,
    clinics: web::Data<Clinics>,
    directory: web::Data<Directory>,
    sessions: web::Data<Sessions>,
    origin: RequestOrigin,
) -> Result<HttpResponse, Problem> {
    let ended = clinics.delete(&caller, ClinicId(*id), &origin.0).await?;
    directory.forget();
    sessions.end_sign_ins(&ended).await;
    Ok(HttpResponse::NoContent().finish())
}
