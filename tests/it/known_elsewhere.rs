//! What is known to have gone wrong in other booking systems, by the name of the report.

use futures::future::join_all;
use serde_json::{Value, json};

use crate::support::api::booking;
use crate::support::app::spawn_app;

const TUESDAY: &str = "2026-11-24";
/// No two visits of a doctor that both stand share an instant.
const OVERLAPPING: &str = "SELECT count(*) AS count FROM appointments a JOIN appointments b
     ON a.id < b.id AND a.doctor_id = b.doctor_id AND a.during && b.during
     WHERE a.status IN ('pending', 'confirmed') AND b.status IN ('pending', 'confirmed')";

/// cal.diy#13397, easyappointments#31: the check and the insert were two steps.
#[tokio::test(flavor = "multi_thread")]
async fn parallel_requests_sell_a_slot_once() {
    let app = spawn_app().await;
    let (pat, sam) = (app.sign_in("pat").await, app.sign_in("sam").await);
    let doctor = pat.doctor_id("adams").await;
    for slot in pat.free_slots(&doctor, TUESDAY).await.iter().take(3) {
        let asked =
            (0..30).map(|n| if n % 2 == 0 { pat.book(&doctor, slot) } else { sam.book(&doctor, slot) });
        let answers = join_all(asked).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1, "{slot}");
    }
    assert_eq!(app.count(OVERLAPPING).await, 0);
}

/// cal.diy#29958, #10789: what waited for confirmation did not block its slot.
#[tokio::test(flavor = "multi_thread")]
async fn a_visit_that_waits_for_confirmation_blocks_its_slot() {
    let app = spawn_app().await;
    let (pat, sam) = (app.sign_in("pat").await, app.sign_in("sam").await);
    let doctor = pat.doctor_id("adams").await;
    let slot = pat.free_slots(&doctor, TUESDAY).await.swap_remove(0);
    assert_eq!(pat.book(&doctor, &slot).await.expect(201)["status"], "pending");
    assert!(!sam.free_slots(&doctor, TUESDAY).await.contains(&slot));
    sam.book(&doctor, &slot).await.refused(409, "slot_taken");
}

/// cal.diy PR#28151: only the same start of the same kind was taken for a clash.
#[tokio::test(flavor = "multi_thread")]
async fn partial_overlaps_and_other_kinds_of_visit_are_taken() {
    let app = spawn_app().await;
    let (pat, sam) = (app.sign_in("pat").await, app.sign_in("sam").await);
    let doctor = pat.doctor_id("adams").await;
    let free = pat.free_slots(&doctor, TUESDAY).await;
    let of = |start: &str, kind: &str| {
        let mut body = booking(&doctor, start);
        body["appointment_type"] = json!(kind);
        body
    };
    pat.post("appointment-booking/book/", &of(&free[1], "checkup")).await.expect(201);
    for (start, kind) in [
        (&free[0], "checkup"),
        (&free[1], "checkup"),
        (&free[1], "consultation"),
        (&free[2], "consultation"),
        (&free[2], "follow_up"),
        (&free[2], "checkup"),
    ] {
        sam.post("appointment-booking/book/", &of(start, kind)).await.refused(409, "slot_taken");
    }
    let apart = join_all([
        sam.post("appointment-booking/book/", &of(&free[0], "consultation")),
        pat.post("appointment-booking/book/", &of(&free[3], "follow_up")),
    ])
    .await;
    assert!(apart.iter().all(|answer| answer.status == 201));
    assert_eq!(app.count(OVERLAPPING).await, 0);
}

/// cal.diy#22801: the visits of a series were not checked one by one.
#[tokio::test(flavor = "multi_thread")]
async fn a_series_books_no_time_that_is_taken() {
    let app = spawn_app().await;
    let (pat, sam) = (app.sign_in("pat").await, app.sign_in("sam").await);
    let doctor = pat.doctor_id("adams").await;
    let slot = pat.free_slots(&doctor, TUESDAY).await.swap_remove(0);
    sam.book(&doctor, &slot.replace("2026-11-24", "2026-12-08")).await.expect(201);
    let mut series = booking(&doctor, &slot);
    series["rule"] = json!({ "every": "week", "count": 4 });
    pat.post("appointment-booking/book_series/", &series).await.refused(409, "series_clash");
    series["on_clash"] = json!("skip");
    let booked = pat.post("appointment-booking/book_series/", &series).await.expect(201);
    assert_eq!(booked["booked"].as_array().map(Vec::len), Some(3));
    assert_eq!(app.count(OVERLAPPING).await, 0);
}

/// cal.diy#21589: the old slot stayed blocked after a reschedule.
#[tokio::test(flavor = "multi_thread")]
async fn the_old_slot_is_free_after_a_reschedule() {
    let app = spawn_app().await;
    let (pat, sam) = (app.sign_in("pat").await, app.sign_in("sam").await);
    let doctor = pat.doctor_id("adams").await;
    let free = pat.free_slots(&doctor, TUESDAY).await;
    let visit = pat.book(&doctor, &free[0]).await.expect(201);
    let path = format!("appointments/{}/reschedule/", visit["id"].as_str().unwrap());
    pat.post(&path, &json!({ "starts_at": free[1] })).await.expect(200);
    let now_free = sam.free_slots(&doctor, TUESDAY).await;
    assert!(now_free.contains(&free[0]) && !now_free.contains(&free[1]));
    sam.book(&doctor, &free[0]).await.expect(201);
}

/// cal.diy#244: whoever wrote the request by hand could book any time.
#[tokio::test(flavor = "multi_thread")]
async fn a_crafted_request_outside_of_availability_is_refused_by_every_way_in() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let doctor = pat.doctor_id("adams").await;
    let slot = pat.free_slots(&doctor, TUESDAY).await.swap_remove(0);
    let visit = pat.book(&doctor, &slot).await.expect(201);
    let night = "2026-11-25T02:00:00Z";
    let mut series = booking(&doctor, night);
    series["rule"] = json!({ "every": "week", "count": 2 });
    let reschedule = format!("appointments/{}/reschedule/", visit["id"].as_str().unwrap());
    let hold = json!({ "doctor_id": doctor, "starts_at": night });
    let asked: [(&str, &Value); 4] = [
        ("appointment-booking/book/", &booking(&doctor, night)),
        ("appointments/", &booking(&doctor, night)),
        ("appointment-booking/hold/", &hold),
        (&reschedule, &json!({ "starts_at": night })),
    ];
    for (path, body) in asked {
        pat.post(path, body).await.refused(422, "outside_availability");
    }
    let refused = pat.post("appointment-booking/book_series/", &series).await.refused(409, "series_clash");
    assert_eq!(refused["clashes"][0]["code"], "outside_availability");
    assert_eq!(app.count("SELECT count(*) AS count FROM appointments").await, 1);
}

/// easyappointments#845, #982: "any provider" gave two people the same one, or none where one was free.
#[tokio::test(flavor = "multi_thread")]
async fn any_doctor_is_given_to_one_person_each_while_one_is_free() {
    let app = spawn_app().await;
    let (pat, sam) = (app.sign_in("pat").await, app.sign_in("sam").await);
    let doctors = [pat.doctor_id("adams").await, pat.doctor_id("baker").await];
    let (one, two) = (pat.free_slots(&doctors[0], TUESDAY).await, pat.free_slots(&doctors[1], TUESDAY).await);
    let same = one.iter().find(|slot| two.contains(slot)).unwrap();
    let end: chrono::DateTime<chrono::Utc> = same.parse().unwrap();
    let end = end + chrono::TimeDelta::minutes(1);
    let body = json!({ "doctor_ids": doctors, "from": same, "to": end });
    let path = "appointment-booking/first_available/";
    let answers = join_all([pat.post(path, &body), sam.post(path, &body)]).await;
    let given: Vec<Value> =
        answers.into_iter().map(|answer| answer.expect(201)["doctor_id"].clone()).collect();
    assert_ne!(given[0], given[1]);
    pat.post(path, &body).await.refused(409, "none_available");
}
