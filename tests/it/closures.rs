//! Days on which a clinic is closed: nothing is offered or sold there, and what was sold is named.

use serde_json::{Value, json};

use crate::support::api::Person;
use crate::support::app::{TestApp, spawn_app};

const TUESDAY: &str = "2026-11-24";

fn tuesday() -> Value {
    json!({ "starts_on": TUESDAY, "ends_on": TUESDAY, "reason": "Burst pipe" })
}

async fn clinics(app: &TestApp) -> [String; 2] {
    let id = |name: &str| format!("SELECT id::text AS text FROM clinics WHERE name LIKE '{name}%'");
    [app.text(&id("Riverside")).await, app.text(&id("Clinique")).await]
}

/// Lets a doctor work at another clinic too, in the evening.
async fn evenings(app: &TestApp, doctor: &Person, clinic: &str) {
    let member = json!({ "user_id": doctor.id, "role": "doctor" });
    app.sign_in("admin").await.post(&format!("clinics/{clinic}/members/"), &member).await.expect(201);
    let hours = json!({ "clinic_id": clinic, "weekday": 2, "start_time": "20:00", "end_time": "21:00" });
    doctor.post(&format!("doctors/{}/availability/", doctor.id), &hours).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_run_a_clinic_close_it_those_who_belong_there_know_and_others_do_not() {
    let app = spawn_app().await;
    let [here, there] = clinics(&app).await;
    let (admin, desk, doctor, pat) = (
        app.sign_in("admin").await,
        app.sign_in("desk").await,
        app.sign_in("dr.adams").await,
        app.sign_in("pat").await,
    );
    let path = format!("clinics/{here}/closures/");
    let closed = desk.post(&path, &tuesday()).await.expect(201);
    assert_eq!((&closed["starts_on"], &closed["stranded"]), (&json!(TUESDAY), &json!([])));
    let one = format!("{path}{}/", closed["id"].as_str().unwrap());
    for who in [&admin, &desk, &doctor] {
        assert_eq!(who.get(&path).await.expect(200)["results"][0]["reason"], "Burst pipe");
    }
    doctor.post(&path, &tuesday()).await.refused(403, "forbidden");
    doctor.patch(&one, &json!({})).await.refused(403, "forbidden");
    doctor.delete(&one).await.refused(403, "forbidden");
    let elsewhere = format!("clinics/{there}/closures/");
    for (who, path) in [(&pat, &path), (&desk, &elsewhere)] {
        who.get(path).await.refused(404, "not_found");
        who.post(path, &tuesday()).await.refused(404, "not_found");
        let one = format!("{path}{}/", closed["id"].as_str().unwrap());
        who.patch(&one, &json!({ "reason": "" })).await.refused(404, "not_found");
        who.delete(&one).await.refused(404, "not_found");
    }
    // A closure of another clinic is none of this one's.
    admin.delete(&format!("{elsewhere}{}/", closed["id"].as_str().unwrap())).await.refused(404, "not_found");
    let code = |answer: Value| answer["errors"][0]["code"].clone();
    let backwards = json!({ "starts_on": TUESDAY, "ends_on": "2026-11-23" });
    assert_eq!(code(desk.post(&path, &backwards).await.refused(422, "invalid")), "before_start");
    let past = json!({ "starts_on": "2026-11-20", "ends_on": "2026-11-21" });
    assert_eq!(code(desk.post(&path, &past).await.refused(422, "invalid")), "in_the_past");
    let hostile = json!({ "starts_on": TUESDAY, "ends_on": TUESDAY, "reason": "a\0b" });
    assert_eq!(code(desk.post(&path, &hostile).await.refused(422, "invalid")), "control_character");
    desk.patch(&one, &json!({ "ends_on": null })).await.refused(422, "invalid");
    assert_eq!(desk.delete(&one).await.status, 204);
    desk.delete(&one).await.refused(404, "not_found");
    let reasons = "SELECT count(*) AS count FROM audit_log WHERE action LIKE 'closure.%' AND detail::text LIKE '%pipe%'";
    assert_eq!(app.count(reasons).await, 0);
    assert_eq!(app.count("SELECT count(*) AS count FROM audit_log WHERE action LIKE 'closure.%'").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_clinic_sells_nothing_names_who_is_stranded_and_leaves_the_doctors_other_clinic_open() {
    let app = spawn_app().await;
    let [here, there] = clinics(&app).await;
    let (desk, doctor, pat) =
        (app.sign_in("desk").await, app.sign_in("dr.adams").await, app.sign_in("pat").await);
    evenings(&app, &doctor, &there).await;
    let free = pat.free_slots(&doctor.id, TUESDAY).await;
    let next_week = pat.free_slots(&doctor.id, "2026-12-01").await.len();
    let visit = pat.book(&doctor.id, &free[0]).await.expect(201);
    let path = format!("clinics/{here}/closures/");
    let closed = desk.post(&path, &tuesday()).await.expect(201);
    assert_eq!(closed["stranded"], json!([visit["id"]]));
    let evening = ["2026-11-24T20:00:00Z", "2026-11-24T20:30:00Z"];
    assert_eq!(pat.free_slots(&doctor.id, TUESDAY).await, evening);
    // The schedule's actor was awake and had the day open in memory.
    pat.book(&doctor.id, &free[1]).await.refused(422, "outside_availability");
    let elsewhere = pat.book(&doctor.id, evening[0]).await.expect(201);
    assert_eq!(elsewhere["clinic_id"], json!(there));
    assert_eq!(pat.free_slots(&doctor.id, "2026-12-01").await.len(), next_week);

    // Moved by a week, it strands nobody and opens the day again.
    let one = format!("{path}{}/", closed["id"].as_str().unwrap());
    let moved = json!({ "starts_on": "2026-12-01", "ends_on": "2026-12-01" });
    let moved = desk.patch(&one, &moved).await.expect(200);
    assert_eq!((&moved["stranded"], &moved["reason"]), (&json!([]), &json!("Burst pipe")));
    pat.book(&doctor.id, &free[2]).await.expect(201);
    assert_eq!(pat.free_slots(&doctor.id, "2026-12-01").await.len(), 2);
    assert_eq!(desk.delete(&one).await.status, 204);
    assert_eq!(pat.free_slots(&doctor.id, "2026-12-01").await.len(), next_week);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_booking_that_races_a_closure_is_named_by_it_or_refused() {
    let app = spawn_app().await;
    let [here, _] = clinics(&app).await;
    let (desk, doctor, pat) =
        (app.sign_in("desk").await, app.sign_in("dr.adams").await, app.sign_in("pat").await);
    let path = format!("clinics/{here}/closures/");
    let free = pat.free_slots(&doctor.id, TUESDAY).await;
    for slot in &free[..6] {
        let closure = tuesday();
        let (booked, closed) = tokio::join!(pat.book(&doctor.id, slot), desk.post(&path, &closure));
        let closed = closed.expect(201);
        match booked.status.as_u16() {
            201 => assert!(closed["stranded"].as_array().unwrap().contains(&booked.body["id"]), "{closed}"),
            _ => drop(booked.refused(422, "outside_availability")),
        }
        assert_eq!(desk.delete(&format!("{path}{}/", closed["id"].as_str().unwrap())).await.status, 204);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn days_are_meant_in_the_clinics_zone_and_move_with_it() {
    let app = spawn_app().await;
    let [here, _] = clinics(&app).await;
    let (admin, pat) = (app.sign_in("admin").await, app.sign_in("pat").await);
    let doctor = pat.doctor_id("adams").await;
    let free = pat.free_slots(&doctor, TUESDAY).await;
    admin.post(&format!("clinics/{here}/closures/"), &tuesday()).await.expect(201);
    pat.book(&doctor, &free[0]).await.refused(422, "outside_availability");
    // At Auckland Tuesday is over by 11:00 in London.
    admin.patch(&format!("clinics/{here}/"), &json!({ "time_zone": "Pacific/Auckland" })).await.expect(200);
    let open = pat.free_slots(&doctor, TUESDAY).await;
    let after: Vec<_> = free.iter().filter(|slot| slot.as_str() >= "2026-11-24T11:00:00Z").cloned().collect();
    assert_eq!(open, after);
    pat.book(&doctor, &open[0]).await.expect(201);
}
