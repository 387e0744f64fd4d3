//! The real server is killed in a booking storm, and PostgreSQL under it: what was promised is kept.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod crash {
    pub mod deliveries;
    pub mod messages;
    pub mod patient;
    pub mod records;
    pub mod storm;
    pub mod texts;
}
mod serve;

use std::collections::HashSet;
use std::time::Duration;

use futures::StreamExt;
use futures::stream;
use nix::sys::signal::{Signal, kill};
use uuid::Uuid;

use crash::messages::{self, Tally};
use crash::patient::{Answer, Patient};
use crash::records::Records;
use crash::storm::Storm;
use serve::house::House;
use serve::server::Server;

const KILLS: usize = 3;
/// The server is killed when it has taken so many bookings since it was started.
const BOOKINGS_UNTIL_KILLED: usize = 60;
const SETTLES_WITHIN: Duration = Duration::from_secs(60);

/// Of `$1`, the visits that were promised.
const ONE_BOOKING_EVENT_PUBLISHED_AND_EXPANDED: &str = "1 = (SELECT count(*) FROM events
    WHERE appointment_id = visit.id AND type = 'appointment.booked'
      AND published_at IS NOT NULL AND expanded_at IS NOT NULL)";
const ONE_AUDIT_ROW: &str = "1 = (SELECT count(*) FROM audit_log
    WHERE object_id = visit.id AND action = 'appointment.book' AND outcome = 'ok')";
const PATIENT_AND_DOCTOR_NOTIFIED: &str = "1 = (SELECT count(*) FROM events
        JOIN notifications ON notifications.event_id = events.id AND notifications.user_id = visit.patient_id
        WHERE events.appointment_id = visit.id)
    AND 1 = (SELECT count(*) FROM events
        JOIN notifications ON notifications.event_id = events.id AND notifications.user_id = visit.doctor_id
        WHERE events.appointment_id = visit.id)";
const A_MESSAGE_A_CHANNEL_SENT: &str = "'email:sent in_app:sent sms:sent' = (
    SELECT string_agg(channel || ':' || state, ' ' ORDER BY channel) FROM deliveries
    JOIN events ON events.id = deliveries.event_id
    WHERE events.appointment_id = visit.id AND deliveries.user_id = visit.patient_id)";

#[tokio::test(flavor = "multi_thread")]
async fn what_was_promised_is_kept_when_the_server_is_killed_in_a_booking_storm() {
    let house = House::new();
    let mut server = Server::start(&house, &["--seed"]).await;
    let mut records = Records::open(&house).await;
    let mut patients = Patient::some(&house).await;
    records.let_everything_through().await;
    let before = records.count("SELECT count(*) FROM appointments").await;
    let storm = Storm::new(&patients[0], patients.len()).await;

    let (mut answers, mut in_flight) = (Vec::new(), Tally::default());
    let postgres = house.postgres();
    for _ in 0..KILLS {
        answers.extend(storm.rage(&patients, BOOKINGS_UNTIL_KILLED, || server.signal(Signal::SIGKILL)).await);
        assert_eq!(server.ended().await.code(), None, "it ended by itself");
        in_flight.add(&records.end_leases_of_the_dead().await);
        server = Server::start(&house, &[]).await;
        assert_eq!(house.postgres(), postgres, "PostgreSQL was taken over");
        patients = patients.iter().map(Patient::with_new_connections).collect();
    }
    answers.extend(storm.rage(&patients, usize::MAX, || {}).await);

    let unanswered = answers.iter().filter(|(_, answer)| matches!(answer, Answer::Unknown(_))).count();
    let (booked, replayed) = settle(&storm, &patients, answers).await;
    assert_eq!(records.count("SELECT count(*) FROM appointments").await - before, count(&booked));
    assert_eq!(records.overlaps().await, 0);
    // In this order: what is expanded is queued.
    records.until_none(UNPUBLISHED, SETTLES_WITHIN).await;
    records.until_none(QUEUED, SETTLES_WITHIN).await;
    for promise in [
        ONE_BOOKING_EVENT_PUBLISHED_AND_EXPANDED,
        ONE_AUDIT_ROW,
        PATIENT_AND_DOCTOR_NOTIFIED,
        A_MESSAGE_A_CHANNEL_SENT,
    ] {
        assert_eq!(records.visits_where(&booked, promise).await, count(&booked), "{promise}");
    }
    assert_eq!(records.count(NOT_SENT).await, 0);

    let sent = messages::sent(&house);
    let repeated = sent.repeated(&records.deliveries().await);
    assert!(repeated.is_within(&in_flight), "sent again: {repeated:?}, in flight at a kill: {in_flight:?}");
    println!(
        "{} bookings, {KILLS} kills, {unanswered} requests without an answer of which {replayed} had been booked; \
         sent again: {repeated:?}, in flight at a kill: {in_flight:?}",
        booked.len()
    );
    server.stop(&house, Signal::SIGTERM).await;
}

/// Reminders wait for their time.
const QUEUED: &str =
    "SELECT count(*) FROM deliveries WHERE state = 'queued' AND template <> 'appointment_reminder'";
const NOT_SENT: &str =
    "SELECT count(*) FROM deliveries WHERE state <> 'sent' AND template <> 'appointment_reminder'";
const UNPUBLISHED: &str = "SELECT count(*) FROM events WHERE published_at IS NULL OR expanded_at IS NULL";

/// Asks again, under the same keys, for all that was not refused: what was promised is there, what nobody knows is
/// booked now or refused with its reason. Answers what is booked, and how much of it had been without anybody knowing.
async fn settle(
    storm: &Storm,
    patients: &[Patient],
    answers: Vec<(usize, Answer)>,
) -> (HashSet<Uuid>, usize) {
    let repeats = answers.into_iter().map(|(wish, answer)| async move {
        let patient = storm.patient(patients, wish);
        match answer {
            Answer::Refused => None,
            Answer::Booked { id, .. } => {
                assert_eq!(patient.visit(id).await, 200, "a promised visit is there");
                assert_eq!(storm.ask(patients, wish).await, Answer::Booked { id, replayed: true });
                Some((id, false))
            }
            Answer::Unknown(_) => match storm.ask(patients, wish).await {
                Answer::Booked { id, replayed } => Some((id, replayed)),
                Answer::Refused => None,
                Answer::Unknown(reason) => panic!("still no answer: {reason}"),
            },
        }
    });
    let settled: Vec<_> = stream::iter(repeats).buffer_unordered(16).collect().await;
    let settled: Vec<_> = settled.into_iter().flatten().collect();
    let replayed = settled.iter().filter(|(_, replayed)| *replayed).count();
    let booked: HashSet<_> = settled.iter().map(|(id, _)| *id).collect();
    assert_eq!(booked.len(), settled.len(), "each key has a visit of its own");
    (booked, replayed)
}

fn count(booked: &HashSet<Uuid>) -> i64 {
    booked.len().try_into().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn bookings_go_on_after_postgresql_was_killed_and_until_then_every_request_is_answered() {
    let house = House::new();
    let server = Server::start(&house, &["--seed"]).await;
    let patients = Patient::some(&house).await;
    let storm = Storm::new(&patients[0], patients.len()).await;
    let postgres = house.postgres().unwrap();
    let persisted = storm.insist(&patients, 100, || kill(postgres, Signal::SIGKILL).unwrap()).await;
    assert_ne!(house.postgres(), Some(postgres), "another PostgreSQL runs");
    assert_eq!(patients[0].get("../../health/ready").await.status(), 200);

    let mut records = Records::open(&house).await;
    let answers = persisted.answers.into_iter().enumerate().collect();
    let (booked, _) = settle(&storm, &patients, answers).await;
    assert_eq!(records.overlaps().await, 0);
    let there = records.visits_where(&booked, ONE_AUDIT_ROW).await;
    assert_eq!(there, count(&booked));
    records.until_none(UNPUBLISHED, SETTLES_WITHIN).await;
    println!("{there} bookings; while PostgreSQL was away: {:?}", persisted.reasons);
    server.stop(&house, Signal::SIGTERM).await;
}
