//! A visit as one of its sides may see it: the same JSON over REST, in live updates and under idempotency keys.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::access::Side;
use crate::domain::appointments::{Appointment, Status};
use crate::domain::schedules::TypeCode;

/// A visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Appointment)]
pub struct AppointmentView {
    /// Its id.
    pub id: Uuid,
    /// The doctor's user id.
    pub doctor_id: Uuid,
    /// The doctor's name.
    #[schema(example = "Ada Adams")]
    pub doctor_name: String,
    /// The patient's user id.
    pub patient_id: Uuid,
    /// The patient's name.
    #[schema(example = "Pat Morgan")]
    pub patient_name: String,
    /// Where it takes place.
    pub clinic_id: Uuid,
    /// What kind of visit.
    #[schema(value_type = String, example = "consultation")]
    pub appointment_type: TypeCode,
    /// Where it stands.
    #[schema(value_type = String, example = "pending")]
    pub status: Status,
    /// Start, in UTC.
    pub starts_at: DateTime<Utc>,
    /// End, in UTC.
    pub ends_at: DateTime<Utc>,
    /// The zone of the doctor's calendar (IANA).
    #[schema(example = "Europe/Paris")]
    pub time_zone: String,
    /// The day on the doctor's calendar.
    pub appointment_date: NaiveDate,
    /// The hour on the doctor's wall.
    #[schema(value_type = String, example = "09:00:00")]
    pub start_time: NaiveTime,
    /// The hour it ends on the doctor's wall.
    #[schema(value_type = String, example = "09:30:00")]
    pub end_time: NaiveTime,
    /// `in_person`, `video` or `phone`.
    pub mode: String,
    /// What the patient wrote when booking.
    pub patient_notes: String,
    /// What the doctor's side wrote; only that side sees it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doctor_notes: Option<String>,
    /// Why it was called off; empty where it was not.
    pub cancel_reason: String,
    /// Who booked it.
    pub created_by: Uuid,
    /// The series it belongs to.
    pub series_id: Option<Uuid>,
    /// The group session it belongs to.
    pub session_id: Option<Uuid>,
    /// Grows with every change.
    pub version: i32,
    /// When it was booked.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl AppointmentView {
    /// The visit as `side` may see it.
    #[must_use]
    pub fn of(visit: &Appointment, side: Side) -> Self {
        let local = |at: DateTime<Utc>| at.with_timezone(&visit.time_zone).naive_local();
        let (start, end) = (local(visit.during.start), local(visit.during.end));
        Self {
            id: visit.id.0,
            doctor_id: visit.doctor_id.0,
            doctor_name: visit.doctor_name.clone(),
            patient_id: visit.patient_id.0,
            patient_name: visit.patient_name.clone(),
            clinic_id: visit.clinic_id.0,
            appointment_type: visit.appointment_type,
            status: visit.status,
            starts_at: visit.during.start,
            ends_at: visit.during.end,
            time_zone: visit.time_zone.name().to_owned(),
            appointment_date: start.date(),
            start_time: start.time(),
            end_time: end.time(),
            mode: visit.mode.clone(),
            patient_notes: visit.patient_notes.clone(),
            doctor_notes: side.sees_doctors_notes().then(|| visit.doctor_notes.clone()),
            cancel_reason: visit.cancel_reason.clone(),
            created_by: visit.created_by,
            series_id: visit.series_id,
            session_id: visit.session_id,
            version: visit.version,
            created_at: visit.created_at,
            updated_at: visit.updated_at,
        }
    }
}
