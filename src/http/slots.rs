//! What can be booked: the slots of one doctor, and the doctors who have some. Anyone may read it.

use std::ops::RangeInclusive;

use actix_web::{get, web};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::actors::schedules::front_desk::FrontDesk;
use crate::domain::calendar::Slot;
use crate::domain::doctors::DoctorSearch;
use crate::domain::ids::{ClinicId, UserId};
use crate::domain::schedules::TypeCode;
use crate::http::doctors::{DoctorBody, searched};
use crate::http::json::Json;
use crate::http::openapi::errors::PublicErrors;
use crate::http::paging::cursor::Cursors;
use crate::http::paging::limit::Limit;
use crate::http::paging::list::List;
use crate::http::problem::Problem;
use crate::http::problem_body::FieldError;
use crate::http::query::Query;
use crate::services::doctors::{Available, Directory};
use crate::services::slots::{self, Offer};

/// What can be booked with a doctor.
#[derive(Debug, Serialize, ToSchema)]
pub struct AvailableSlots {
    /// The doctor.
    pub doctor_id: Uuid,
    /// The doctor's IANA zone, which the days were meant in.
    #[schema(example = "Europe/Paris")]
    pub time_zone: String,
    /// The kind of visit.
    #[schema(value_type = String, example = "consultation")]
    pub appointment_type: TypeCode,
    /// How long a visit is.
    #[schema(example = 30)]
    pub duration_minutes: i64,
    /// Grows with every visit that comes, goes or moves.
    #[schema(example = 17)]
    pub calendar_version: i64,
    /// In order.
    pub slots: Vec<SlotBody>,
}

/// A time that can be booked.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Slot)]
pub struct SlotBody {
    /// First instant.
    #[schema(example = "2026-11-24T08:00:00Z")]
    pub starts_at: DateTime<Utc>,
    /// First instant after.
    #[schema(example = "2026-11-24T08:30:00Z")]
    pub ends_at: DateTime<Utc>,
    /// The start on a wall clock of the zone that was asked for, by default the doctor's.
    #[schema(example = "2026-11-24T09:00:00")]
    pub local_start: NaiveDateTime,
    /// Where.
    pub clinic_id: Uuid,
    /// How many can still book it.
    #[schema(example = 1)]
    pub seats_left: u32,
}

/// Doctors who can be booked on a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct AvailableDoctors {
    /// In the order of their names.
    pub doctors: Vec<AvailableDoctor>,
    /// Where the following page begins; null on the last.
    pub next: Option<String>,
    /// Where the page before begins; null on the first.
    pub previous: Option<String>,
}

/// A doctor who can be booked on the day.
#[derive(Debug, Serialize, ToSchema)]
pub struct AvailableDoctor {
    /// Who.
    #[serde(flatten)]
    pub doctor: DoctorBody,
    /// How many slots of that day are free.
    #[schema(example = 5)]
    pub slots_left: usize,
}

/// Which days: `date`, or `from` and `to`.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SlotsQuery {
    /// One day of the doctor's.
    date: Option<NaiveDate>,
    /// The first day of several.
    from: Option<NaiveDate>,
    /// The last day of several, included; 31 days at most.
    to: Option<NaiveDate>,
    /// The kind of visit, by default `consultation`.
    #[serde(default)]
    #[param(value_type = Option<String>, example = "consultation")]
    appointment_type: TypeCode,
    /// The IANA zone of `local_start`, by default the doctor's.
    #[param(example = "Europe/Paris")]
    time_zone: Option<String>,
}

/// On which day, which doctors, and which page of them.
#[derive(Debug, Deserialize, Serialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct AvailableQuery {
    /// A day of each doctor's, by default today.
    date: Option<NaiveDate>,
    /// The whole specialty, without case.
    specialty: Option<String>,
    /// The kind of visit, by default `consultation`.
    #[serde(default)]
    #[param(value_type = Option<String>, example = "consultation")]
    appointment_type: TypeCode,
    /// Works at this clinic.
    clinic: Option<Uuid>,
    /// Results a page; there may be fewer on a page that leads on.
    #[serde(default, skip_serializing)]
    #[param(inline)]
    limit: Limit,
    /// `next` or `previous` of another page of the same search.
    #[serde(skip_serializing)]
    cursor: Option<String>,
}

impl SlotsQuery {
    fn days(&self) -> Result<RangeInclusive<NaiveDate>, Problem> {
        let required = |field| FieldError::new(field, "required", "Give `date`, or `from` and `to`.");
        match (self.date, self.from, self.to) {
            (Some(date), None, None) => Ok(date..=date),
            (None, Some(from), Some(to)) => Ok(from..=to),
            (None, None, None) => Err(Problem::field(required("date"))),
            (None, None, Some(_)) => Err(Problem::field(required("from"))),
            (None, Some(_), None) => Err(Problem::field(required("to"))),
            (Some(_), ..) => {
                let message = "Give either `date`, or `from` and `to`.";
                Err(Problem::field(FieldError::new("date", "ambiguous_days", message)))
            }
        }
    }

    fn zone(&self) -> Result<Option<Tz>, Problem> {
        let refused = || FieldError::new("time_zone", "unknown_time_zone", "Choose an IANA time zone.");
        self.time_zone.as_deref().map(|name| name.parse().map_err(|_| Problem::field(refused()))).transpose()
    }
}

fn body(offer: Offer, zone: Option<Tz>) -> AvailableSlots {
    let zone = zone.unwrap_or(offer.time_zone);
    let slot = |slot: Slot| SlotBody {
        starts_at: slot.visit.start,
        ends_at: slot.visit.end,
        local_start: slot.visit.start.with_timezone(&zone).naive_local(),
        clinic_id: slot.clinic_id.0,
        seats_left: slot.seats_left,
    };
    AvailableSlots {
        doctor_id: offer.doctor_id.0,
        time_zone: offer.time_zone.name().to_owned(),
        appointment_type: offer.appointment_type,
        duration_minutes: offer.duration_minutes,
        calendar_version: offer.calendar_version,
        slots: offer.slots.into_iter().map(slot).collect(),
    }
}

/// What can be booked with a doctor.
///
/// Days are the doctor's; `time_zone` changes only `local_start`.
#[utoipa::path(
    tag = "doctors",
    params(SlotsQuery),
    responses((status = 200, description = "The slots that are free.", body = AvailableSlots), PublicErrors),
    security(())
)]
#[get("/doctors/{id}/available_slots/")]
async fn list_available_slots(
    front_desk: web::Data<FrontDesk>,
    id: web::Path<Uuid>,
    query: Query<SlotsQuery>,
) -> Result<Json<AvailableSlots>, Problem> {
    let (days, zone) = (query.0.days()?, query.0.zone()?);
    slots::check(&days)?;
    let offer = front_desk.offer(UserId(*id), days, query.0.appointment_type).await?;
    Ok(Json(body(offer, zone)))
}

/// Doctors who can be booked on a day.
#[utoipa::path(
    tag = "booking",
    params(AvailableQuery),
    responses((status = 200, description = "One page of doctors.", body = AvailableDoctors), PublicErrors),
    security(())
)]
#[get("/appointment-booking/available_doctors/")]
async fn list_available_doctors(
    directory: web::Data<Directory>,
    cursors: web::Data<Cursors>,
    query: Query<AvailableQuery>,
) -> Result<Json<AvailableDoctors>, Problem> {
    let query = query.0;
    let list = List { cursors: &cursors, path: "appointment-booking/available_doctors/", filters: &query };
    let start = list.start(query.cursor.as_deref())?;
    let search = DoctorSearch {
        specialty: searched("specialty", query.specialty.as_deref())?,
        clinic: query.clinic.map(ClinicId),
        ..DoctorSearch::default()
    };
    let (code, size) = (query.appointment_type, query.limit.size());
    let slice = directory.available(&search, query.date, code, start.as_ref(), size).await?;
    let with_slots = |Available { listed, slots_left }| AvailableDoctor { doctor: listed.into(), slots_left };
    let page = list.page(slice.map(with_slots))?;
    Ok(Json(AvailableDoctors { doctors: page.results, next: page.next, previous: page.previous }))
}

/// Adds the routes.
pub fn routes(config: &mut ServiceConfig) {
    config.service(list_available_slots).service(list_available_doctors);
}

#[cfg(test)]
#[path = "slots_tests.rs"]
mod tests;
