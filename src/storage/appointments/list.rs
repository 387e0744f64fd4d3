//! Lists visits a page at a time.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::access::VisitScope;
use crate::domain::appointments::{Appointment, Status};
use crate::domain::ids::{AppointmentId, UserId};
use crate::domain::schedules::TypeCode;
use crate::storage::appointments::rows::{AppointmentRow, columns, read, visits};
use crate::storage::error::StorageError;
use crate::storage::schema::appointments;

/// What a list is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// One of these statuses; any where empty.
    pub statuses: Vec<Status>,
    /// With this doctor.
    pub doctor: Option<UserId>,
    /// Of this patient.
    pub patient: Option<UserId>,
    /// Starting at or after.
    pub from: Option<DateTime<Utc>>,
    /// Starting before.
    pub to: Option<DateTime<Utc>>,
    /// Of this kind.
    pub appointment_type: Option<TypeCode>,
}

/// Where a page of visits begins: after this one.
pub type Position = (DateTime<Utc>, AppointmentId);

/// One page of visits by start and id, after `after` (exclusive); the latest first where `descending`.
///
/// # Errors
/// [`StorageError`].
pub async fn list(
    connection: &mut AsyncPgConnection,
    scope: &VisitScope,
    filter: &Filter,
    after: Option<&Position>,
    descending: bool,
    limit: i64,
) -> Result<Vec<Appointment>, StorageError> {
    let mut query = visits().into_boxed();
    query = match scope {
        VisitScope::Patient(patient) => query.filter(appointments::patient_id.eq(*patient)),
        VisitScope::Patients(patients) => query.filter(appointments::patient_id.eq_any(patients.clone())),
        VisitScope::Doctor { doctor, opened } if opened.is_empty() => {
            query.filter(appointments::doctor_id.eq(*doctor).or(appointments::patient_id.eq(*doctor)))
        }
        VisitScope::Doctor { doctor, opened } => query.filter(
            appointments::doctor_id
                .eq(*doctor)
                .or(appointments::patient_id.eq(*doctor))
                .or(appointments::patient_id.eq_any(opened.clone())),
        ),
        VisitScope::Clinics { clinics, opened } if opened.is_empty() => {
            query.filter(appointments::clinic_id.eq_any(clinics.clone()))
        }
        VisitScope::Clinics { clinics, opened } => query.filter(
            appointments::clinic_id
                .eq_any(clinics.clone())
                .or(appointments::patient_id.eq_any(opened.clone())),
        ),
        VisitScope::All => query,
    };
    if !filter.statuses.is_empty() {
        let names: Vec<&str> = filter.statuses.iter().map(|status| status.as_str()).collect();
        query = query.filter(appointments::status.eq_any(names));
    }
    if let Some(doctor) = filter.doctor {
        query = query.filter(appointments::doctor_id.eq(doctor));
    }
    if let Some(patient) = filter.patient {
        query = query.filter(appointments::patient_id.eq(patient));
    }
    if let Some(from) = filter.from {
        query = query.filter(appointments::starts_at.ge(from));
    }
    if let Some(to) = filter.to {
        query = query.filter(appointments::starts_at.lt(to));
    }
    if let Some(code) = filter.appointment_type {
        query = query.filter(appointments::appointment_type.eq(code.as_str()));
    }
    if let Some((start, id)) = after {
        let same = appointments::starts_at.eq(*start);
        query = if descending {
            query.filter(appointments::starts_at.lt(*start).or(same.and(appointments::id.lt(*id))))
        } else {
            query.filter(appointments::starts_at.gt(*start).or(same.and(appointments::id.gt(*id))))
        };
    }
    query = if descending {
        query.order((appointments::starts_at.desc(), appointments::id.desc()))
    } else {
        query.order((appointments::starts_at, appointments::id))
    };
    let rows: Vec<AppointmentRow> = query.limit(limit).select(columns()).load(connection).await?;
    rows.into_iter().map(read).collect()
}
