//! Who is told what.

use std::collections::{HashMap, HashSet};

use serde_json::json;

use crate::domain::appointments::Status;
use crate::domain::channels::ChannelKind;
use crate::domain::events::{Event, EventKind};
use crate::domain::ids::{AppointmentId, UserId};
use crate::domain::messages::Message;
use crate::domain::users::User;
use crate::services::notifications::canned::{Scene, nobody_looks, now};
use crate::services::notifications::plan::{Known, Plan};

fn plan_for(scene: &Scene, event: &Event) -> Plan {
    plan_with(scene, event, None)
}

fn plan_with(scene: &Scene, event: &Event, guardian: Option<&User>) -> Plan {
    let known = Known {
        visits: [(scene.visit.id, scene.visit.clone())].into(),
        people: [&scene.patient, &scene.doctor]
            .into_iter()
            .chain(guardian)
            .map(|person| (person.id, person.clone()))
            .collect(),
        clinics: [(scene.clinic.id, scene.clinic.clone())].into(),
        guardians: guardian.map(|guardian| (guardian.id, scene.patient.id)).into_iter().collect(),
        letters: HashMap::new(),
        chosen: HashMap::new(),
        browsers: HashSet::new(),
        looking: nobody_looks(),
    };
    let mut plan = Plan::default();
    plan.add(event, &known, now());
    plan
}

/// Who is told over which channel.
fn told(plan: &Plan) -> Vec<(UserId, ChannelKind)> {
    plan.deliveries.iter().map(|delivery| (delivery.user_id, delivery.channel)).collect()
}

#[test]
fn a_booking_rings_the_doctors_bell_and_reaches_the_patient_everywhere() {
    let scene = Scene::new();
    let plan = plan_for(&scene, &scene.event(EventKind::AppointmentBooked, json!({"status": "pending"})));
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
    let plan = plan_for(&scene, &scene.event(EventKind::AppointmentConfirmed, json!({})));
    assert_eq!(told(&plan), [(scene.patient.id, ChannelKind::InApp)]);
}

#[test]
fn who_looks_after_a_patient_is_told_as_the_patient_is() {
    let mut scene = Scene::new();
    let guardian = User { id: UserId::new(now()), ..scene.patient.clone() };
    (scene.patient.email, scene.patient.phone) = (None, None);
    let event = scene.event(EventKind::AppointmentConfirmed, json!({}));
    let plan = plan_with(&scene, &event, Some(&guardian));
    assert_eq!(
        told(&plan),
        [
            (scene.patient.id, ChannelKind::InApp),
            (guardian.id, ChannelKind::InApp),
            (guardian.id, ChannelKind::Email),
            (guardian.id, ChannelKind::Sms),
        ]
    );
}

#[test]
fn a_booking_that_was_confirmed_at_once_says_so() {
    let scene = Scene::new();
    let plan = plan_for(&scene, &scene.event(EventKind::AppointmentBooked, json!({"status": "confirmed"})));
    assert!(matches!(plan.deliveries[0].message, Message::AppointmentConfirmed(_)));
    assert_eq!(plan.notifications[0].body, "Ada Morgan, Tuesday, 24 November at 03:00.");
}

#[test]
fn a_message_tells_of_the_visit_as_the_event_left_it() {
    let mut scene = Scene::new();
    scene.visit.status = Status::Cancelled;
    let booked = scene.event(EventKind::AppointmentBooked, json!({"status": "pending", "version": 1}));
    let Message::AppointmentBooked(visit) = &plan_for(&scene, &booked).deliveries[0].message else {
        panic!("another message")
    };
    assert_eq!((visit.version, visit.at, visit.clinic_address.as_deref()), (1, now(), None));
    let cancelled = scene.event(EventKind::AppointmentCancelled, json!({}));
    let Message::AppointmentCancelled(visit) = &plan_for(&scene, &cancelled).deliveries[0].message else {
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
        let plan = plan_for(&scene, &scene.event(kind, json!({})));
        assert!(plan.deliveries.is_empty() && plan.notifications.is_empty());
    }
}

#[test]
fn an_attempt_to_register_a_known_address_is_mailed_to_its_owner_alone() {
    let scene = Scene::new();
    let mut event = scene.event(EventKind::AccountExists, json!({}));
    (event.appointment_id, event.user_id) = (None, Some(scene.patient.id));
    let plan = plan_for(&scene, &event);
    assert_eq!(told(&plan), [(scene.patient.id, ChannelKind::Email)]);
    assert!(plan.notifications.is_empty());
}

#[test]
fn an_event_about_a_visit_that_is_gone_leads_to_nothing() {
    let scene = Scene::new();
    let mut event = scene.event(EventKind::AppointmentBooked, json!({}));
    event.appointment_id = Some(AppointmentId::new(now()));
    assert!(plan_for(&scene, &event).deliveries.is_empty());
}
