//! A doctor's weekly hours, for those who run the schedule; for others there are none.

use actix_web::{HttpResponse, delete, get, post, web};
use chrono::{NaiveDate, NaiveTime, Weekday};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::domain::ids::{AppointmentId, ClinicId, RuleId, UserId};
use crate::domain::schedules::WeeklyRule;
use crate::http::idempotency_key::IdempotencyKey;
use crate::http::json::Json;
use crate::http::once::once;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::paging::page::Page;
use crate::http::problem::Problem;
use crate::http::problem_body::FieldError;
use crate::http::signed_in::Asking;
use crate::services::availability::hours::{NewHours, WeeklyHours};
use crate::services::idempotency::Turns;

/// Weekly hours, on the doctor's wall clock.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Availability)]
pub struct HoursBody {
    /// Names these hours.
    pub id: Uuid,
    /// Where the doctor is then.
    pub clinic_id: Uuid,
    /// The day they begin on, ISO 8601: Monday is 1, Sunday 7.
    #[schema(minimum = 1, maximum = 7, example = 2)]
    pub weekday: u32,
    /// Their start.
    #[schema(example = "09:00:00")]
    pub start_time: NaiveTime,
    /// Their end; before `start_time` it is on the next day.
    #[schema(example = "12:00:00")]
    pub end_time: NaiveTime,
    /// First day they hold; null for always.
    pub valid_from: Option<NaiveDate>,
    /// Last day they hold; null for ever.
    pub valid_until: Option<NaiveDate>,
}

/// Weekly hours to be added, on the doctor's wall clock.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewAvailability)]
pub struct NewHoursBody {
    /// One of the doctor's clinics.
    pub clinic_id: Uuid,
    /// The day they begin on, ISO 8601: Monday is 1, Sunday 7.
    #[schema(minimum = 1, maximum = 7, example = 2)]
    pub weekday: u8,
    /// `09:00` or `09:00:00`.
    #[schema(example = "09:00")]
    pub start_time: NaiveTime,
    /// The same; before `start_time` it is on the next day.
    #[schema(example = "12:00")]
    pub end_time: NaiveTime,
    /// First day they hold; always where absent.
    pub valid_from: Option<NaiveDate>,
    /// Last day they hold; for ever where absent.
    pub valid_until: Option<NaiveDate>,
}

/// What a change left behind.
#[derive(Debug, Serialize, ToSchema)]
pub struct Stranded {
    /// Visits that stay booked though the doctor is not there then: to be moved or called off. By their start.
    pub stranded: Vec<Uuid>,
}

impl Stranded {
    /// These visits.
    #[must_use]
    pub fn of(visits: Vec<AppointmentId>) -> Self {
        Self { stranded: visits.into_iter().map(|id| id.0).collect() }
    }
}

impl From<WeeklyRule> for HoursBody {
    fn from(rule: WeeklyRule) -> Self {
        Self {
            id: rule.id.0,
            clinic_id: rule.clinic_id.0,
            weekday: rule.weekday.number_from_monday(),
            start_time: rule.start,
            end_time: rule.end,
            valid_from: rule.valid_from,
            valid_until: rule.valid_until,
        }
    }
}

impl TryFrom<NewHoursBody> for NewHours {
    type Error = Problem;

    fn try_from(body: NewHoursBody) -> Result<Self, Problem> {
        let weekday = body.weekday.checked_sub(1).and_then(|days| Weekday::try_from(days).ok());
        let refused = || FieldError::new("weekday", "invalid_value", "Monday is 1, Sunday is 7.");
        Ok(Self {
            clinic_id: ClinicId(body.clinic_id),
            weekday: weekday.ok_or_else(|| Problem::field(refused()))?,
            start: body.start_time,
            end: body.end_time,
            valid_from: body.valid_from,
            valid_until: body.valid_until,
        })
    }
}

/// A doctor's weekly hours.
///
/// All of them on one page, oldest first.
#[utoipa::path(
    tag = "availability",
    responses((status = 200, description = "The hours.", body = Page<HoursBody>), SignedInErrors),
    security(("bearer" = []), ("cookie" = []), ("api_key" = []))
)]
#[get("/doctors/{id}/availability/")]
async fn list_availability(
    hours: web::Data<WeeklyHours>,
    Asking(principal): Asking,
    id: web::Path<Uuid>,
) -> Result<Json<Page<HoursBody>>, Problem> {
    let rules = hours.list(&principal, UserId(*id)).await?;
    let results = rules.into_iter().map(HoursBody::from).collect();
    Ok(Json(Page { results, next: None, previous: None }))
}

/// Adds weekly hours.
///
/// 409 `overlapping_hours` where the doctor has other hours then, 409 `too_many_rules` past 200.
#[utoipa::path(
    tag = "availability",
    params(IdempotencyKey),
    responses((status = 201, description = "Added.", body = HoursBody), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []), ("api_key" = []))
)]
#[post("/doctors/{id}/availability/")]
async fn add_availability(
    hours: web::Data<WeeklyHours>,
    Asking(principal): Asking,
    key: IdempotencyKey,
    turns: web::Data<Turns>,
    origin: RequestOrigin,
    id: web::Path<Uuid>,
    body: Json<NewHoursBody>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(principal.agent(), "availability", &(*id, &body.0))?;
    let wanted = NewHours::try_from(body.0)?;
    once(&turns, key, None, async {
        let rule = hours.add(&principal, &origin.0, UserId(*id), &wanted).await?;
        Ok(HoursBody::from(rule))
    })
    .await
}

/// Removes weekly hours.
///
/// Visits that they covered stay booked and are named.
#[utoipa::path(
    tag = "availability",
    responses((status = 200, description = "Removed.", body = Stranded), SignedInErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []), ("api_key" = []))
)]
#[delete("/doctors/{id}/availability/{rule_id}/")]
async fn remove_availability(
    hours: web::Data<WeeklyHours>,
    Asking(principal): Asking,
    origin: RequestOrigin,
    path: web::Path<(Uuid, Uuid)>,
) -> Result<Json<Stranded>, Problem> {
    let (doctor, rule) = path.into_inner();
    let stranded = hours.remove(&principal, &origin.0, UserId(doctor), RuleId(rule)).await?;
    Ok(Json(Stranded::of(stranded)))
}

/// Adds the routes.
pub fn routes(config: &mut ServiceConfig) {
    config.service(list_availability).service(add_availability).service(remove_availability);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(weekday: u8, start: &str) -> Result<NewHours, &'static str> {
        let body = json!({
            "clinic_id": Uuid::nil(), "weekday": weekday, "start_time": start, "end_time": "12:00:00",
        });
        let body: NewHoursBody = serde_json::from_value(body).map_err(|_| "invalid_value")?;
        NewHours::try_from(body).map_err(|problem| problem.code())
    }

    #[test]
    fn times_are_read_with_and_without_seconds_and_written_with() {
        let hours = read(7, "09:00").unwrap();
        assert_eq!(hours, read(7, "09:00:00").unwrap());
        assert_eq!(hours.weekday, Weekday::Sun);
        assert_eq!(serde_json::to_value(hours.start).unwrap(), json!("09:00:00"));
        assert_eq!(read(7, "25:00").unwrap_err(), "invalid_value");
    }

    #[test]
    fn a_week_has_seven_days() {
        assert_eq!(read(1, "09:00").unwrap().weekday, Weekday::Mon);
        for wrong in [0, 8, 255] {
            assert_eq!(read(wrong, "09:00").unwrap_err(), "invalid_value");
        }
    }
}
