//! The terms of a doctor's schedule as a whole, for those who run it; for others there are none.

use actix_web::{HttpResponse, get, put, web};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::domain::ids::UserId;
use crate::domain::schedules::Terms;
use crate::http::json::Json;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::problem::Problem;
use crate::http::problem_body::FieldError;
use crate::http::rule_change::{DryRun, RuleChange};
use crate::http::signed_in::Asking;
use crate::http::stranded::Changed;
use crate::http::versions::{IfMatch, IfNoneMatch, tagged, tagged_unless_known};
use crate::services::availability::terms::{CurrentTerms, ScheduleTerms};

/// A schedule's terms.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Schedule)]
pub struct ScheduleBody {
    /// Whose.
    pub doctor_id: Uuid,
    /// The terms.
    #[serde(flatten)]
    pub terms: TermsBody,
    /// Grows with every change of the rules: these, hours, dates, absences, kinds of visit; also the `ETag`.
    #[schema(example = 4)]
    pub rules_version: i64,
    /// Grows with every visit that comes, goes or moves.
    #[schema(example = 17)]
    pub calendar_version: i64,
}

/// The terms themselves.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ScheduleTerms)]
pub struct TermsBody {
    /// The IANA zone that days and hours are meant in.
    #[schema(example = "Europe/Paris")]
    pub time_zone: String,
    /// A visit must be booked this long before it starts; 30 days at most.
    #[schema(example = 60, minimum = 0, maximum = 43_200)]
    pub min_notice_minutes: i32,
    /// A visit cannot be booked further ahead.
    #[schema(example = 90, minimum = 1, maximum = 730)]
    pub max_advance_days: i32,
    /// No more visits begin on one day; null for as many as there is time for.
    #[schema(example = 16, minimum = 1, maximum = 500)]
    pub max_per_day: Option<i32>,
    /// Patients may call off or move a visit until this long before it; 30 days at most.
    #[schema(example = 120, minimum = 0, maximum = 43_200)]
    pub cancel_cutoff_minutes: i32,
    /// Visits start this far apart, from the start of each window, where their kind does not say.
    #[schema(example = 30, minimum = 5, maximum = 240)]
    pub slot_grid_minutes: i32,
    /// New visits are certain at once.
    pub auto_confirm: bool,
}

impl From<CurrentTerms> for ScheduleBody {
    fn from(current: CurrentTerms) -> Self {
        let CurrentTerms { doctor_id, terms, rules_version, calendar_version } = current;
        let terms = TermsBody {
            time_zone: terms.time_zone.name().to_owned(),
            min_notice_minutes: terms.min_notice_minutes,
            max_advance_days: terms.max_advance_days,
            max_per_day: terms.max_per_day,
            cancel_cutoff_minutes: terms.cancel_cutoff_minutes,
            slot_grid_minutes: terms.slot_grid_minutes,
            auto_confirm: terms.auto_confirm,
        };
        Self { doctor_id: doctor_id.0, terms, rules_version, calendar_version }
    }
}

impl TryFrom<TermsBody> for Terms {
    type Error = Problem;

    fn try_from(body: TermsBody) -> Result<Self, Problem> {
        let refused = || FieldError::new("time_zone", "unknown_time_zone", "Choose an IANA time zone.");
        let time_zone: Tz = body.time_zone.parse().map_err(|_| Problem::field(refused()))?;
        Ok(Self {
            time_zone,
            min_notice_minutes: body.min_notice_minutes,
            max_advance_days: body.max_advance_days,
            max_per_day: body.max_per_day,
            cancel_cutoff_minutes: body.cancel_cutoff_minutes,
            slot_grid_minutes: body.slot_grid_minutes,
            auto_confirm: body.auto_confirm,
        })
    }
}

/// A doctor's schedule.
#[utoipa::path(
    tag = "availability",
    responses(
        (status = 200, description = "Its terms.", body = ScheduleBody),
        (status = 304, description = "As the client has them."),
        SignedInErrors
    ),
    security(("bearer" = []), ("cookie" = []), ("api_key" = []))
)]
#[get("/doctors/{id}/schedule/")]
async fn get_schedule(
    schedules: web::Data<ScheduleTerms>,
    Asking(principal): Asking,
    known: IfNoneMatch,
    id: web::Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let current = schedules.find(&principal, UserId(*id)).await?;
    Ok(tagged_unless_known(&known, current.rules_version, ScheduleBody::from(current)))
}

/// Sets the terms of a doctor's schedule.
///
/// In another zone visits keep their instants; hours, dates and absences that come again keep their wall clock. Visits
/// that are outside of the hours now stay booked and are named. 412 where `If-Match` names another `rules_version`.
#[utoipa::path(
    tag = "availability",
    params(DryRun),
    request_body = TermsBody,
    responses(
        (status = 200, description = "As it stands.", body = Changed<ScheduleBody>),
        SignedInErrors, WriteErrors
    ),
    security(("bearer" = []), ("cookie" = [], "csrf" = []), ("api_key" = []))
)]
#[put("/doctors/{id}/schedule/")]
async fn set_schedule(
    schedules: web::Data<ScheduleTerms>,
    change: RuleChange,
    IfMatch(expected): IfMatch,
    id: web::Path<Uuid>,
    body: Json<TermsBody>,
) -> Result<HttpResponse, Problem> {
    let terms = Terms::try_from(body.0)?;
    let (current, stranded) = schedules.set(&change.of(*id), &terms, &expected).await?;
    Ok(tagged(current.rules_version, Changed::<ScheduleBody>::of(current, stranded)))
}

/// Adds the routes.
pub fn routes(config: &mut ServiceConfig) {
    config.service(get_schedule).service(set_schedule);
}
