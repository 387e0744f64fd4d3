//! Finds lines of the trail.

use actix_web::{HttpRequest, get, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::http::admin_audit::body::AuditEntryBody;
use crate::http::admin_audit::query::Words;
use crate::http::json::Json;
use crate::http::openapi::errors::SignedInErrors;
use crate::http::origin::RequestOrigin;
use crate::http::paging::cursor::Cursors;
use crate::http::paging::limit::Limit;
use crate::http::paging::list::List;
use crate::http::paging::page::Page;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::signed_in::SignedIn;
use crate::services::audit::trail::AuditTrail;

/// Which lines, and which page.
#[derive(Debug, Serialize, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct AuditQuery {
    /// Done by this person or key.
    actor: Option<Uuid>,
    /// Concerning this patient.
    patient: Option<Uuid>,
    /// Done to this kind of thing.
    #[param(example = "appointment")]
    object_kind: Option<String>,
    /// Done to this thing.
    object_id: Option<Uuid>,
    /// This action, or with `.*` all of its family.
    #[param(example = "appointment.*")]
    action: Option<String>,
    /// `ok` or `refused`.
    #[param(example = "refused")]
    outcome: Option<String>,
    /// In this request.
    request_id: Option<String>,
    /// Not before this instant.
    from: Option<DateTime<Utc>>,
    /// Before this instant.
    to: Option<DateTime<Utc>>,
    /// Results a page.
    #[serde(default, skip_serializing)]
    #[param(inline)]
    limit: Limit,
    /// `next` or `previous` of another page of the same list.
    #[serde(skip_serializing)]
    cursor: Option<String>,
}

/// Search the audit trail, the newest first (administrators). The search goes on record.
#[utoipa::path(
    tag = "admin",
    params(AuditQuery),
    responses((status = 200, description = "One page.", body = Page<AuditEntryBody>), SignedInErrors),
    security(("bearer" = []), ("cookie" = []))
)]
#[get("/admin/audit/")]
pub async fn search_audit(
    request: HttpRequest,
    SignedIn { caller, .. }: SignedIn,
    query: Query<AuditQuery>,
    cursors: web::Data<Cursors>,
    trail: web::Data<AuditTrail>,
    origin: RequestOrigin,
) -> Result<Json<Page<AuditEntryBody>>, Problem> {
    let AuditQuery { actor, patient, object_kind, object_id, action, outcome, request_id, from, to, .. } =
        query.0;
    let words = Words { actor, patient, object_kind, object_id, action, outcome, request_id, from, to };
    let filter = words.filter()?;
    let list = List { cursors: &cursors, path: request.path(), filters: &(caller.user_id, &words) };
    let start = list.start(query.0.cursor.as_deref())?;
    let slice = trail.search(&caller, &filter, start.as_ref(), query.0.limit.size(), &origin.0).await?;
    Ok(Json(list.page(slice)?.map(AuditEntryBody::from)))
}
