//! Several come at once: as many as there are seats, and nobody else in that time.

use futures::future::join_all;
use serde_json::{Value, json};

use crate::support::api::{Answer, Person};
use crate::support::app::{TestApp, Wishes, spawn_app};
use crate::support::socket::Socket;

const TUESDAY: &str = "2026-11-24";

/// Pat, the desk and Dr Adams, whose consultations are for three at once, and what is free on Tuesday.
async fn class_of_three(app: &TestApp) -> (Person, Person, Person, Vec<String>) {
    let (pat, desk, doctor) =
        (app.sign_in("pat").await, app.sign_in("desk").await, app.sign_in("dr.adams").await);
    let kind = format!("doctors/{}/appointment_types/consultation/", doctor.id);
    doctor.patch(&kind, &json!({ "capacity": 3 })).await.expect(200);
    let free = pat.free_slots(&doctor.id, TUESDAY).await;
    (pat, desk, doctor, free)
}

/// Somebody new takes a seat.
async fn seat(desk: &Person, doctor: &Person, starts_at: &str, n: usize) -> Answer {
    let patient = json!({ "first_name": format!("Guest{n}"), "last_name": "Seated" });
    let body = json!({ "doctor_id": doctor.id, "starts_at": starts_at, "patient": patient });
    desk.post("appointment-booking/book/", &body).await
}

async fn seats_left(person: &Person, doctor: &Person, starts_at: &str) -> Option<Value> {
    let offer =
        person.get(&format!("doctors/{}/available_slots/?date={TUESDAY}", doctor.id)).await.expect(200);
    let slot = offer["slots"].as_array().unwrap().iter().find(|slot| slot["starts_at"] == starts_at).cloned();
    slot.map(|slot| slot["seats_left"].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn parallel_seats_are_sold_as_often_as_there_are_seats() {
    // cal.diy#13360
    let first = spawn_app().await;
    let second = Wishes::default().beside(&first).spawn().await;
    let (_, desk, doctor, free) = class_of_three(&first).await;
    let elsewhere = desk.at(&second);
    let asked = (0..12).map(|n| {
        let desk = if n % 2 == 0 { &desk } else { &elsewhere };
        seat(desk, &doctor, &free[0], n)
    });
    let answers = join_all(asked).await;
    let seated: Vec<&Value> =
        answers.iter().filter(|answer| answer.status == 201).map(|answer| &answer.body).collect();
    assert_eq!(seated.len(), 3);
    assert!(seated.iter().all(|visit| visit["session_id"] == seated[0]["session_id"]));
    assert!(seated[0]["session_id"].is_string());
    for answer in answers.into_iter().filter(|answer| answer.status != 201) {
        answer.refused(409, "slot_taken");
    }
    assert_eq!(first.count("SELECT taken::bigint AS count FROM group_sessions").await, 3);
    assert_eq!(first.count("SELECT count(*) AS count FROM appointments").await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn seats_are_counted_down_and_up_and_told() {
    let app = spawn_app().await;
    let (pat, desk, doctor, free) = class_of_three(&app).await;
    let mut watcher = Socket::anonymous(&app).await;
    watcher.subscribe(&format!("doctor:{}:slots", doctor.id)).await;
    assert_eq!(seats_left(&pat, &doctor, &free[0]).await, Some(json!(3)));
    let visit = seat(&desk, &doctor, &free[0], 1).await.expect(201);
    assert_eq!(watcher.event("slot.taken").await["data"]["seats_left"], 2);
    pat.post("appointment-booking/hold/", &json!({ "doctor_id": doctor.id, "starts_at": free[0] }))
        .await
        .expect(201);
    assert_eq!(watcher.event("slot.held").await["data"]["seats_left"], 1);
    assert_eq!(seats_left(&pat, &doctor, &free[0]).await, Some(json!(1)));
    seat(&desk, &doctor, &free[0], 2).await.expect(201);
    assert_eq!(watcher.event("slot.taken").await["data"]["seats_left"], 0);
    assert_eq!(seats_left(&pat, &doctor, &free[0]).await, None);
    let cancel = format!("appointments/{}/cancel/", visit["id"].as_str().unwrap());
    desk.post(&cancel, &json!({})).await.expect(200);
    assert_eq!(watcher.event("slot.freed").await["data"]["seats_left"], 1);
    assert_eq!(seats_left(&pat, &doctor, &free[0]).await, Some(json!(1)));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_comes_into_the_time_of_a_session() {
    let app = spawn_app().await;
    let (pat, desk, doctor, free) = class_of_three(&app).await;
    seat(&desk, &doctor, &free[1], 1).await.expect(201);
    let checkup = json!({ "doctor_id": doctor.id, "starts_at": free[0], "appointment_type": "checkup" });
    pat.post("appointment-booking/book/", &checkup).await.refused(409, "slot_taken");
    let follow_up = json!({ "doctor_id": doctor.id, "starts_at": free[1], "appointment_type": "follow_up" });
    pat.post("appointment-booking/book/", &follow_up).await.refused(409, "slot_taken");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_seat_moves_to_another_session() {
    let app = spawn_app().await;
    let (_, desk, doctor, free) = class_of_three(&app).await;
    let mut visits = Vec::new();
    for n in 0..3 {
        visits.push(seat(&desk, &doctor, &free[0], n).await.expect(201));
        seat(&desk, &doctor, &free[2], 10 + n).await.expect(201);
    }
    let path = format!("appointments/{}/reschedule/", visits[0]["id"].as_str().unwrap());
    desk.post(&path, &json!({ "starts_at": free[2] })).await.refused(409, "slot_taken");
    let moved = desk.post(&path, &json!({ "starts_at": free[3] })).await.expect(200);
    assert_ne!(moved["session_id"], visits[0]["session_id"]);
    seat(&desk, &doctor, &free[0], 20).await.expect(201);
    let seats = "SELECT sum(taken)::bigint AS count FROM group_sessions";
    assert_eq!(app.count(seats).await, 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_not_made_smaller_than_it_is_full() {
    let app = spawn_app().await;
    let (pat, desk, doctor, free) = class_of_three(&app).await;
    for n in 0..3 {
        seat(&desk, &doctor, &free[0], n).await.expect(201);
    }
    let kind = format!("doctors/{}/appointment_types/consultation/", doctor.id);
    doctor.patch(&kind, &json!({ "capacity": 2 })).await.expect(200);
    seat(&desk, &doctor, &free[0], 4).await.refused(409, "slot_taken");
    assert_eq!(seats_left(&pat, &doctor, &free[0]).await, None);
    assert_eq!(seats_left(&pat, &doctor, &free[1]).await, Some(json!(2)));
    doctor.patch(&kind, &json!({ "capacity": 4 })).await.expect(200);
    seat(&desk, &doctor, &free[0], 5).await.expect(201);
}
