//! Who is told what.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::domain::appointments::{Appointment, Status};
use crate::domain::channels::ChannelKind;
use crate::domain::clinics::Clinic;
use crate::domain::contact::{Email, Phone};
use crate::domain::events::{Event, EventKind};
use crate::domain::ids::{AppointmentId, ClinicId, EventId, UserId};
use crate::domain::intervals::Interval;
use crate::domain::locale::Locale;
use crate::domain::messages::Message;
use crate::domain::roles::Role;
use crate::domain::schedules::TypeCode;
use crate::domain::users::User;
use crate::services::notifications::plan::{Known, Plan};

fn now() -> DateTime<Utc> {
    "2026-11-23T10:00:00Z".parse().unwrap()
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
        disabled: false,
        clinics: Vec::new(),
    }
}

/// A visit of Pat's with Dr Ada, at 09:00 in Paris, and the two of them.
struct Scene {
    patient: User,
    doctor: User,
    visit: Appointment,
    clinic: Clinic,
}

impl Scene {
    fn new() -> Self {
        let (patient, doctor) = (person("Pat", Role::Patient), person("Ada", Role::Doctor));
        let clinic = Clinic {
            id: ClinicId::new(now()),
            name: "Harbour Clinic".to_owned(),
            address: String::new(),
            time_zone: "Europe/Paris".parse().unwrap(),
            phone: None,
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
            created_by: patient.id,
            series_id: None,
            session_id: None,
            version: 4,
            created_at: now(),
            updated_at: now(),
        };
        Self { patient, doctor, visit, clinic }
    }

    fn event(&self, kind: EventKind, data: Value) -> Event {
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

    fn plan(&self, event: &Event) -> Plan {
        let known = Known {
            visits: [(self.visit.id, self.visit.clone())].into(),
            people: [&self.patient, &self.doctor].map(|person| (person.id, person.clone())).into(),
            clinics: [(self.clinic.id, self.clinic.clone())].into(),
        };
        let mut plan = Plan::default();
        plan.add(event, &known, now());
        plan
    }
}

/// Who is told over which channel.
fn told(plan: &Plan) -> Vec<(UserId, ChannelKind)> {
    plan.deliveries.iter().map(|delivery| (delivery.user_id, delivery.channel)).collect()
}

#[test]
fn a_booking_rings_the_doctors_bell_and_reaches_the_patient_everywhere() {
    let scene = Scene::new();
    let plan = scene.plan(&scene.event(EventKind::AppointmentBooked, json!({"status": "pending"})));
    let (patient, doctor) = (scene.patient.id, scene.doctor.id);
    assert_eq!(
        told(&plan),
        [
            (patient, ChannelKind::InApp),
            (patient, ChannelKind::Email),
            (patient, ChannelKind::Sms),
            (doctor, ChannelKind::InApp),
        ]
    );
    let inboxes: Vec<_> = plan.notifications.iter().map(|new| (new.user_id, new.body.as_str())).collect();
    assert_eq!(
        inboxes,
        [
            (patient, "Ada Morgan, Tuesday, 24 November at 03:00. The clinic will confirm it."),
            (doctor, "Pat Morgan, Tuesday, 24 November at 03:00."),
        ]
    );
    assert_eq!(plan.notifications[0].data, json!({"appointment_id": scene.visit.id}));
}

#[test]
fn nobody_is_written_to_at_an_address_they_do_not_have() {
    let mut scene = Scene::new();
    (scene.patient.email, scene.patient.phone) = (None, None);
    let plan = scene.plan(&scene.event(EventKind::AppointmentConfirmed, json!({})));
    assert_eq!(told(&plan), [(scene.patient.id, ChannelKind::InApp)]);
}

#[test]
fn a_booking_that_was_confirmed_at_once_says_so() {
    let scene = Scene::new();
    let plan = scene.plan(&scene.event(EventKind::AppointmentBooked, json!({"status": "confirmed"})));
    assert!(matches!(plan.deliveries[0].message, Message::AppointmentConfirmed(_)));
    assert_eq!(plan.notifications[0].body, "Ada Morgan, Tuesday, 24 November at 03:00.");
}

#[test]
fn a_message_tells_of_the_visit_as_the_event_left_it() {
    let mut scene = Scene::new();
    scene.visit.status = Status::Cancelled;
    let booked = scene.event(EventKind::AppointmentBooked, json!({"status": "pending", "version": 1}));
    let Message::AppointmentBooked(visit) = &scene.plan(&booked).deliveries[0].message else {
        panic!("another message")
    };
    assert_eq!((visit.version, visit.at, visit.clinic_address.as_deref()), (1, now(), None));
    let cancelled = scene.event(EventKind::AppointmentCancelled, json!({}));
    let Message::AppointmentCancelled(visit) = &scene.plan(&cancelled).deliveries[0].message else {
        panic!("another message")
    };
    assert_eq!(visit.version, 4);
}

#[test]
fn a_step_that_nobody_waits_for_is_told_to_nobody() {
    let scene = Scene::new();
    for kind in
        [EventKind::AppointmentCheckedIn, EventKind::AppointmentCompleted, EventKind::AppointmentNoShow]
    {
        let plan = scene.plan(&scene.event(kind, json!({})));
        assert!(plan.deliveries.is_empty() && plan.notifications.is_empty());
    }
}

#[test]
fn an_attempt_to_register_a_known_address_is_mailed_to_its_owner_alone() {
    let scene = Scene::new();
    let mut event = scene.event(EventKind::AccountExists, json!({}));
    (event.appointment_id, event.user_id) = (None, Some(scene.patient.id));
    let plan = scene.plan(&event);
    assert_eq!(told(&plan), [(scene.patient.id, ChannelKind::Email)]);
    assert!(plan.notifications.is_empty());
}

#[test]
fn an_event_about_a_visit_that_is_gone_leads_to_nothing() {
    let scene = Scene::new();
    let mut event = scene.event(EventKind::AppointmentBooked, json!({}));
    event.appointment_id = Some(AppointmentId::new(now()));
    assert!(scene.plan(&event).deliveries.is_empty());
}
