//! The trail as a file.

use actix_web::http::header;
use actix_web::{HttpResponse, get, web};
use futures::StreamExt;
use futures::stream::{once, try_unfold};

use crate::http::admin_audit::csv;
use crate::http::admin_audit::query::Words;
use crate::http::openapi::errors::SignedInErrors;
use crate::http::origin::RequestOrigin;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::signed_in::SignedIn;
use crate::services::audit::trail::AuditTrail;

/// Download what a search of the audit trail finds, as CSV, the newest first (administrators). It goes on record.
#[utoipa::path(
    tag = "admin",
    params(Words),
    responses(
        (status = 200, description = "A file with a header row.", body = String, content_type = "text/csv",
         headers(("Content-Disposition" = String, description = "`attachment`, with a name."))),
        SignedInErrors,
    ),
    security(("bearer" = []), ("cookie" = []))
)]
#[get("/admin/audit/export.csv")]
pub async fn export_audit(
    SignedIn { caller, .. }: SignedIn,
    query: Query<Words>,
    trail: web::Data<AuditTrail>,
    origin: RequestOrigin,
) -> Result<HttpResponse, Problem> {
    let export = trail.export(&caller, query.0.filter()?, &origin.0).await?;
    let name = format!("attachment; filename=\"carebridge-audit-{}.csv\"", trail.now().format("%Y-%m-%d"));
    let header = csv::header()?;
    let pieces = try_unfold(export, async |mut export| {
        let lines = export.next().await.map_err(|error| {
            tracing::error!(%error, "an export of the audit trail was cut off");
            Problem::from(error)
        })?;
        let Some(lines) = lines else { return Ok(None) };
        Ok::<_, Problem>(Some((web::Bytes::from(csv::rows(&lines)?), export)))
    });
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .streaming(once(async { Ok(web::Bytes::from(header)) }).chain(pieces)))
}
