//! The first visit that can be had with any of several doctors.

use std::collections::HashSet;

use futures::future::join_all;
use serde_json::json;

use crate::support::app::spawn_app;
use crate::support::clinics::RIVERSIDE;

const PATH: &str = "appointment-booking/first_available/";

#[tokio::test(flavor = "multi_thread")]
async fn the_first_free_time_of_all_is_booked() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let doctors = [pat.doctor_id("adams").await, pat.doctor_id("baker").await];
    let mut free = Vec::new();
    for doctor in &doctors {
        free.extend(pat.free_slots(doctor, "2026-11-24").await);
    }
    let body = json!({ "doctor_ids": doctors, "from": "2026-11-24", "to": "2026-11-25" });
    let first = pat.post_with_key(PATH, "first", &body).await.expect(201);
    assert_eq!(first["starts_at"].as_str(), free.iter().map(String::as_str).min());
    let again = pat.post_with_key(PATH, "first", &body).await;
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!(again.expect(201), first);
    // The patient is there already, so the next goes to another time.
    let second = pat.post(PATH, &body).await.expect(201);
    assert!(second["starts_at"].as_str() > first["starts_at"].as_str());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_specialty_or_a_clinic_says_among_whom() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let adams = pat.get("doctors/?q=adams").await.expect(200)["results"][0].clone();
    let body = json!({ "specialty": adams["specialty"], "from": "2026-11-24", "to": "2026-11-30" });
    let found = pat.post(PATH, &body).await.expect(201);
    let doctor = pat.get(&format!("doctors/{}/", found["doctor_id"].as_str().unwrap())).await.expect(200);
    assert_eq!(doctor["specialty"], adams["specialty"]);
    let clinic = app.clinic(RIVERSIDE).await;
    let body = json!({ "clinic_id": clinic, "from": "2026-11-24T12:00:00Z", "to": "2026-11-24T16:00:00Z" });
    let found = pat.post(PATH, &body).await.expect(201);
    assert_eq!(found["clinic_id"], clinic);
    assert!(found["starts_at"].as_str() >= Some("2026-11-24T12:00:00Z"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_free_and_nothing_sensible_are_told_apart() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let doctor = pat.doctor_id("adams").await;
    let night =
        json!({ "doctor_ids": [doctor], "from": "2026-11-24T00:00:00Z", "to": "2026-11-24T02:00:00Z" });
    pat.post(PATH, &night).await.refused(409, "none_available");
    let long_past = json!({ "doctor_ids": [doctor], "from": "2020-11-24", "to": "2020-11-24" });
    pat.post(PATH, &long_past).await.refused(409, "none_available");
    for wrong in [
        json!({ "from": "2026-11-24", "to": "2026-11-24" }),
        json!({ "doctor_ids": [], "from": "2026-11-24", "to": "2026-11-24" }),
        json!({ "doctor_ids": [doctor], "from": "2026-11-24", "to": "2026-11-23" }),
        json!({ "doctor_ids": [doctor], "from": "2026-11-24", "to": "2036-11-23" }),
        json!({ "doctor_ids": [doctor], "from": "soon", "to": "2036-11-23" }),
    ] {
        assert_eq!(pat.post(PATH, &wrong).await.status, 422, "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn among_doctors_who_are_free_at_once_the_one_with_less_to_do_is_booked() {
    let app = spawn_app().await;
    let (pat, sam) = (app.sign_in("pat").await, app.sign_in("sam").await);
    let doctors = [pat.doctor_id("adams").await, pat.doctor_id("baker").await];
    let (one, two) =
        (pat.free_slots(&doctors[0], "2026-11-24").await, pat.free_slots(&doctors[1], "2026-11-24").await);
    let both: Vec<_> = one.iter().filter(|slot| two.contains(slot)).collect();
    sam.book(&doctors[0], both[3]).await.expect(201);
    let body = json!({ "doctor_ids": doctors, "from": both[0], "to": "2026-11-24T23:00:00Z" });
    assert_eq!(pat.post(PATH, &body).await.expect(201)["doctor_id"], doctors[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_for_anybody_at_once_gets_somebody_each() {
    let app = spawn_app().await;
    let (pat, sam) = (app.sign_in("pat").await, app.sign_in("sam").await);
    let doctors = [pat.doctor_id("adams").await, pat.doctor_id("baker").await];
    let body = json!({ "doctor_ids": doctors, "from": "2026-11-24", "to": "2026-11-26" });
    let asked = (0..12).map(|n| if n % 2 == 0 { pat.post(PATH, &body) } else { sam.post(PATH, &body) });
    let answers = join_all(asked).await;
    let mut times = HashSet::new();
    for answer in answers {
        let visit = answer.expect(201);
        let time = (visit["doctor_id"].to_string(), visit["starts_at"].to_string());
        assert!(times.insert(time), "sold twice");
    }
}
