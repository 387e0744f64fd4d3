//! A doctor's absences, for those who run the schedule; for others there are none.

use actix_web::{HttpResponse, delete, get, post, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::domain::ids::{TimeOffId, UserId};
use crate::domain::schedules::TimeOff;
use crate::http::availability::Stranded;
use crate::http::idempotency_key::IdempotencyKey;
use crate::http::json::Json;
use crate::http::once::once;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::paging::page::Page;
use crate::http::problem::Problem;
use crate::http::signed_in::Asking;
use crate::services::availability::time_off::{Absences, NewAbsence};
use crate::services::idempotency::Turns;

/// A stretch of absence.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TimeOff)]
pub struct AbsenceBody {
    /// Names it.
    pub id: Uuid,
    /// First instant away.
    pub starts_at: DateTime<Utc>,
    /// First instant back.
    pub ends_at: DateTime<Utc>,
    /// For colleagues; empty where none was given.
    #[schema(example = "Conference")]
    pub reason: String,
}

/// An absence to be added.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewTimeOff)]
pub struct NewAbsenceBody {
    /// First instant away; within two years.
    pub starts_at: DateTime<Utc>,
    /// First instant back; not past, and two years after the start at most.
    pub ends_at: DateTime<Utc>,
    /// For colleagues, never shown to patients; 500 characters at most.
    #[serde(default)]
    #[schema(example = "Conference")]
    pub reason: String,
}

/// An absence that was added.
#[derive(Debug, Serialize, ToSchema)]
pub struct AddedTimeOff {
    /// The absence.
    #[serde(flatten)]
    pub absence: AbsenceBody,
    /// The visits that fall into it.
    #[serde(flatten)]
    pub left: Stranded,
}

impl From<TimeOff> for AbsenceBody {
    fn from(absence: TimeOff) -> Self {
        let TimeOff { id, starts_at, ends_at, reason, .. } = absence;
        Self { id: id.0, starts_at, ends_at, reason }
    }
}

/// A doctor's absences that are not over.
///
/// All of them on one page, by their start.
#[utoipa::path(
    tag = "availability",
    responses((status = 200, description = "The absences.", body = Page<AbsenceBody>), SignedInErrors),
    security(("bearer" = []), ("cookie" = []), ("api_key" = []))
)]
#[get("/doctors/{id}/time_off/")]
async fn list_time_off(
    absences: web::Data<Absences>,
    Asking(principal): Asking,
    id: web::Path<Uuid>,
) -> Result<Json<Page<AbsenceBody>>, Problem> {
    let absences = absences.list(&principal, UserId(*id)).await?;
    let results = absences.into_iter().map(AbsenceBody::from).collect();
    Ok(Json(Page { results, next: None, previous: None }))
}

/// Adds an absence.
///
/// Visits that fall into it stay booked and are named. 409 `too_many_absences` past 200.
#[utoipa::path(
    tag = "availability",
    params(IdempotencyKey),
    responses((status = 201, description = "Added.", body = AddedTimeOff), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []), ("api_key" = []))
)]
#[post("/doctors/{id}/time_off/")]
async fn add_time_off(
    absences: web::Data<Absences>,
    Asking(principal): Asking,
    key: IdempotencyKey,
    turns: web::Data<Turns>,
    origin: RequestOrigin,
    id: web::Path<Uuid>,
    body: Json<NewAbsenceBody>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(principal.agent(), "time_off", &(*id, &body.0))?;
    let NewAbsenceBody { starts_at, ends_at, reason } = body.0;
    let wanted = NewAbsence { starts_at, ends_at, reason };
    once(&turns, key, None, async {
        let (absence, stranded) = absences.add(&principal, &origin.0, UserId(*id), &wanted).await?;
        Ok(AddedTimeOff { absence: absence.into(), left: Stranded::of(stranded) })
    })
    .await
}

/// Removes an absence that is not over.
#[utoipa::path(
    tag = "availability",
    responses((status = 204, description = "Removed."), SignedInErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []), ("api_key" = []))
)]
#[delete("/doctors/{id}/time_off/{time_off_id}/")]
async fn remove_time_off(
    absences: web::Data<Absences>,
    Asking(principal): Asking,
    origin: RequestOrigin,
    path: web::Path<(Uuid, Uuid)>,
) -> Result<HttpResponse, Problem> {
    let (doctor, absence) = path.into_inner();
    absences.remove(&principal, &origin.0, UserId(doctor), TimeOffId(absence)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Adds the routes.
pub fn routes(config: &mut ServiceConfig) {
    config.service(list_time_off).service(add_time_off).service(remove_time_off);
}
