//! Looking at a patient in an emergency.

use actix_web::{HttpResponse, get, post, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::domain::break_glass::BreakGlass;
use crate::domain::ids::UserId;
use crate::domain::invalid::Invalid;
use crate::domain::text;
use crate::http::fields::Fields;
use crate::http::idempotency_key::IdempotencyKey;
use crate::http::json::Json;
use crate::http::once::once;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::paging::cursor::Cursors;
use crate::http::paging::limit::Limit;
use crate::http::paging::list::List;
use crate::http::paging::page::Page;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::signed_in::SignedIn;
use crate::services::break_glass::Emergencies;
use crate::services::idempotency::Turns;

/// Characters of a reason: too few to be one, and too many.
const REASON_MIN: usize = 5;
const REASON_MAX: usize = 500;

/// Whom somebody wants to look at, and why.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BreakGlass)]
struct BreakGlassBody {
    /// The patient.
    patient_id: Uuid,
    /// Why it cannot wait, in 5 to 500 characters.
    #[schema(
        example = "Unconscious in the emergency room, no relative to ask",
        min_length = 5,
        max_length = 500
    )]
    reason: String,
}

/// An emergency.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BrokenGlass)]
struct BrokenGlassBody {
    /// Its id.
    id: Uuid,
    /// Who broke the glass.
    user_id: Uuid,
    /// The patient.
    patient_id: Uuid,
    /// Why.
    reason: String,
    /// When.
    created_at: DateTime<Utc>,
    /// Until when they may look.
    expires_at: DateTime<Utc>,
}

impl From<BreakGlass> for BrokenGlassBody {
    fn from(broken: BreakGlass) -> Self {
        Self {
            id: broken.id.0,
            user_id: broken.user_id.0,
            patient_id: broken.patient_id.0,
            reason: broken.reason,
            created_at: broken.created_at,
            expires_at: broken.expires_at,
        }
    }
}

/// Which page.
#[derive(Debug, Deserialize, Serialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct BreakGlassQuery {
    /// Results a page.
    #[serde(default, skip_serializing)]
    #[param(inline)]
    limit: Limit,
    /// `next` or `previous` of another page.
    #[serde(skip_serializing)]
    cursor: Option<String>,
}

/// Look at a patient who is not the caller's, in an emergency (doctors, staff, administrators).
///
/// For an hour the patient and their visits can be read, and not changed. Administrators are told at once, and each look
/// is on record.
#[utoipa::path(
    tag = "patients",
    params(IdempotencyKey),
    responses((status = 201, description = "Open.", body = BrokenGlassBody), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/break-glass/")]
async fn break_glass(
    SignedIn { caller, .. }: SignedIn,
    key: IdempotencyKey,
    emergencies: web::Data<Emergencies>,
    turns: web::Data<Turns>,
    origin: RequestOrigin,
    body: Json<BreakGlassBody>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let reason = fields.read("reason", reason(&body.0.reason));
    let reason = fields.settle(reason)?;
    let key = key.of(caller.agent(), "break-glass", &body.0)?;
    once(&turns, key, None, async {
        let broken = emergencies.open(&caller, UserId(body.0.patient_id), &reason, &origin.0).await?;
        Ok(BrokenGlassBody::from(broken))
    })
    .await
}

/// List emergencies: the caller's own, all for administrators.
#[utoipa::path(
    tag = "patients",
    params(BreakGlassQuery),
    responses((status = 200, description = "One page.", body = Page<BrokenGlassBody>), SignedInErrors),
    security(("bearer" = []), ("cookie" = []))
)]
#[get("/break-glass/")]
async fn list_break_glass(
    SignedIn { caller, .. }: SignedIn,
    emergencies: web::Data<Emergencies>,
    cursors: web::Data<Cursors>,
    origin: RequestOrigin,
    query: Query<BreakGlassQuery>,
) -> Result<Json<Page<BrokenGlassBody>>, Problem> {
    let query = query.0;
    let list = List { cursors: &cursors, path: "break-glass/", filters: &(caller.user_id, &query) };
    let start = list.start(query.cursor.as_deref())?;
    let slice = emergencies.list(&caller, start.as_ref(), query.limit.size(), &origin.0).await?;
    Ok(Json(list.page(slice)?.map(BrokenGlassBody::from)))
}

fn reason(given: &str) -> Result<String, Invalid> {
    let reason = text::paragraph(given, REASON_MAX)?;
    if reason.chars().count() < REASON_MIN {
        return Err(Invalid::new("too_short", "Say in a few words why it cannot wait."));
    }
    Ok(reason)
}

/// Adds the routes.
pub fn routes(config: &mut ServiceConfig) {
    config.service(break_glass).service(list_break_glass);
}
