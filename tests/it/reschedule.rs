//! A visit moves to another time, or stays where it is.

use chrono::TimeDelta;
use futures::future::join;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::api::{Answer, Person, send};
use crate::support::app::{TestApp, Wishes, spawn_app};
use crate::support::socket::Socket;

const TUESDAY: &str = "2026-11-24";

impl Person {
    async fn move_to(&self, visit: &Value, starts_at: &str) -> Answer {
        let path = format!("appointments/{}/reschedule/", visit["id"].as_str().unwrap());
        self.post(&path, &json!({ "starts_at": starts_at })).await
    }
}

/// Pat and Sam, Dr Adams, and what is free on Tuesday.
async fn scene(app: &TestApp) -> (Person, Person, Person, Vec<String>) {
    let (pat, sam, doctor) =
        (app.sign_in("pat").await, app.sign_in("sam").await, app.sign_in("dr.adams").await);
    let free = pat.free_slots(&doctor.id, TUESDAY).await;
    (pat, sam, doctor, free)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_moves_and_everyone_is_told_where_to() {
    let app = spawn_app().await;
    let (pat, _, doctor, free) = scene(&app).await;
    let visit = pat.book(&doctor.id, &free[0]).await.expect(201);
    let mut watcher = Socket::anonymous(&app).await;
    watcher.subscribe(&format!("doctor:{}:slots", doctor.id)).await;
    let mut agenda = Socket::of(&app, &doctor).await;
    agenda.subscribe(&format!("schedule:{}", doctor.id)).await;
    let moved = pat.move_to(&visit, &free[3]).await.expect(200);
    assert_eq!((&moved["id"], &moved["starts_at"]), (&visit["id"], &json!(free[3])));
    assert_eq!((&moved["status"], &moved["version"]), (&json!("pending"), &json!(2)));
    assert_eq!(watcher.event("slot.taken").await["data"]["starts_at"], free[3]);
    assert_eq!(watcher.event("slot.freed").await["data"]["starts_at"], free[0]);
    let told = agenda.event("appointment.rescheduled").await;
    assert_eq!(told["data"]["starts_at"], free[3]);
    assert_eq!(told["data"]["previous"]["starts_at"], free[0]);
    assert_eq!(
        app.count("SELECT count(*) AS count FROM audit_log WHERE action = 'appointment.reschedule'").await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_move_changes_nothing() {
    let app = spawn_app().await;
    let (pat, sam, doctor, free) = scene(&app).await;
    let visit = pat.book(&doctor.id, &free[0]).await.expect(201);
    sam.book(&doctor.id, &free[1]).await.expect(201);
    let refused = pat.move_to(&visit, &free[1]).await.refused(409, "slot_taken");
    assert_eq!(refused["alternatives"].as_array().map(Vec::len), Some(3));
    pat.move_to(&visit, "2026-11-24T02:00:00Z").await.refused(422, "outside_availability");
    pat.move_to(&visit, "2026-11-22T09:00:00Z").await.refused(422, "too_soon");
    pat.move_to(&visit, "2028-11-22T09:00:00Z").await.refused(422, "too_far");
    let other = pat.doctor_id("baker").await;
    let elsewhere = pat.free_slots(&other, TUESDAY).await;
    let same = free[4..].iter().find(|slot| elsewhere.contains(slot)).unwrap();
    pat.book(&other, same).await.expect(201);
    pat.move_to(&visit, same).await.refused(409, "patient_busy");
    let now = pat.get(&format!("appointments/{}/", visit["id"].as_str().unwrap())).await.expect(200);
    assert_eq!(now, visit);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_is_not_in_its_own_way() {
    let app = spawn_app().await;
    let (pat, _, doctor, free) = scene(&app).await;
    let checkup = json!({ "doctor_id": doctor.id, "starts_at": free[0], "appointment_type": "checkup" });
    let visit = pat.post("appointment-booking/book/", &checkup).await.expect(201);
    let moved = pat.move_to(&visit, &free[1]).await.expect(200);
    assert_eq!((&moved["starts_at"], &moved["appointment_type"]), (&json!(free[1]), &json!("checkup")));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_move_a_visit_and_until_when() {
    let app = spawn_app().await;
    let (pat, sam, doctor, free) = scene(&app).await;
    let visit = pat.book(&doctor.id, &free[0]).await.expect(201);
    sam.move_to(&visit, &free[1]).await.refused(404, "not_found");
    app.visitor().move_to(&visit, &free[1]).await.refused(401, "unauthenticated");
    let path = format!("appointments/{}/reschedule/", visit["id"].as_str().unwrap());
    let overriding = json!({ "starts_at": free[1], "override": { "reason": "I would like to" } });
    pat.post(&path, &overriding).await.refused(403, "forbidden");
    pat.post(&path, &json!({})).await.refused(422, "invalid");
    let stale = pat.request(Method::POST, &path).header("If-Match", "\"7\"");
    send(stale.json(&json!({ "starts_at": free[1] }))).await.refused(412, "stale");
    doctor.move_to(&visit, &free[1]).await.expect(200);

    let start: chrono::DateTime<chrono::Utc> = free[1].parse().unwrap();
    let now = carebridge::domain::clock::Clock::now(&*app.clock);
    app.clock.advance(start - now - TimeDelta::minutes(119));
    let (pat, doctor) = (app.sign_in("pat").await, app.sign_in("dr.adams").await);
    pat.move_to(&visit, &free[8]).await.refused(409, "cutoff_passed");
    doctor.move_to(&visit, &free[8]).await.expect(200);
    doctor.post(&path.replace("reschedule", "cancel"), &json!({})).await.expect(200);
    doctor.move_to(&visit, &free[9]).await.refused(409, "invalid_transition");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_move_and_a_booking_at_once_on_two_nodes_one_gets_the_time() {
    let first = spawn_app().await;
    let second = Wishes::default().beside(&first).spawn().await;
    let (pat, sam, doctor, free) = scene(&first).await;
    let sam = sam.at(&second);
    for pair in free.chunks(2).take(4) {
        let visit = pat.book(&doctor.id, &pair[0]).await.expect(201);
        let (moved, booked) = join(pat.move_to(&visit, &pair[1]), sam.book(&doctor.id, &pair[1])).await;
        let outcomes = (moved.status.as_u16(), booked.status.as_u16());
        assert!(outcomes == (200, 409) || outcomes == (409, 201), "{outcomes:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_moves_that_would_change_places_none_loses_its_own() {
    let app = spawn_app().await;
    let (pat, sam, doctor, free) = scene(&app).await;
    let (one, two) =
        (pat.book(&doctor.id, &free[0]).await.expect(201), sam.book(&doctor.id, &free[1]).await.expect(201));
    let (first, second) = join(pat.move_to(&one, &free[1]), sam.move_to(&two, &free[0])).await;
    first.refused(409, "slot_taken");
    second.refused(409, "slot_taken");
    assert_eq!(app.count("SELECT count(*) AS count FROM appointments WHERE status = 'pending'").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_holds_is_not_in_the_way_of_their_own_move() {
    let app = spawn_app().await;
    let (pat, _, doctor, free) = scene(&app).await;
    let visit = pat.book(&doctor.id, &free[0]).await.expect(201);
    let hold = json!({ "doctor_id": doctor.id, "starts_at": free[3] });
    pat.post("appointment-booking/hold/", &hold).await.expect(201);
    pat.move_to(&visit, &free[3]).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_a_visit_leaves_is_told_free() {
    let app = spawn_app().await;
    let (pat, _, doctor, free) = scene(&app).await;
    let checkup = json!({ "doctor_id": doctor.id, "starts_at": free[0], "appointment_type": "checkup" });
    let visit = pat.post("appointment-booking/book/", &checkup).await.expect(201);
    let mut watcher = Socket::anonymous(&app).await;
    watcher.subscribe(&format!("doctor:{}:slots", doctor.id)).await;
    pat.move_to(&visit, &free[1]).await.expect(200);
    let freed = watcher.event("slot.freed").await;
    assert_eq!((&freed["data"]["starts_at"], &freed["data"]["ends_at"]), (&json!(free[0]), &json!(free[1])));
}
