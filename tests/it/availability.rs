//! A doctor's hours and absences, and the slots that follow from them.

use reqwest::Method;
use serde_json::json;

use crate::support::api::send;
use crate::support::app::spawn_app;
use crate::support::socket::Socket;

const TUESDAY: &str = "2026-11-24";

#[tokio::test(flavor = "multi_thread")]
async fn an_absence_closes_its_slots_and_names_who_is_stranded() {
    let app = spawn_app().await;
    let (pat, doctor) = (app.sign_in("pat").await, app.sign_in("dr.adams").await);
    let free = pat.free_slots(&doctor.id, TUESDAY).await;
    let visit = pat.book(&doctor.id, &free[0]).await.expect(201);
    let path = format!("doctors/{}/time_off/", doctor.id);
    let absence = json!({ "starts_at": "2026-11-24T00:00:00Z", "ends_at": "2026-11-25T00:00:00Z", "reason": "a conference" });
    pat.post(&path, &absence).await.refused(404, "not_found");
    let added = doctor.post(&path, &absence).await.expect(201);
    assert_eq!(added["stranded"], json!([visit["id"]]));
    assert_eq!(pat.free_slots(&doctor.id, TUESDAY).await, Vec::<String>::new());
    pat.book(&doctor.id, &free[1]).await.refused(422, "outside_availability");
    let remove = format!("{path}{}/", added["id"].as_str().unwrap());
    send(doctor.request(Method::DELETE, &remove)).await.expect(204);
    assert_eq!(pat.free_slots(&doctor.id, TUESDAY).await.len(), free.len() - 1);
    pat.book(&doctor.id, &free[1]).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn new_hours_open_slots_at_once_and_may_not_overlap() {
    let app = spawn_app().await;
    let (pat, doctor) = (app.sign_in("pat").await, app.sign_in("dr.adams").await);
    let mut watcher = Socket::anonymous(&app).await;
    watcher.subscribe(&format!("doctor:{}:slots", doctor.id)).await;
    let path = format!("doctors/{}/availability/", doctor.id);
    let rules = doctor.get(&path).await.expect(200);
    let clinic = rules["results"][0]["clinic_id"].clone();
    let late = json!({ "clinic_id": clinic, "weekday": 2, "start_time": "21:00", "end_time": "22:00" });
    let before = pat.free_slots(&doctor.id, TUESDAY).await.len();
    // The schedule's actor is awake and has the old rules in memory.
    pat.book(&doctor.id, "2026-11-24T21:00:00Z").await.refused(422, "outside_availability");
    doctor.post(&path, &late).await.expect(201);
    assert_eq!(watcher.event("schedule.changed").await["data"]["doctor_id"], doctor.id.as_str());
    assert_eq!(pat.free_slots(&doctor.id, TUESDAY).await.len(), before + 2);
    pat.book(&doctor.id, "2026-11-24T21:00:00Z").await.expect(201);
    doctor.post(&path, &late).await.refused(409, "overlapping_hours");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_directory_finds_who_is_free() {
    let app = spawn_app().await;
    let visitor = app.visitor();
    let found = visitor.get("doctors/?q=adams").await.expect(200);
    let adams = &found["results"][0];
    let next = adams["next_available"].as_str().unwrap();
    let today = visitor.get("appointment-booking/available_doctors/").await.expect(200);
    let listed = today["doctors"].as_array().unwrap().iter().find(|doctor| doctor["id"] == adams["id"]);
    let slots = visitor.free_slots(adams["id"].as_str().unwrap(), "2026-11-23").await;
    assert_eq!(listed.and_then(|doctor| doctor["slots_left"].as_u64()), Some(slots.len() as u64));
    assert_eq!(next, slots[0]);
    visitor
        .get(&format!("doctors/{}/available_slots/?date=2026-02-30", adams["id"].as_str().unwrap()))
        .await
        .refused(422, "invalid_value");
}
