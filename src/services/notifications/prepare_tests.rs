//! What is still to be said just before it is sent.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::domain::appointments::Status;
use crate::domain::bars::Bar;
use crate::domain::categories::Category;
use crate::domain::channels::{ChannelKind, Outcome};
use crate::domain::deliveries::MAX_ATTEMPTS;
use crate::domain::ids::{DeliveryId, EventId, OneTimeTokenId, UserId};
use crate::domain::messages::{Message, Proof, Visit};
use crate::domain::one_time::Purpose;
use crate::domain::preferences::Preferences;
use crate::domain::users::User;
use crate::services::notifications::canned::{Scene, now};
use crate::services::notifications::prepare::decide::decide;
use crate::services::notifications::prepare::facts::Facts;
use crate::services::notifications::prepare::prepared::Prepared;
use crate::services::one_time::OneTimeSecrets;
use crate::storage::deliveries::Claimed;
use crate::storage::one_time_tokens::OneTimeToken;

fn said(scene: &Scene) -> Visit {
    Visit {
        appointment_id: scene.visit.id,
        version: 1,
        at: now(),
        starts_at: scene.visit.during.start,
        ends_at: scene.visit.during.end,
        time_zone: scene.visit.time_zone,
        clinic_name: scene.clinic.name.clone(),
        clinic_address: None,
    }
}

fn claimed(scene: &Scene, message: Option<Message>) -> Claimed {
    Claimed {
        id: DeliveryId::new(now()),
        lease_token: Uuid::nil(),
        event_id: EventId::new(now()),
        user_id: scene.patient.id,
        message,
        attempt: 1,
        attempts_allowed: MAX_ATTEMPTS,
        priority: 5,
        not_after: None,
        at_once: false,
        maybe_sent: true,
        via: None,
        asked_at: None,
    }
}

/// What is known of the scene.
fn facts(scene: &Scene) -> Facts {
    Facts {
        people: [(scene.patient.id, scene.patient.clone())].into(),
        visits: [(scene.visit.id, scene.visit.clone())].into(),
        ..Facts::default()
    }
}

fn decided(facts: &Facts, channel: ChannelKind, claimed: &Claimed) -> Prepared {
    decide(channel, claimed, facts, &OneTimeSecrets::new(b"secret"), now())
}

/// As `prepare` does it for one message of a channel.
fn prepared(scene: &Scene, channel: ChannelKind, claimed: &Claimed) -> Prepared {
    decided(&facts(scene), channel, claimed)
}

fn is_suppressed(prepared: &Prepared) -> bool {
    matches!(prepared, Prepared::Decided(Outcome::Suppressed { .. }))
}

#[test]
fn a_visit_that_was_called_off_is_no_longer_announced_but_stays_in_the_inbox() {
    let mut scene = Scene::new();
    let booked = claimed(&scene, Some(Message::AppointmentBooked(said(&scene))));
    assert!(matches!(prepared(&scene, ChannelKind::Email, &booked), Prepared::Send(_)));
    scene.visit.status = Status::Cancelled;
    assert!(is_suppressed(&prepared(&scene, ChannelKind::Email, &booked)));
    assert!(is_suppressed(&prepared(&scene, ChannelKind::Sms, &booked)));
    assert!(matches!(prepared(&scene, ChannelKind::InApp, &booked), Prepared::Send(_)));
}

#[test]
fn a_visit_that_is_gone_is_not_announced() {
    let scene = Scene::new();
    let confirmed = claimed(&scene, Some(Message::AppointmentConfirmed(said(&scene))));
    let gone = Facts { visits: HashMap::new(), ..facts(&scene) };
    assert!(is_suppressed(&decided(&gone, ChannelKind::Email, &confirmed)));
}

#[test]
fn that_a_visit_was_called_off_is_always_said() {
    let mut scene = Scene::new();
    scene.visit.status = Status::Cancelled;
    let cancelled = claimed(&scene, Some(Message::AppointmentCancelled(said(&scene))));
    let Prepared::Send(outgoing) = prepared(&scene, ChannelKind::Sms, &cancelled) else { panic!("not sent") };
    assert_eq!(outgoing.recipient.phone, scene.patient.phone);
    assert_eq!((outgoing.delivery_id, outgoing.maybe_sent), (cancelled.id, true));
}

#[test]
fn nobody_writes_to_an_account_that_is_disabled_or_gone() {
    let mut scene = Scene::new();
    let message = claimed(&scene, Some(Message::AccountExists));
    assert!(is_suppressed(&decided(&Facts::default(), ChannelKind::Email, &message)));
    scene.patient.disabled = true;
    assert!(is_suppressed(&prepared(&scene, ChannelKind::Email, &message)));
}

#[test]
fn a_message_that_took_its_process_with_it_each_time_is_dead() {
    let scene = Scene::new();
    let mut message = claimed(&scene, Some(Message::AccountExists));
    message.attempt = MAX_ATTEMPTS + 1;
    let prepared = prepared(&scene, ChannelKind::Email, &message);
    assert!(matches!(prepared, Prepared::Decided(Outcome::Dead { .. })));
}

#[test]
fn a_message_of_a_newer_version_waits_for_a_newer_version() {
    let scene = Scene::new();
    let prepared = prepared(&scene, ChannelKind::Email, &claimed(&scene, None));
    assert!(matches!(prepared, Prepared::Decided(Outcome::PutBack { .. })));
}

/// A reminder of the scene's visit at 09:00 in Paris, which is 03:00 in New York where the patient is.
fn reminder(scene: &Scene) -> Claimed {
    let message = Some(Message::AppointmentReminder(said(scene)));
    Claimed { priority: 9, maybe_sent: false, ..claimed(scene, message) }
}

fn reason(prepared: &Prepared) -> Option<&str> {
    match prepared {
        Prepared::Decided(Outcome::Suppressed { reason }) => Some(reason),
        _ => None,
    }
}

#[test]
fn a_reminder_for_a_visit_that_was_moved_or_called_off_is_not_sent() {
    let mut scene = Scene::new();
    scene.patient.time_zone = chrono_tz::Europe::Paris;
    let reminder = reminder(&scene);
    assert!(matches!(prepared(&scene, ChannelKind::Sms, &reminder), Prepared::Send(_)));
    scene.visit.during.start += TimeDelta::hours(1);
    assert_eq!(reason(&prepared(&scene, ChannelKind::Sms, &reminder)), Some("the visit was moved"));
    assert_eq!(reason(&prepared(&scene, ChannelKind::InApp, &reminder)), Some("the visit was moved"));
    scene.visit.status = Status::Cancelled;
    assert_eq!(reason(&prepared(&scene, ChannelKind::Sms, &reminder)), Some("the visit was called off"));
    scene.visit.status = Status::CheckedIn;
    assert_eq!(reason(&prepared(&scene, ChannelKind::Sms, &reminder)), Some("the visit has begun"));
}

#[test]
fn a_reminder_that_would_come_too_late_is_not_sent() {
    let scene = Scene::new();
    let late = Claimed { not_after: Some(now() - TimeDelta::seconds(1)), ..reminder(&scene) };
    assert_eq!(reason(&prepared(&scene, ChannelKind::Sms, &late)), Some("too late to make sense"));
}

/// A number that somebody is about to prove is not yet theirs.
#[test]
fn a_code_goes_by_the_bar_of_the_number_it_proves_and_not_of_the_number_they_had() {
    let scene = Scene::new();
    let token = OneTimeToken {
        id: OneTimeTokenId::new(now()),
        user_id: scene.patient.id,
        purpose: Purpose::PhoneVerify.as_str().to_owned(),
        hash: Vec::new(),
        address: "+15550109999".to_owned(),
        expires_at: now() + TimeDelta::minutes(10),
    };
    let code = claimed(&scene, Some(Message::PhoneCode(Proof { token_id: token.id })));
    let stopped = |number: &str| Facts {
        barred: [((ChannelKind::Sms, number.to_owned()), Bar::Stopped)].into(),
        tokens: [(token.id, token.clone())].into(),
        ..facts(&scene)
    };
    let theirs = scene.patient.phone.as_ref().unwrap().as_str().to_owned();
    assert!(matches!(decided(&stopped(&theirs), ChannelKind::Sms, &code), Prepared::Send(_)));
    let refused = decided(&stopped("+15550109999"), ChannelKind::Sms, &code);
    assert_eq!(reason(&refused), Some("they asked not to be written to there"));
}

/// citygram#246.
#[test]
fn nobody_gets_a_text_at_three_in_the_morning() {
    let scene = Scene::new();
    let (email, sms) = (ChannelKind::Email, ChannelKind::Sms);
    // 05:00 in New York.
    let held = |channel, claimed: &Claimed| match prepared(&scene, channel, claimed) {
        Prepared::Decided(Outcome::PutBack { until, .. }) => Some(until),
        _ => None,
    };
    let morning: DateTime<Utc> = "2026-11-23T12:00:00Z".parse().unwrap();
    assert_eq!(held(sms, &reminder(&scene)), Some(morning));
    assert_eq!(held(email, &reminder(&scene)), None, "a mail does not ring");
    assert_eq!(held(ChannelKind::InApp, &reminder(&scene)), None, "the bell makes no noise");
    let urgent = Claimed { priority: 1, ..reminder(&scene) };
    assert_eq!(held(sms, &urgent), None, "what is urgent passes");
    let booked = Some(Message::AppointmentBooked(said(&scene)));
    let answer = Claimed { at_once: true, maybe_sent: false, ..claimed(&scene, booked) };
    assert_eq!(held(sms, &answer), None, "they sit before it");
    assert_eq!(held(sms, &Claimed { at_once: false, ..answer }), Some(morning));
}

#[test]
fn what_somebody_switched_off_is_not_sent_but_for_the_safety_of_their_account() {
    let scene = Scene::new();
    let mut facts = facts(&scene);
    let mut chosen = Preferences::default();
    for category in Category::ALL {
        chosen.switched.insert((category, ChannelKind::Sms), false);
    }
    facts.chosen.insert(scene.patient.id, chosen);
    let booked = claimed(&scene, Some(Message::AppointmentBooked(said(&scene))));
    assert_eq!(reason(&decided(&facts, ChannelKind::Sms, &booked)), Some("they switched it off"));
    let safety = claimed(&scene, Some(Message::PasswordChanged));
    assert!(matches!(decided(&facts, ChannelKind::Sms, &safety), Prepared::Send(_)));
}

#[test]
fn an_address_that_is_barred_is_not_written_to() {
    let scene = Scene::new();
    let mut facts = facts(&scene);
    let number = scene.patient.phone.as_ref().unwrap().as_str().to_owned();
    let booked = claimed(&scene, Some(Message::AppointmentBooked(said(&scene))));
    facts.barred.insert((ChannelKind::Sms, number), Bar::Stopped);
    let refused = Some("they asked not to be written to there");
    assert_eq!(reason(&decided(&facts, ChannelKind::Sms, &booked)), refused);
    assert!(matches!(decided(&facts, ChannelKind::Email, &booked), Prepared::Send(_)));
    facts.unwilling.insert(scene.patient.id);
    assert_eq!(reason(&decided(&facts, ChannelKind::Email, &booked)), Some("they took back their consent"));
}

#[test]
fn who_does_not_look_after_a_patient_any_more_is_not_told_of_the_visit() {
    let scene = Scene::new();
    let mut facts = facts(&scene);
    let guardian = User { id: UserId::new(now()), ..scene.patient.clone() };
    facts.people.insert(guardian.id, guardian.clone());
    let theirs = Claimed { user_id: guardian.id, ..reminder(&scene) };
    let gone = Some("they do not look after the patient any more");
    assert_eq!(reason(&decided(&facts, ChannelKind::Email, &theirs)), gone);
    facts.guardians.insert((guardian.id, scene.patient.id));
    assert!(matches!(decided(&facts, ChannelKind::Email, &theirs), Prepared::Send(_)));
}
