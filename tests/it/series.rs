//! Visits that repeat: all of them, or those that can be had.

use futures::future::join_all;
use serde_json::{Value, json};

use crate::support::app::spawn_app;

const TUESDAY: &str = "2026-11-24";

fn series(doctor: &str, starts_at: &str, count: u32) -> Value {
    json!({
        "doctor_id": doctor, "starts_at": starts_at, "patient_notes": "Physiotherapy",
        "rule": { "every": "week", "count": count },
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_series_is_booked_whole_and_a_repeat_gets_the_first_answer() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let doctor = pat.doctor_id("adams").await;
    let free = pat.free_slots(&doctor, TUESDAY).await;
    let body = series(&doctor, &free[0], 4);
    let path = "appointment-booking/book_series/";
    let booked = pat.post_with_key(path, "a-series", &body).await.expect(201);
    let visits = booked["booked"].as_array().unwrap();
    let starts: Vec<_> = visits.iter().map(|visit| visit["appointment_date"].as_str().unwrap()).collect();
    assert_eq!(starts, ["2026-11-24", "2026-12-01", "2026-12-08", "2026-12-15"]);
    assert!(visits.iter().all(|visit| visit["series_id"] == booked["series_id"]));
    assert_eq!(booked["clashes"], json!([]));
    let again = pat.post_with_key(path, "a-series", &body).await;
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!(again.expect(201), booked);
    assert_eq!(app.count("SELECT count(*) AS count FROM appointments").await, 4);
    let audited = "SELECT count(*) AS count FROM audit_log WHERE action = 'appointment.book'";
    assert_eq!(app.count(audited).await, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clash_refuses_all_or_is_skipped_as_one_wishes() {
    let app = spawn_app().await;
    let (pat, sam) = (app.sign_in("pat").await, app.sign_in("sam").await);
    let (doctor, other) = (pat.doctor_id("adams").await, pat.doctor_id("baker").await);
    let free = pat.free_slots(&doctor, TUESDAY).await;
    let second = free[0].replace("2026-11-24", "2026-12-01");
    let third = free[0].replace("2026-11-24", "2026-12-08");
    sam.book(&doctor, &second).await.expect(201);
    pat.book(&other, &third).await.expect(201);
    let mut body = series(&doctor, &free[0], 4);
    let refused = pat.post("appointment-booking/book_series/", &body).await.refused(409, "series_clash");
    assert_eq!(refused["clashes"][0]["starts_at"], second);
    assert_eq!(refused["clashes"][0]["code"], "slot_taken");
    assert_eq!(app.count("SELECT count(*) AS count FROM appointments").await, 2);
    body["on_clash"] = json!("skip");
    let booked = pat.post("appointment-booking/book_series/", &body).await.expect(201);
    assert_eq!(booked["booked"].as_array().map(Vec::len), Some(2));
    let codes: Vec<_> =
        booked["clashes"].as_array().unwrap().iter().map(|clash| clash["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["slot_taken", "patient_busy"]);
    body["starts_at"] = json!("2026-11-24T02:00:00Z");
    pat.post("appointment-booking/book_series/", &body).await.refused(409, "series_clash");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_series_beyond_the_horizon_says_what_is_too_far() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let doctor = pat.doctor_id("adams").await;
    let free = pat.free_slots(&doctor, TUESDAY).await;
    let mut body = series(&doctor, &free[0], 4);
    body["rule"] = json!({ "every": "month", "count": 5 });
    let refused = pat.post("appointment-booking/book_series/", &body).await.refused(409, "series_clash");
    let last = refused["clashes"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["code"], "too_far");
    for rule in [json!({ "every": "day", "count": 2 }), json!({ "every": "week", "count": 99 })] {
        body["rule"] = rule;
        assert_eq!(pat.post("appointment-booking/book_series/", &body).await.status, 422);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_series_and_single_bookings_at_once_no_time_is_sold_twice() {
    let app = spawn_app().await;
    let (pat, sam) = (app.sign_in("pat").await, app.sign_in("sam").await);
    let doctor = pat.doctor_id("adams").await;
    let free = pat.free_slots(&doctor, TUESDAY).await;
    let third = free[0].replace("2026-11-24", "2026-12-08");
    let one = series(&doctor, &free[0], 3);
    let two = series(&doctor, &free[0].replace("2026-11-24", "2026-12-01"), 3);
    let path = "appointment-booking/book_series/";
    let (series, single) = tokio::join!(
        join_all([pat.post(path, &one), sam.post(path, &two), pat.post(path, &two)]),
        sam.book(&doctor, &third),
    );
    for answer in series.iter().chain([&single]) {
        assert!([201, 409].contains(&answer.status.as_u16()), "{}", answer.body);
    }
    let overlapping = app
        .count(
            "SELECT count(*) AS count FROM appointments a JOIN appointments b
             ON a.id < b.id AND a.doctor_id = b.doctor_id AND a.during && b.during
             WHERE a.status = 'pending' AND b.status = 'pending'",
        )
        .await;
    assert_eq!(overlapping, 0);
    // A series that was refused left nothing behind.
    let of_three =
        "SELECT count(*) AS count FROM (SELECT series_id FROM appointments WHERE series_id IS NOT NULL
                    GROUP BY series_id HAVING count(*) <> 3) AS torn";
    assert_eq!(app.count(of_three).await, 0);
}
