//! A slot is sold once, and every refusal has its reason.

use futures::future::join_all;
use serde_json::{Value, json};

use crate::support::api::{Person, booking};
use crate::support::app::{TestApp, Wishes, spawn_app};

const TUESDAY: &str = "2026-11-24";

/// The outcome of everybody asking for the same slot at once: how many got it, how many were told it is taken.
async fn race(people: &[Person], doctor: &str, slot: &str) -> (usize, usize) {
    let answers = join_all(people.iter().map(|person| person.book(doctor, slot))).await;
    let booked = answers.iter().filter(|answer| answer.status == 201).count();
    let taken = answers.iter().filter(|answer| answer.body["code"] == "slot_taken").count();
    for answer in answers.iter().filter(|answer| answer.body["code"] == "slot_taken") {
        assert_eq!(answer.status, 409);
        assert!(answer.body["alternatives"].as_array().is_some_and(|others| others.len() <= 3));
    }
    (booked, taken)
}

async fn patients(app: &TestApp) -> [Person; 2] {
    [app.sign_in("pat").await, app.sign_in("sam").await]
}

async fn active(app: &TestApp) -> i64 {
    app.count("SELECT count(*) AS count FROM appointments WHERE status IN ('pending', 'confirmed')").await
}

#[tokio::test(flavor = "multi_thread")]
async fn of_200_clients_at_one_slot_one_gets_it() {
    let app = spawn_app().await;
    let two = patients(&app).await;
    let doctor = two[0].doctor_id("adams").await;
    let slot = two[0].free_slots(&doctor, TUESDAY).await.swap_remove(0);
    let crowd: Vec<_> = two.iter().cycle().take(200).cloned().collect();
    assert_eq!(race(&crowd, &doctor, &slot).await, (1, 199));
    assert_eq!(active(&app).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_200_clients_at_one_slot_of_two_nodes_one_gets_it() {
    let first = spawn_app().await;
    let second = Wishes::default().beside(&first).spawn().await;
    let mut crowd = Vec::new();
    for app in [&first, &second] {
        crowd.extend(patients(app).await);
    }
    let doctor = crowd[0].doctor_id("adams").await;
    let slot = crowd[0].free_slots(&doctor, TUESDAY).await.swap_remove(0);
    let crowd: Vec<_> = crowd.iter().cycle().take(200).cloned().collect();
    assert_eq!(race(&crowd, &doctor, &slot).await, (1, 199));
    assert_eq!(active(&first).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slot_that_another_node_freed_can_be_booked() {
    let first = spawn_app().await;
    let second = Wishes::default().beside(&first).spawn().await;
    let (pat, sam) = (first.sign_in("pat").await, second.sign_in("sam").await);
    let doctor = pat.doctor_id("adams").await;
    let slot = pat.free_slots(&doctor, TUESDAY).await.swap_remove(0);
    let booked = pat.book(&doctor, &slot).await.expect(201);
    sam.book(&doctor, &slot).await.refused(409, "slot_taken");
    pat.post(&format!("appointments/{}/cancel/", booked["id"].as_str().unwrap()), &json!({}))
        .await
        .expect(200);
    sam.book(&doctor, &slot).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_patient_is_in_one_place_at_a_time() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let (adams, baker) = (pat.doctor_id("adams").await, pat.doctor_id("baker").await);
    let (free, also_free) = (pat.free_slots(&adams, TUESDAY).await, pat.free_slots(&baker, TUESDAY).await);
    let slot = free.iter().find(|slot| also_free.contains(slot)).expect("a slot that both have").clone();
    let answers = join_all([pat.book(&adams, &slot), pat.book(&baker, &slot)]).await;
    let mut outcomes: Vec<_> = answers.iter().map(|answer| answer.status.as_u16()).collect();
    outcomes.sort_unstable();
    assert_eq!(outcomes, [201, 409]);
    let refused = answers.into_iter().find(|answer| answer.status == 409).unwrap();
    refused.refused(409, "patient_busy");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_booked_is_refused_with_its_reason_and_nothing_is_written() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let doctor = pat.doctor_id("adams").await;
    let free = pat.free_slots(&doctor, TUESDAY).await.swap_remove(0);
    let with = |change: Value| {
        let mut body = booking(&doctor, &free);
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        body
    };
    let off_grid = free.replace(":00Z", ":01Z").replace(":00:01Z", ":07:00Z").replace(":30:01Z", ":37:00Z");
    let cases = [
        (with(json!({ "starts_at": "2026-11-20T09:00:00Z" })), 422, "too_soon"),
        (with(json!({ "starts_at": "2028-11-20T09:00:00Z" })), 422, "too_far"),
        (with(json!({ "starts_at": "2026-11-24T02:00:00Z" })), 422, "outside_availability"),
        (with(json!({ "starts_at": off_grid })), 422, "off_grid"),
        (with(json!({ "starts_at": "tomorrow" })), 422, "invalid_value"),
        (with(json!({ "starts_at": null })), 422, "invalid"),
        (with(json!({ "appointment_type": "seance" })), 422, "invalid"),
        (with(json!({ "patient_notes": "a\u{0}b" })), 422, "invalid"),
        (with(json!({ "status": "confirmed" })), 422, "unknown_field"),
        (with(json!({ "doctor_id": "019b0000-0000-7000-8000-000000000000" })), 404, "not_found"),
        (with(json!({ "patient_id": doctor })), 404, "not_found"),
        (
            json!({ "doctor_id": doctor, "appointment_date": "2026-02-30", "start_time": "09:00" }),
            422,
            "invalid_value",
        ),
        (json!({ "doctor_id": doctor, "appointment_date": TUESDAY, "start_time": "9 am" }), 422, "invalid"),
    ];
    for (body, status, code) in cases {
        pat.post("appointment-booking/book/", &body).await.refused(status, code);
    }
    app.visitor().book(&doctor, &free).await.refused(401, "unauthenticated");
    app.sign_in("dr.adams").await.book(&doctor, &free).await.refused(403, "forbidden");
    assert_eq!(app.count("SELECT count(*) AS count FROM appointments").await, 0);
    assert_eq!(app.count("SELECT count(*) AS count FROM idempotency_keys").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_and_an_hour_mean_the_doctors() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let doctor = pat.doctor_id("adams").await;
    let slots = pat.get(&format!("doctors/{doctor}/available_slots/?date={TUESDAY}")).await.expect(200);
    let slot = &slots["slots"][0];
    let local = slot["local_start"].as_str().unwrap();
    let (date, time) = local.split_once('T').unwrap();
    for start_time in [&time[..5], time] {
        let body = json!({ "doctor_id": doctor, "appointment_date": date, "start_time": start_time });
        let answer = pat.post("appointments/", &body).await;
        if answer.status == 201 {
            assert_eq!(answer.body["starts_at"], slot["starts_at"]);
            assert_eq!(
                (&answer.body["appointment_date"], &answer.body["start_time"]),
                (&json!(date), &json!(time))
            );
        } else {
            answer.refused(409, "slot_taken");
        }
    }
    assert_eq!(active(&app).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_booking_its_audit_row_and_its_event_are_committed_together() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let doctor = pat.doctor_id("adams").await;
    for slot in pat.free_slots(&doctor, TUESDAY).await.iter().take(3) {
        pat.book(&doctor, slot).await.expect(201);
    }
    let whole = app
        .count(
            "SELECT count(*) AS count FROM appointments a
             JOIN audit_log l ON l.object_id = a.id AND l.action = 'appointment.book' AND l.patient_id = a.patient_id
             JOIN events e ON e.appointment_id = a.id AND e.type = 'appointment.booked'",
        )
        .await;
    assert_eq!(whole, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_side_takes_the_steps_that_are_theirs() {
    let app = spawn_app().await;
    let (pat, sam, doctor) =
        (app.sign_in("pat").await, app.sign_in("sam").await, app.sign_in("dr.adams").await);
    let slot = pat.free_slots(&doctor.id, TUESDAY).await.swap_remove(0);
    let visit = pat.book(&doctor.id, &slot).await.expect(201);
    let path = |step: &str| format!("appointments/{}/{step}", visit["id"].as_str().unwrap());

    sam.get(&path("")).await.refused(404, "not_found");
    sam.post(&path("cancel/"), &json!({})).await.refused(404, "not_found");
    pat.post(&path("confirm/"), &json!({})).await.refused(403, "forbidden");
    doctor.post(&path("start/"), &json!({})).await.refused(409, "invalid_transition");
    for (step, status) in [
        ("confirm/", "confirmed"),
        ("check_in/", "checked_in"),
        ("start/", "in_progress"),
        ("complete/", "completed"),
    ] {
        let seen = doctor.post(&path(step), &json!({})).await.expect(200);
        assert_eq!(seen["status"], status);
    }
    let last = pat.get(&path("")).await.expect(200);
    assert_eq!((last["version"].as_i64(), last.get("doctor_notes")), (Some(5), None));
    pat.post(&path("cancel/"), &json!({})).await.refused(409, "invalid_transition");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_visit_frees_its_slot_until_the_cut_off() {
    let app = spawn_app().await;
    let (pat, sam) = (app.sign_in("pat").await, app.sign_in("sam").await);
    let doctor = pat.doctor_id("adams").await;
    let slot = pat.free_slots(&doctor, TUESDAY).await.swap_remove(0);
    let visit = pat.book(&doctor, &slot).await.expect(201);
    let cancel = format!("appointments/{}/cancel/", visit["id"].as_str().unwrap());
    let cancelled = pat.post(&cancel, &json!({ "reason": "I feel better" })).await.expect(200);
    assert_eq!(
        (&cancelled["status"], &cancelled["cancel_reason"]),
        (&json!("cancelled"), &json!("I feel better"))
    );
    pat.post(&cancel, &json!({})).await.refused(409, "invalid_transition");

    let again = sam.book(&doctor, &slot).await.expect(201);
    let start: chrono::DateTime<chrono::Utc> = slot.parse().unwrap();
    let now = carebridge::domain::clock::Clock::now(&*app.clock);
    app.clock.advance(start - now - chrono::TimeDelta::minutes(119));
    let sam = app.sign_in("sam").await;
    let cancel = format!("appointments/{}/cancel/", again["id"].as_str().unwrap());
    sam.post(&cancel, &json!({})).await.refused(409, "cutoff_passed");
    app.sign_in("desk").await.post(&cancel, &json!({})).await.expect(200);
}
