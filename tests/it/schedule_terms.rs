//! The terms of a schedule as a whole, and weekly hours that change.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::api::send;
use crate::support::app::spawn_app;
use crate::support::clinics::{RIVERSIDE, TILLEULS};

#[tokio::test(flavor = "multi_thread")]
async fn another_zone_keeps_the_visits_and_names_those_outside_of_the_hours() {
    let app = spawn_app().await;
    let doctor = app.adams_with(&[(2, "09:00", "12:00")]).await;
    let pat = app.sign_in("pat").await;
    let kept = pat.book(&doctor.id, "2026-11-24T10:00:00Z").await.expect(201);
    let left = pat.book(&doctor.id, "2026-11-24T11:00:00Z").await.expect(201);
    let lunches = json!({
        "starts_at": "2026-11-24T09:00:00Z", "ends_at": "2026-11-24T09:30:00Z", "recurrence": "FREQ=WEEKLY;BYDAY=TU",
    });
    let path = format!("doctors/{}/time_off/", doctor.id);
    doctor.post(&path, &lunches).await.expect(201);

    let moved = doctor.set_terms(&doctor.id, &json!({ "time_zone": "Europe/Paris" })).await;
    assert_eq!(moved["stranded"], json!([left["id"]]), "eleven in London is noon in Paris");
    let visit = pat.get(&format!("appointments/{}/", kept["id"].as_str().unwrap())).await.expect(200);
    assert_eq!(visit["starts_at"], kept["starts_at"]);
    let absences = doctor.get(&path).await.expect(200);
    assert_eq!(absences["results"][0]["starts_at"], "2026-11-24T08:00:00Z", "nine o'clock, now in Paris");
    let slots = pat.free_slots(&doctor.id, "2026-12-01").await;
    assert_eq!(slots.first().map(String::as_str), Some("2026-12-01T08:30:00Z"));
}

#[tokio::test(flavor = "multi_thread")]
async fn terms_are_set_on_what_was_read_and_shorter_ones_strand_nobody() {
    let app = spawn_app().await;
    let doctor = app.adams_with(&[(2, "09:00", "12:00")]).await;
    let pat = app.sign_in("pat").await;
    pat.book(&doctor.id, "2026-12-15T10:00:00Z").await.expect(201);
    let path = format!("doctors/{}/schedule/", doctor.id);
    let read = doctor.get(&path).await;
    let tag = read.header("etag").to_owned();
    let mut terms = read.expect(200);
    assert_eq!((&terms["time_zone"], &terms["max_per_day"]), (&json!("Europe/London"), &Value::Null));
    let versions = (terms["rules_version"].clone(), terms["calendar_version"].clone());
    for name in ["doctor_id", "rules_version", "calendar_version"] {
        terms.as_object_mut().unwrap().remove(name);
    }
    terms["max_advance_days"] = json!(7);
    terms["min_notice_minutes"] = json!(60);
    terms["auto_confirm"] = json!(true);
    let put = |tag: &str| doctor.request(Method::PUT, &path).header("If-Match", tag.to_owned()).json(&terms);
    let set = send(put(&tag)).await.expect(200);
    assert_eq!(set["stranded"], json!([]));
    assert_eq!(set["rules_version"].as_i64().unwrap(), versions.0.as_i64().unwrap() + 1);
    assert_eq!(set["calendar_version"], versions.1);
    send(put(&tag)).await.refused(412, "stale");
    assert_eq!(pat.free_slots(&doctor.id, "2026-12-15").await, Vec::<String>::new());
    pat.book(&doctor.id, "2026-12-15T09:00:00Z").await.refused(422, "too_far");
    let visit = pat.book(&doctor.id, "2026-11-24T09:00:00Z").await.expect(201);
    assert_eq!(visit["status"], "confirmed");
    // The same again changes nothing.
    let again = doctor.put(&path, &terms).await.expect(200);
    assert_eq!(again["rules_version"], set["rules_version"]);
    terms["slot_grid_minutes"] = json!(1);
    doctor.put(&path, &terms).await.refused(422, "invalid");
    terms["time_zone"] = json!("Europe/Atlantis");
    doctor.put(&path, &terms).await.refused(422, "unknown_time_zone");
}

#[tokio::test(flavor = "multi_thread")]
async fn hours_that_change_name_the_visits_that_they_leave() {
    let app = spawn_app().await;
    let doctor = app.adams_with(&[(2, "09:00", "12:00")]).await;
    let pat = app.sign_in("pat").await;
    let morning = pat.book(&doctor.id, "2026-11-24T09:00:00Z").await.expect(201);
    let noon = pat.book(&doctor.id, "2026-11-24T11:30:00Z").await.expect(201);
    let path = format!("doctors/{}/availability/", doctor.id);
    let rule = doctor.get(&path).await.expect(200)["results"][0].clone();
    let one = format!("{path}{}/", rule["id"].as_str().unwrap());
    let shorter = doctor.patch(&one, &json!({ "start_time": "09:30" })).await.expect(200);
    assert_eq!((&shorter["stranded"], &shorter["version"]), (&json!([morning["id"]]), &json!(2)));
    let ends = doctor.patch(&one, &json!({ "valid_until": "2026-11-23" })).await.expect(200);
    assert_eq!(ends["stranded"], json!([noon["id"]]), "the other was so already");
    let open = doctor.patch(&one, &json!({ "valid_until": null, "start_time": "09:00" })).await.expect(200);
    assert_eq!((&open["stranded"], &open["valid_until"]), (&json!([]), &Value::Null));
    // At another clinic the patients would find nobody.
    let elsewhere = app.also_at(&doctor, TILLEULS).await;
    let moved = doctor.patch(&one, &json!({ "clinic_id": elsewhere })).await.expect(200);
    assert_eq!(moved["stranded"], json!([morning["id"], noon["id"]]));
    // The first clinic's desk has no say there.
    app.sign_in("desk").await.get(&one).await.refused(404, "not_found");
    app.sign_in("desk").await.patch(&one, &json!({ "weekday": 3 })).await.refused(404, "not_found");
    let back = json!({ "clinic_id": app.clinic(RIVERSIDE).await });
    assert_eq!(doctor.patch(&one, &back).await.expect(200)["stranded"], json!([]));
    let stale = doctor.request(Method::DELETE, &one).header("If-Match", "\"1\"");
    send(stale).await.refused(412, "stale");
    let gone = doctor.delete(&one).await.expect(200);
    assert_eq!(gone["stranded"], json!([morning["id"], noon["id"]]));
}
