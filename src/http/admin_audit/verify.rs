//! Verifies the trail.

use actix_web::{get, post, web};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::http::admin_audit::body::AuditReportBody;
use crate::http::json::Json;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::problem::Problem;
use crate::http::signed_in::SignedIn;
use crate::services::audit::trail::AuditTrail;

/// Nothing to say.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = VerifyAudit)]
pub struct VerifyBody {}

/// Verify the whole audit trail (administrators).
///
/// Answers with the first thing that is wrong, if anything is. One verification at a time. It goes on record.
#[utoipa::path(
    tag = "admin",
    responses((status = 200, description = "What was found.", body = AuditReportBody), SignedInErrors),
    security(("bearer" = []), ("cookie" = []))
)]
#[get("/admin/audit/verify/")]
pub async fn verify_audit(
    SignedIn { caller, .. }: SignedIn,
    trail: web::Data<AuditTrail>,
    origin: RequestOrigin,
) -> Result<Json<AuditReportBody>, Problem> {
    Ok(Json(trail.verify(&caller, &origin.0).await?.into()))
}

/// Verify the whole audit trail: the same as by GET (administrators).
#[utoipa::path(
    tag = "admin",
    responses(
        (status = 200, description = "What was found.", body = AuditReportBody),
        SignedInErrors,
        WriteErrors,
    ),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/admin/audit/verify/")]
pub async fn verify_audit_now(
    SignedIn { caller, .. }: SignedIn,
    trail: web::Data<AuditTrail>,
    origin: RequestOrigin,
    _: Json<VerifyBody>,
) -> Result<Json<AuditReportBody>, Problem> {
    Ok(Json(trail.verify(&caller, &origin.0).await?.into()))
}
