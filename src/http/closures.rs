//! Days on which a clinic is closed, for those who belong there and for administrators; for others there are none.

use actix_web::{HttpResponse, delete, get, patch, post, web};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::domain::closures::Closure;
use crate::domain::ids::{AppointmentId, ClinicId, ClosureId};
use crate::domain::invalid::Invalid;
use crate::domain::text;
use crate::http::fields::Fields;
use crate::http::given::Given;
use crate::http::idempotency_key::IdempotencyKey;
use crate::http::json::Json;
use crate::http::once::once;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::paging::page::Page;
use crate::http::problem::Problem;
use crate::http::signed_in::SignedIn;
use crate::http::stranded::Stranded;
use crate::services::closures::{ClosureChange, Closures, NewClosure};
use crate::services::idempotency::Turns;

/// Characters of the reason.
const REASON_MAX: usize = 500;

/// Days on which a clinic is closed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Closure)]
pub struct ClosureBody {
    /// Names it.
    pub id: Uuid,
    /// Which clinic.
    pub clinic_id: Uuid,
    /// The first day, the clinic's.
    #[schema(example = "2026-12-24")]
    pub starts_on: NaiveDate,
    /// The last day.
    #[schema(example = "2026-12-26")]
    pub ends_on: NaiveDate,
    /// For colleagues; empty where none was given.
    #[schema(example = "Christmas")]
    pub reason: String,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
}

impl From<Closure> for ClosureBody {
    fn from(closure: Closure) -> Self {
        Self {
            id: closure.id.0,
            clinic_id: closure.clinic_id.0,
            starts_on: closure.days.starts_on(),
            ends_on: closure.days.ends_on(),
            reason: closure.reason,
            created_at: closure.created_at,
        }
    }
}

/// A closure, and the visits that fall into it.
#[derive(Debug, Serialize, ToSchema)]
pub struct EnteredClosure {
    /// The closure.
    #[serde(flatten)]
    pub closure: ClosureBody,
    /// The visits that fall into it.
    #[serde(flatten)]
    pub left: Stranded,
}

impl From<(Closure, Vec<AppointmentId>)> for EnteredClosure {
    fn from((closure, stranded): (Closure, Vec<AppointmentId>)) -> Self {
        Self { closure: closure.into(), left: Stranded::of(stranded) }
    }
}

/// A closure to be entered.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewClosure)]
struct NewClosureBody {
    /// The first day, the clinic's; within two years.
    #[schema(example = "2026-12-24")]
    starts_on: NaiveDate,
    /// The last day; not past, and less than two years after the first.
    #[schema(example = "2026-12-26")]
    ends_on: NaiveDate,
    /// For colleagues, never shown to patients; 500 characters at most.
    #[serde(default)]
    #[schema(example = "Christmas", max_length = 500)]
    reason: String,
}

/// What is to be changed of a closure; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ClosureChange)]
struct ClosureChangeBody {
    /// The first day, the clinic's.
    #[serde(default)]
    #[schema(value_type = NaiveDate, required = false, example = "2026-12-24")]
    starts_on: Given<NaiveDate>,
    /// The last day.
    #[serde(default)]
    #[schema(value_type = NaiveDate, required = false, example = "2026-12-27")]
    ends_on: Given<NaiveDate>,
    /// For colleagues; 500 characters at most.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "Christmas", max_length = 500)]
    reason: Given<String>,
}

/// A clinic's closures that are not over.
///
/// All of them on one page, by their first day.
#[utoipa::path(
    tag = "clinics",
    params(("id" = Uuid, Path, description = "The clinic.")),
    responses((status = 200, description = "The closures.", body = Page<ClosureBody>), SignedInErrors),
    security(("bearer" = []), ("cookie" = []))
)]
#[get("/clinics/{id}/closures/")]
async fn list_closures(
    SignedIn { caller, .. }: SignedIn,
    id: web::Path<Uuid>,
    closures: web::Data<Closures>,
) -> Result<Json<Page<ClosureBody>>, Problem> {
    let closures = closures.list(&caller, ClinicId(*id)).await?;
    let results = closures.into_iter().map(ClosureBody::from).collect();
    Ok(Json(Page { results, next: None, previous: None }))
}

/// Close a clinic on some days.
///
/// No slot of that clinic is offered or sold on them, whichever doctor it is of. Visits that are there stay booked and are
/// named. 409 `too_many_closures` past 200.
#[utoipa::path(
    tag = "clinics",
    params(("id" = Uuid, Path, description = "The clinic."), IdempotencyKey),
    responses((status = 201, description = "Entered.", body = EnteredClosure), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/clinics/{id}/closures/")]
async fn add_closure(
    SignedIn { caller, .. }: SignedIn,
    key: IdempotencyKey,
    turns: web::Data<Turns>,
    id: web::Path<Uuid>,
    closures: web::Data<Closures>,
    origin: RequestOrigin,
    body: Json<NewClosureBody>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(caller.agent(), "closures", &(*id, &body.0))?;
    let NewClosureBody { starts_on, ends_on, reason } = body.0;
    let mut fields = Fields::default();
    let reason = fields.read("reason", text::paragraph(&reason, REASON_MAX));
    let reason = fields.settle(reason)?;
    let new = NewClosure { starts_on, ends_on, reason };
    once(&turns, key, None, async {
        Ok(EnteredClosure::from(closures.add(&caller, ClinicId(*id), new, &origin.0).await?))
    })
    .await
}

/// Change a closure that is not over.
///
/// Only what is given changes. Visits that fall into it stay booked and are named.
#[utoipa::path(
    tag = "clinics",
    params(
        ("id" = Uuid, Path, description = "The clinic."),
        ("closure_id" = Uuid, Path, description = "The closure."),
    ),
    responses((status = 200, description = "As it stands.", body = EnteredClosure), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[patch("/clinics/{id}/closures/{closure_id}/")]
async fn change_closure(
    SignedIn { caller, .. }: SignedIn,
    path: web::Path<(Uuid, Uuid)>,
    closures: web::Data<Closures>,
    origin: RequestOrigin,
    body: Json<ClosureChangeBody>,
) -> Result<Json<EnteredClosure>, Problem> {
    let change = read_change(body.0)?;
    let (clinic, closure) = path.into_inner();
    let entered = closures.change(&caller, ClinicId(clinic), ClosureId(closure), change, &origin.0).await?;
    Ok(Json(entered.into()))
}

/// Open a clinic again on days on which it was to be closed.
#[utoipa::path(
    tag = "clinics",
    params(
        ("id" = Uuid, Path, description = "The clinic."),
        ("closure_id" = Uuid, Path, description = "The closure."),
    ),
    responses((status = 204, description = "Removed."), SignedInErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[delete("/clinics/{id}/closures/{closure_id}/")]
async fn remove_closure(
    SignedIn { caller, .. }: SignedIn,
    path: web::Path<(Uuid, Uuid)>,
    closures: web::Data<Closures>,
    origin: RequestOrigin,
) -> Result<HttpResponse, Problem> {
    let (clinic, closure) = path.into_inner();
    closures.remove(&caller, ClinicId(clinic), ClosureId(closure), &origin.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn read_change(body: ClosureChangeBody) -> Result<ClosureChange, Problem> {
    let required = || Invalid::new("required", "This field cannot be empty.");
    let mut fields = Fields::default();
    let all = &mut fields;
    let change = ClosureChange {
        starts_on: body.starts_on.read(all, "starts_on", Err(required()), Ok),
        ends_on: body.ends_on.read(all, "ends_on", Err(required()), Ok),
        reason: body
            .reason
            .read(all, "reason", Ok(String::new()), |reason| text::paragraph(&reason, REASON_MAX)),
    };
    fields.settle(Some(change))
}

/// Adds the routes.
pub fn routes(config: &mut ServiceConfig) {
    config.service(list_closures).service(add_closure).service(change_closure).service(remove_closure);
}
