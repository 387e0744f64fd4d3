//! A time is kept for somebody who decides, for five minutes and not for ever.

use chrono::TimeDelta;
use futures::future::join_all;
use serde_json::{Value, json};

use crate::support::api::{Answer, Person, booking};
use crate::support::app::{TestApp, Wishes, spawn_app};
use crate::support::socket::Socket;

const TUESDAY: &str = "2026-11-24";

impl Person {
    async fn hold(&self, doctor: &str, starts_at: &str) -> Answer {
        let body = json!({ "doctor_id": doctor, "starts_at": starts_at, "appointment_type": "consultation" });
        self.post("appointment-booking/hold/", &body).await
    }

    async fn book_held(&self, doctor: &str, starts_at: &str, hold: &Value) -> Answer {
        let mut body = booking(doctor, starts_at);
        body["hold_id"] = hold["hold_id"].clone();
        self.post("appointment-booking/book/", &body).await
    }
}

/// Pat and Sam, Dr Adams, and what is free on Tuesday.
async fn scene(app: &TestApp) -> (Person, Person, String, Vec<String>) {
    let (pat, sam) = (app.sign_in("pat").await, app.sign_in("sam").await);
    let doctor = pat.doctor_id("adams").await;
    let free = pat.free_slots(&doctor, TUESDAY).await;
    (pat, sam, doctor, free)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_held_is_nobody_elses_and_is_booked_from_the_hold() {
    let app = spawn_app().await;
    let (pat, sam, doctor, free) = scene(&app).await;
    let mut watcher = Socket::anonymous(&app).await;
    watcher.subscribe(&format!("doctor:{doctor}:slots")).await;
    let hold = pat.hold(&doctor, &free[0]).await.expect(201);
    assert_eq!((&hold["starts_at"], &hold["renewable"]), (&json!(free[0]), &json!(true)));
    assert_eq!(hold["expires_at"], "2026-11-23T06:05:00Z");
    assert_eq!(watcher.event("slot.held").await["data"]["starts_at"], free[0]);
    assert!(!sam.free_slots(&doctor, TUESDAY).await.contains(&free[0]));
    let refused = sam.book(&doctor, &free[0]).await.refused(409, "slot_taken");
    assert_eq!(refused["alternatives"].as_array().map(Vec::len), Some(3));
    sam.hold(&doctor, &free[0]).await.refused(409, "slot_taken");
    sam.book_held(&doctor, &free[0], &hold).await.refused(409, "hold_expired");

    // It is no visit yet.
    let path = format!("appointments/{}/", hold["hold_id"].as_str().unwrap());
    pat.get(&path).await.refused(404, "not_found");
    assert_eq!(pat.get("appointments/").await.expect(200)["results"], json!([]));

    pat.book_held(&doctor, &free[1], &hold).await.refused(422, "hold_mismatch");
    let visit = pat.book_held(&doctor, &free[0], &hold).await.expect(201);
    assert_eq!((&visit["id"], &visit["status"]), (&hold["hold_id"], &json!("pending")));
    assert_eq!(visit["patient_notes"], "It itches where the ferret bit");
    assert_eq!(pat.get(&path).await.expect(200), visit);
    pat.book_held(&doctor, &free[0], &hold).await.refused(409, "hold_expired");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_says_by_itself_what_is_booked_and_a_repeat_gets_the_first_answer() {
    let app = spawn_app().await;
    let (pat, _, doctor, free) = scene(&app).await;
    let hold = pat.hold(&doctor, &free[2]).await.expect(201);
    let body = json!({ "doctor_id": doctor, "hold_id": hold["hold_id"] });
    let first = pat.post_with_key("appointment-booking/book/", "from-a-hold", &body).await.expect(201);
    assert_eq!((&first["starts_at"], &first["appointment_type"]), (&json!(free[2]), &json!("consultation")));
    let again = pat.post_with_key("appointment-booking/book/", "from-a-hold", &body).await;
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!(again.expect(201), first);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_books_what_they_hold_need_not_name_the_hold() {
    let app = spawn_app().await;
    let (pat, _, doctor, free) = scene(&app).await;
    let hold = pat.hold(&doctor, &free[0]).await.expect(201);
    assert_eq!(pat.book(&doctor, &free[0]).await.expect(201)["id"], hold["hold_id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_ends_by_itself_after_five_minutes_and_is_renewed_once() {
    let app = spawn_app().await;
    let (pat, sam, doctor, free) = scene(&app).await;
    let hold = pat.hold(&doctor, &free[0]).await.expect(201);
    app.clock.advance(TimeDelta::minutes(4));
    let longer = pat.hold(&doctor, &free[0]).await.expect(201);
    assert_eq!((&longer["hold_id"], &longer["renewable"]), (&hold["hold_id"], &json!(false)));
    assert_eq!(longer["expires_at"], "2026-11-23T06:09:00Z");
    pat.hold(&doctor, &free[0]).await.refused(409, "hold_not_renewable");
    app.clock.advance(TimeDelta::seconds(299));
    sam.book(&doctor, &free[0]).await.refused(409, "slot_taken");
    app.clock.advance(TimeDelta::seconds(1));
    pat.book_held(&doctor, &free[0], &hold).await.refused(409, "hold_expired");
    assert!(sam.free_slots(&doctor, TUESDAY).await.contains(&free[0]));
    sam.book(&doctor, &free[0]).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_took_up_is_told_free_again() {
    let app = spawn_app().await;
    let (pat, _, doctor, free) = scene(&app).await;
    let mut watcher = Socket::anonymous(&app).await;
    watcher.subscribe(&format!("doctor:{doctor}:slots")).await;
    pat.hold(&doctor, &free[0]).await.expect(201);
    app.clock.advance(TimeDelta::minutes(5));
    let freed = watcher.event("slot.freed").await;
    assert_eq!((&freed["data"]["starts_at"], &freed["data"]["seats_left"]), (&json!(free[0]), &json!(1)));
    assert_eq!(app.count("SELECT count(*) AS count FROM appointments WHERE status = 'expired'").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_time_lets_the_first_go_and_a_refusal_does_not() {
    let app = spawn_app().await;
    let (pat, sam, doctor, free) = scene(&app).await;
    sam.book(&doctor, &free[5]).await.expect(201);
    let first = pat.hold(&doctor, &free[0]).await.expect(201);
    pat.hold(&doctor, &free[5]).await.refused(409, "slot_taken");
    sam.book(&doctor, &free[0]).await.refused(409, "slot_taken");
    let second = pat.hold(&doctor, &free[1]).await.expect(201);
    assert_ne!(first["hold_id"], second["hold_id"]);
    sam.book(&doctor, &free[0]).await.expect(201);
    sam.book(&doctor, &free[1]).await.refused(409, "slot_taken");
    // With another doctor one may hold a time as well.
    let other = pat.doctor_id("baker").await;
    let elsewhere = pat.free_slots(&other, TUESDAY).await;
    pat.hold(&other, &elsewhere[3]).await.expect(201);
    assert_eq!(app.count("SELECT count(*) AS count FROM appointments WHERE status = 'held'").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_longer_visit_may_reach_into_what_its_patient_holds() {
    let app = spawn_app().await;
    let (pat, _, doctor, free) = scene(&app).await;
    pat.hold(&doctor, &free[1]).await.expect(201);
    let checkup = json!({ "doctor_id": doctor, "starts_at": free[0], "appointment_type": "checkup" });
    pat.post("appointment-booking/book/", &checkup).await.expect(201);
    assert_eq!(app.count("SELECT count(*) AS count FROM appointments WHERE status = 'held'").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_lets_a_hold_go_gives_the_time_back() {
    let app = spawn_app().await;
    let (pat, sam, doctor, free) = scene(&app).await;
    let hold = pat.hold(&doctor, &free[0]).await.expect(201);
    let path = format!("appointment-booking/hold/{}/", hold["hold_id"].as_str().unwrap());
    sam.delete(&path).await.refused(404, "not_found");
    pat.delete(&path).await.expect(204);
    pat.delete(&path).await.refused(404, "not_found");
    sam.book(&doctor, &free[0]).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_would_hold_a_time_on_two_nodes_one_does() {
    let first = spawn_app().await;
    let second = Wishes::default().beside(&first).spawn().await;
    let (pat, sam, doctor, free) = scene(&first).await;
    let crowd: Vec<Person> = [&pat, &sam, &pat.at(&second), &sam.at(&second)].into_iter().cloned().collect();
    let asked = crowd.iter().cycle().take(40).map(|person| person.hold(&doctor, &free[0]));
    let answers = join_all(asked).await;
    let kept: Vec<&Value> =
        answers.iter().filter(|answer| answer.status == 201).map(|answer| &answer.body).collect();
    // One hold, renewed once by its own patient at the most.
    assert!((1..=2).contains(&kept.len()), "{kept:?}");
    assert!(kept.iter().all(|hold| hold["hold_id"] == kept[0]["hold_id"]));
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        assert_eq!(answer.status, 409, "{}", answer.body);
    }
    assert_eq!(first.count("SELECT count(*) AS count FROM appointments WHERE status = 'held'").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_is_booked_once_by_two_tabs() {
    let app = spawn_app().await;
    let (pat, _, doctor, free) = scene(&app).await;
    let hold = pat.hold(&doctor, &free[0]).await.expect(201);
    let tabs = join_all((0..8).map(|_| pat.book_held(&doctor, &free[0], &hold))).await;
    assert_eq!(tabs.iter().filter(|answer| answer.status == 201).count(), 1);
    assert!(!pat.free_slots(&doctor, TUESDAY).await.contains(&free[0]), "it is sold");
    let told = "SELECT count(*) AS count FROM events WHERE type = 'appointment.booked'";
    assert_eq!(app.count(told).await, 1);
    let recorded = "SELECT count(*) AS count FROM audit_log WHERE action = 'appointment.book'";
    assert_eq!(app.count(recorded).await, 1);
    for answer in tabs.into_iter().filter(|answer| answer.status != 201) {
        answer.refused(409, "hold_expired");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_holds_for_its_patients() {
    let app = spawn_app().await;
    let (pat, _, doctor, free) = scene(&app).await;
    let desk = app.sign_in("desk").await;
    let mut body = json!({ "doctor_id": doctor, "starts_at": free[0] });
    desk.post("appointment-booking/hold/", &body).await.refused(422, "invalid");
    body["patient_id"] = json!(pat.id);
    let hold = desk.post("appointment-booking/hold/", &body).await.expect(201);
    let mut visit = booking(&doctor, &free[0]);
    visit["hold_id"] = hold["hold_id"].clone();
    visit["patient_id"] = json!(pat.id);
    let visit = desk.post("appointment-booking/book/", &visit).await.expect(201);
    assert_eq!((&visit["patient_id"], &visit["id"]), (&json!(pat.id), &hold["hold_id"]));
    app.sign_in("dr.adams").await.hold(&doctor, &free[1]).await.refused(403, "forbidden");
    app.visitor().hold(&doctor, &free[1]).await.refused(401, "unauthenticated");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_with_keys_of_their_own_book_a_hold_once_and_keep_their_answers() {
    let app = spawn_app().await;
    let (pat, _, doctor, free) = scene(&app).await;
    let hold = pat.hold(&doctor, &free[0]).await.expect(201);
    let body = json!({ "doctor_id": doctor, "hold_id": hold["hold_id"] });
    let path = "appointment-booking/book/";
    let tabs = join_all(["one", "two", "three"].map(|key| pat.post_with_key(path, key, &body))).await;
    assert_eq!(tabs.iter().filter(|answer| answer.status == 201).count(), 1);
    for (key, tab) in ["one", "two", "three"].into_iter().zip(tabs) {
        let again = pat.post_with_key(path, key, &body).await;
        assert_eq!((again.status, &again.body["id"]), (tab.status, &tab.body["id"]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_booking_from_a_hold_leaves_the_hold_as_it_is() {
    let app = spawn_app().await;
    let (pat, sam, doctor, free) = scene(&app).await;
    let other = pat.doctor_id("baker").await;
    let elsewhere = pat.free_slots(&other, TUESDAY).await;
    let same = free.iter().find(|slot| elsewhere.contains(slot)).unwrap();
    let hold = pat.hold(&doctor, same).await.expect(201);
    let visit = pat.book(&other, same).await.expect(201);
    pat.book_held(&doctor, same, &hold).await.refused(409, "patient_busy");
    assert!(!sam.free_slots(&doctor, TUESDAY).await.contains(same));
    sam.book(&doctor, same).await.refused(409, "slot_taken");
    let cancel = format!("appointments/{}/cancel/", visit["id"].as_str().unwrap());
    pat.post(&cancel, &json!({})).await.expect(200);
    pat.book_held(&doctor, same, &hold).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_visit_costs_its_patient_no_hold() {
    let app = spawn_app().await;
    let (pat, sam, doctor, free) = scene(&app).await;
    let other = pat.doctor_id("baker").await;
    let elsewhere = pat.free_slots(&other, TUESDAY).await;
    let n = free.iter().position(|slot| elsewhere.contains(slot) && free.contains(slot)).unwrap();
    let hold = pat.hold(&doctor, &free[n + 1]).await.expect(201);
    pat.book(&other, &free[n]).await.expect(201);
    // It would reach into what they hold, and they are elsewhere then.
    let checkup = json!({ "doctor_id": doctor, "starts_at": free[n], "appointment_type": "checkup" });
    pat.post("appointment-booking/book/", &checkup).await.refused(409, "patient_busy");
    sam.book(&doctor, &free[n + 1]).await.refused(409, "slot_taken");
    let held = "SELECT count(*) AS count FROM appointments WHERE status = 'held'";
    assert_eq!((app.count(held).await, &hold["renewable"]), (1, &json!(true)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_does_not_outlive_the_hours_it_was_kept_in() {
    let app = spawn_app().await;
    let (pat, _, doctor, free) = scene(&app).await;
    let hold = pat.hold(&doctor, &free[0]).await.expect(201);
    let away = json!({ "starts_at": "2026-11-24T00:00:00Z", "ends_at": "2026-11-25T00:00:00Z" });
    let adams = app.sign_in("dr.adams").await;
    adams.post(&format!("doctors/{doctor}/time_off/"), &away).await.expect(201);
    pat.book_held(&doctor, &free[0], &hold).await.refused(409, "hold_expired");
    let booked = "SELECT count(*) AS count FROM appointments WHERE status = 'pending'";
    assert_eq!(app.count(booked).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_shorter_hold_leaves_of_the_first_is_told_free() {
    let app = spawn_app().await;
    let (pat, _, doctor, free) = scene(&app).await;
    let checkup = json!({ "doctor_id": doctor, "starts_at": free[0], "appointment_type": "checkup" });
    let mut watcher = Socket::anonymous(&app).await;
    watcher.subscribe(&format!("doctor:{doctor}:slots")).await;
    pat.post("appointment-booking/hold/", &checkup).await.expect(201);
    pat.hold(&doctor, &free[1]).await.expect(201);
    let freed = watcher.event("slot.freed").await;
    assert_eq!((&freed["data"]["starts_at"], &freed["data"]["ends_at"]), (&json!(free[0]), &json!(free[1])));
}
