//! What is still to be said just before it is sent.

use uuid::Uuid;

use crate::domain::appointments::Status;
use crate::domain::channels::{ChannelKind, Outcome};
use crate::domain::deliveries::MAX_ATTEMPTS;
use crate::domain::ids::{DeliveryId, EventId};
use crate::domain::messages::{Message, Visit};
use crate::services::notifications::canned::{Scene, now};
use crate::services::notifications::prepare::{Prepared, announces, decide};
use crate::storage::deliveries::Claimed;

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
    }
}

/// As `prepare` does it for one message of a channel.
fn prepared(scene: &Scene, channel: ChannelKind, claimed: &Claimed) -> Prepared {
    let visit = announces(channel, claimed).map(|_| Some(&scene.visit));
    decide(claimed, Some(&scene.patient), visit)
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
    assert!(is_suppressed(&decide(&confirmed, Some(&scene.patient), Some(None))));
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
    assert!(is_suppressed(&decide(&message, None, None)));
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
    assert!(matches!(prepared, Prepared::Decided(Outcome::RetryAfter { .. })));
}
