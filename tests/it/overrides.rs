//! Hours on single dates.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::api::send;
use crate::support::app::spawn_app;
use crate::support::clinics::{RIVERSIDE, TILLEULS};

const TUESDAY: &str = "2026-11-24";

fn hours(clinic: &str, start: &str, end: &str) -> Value {
    json!([{ "clinic_id": clinic, "start_time": start, "end_time": end }])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_date_has_hours_of_its_own_and_names_who_is_stranded_by_them() {
    let app = spawn_app().await;
    let doctor = app.adams_with(&[(2, "09:00", "10:00")]).await;
    let (pat, clinic) = (app.sign_in("pat").await, app.clinic(RIVERSIDE).await);
    let visit = pat.book(&doctor.id, "2026-11-24T09:00:00Z").await.expect(201);
    let next_week = pat.book(&doctor.id, "2026-12-01T09:00:00Z").await.expect(201);
    let path = format!("doctors/{}/overrides/", doctor.id);
    let wanted = json!({ "date": TUESDAY, "windows": hours(&clinic, "14:00", "15:00"), "reason": "A talk" });
    let set = doctor.post(&path, &wanted).await.expect(201);
    assert_eq!(set["stranded"], json!([visit["id"]]));
    assert_eq!((&set["closed"], &set["clinics"], &set["version"]), (&json!(false), &json!(null), &json!(1)));
    assert_eq!(pat.free_slots(&doctor.id, TUESDAY).await, ["2026-11-24T14:00:00Z", "2026-11-24T14:30:00Z"]);
    pat.book(&doctor.id, "2026-11-24T09:30:00Z").await.refused(422, "outside_availability");
    doctor.post(&path, &wanted).await.refused(409, "override_exists");

    // Moved to where another visit is stranded; the first is within the hours again.
    let one = format!("{path}{}/", set["id"].as_str().unwrap());
    let moved = doctor.patch(&one, &json!({ "date": "2026-12-01", "closed": true })).await.expect(200);
    assert_eq!(moved["stranded"], json!([next_week["id"]]));
    assert_eq!((&moved["windows"], &moved["version"]), (&json!([]), &json!(2)));
    let stale =
        doctor.request(Method::PATCH, &one).header("If-Match", "\"1\"").json(&json!({ "reason": "" }));
    send(stale).await.refused(412, "stale");
    let fresh = doctor.get(&one).await;
    let tag = fresh.header("etag").to_owned();
    let known = doctor.request(Method::GET, &one).header("If-None-Match", tag);
    assert_eq!(send(known).await.status, 304);

    // On that date the doctor comes after all, in the afternoon, and then as in any week.
    let afternoon = json!({ "closed": false, "windows": hours(&clinic, "16:00", "17:00") });
    doctor.patch(&one, &afternoon).await.expect(200);
    let late = pat.book(&doctor.id, "2026-12-01T16:00:00Z").await.expect(201);
    let removed = doctor.delete(&one).await.expect(200);
    assert_eq!(removed["stranded"], json!([late["id"]]));
    doctor.get(&one).await.refused(404, "not_found");
    let done = "SELECT count(*) AS count FROM audit_log WHERE object_kind = 'availability_override' AND action LIKE 'override.%'";
    assert_eq!(app.count(done).await, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_answers_the_same_and_writes_nothing() {
    let app = spawn_app().await;
    let doctor = app.adams_with(&[(2, "09:00", "10:00")]).await;
    let pat = app.sign_in("pat").await;
    let visit = pat.book(&doctor.id, "2026-11-24T09:00:00Z").await.expect(201);
    let all = format!("doctors/{}/", doctor.id);
    let rules = doctor.get(&format!("{all}availability/")).await.expect(200);
    let rule = format!("{all}availability/{}/", rules["results"][0]["id"].as_str().unwrap());
    let schedule = doctor.get(&format!("{all}schedule/")).await.expect(200);
    let rows = "SELECT (SELECT count(*) FROM audit_log) + (SELECT count(*) FROM availability_overrides)
        + (SELECT count(*) FROM time_off) + (SELECT count(*) FROM availability_rules) + (SELECT count(*) FROM appointment_types)
        + (SELECT count(*) FROM idempotency_keys) AS count";
    let before = app.count(rows).await;

    let closed = json!({ "date": TUESDAY, "closed": true });
    let tried =
        doctor.post_with_key(&format!("{all}overrides/?dry_run=true"), "k1", &closed).await.expect(200);
    assert_eq!(tried["stranded"], json!([visit["id"]]));
    let away = json!({ "starts_at": "2026-11-24T08:00:00Z", "ends_at": "2026-11-24T20:00:00Z" });
    let tried = doctor.post(&format!("{all}time_off/?dry_run=true"), &away).await.expect(200);
    assert_eq!(tried["stranded"], json!([visit["id"]]));
    let tried = doctor.patch(&format!("{rule}?dry_run=true"), &json!({ "weekday": 4 })).await.expect(200);
    assert_eq!((&tried["stranded"], &tried["version"]), (&json!([visit["id"]]), &json!(2)));
    let tried = doctor.delete(&format!("{rule}?dry_run=true")).await.expect(200);
    assert_eq!(tried["stranded"], json!([visit["id"]]));
    let physio = json!({ "code": "physical_therapy", "duration_minutes": 45 });
    doctor.post(&format!("{all}appointment_types/?dry_run=true"), &physio).await.expect(200);
    doctor.delete(&format!("{all}appointment_types/consultation/?dry_run=true")).await.expect(200);
    let mut terms = schedule.clone();
    for name in ["doctor_id", "rules_version", "calendar_version"] {
        terms.as_object_mut().unwrap().remove(name);
    }
    terms["time_zone"] = json!("Asia/Kathmandu");
    let tried = doctor.put(&format!("{all}schedule/?dry_run=true"), &terms).await.expect(200);
    assert_eq!(tried["stranded"], json!([visit["id"]]));

    assert_eq!(app.count(rows).await, before);
    assert_eq!(doctor.get(&format!("{all}schedule/")).await.expect(200), schedule);
    doctor.post_with_key(&format!("{all}overrides/"), "k1", &closed).await.expect(201);
    let wrong = doctor.post(&format!("{all}overrides/?dry_run=true"), &closed).await;
    wrong.refused(409, "override_exists");
}

#[tokio::test(flavor = "multi_thread")]
async fn hours_of_a_date_may_run_past_midnight_and_not_into_others() {
    let app = spawn_app().await;
    let doctor = app.adams_with(&[(3, "08:00", "09:00")]).await;
    let (pat, clinic) = (app.sign_in("pat").await, app.clinic(RIVERSIDE).await);
    let path = format!("doctors/{}/overrides/", doctor.id);
    let night = json!({ "date": TUESDAY, "windows": hours(&clinic, "23:00", "01:00") });
    let set = doctor.post(&path, &night).await.expect(201);
    assert_eq!(
        pat.free_slots(&doctor.id, "2026-11-25").await[..2],
        ["2026-11-25T00:00:00Z", "2026-11-25T00:30:00Z"]
    );
    let too_long = json!({ "windows": hours(&clinic, "23:00", "08:30") });
    let one = format!("{path}{}/", set["id"].as_str().unwrap());
    doctor.patch(&one, &too_long).await.refused(409, "overlapping_hours");
    let early = json!({ "clinic_id": clinic, "weekday": 3, "start_time": "00:30", "end_time": "02:00" });
    let weekly = format!("doctors/{}/availability/", doctor.id);
    doctor.post(&weekly, &early).await.refused(409, "overlapping_hours");

    let refused = |wrong: Value| {
        let (doctor, path) = (doctor.clone(), path.clone());
        async move { doctor.post(&path, &wrong).await.refused(422, "invalid")["errors"][0]["code"].clone() }
    };
    let open =
        |start: &str, end: &str| json!({ "date": "2026-12-02", "windows": hours(&clinic, start, end) });
    assert_eq!(refused(json!({ "date": "2026-11-21", "closed": true })).await, "in_the_past");
    assert_eq!(refused(json!({ "date": "2029-11-21", "closed": true })).await, "too_far");
    assert_eq!(refused(json!({ "date": "2026-12-02" })).await, "required");
    assert_eq!(refused(open("09:00", "09:00")).await, "empty_window");
    assert_eq!(refused(open("09:00:30", "10:00")).await, "not_whole_minutes");
    let elsewhere = app.clinic(TILLEULS).await;
    let wrong = json!({ "date": "2026-12-02", "windows": hours(&elsewhere, "09:00", "10:00") });
    assert_eq!(refused(wrong).await, "unknown_clinic");
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_do_not_run_the_schedule_find_nothing_there() {
    let app = spawn_app().await;
    let doctor = app.adams_with(&[(2, "09:00", "10:00")]).await;
    let all = format!("doctors/{}/", doctor.id);
    let closed = json!({ "date": TUESDAY, "closed": true });
    let set = doctor.post(&format!("{all}overrides/"), &closed).await.expect(201);
    let one = format!("{all}overrides/{}/", set["id"].as_str().unwrap());
    let consultation = format!("{all}appointment_types/consultation/");
    let elsewhere = app.staff_of(TILLEULS, "robin").await;
    for person in [app.sign_in("pat").await, elsewhere, app.sign_in("dr.baker").await] {
        person.get(&format!("{all}schedule/")).await.refused(404, "not_found");
        person.get(&format!("{all}overrides/")).await.refused(404, "not_found");
        person.get(&one).await.refused(404, "not_found");
        person.post(&format!("{all}overrides/"), &closed).await.refused(404, "not_found");
        person.patch(&one, &json!({ "closed": true })).await.refused(404, "not_found");
        person.delete(&one).await.refused(404, "not_found");
        person.patch(&consultation, &json!({ "capacity": 2 })).await.refused(404, "not_found");
        person.delete(&consultation).await.refused(404, "not_found");
        person.get(&consultation).await.expect(200);
    }
    // The other doctor's own path does not lead there either.
    let baker = app.sign_in("dr.baker").await;
    let crossed = format!("doctors/{}/overrides/{}/", baker.id, set["id"].as_str().unwrap());
    baker.delete(&crossed).await.refused(404, "not_found");
    app.visitor().get(&format!("{all}overrides/")).await.refused(401, "unauthenticated");
    app.visitor().get(&format!("{all}appointment_types/")).await.expect(200);
    // The front desk of the doctor's clinic may.
    app.sign_in("desk").await.delete(&one).await.expect(200);
}
