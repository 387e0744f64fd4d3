//! Clinics: who opens, changes and closes them, and what goes with one.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::api::{Answer, Person, send};
use crate::support::app::{TestApp, spawn_app};

const TUESDAY: &str = "2026-11-24";
const NOBODY: &str = "019b0000-0000-7000-8000-000000000000";

fn new_clinic() -> Value {
    json!({ "name": "Harbour Clinic", "time_zone": "Europe/Lisbon", "phone": "+351 21 000 0000" })
}

async fn patch_if_match(who: &Person, path: &str, tag: &str, body: &Value) -> Answer {
    send(who.request(Method::PATCH, path).header("if-match", tag).json(body)).await
}

/// The clinic where the front desk of the demo works.
async fn riverside(app: &TestApp) -> String {
    app.text("SELECT id::text AS text FROM clinics WHERE name = 'Riverside Clinic'").await
}

async fn make_manager(app: &TestApp, of: &Person) {
    app.execute(&format!("UPDATE clinic_members SET role = 'manager' WHERE user_id = '{}'", of.id)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_opens_a_clinic_and_nobody_else() {
    let app = spawn_app().await;
    let admin = app.sign_in("admin").await;
    for name in ["pat", "desk", "dr.adams"] {
        app.sign_in(name).await.post("clinics/", &new_clinic()).await.refused(403, "forbidden");
    }
    app.visitor().post("clinics/", &new_clinic()).await.refused(401, "unauthenticated");
    let made = admin.post("clinics/", &new_clinic()).await;
    assert_eq!(made.header("etag"), "\"1\"");
    let location = made.header("location").to_owned();
    let clinic = made.expect(201);
    assert_eq!(location, format!("/api/v1/clinics/{}/", clinic["id"].as_str().unwrap()));
    assert_eq!((&clinic["address"], &clinic["version"]), (&json!(""), &json!(1)));
    let read = app.visitor().get(location.strip_prefix("/api/v1/").unwrap()).await;
    assert_eq!(read.header("etag"), "\"1\"");
    assert_eq!(read.expect(200), clinic);
    let bad = json!({ "name": " ", "time_zone": "Lisbon", "phone": "1", "address": "a\0b" });
    let refused = admin.post("clinics/", &bad).await.refused(422, "invalid");
    let fields: Vec<_> = refused["errors"].as_array().unwrap().iter().map(|error| &error["field"]).collect();
    assert_eq!(fields, ["name", "address", "time_zone", "phone"]);
    let recorded = "SELECT count(*) AS count FROM audit_log WHERE action = 'clinic.create'";
    assert_eq!(app.count(recorded).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clinic_is_changed_by_its_managers_and_only_as_it_was_seen() {
    let app = spawn_app().await;
    let (admin, desk) = (app.sign_in("admin").await, app.sign_in("desk").await);
    let path = format!("clinics/{}/", riverside(&app).await);
    let change = json!({ "name": "Riverside Health", "phone": null });
    for name in ["desk", "dr.adams"] {
        app.sign_in(name).await.patch(&path, &change).await.refused(403, "forbidden");
    }
    app.sign_in("pat").await.patch(&path, &change).await.refused(404, "not_found");
    admin.patch(&format!("clinics/{NOBODY}/"), &change).await.refused(404, "not_found");
    make_manager(&app, &desk).await;
    let changed = patch_if_match(&desk, &path, "\"1\"", &change).await;
    assert_eq!(changed.header("etag"), "\"2\"");
    let changed = changed.expect(200);
    assert_eq!((&changed["name"], &changed["phone"]), (&json!("Riverside Health"), &Value::Null));
    patch_if_match(&desk, &path, "\"1\"", &change).await.refused(412, "stale");
    // What changes nothing leaves no trace.
    assert_eq!(admin.patch(&path, &change).await.expect(200)["version"], 2);
    let read = app.visitor().request(Method::GET, &path).header("if-none-match", "\"2\"");
    assert_eq!(send(read).await.status, 304);
    admin.patch(&path, &json!({ "name": null })).await.refused(422, "invalid");
    // The other clinic is not this manager's.
    let other = app.text("SELECT id::text AS text FROM clinics WHERE name LIKE 'Clinique%'").await;
    desk.patch(&format!("clinics/{other}/"), &change).await.refused(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clinic_with_visits_ahead_stays_and_one_without_is_gone_everywhere_at_once() {
    let app = spawn_app().await;
    let (admin, desk, pat) =
        (app.sign_in("admin").await, app.sign_in("desk").await, app.sign_in("pat").await);
    let clinic = riverside(&app).await;
    let path = format!("clinics/{clinic}/");
    let key = json!({ "name": "Phone system" });
    let key = desk.post(&format!("{path}api_keys/"), &key).await.expect(201)["key"].clone();
    let with_key = |path: &str| {
        let request = app.visitor().request(Method::GET, path);
        request.header("authorization", format!("ApiKey {}", key.as_str().unwrap()))
    };
    send(with_key("appointments/")).await.expect(200);
    let doctor = pat.doctor_id("adams").await;
    let free = pat.free_slots(&doctor, TUESDAY).await;
    let visit = pat.book(&doctor, &free[0]).await.expect(201);
    for name in ["pat", "desk", "dr.adams"] {
        app.sign_in(name).await.delete(&path).await.refused(403, "forbidden");
    }
    admin.delete(&path).await.refused(409, "has_visits");
    let cancel = format!("appointments/{}/cancel/", visit["id"].as_str().unwrap());
    pat.post(&cancel, &json!({})).await.expect(200);

    assert_eq!(admin.delete(&path).await.status, 204);
    admin.delete(&path).await.refused(404, "not_found");
    admin.get(&format!("{path}members/")).await.refused(404, "not_found");
    admin.get(&format!("{path}closures/")).await.refused(404, "not_found");
    admin.patch(&path, &json!({ "name": "Again" })).await.refused(404, "not_found");
    app.visitor().get(&path).await.refused(404, "not_found");
    let names = app.visitor().get("clinics/").await.expect(200).to_string();
    assert!(!names.contains("Riverside"), "{names}");
    // Its hours open nothing, for those who look and for those who book.
    assert_eq!(pat.free_slots(&doctor, TUESDAY).await, Vec::<String>::new());
    pat.book(&doctor, &free[1]).await.refused(422, "outside_availability");
    let listed = pat.get(&format!("doctors/{doctor}/")).await.expect(200);
    assert_eq!((&listed["clinics"], &listed["next_available"]), (&json!([]), &Value::Null));
    assert_eq!(pat.get(&format!("doctors/?clinic={clinic}")).await.expect(200)["results"], json!([]));
    // Its key and those who worked there are what they were no more.
    send(with_key("appointments/")).await.refused(401, "invalid_api_key");
    desk.get("appointments/").await.refused(401, "invalid_token");
    let desk = app.sign_in("desk").await;
    assert_eq!(desk.get("auth/me/").await.expect(200)["clinics"], json!([]));
    assert_eq!(desk.get("appointments/").await.expect(200)["results"], json!([]));
    desk.get(&format!("doctors/{doctor}/availability/")).await.refused(404, "not_found");
    let adams = app.sign_in("dr.adams").await;
    assert_eq!(adams.get(&format!("doctors/{doctor}/availability/")).await.expect(200)["results"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_is_booked_or_the_clinic_is_closed_for_good_but_not_both() {
    let app = spawn_app().await;
    let (admin, pat) = (app.sign_in("admin").await, app.sign_in("pat").await);
    let path = format!("clinics/{}/", riverside(&app).await);
    let doctor = pat.doctor_id("adams").await;
    let free = pat.free_slots(&doctor, TUESDAY).await;
    let (booked, deleted) = tokio::join!(pat.book(&doctor, &free[0]), admin.delete(&path));
    let ahead = app.count("SELECT count(*) AS count FROM appointments WHERE status = 'pending'").await;
    match (booked.status.as_u16(), deleted.status.as_u16()) {
        (201, 409) => assert_eq!(ahead, 1),
        (422, 204) => assert_eq!(ahead, 0),
        both => panic!("{both:?}: {} {}", booked.body, deleted.body),
    }
}
