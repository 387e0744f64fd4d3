//! A visit and its two parties, for the tests of this folder.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use crate::domain::appointments::{Appointment, Status};
use crate::domain::clinics::Clinic;
use crate::domain::contact::{Email, Phone};
use crate::domain::events::{Event, EventKind};
use crate::domain::ids::{AppointmentId, ClinicId, EventId, UserId};
use crate::domain::intervals::Interval;
use crate::domain::locale::Locale;
use crate::domain::roles::Role;
use crate::domain::schedules::TypeCode;
use crate::domain::users::User;
use crate::services::notifications::looking::Looking;

pub fn now() -> DateTime<Utc> {
    "2026-11-23T10:00:00Z".parse().unwrap()
}

/// Nobody has a conversation before them.
pub fn nobody_looks() -> Looking {
    Arc::new(|_, _| false)
}

fn person(first_name: &str, role: Role) -> User {
    User {
        id: UserId::new(now()),
        email: Some(Email::parse("pat@carebridge.example").unwrap()),
        role,
        first_name: first_name.to_owned(),
        last_name: "Morgan".to_owned(),
        phone: Some(Phone::parse("+442079460958").unwrap()),
        locale: Locale::En,
        time_zone: "America/New_York".parse().unwrap(),
        email_verified: true,
        phone_verified: false,
        mfa_enabled: false,
        disabled: false,
        clinics: Vec::new(),
    }
}

/// A visit of Pat's with Dr Ada, at 09:00 in Paris, and the two of them.
pub struct Scene {
    pub patient: User,
    pub doctor: User,
    pub visit: Appointment,
    pub clinic: Clinic,
}

impl Scene {
    pub fn new() -> Self {
        let (patient, doctor) = (person("Pat", Role::Patient), person("Ada", Role::Doctor));
        let clinic = Clinic {
            id: ClinicId::new(now()),
            name: "Harbour Clinic".to_owned(),
            address: String::new(),
            time_zone: "Europe/Paris".parse().unwrap(),
            phone: None,
            version: 1,
        };
        let start: DateTime<Utc> = "2026-11-24T08:00:00Z".parse().unwrap();
        let visit = Appointment {
            id: AppointmentId::new(now()),
            doctor_id: doctor.id,
            doctor_name: doctor.full_name(),
            patient_id: patient.id,
            patient_name: patient.full_name(),
            clinic_id: clinic.id,
            appointment_type: TypeCode::parse("consultation").unwrap(),
            status: Status::Pending,
            during: Interval { start, end: start + TimeDelta::minutes(30) },
            time_zone: clinic.time_zone,
            mode: "in_person".to_owned(),
            patient_notes: "It hurts.".to_owned(),
            doctor_notes: String::new(),
            cancel_reason: String::new(),
            created_by: patient.id.0,
            series_id: None,
            session_id: None,
            version: 4,
            created_at: now(),
            updated_at: now(),
        };
        Self { patient, doctor, visit, clinic }
    }

    pub fn event(&self, kind: EventKind, data: Value) -> Event {
        Event {
            id: EventId::new(now()),
            kind,
            appointment_id: Some(self.visit.id),
            user_id: None,
            actor: None,
            data,
            at: now(),
        }
    }
}
