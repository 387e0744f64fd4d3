//! Doctors' profiles: who keeps them, what others see of them, and what bookings make of it.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::api::send;
use crate::support::app::spawn_app;

const TUESDAY: &str = "2026-11-24";

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_is_kept_by_the_doctor_their_clinics_staff_and_administrators_and_by_nobody_else() {
    let app = spawn_app().await;
    let (admin, desk, doctor, other, pat) = (
        app.sign_in("admin").await,
        app.sign_in("desk").await,
        app.sign_in("dr.adams").await,
        app.sign_in("dr.baker").await,
        app.sign_in("pat").await,
    );
    let path = format!("doctors/{}/", doctor.id);
    for (who, bio) in [(&admin, "One"), (&desk, "Two"), (&doctor, "Three")] {
        assert_eq!(who.patch(&path, &json!({ "bio": bio })).await.expect(200)["bio"], bio);
        let seen = who.get(&path).await;
        assert_eq!(seen.header("etag"), format!("\"{}\"", seen.body["version"]));
        assert!(seen.body["license_number"].is_string() && seen.body["auto_confirm"].is_boolean());
    }
    for who in [&other, &pat] {
        who.patch(&path, &json!({ "bio": "Mine" })).await.refused(404, "not_found");
        let seen = who.get(&path).await;
        assert_eq!(seen.header("etag"), "");
        assert_eq!((&seen.body["license_number"], &seen.body["version"]), (&Value::Null, &Value::Null));
    }
    app.visitor().patch(&path, &json!({ "bio": "Mine" })).await.refused(401, "unauthenticated");
    let bad_token = app.visitor().request(Method::GET, &path).bearer_auth("made.up.token");
    assert_eq!(send(bad_token).await.expect(200)["bio"], "Three");
    pat.patch(&format!("doctors/{}/", pat.id), &json!({})).await.refused(404, "not_found");
    // Staff of another clinic.
    app.execute("UPDATE clinic_members SET clinic_id = (SELECT id FROM clinics WHERE name LIKE 'Clinique%') WHERE role = 'staff'").await;
    let elsewhere = app.sign_in("desk").await;
    elsewhere.patch(&path, &json!({ "bio": "Mine" })).await.refused(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_field_is_read_and_all_bad_ones_are_refused_at_once() {
    let app = spawn_app().await;
    let doctor = app.sign_in("dr.adams").await;
    let path = format!("doctors/{}/", doctor.id);
    let change = json!({
        "specialty": "Sleep medicine", "subspecialty": null, "years_experience": 30, "languages": ["EN", "pt-BR"],
        "consultation_fee": "95.50", "currency": "chf", "accepts_new_patients": false, "auto_confirm": true,
    });
    let changed = doctor.patch(&path, &change).await.expect(200);
    for (field, value) in [
        ("specialty", json!("Sleep medicine")),
        ("subspecialty", json!("")),
        ("years_experience", json!(30)),
        ("languages", json!(["en", "pt-br"])),
        ("consultation_fee", json!("95.50")),
        ("currency", json!("CHF")),
        ("accepts_new_patients", json!(false)),
        ("auto_confirm", json!(true)),
        ("version", json!(2)),
    ] {
        assert_eq!(changed[field], value, "{field}");
    }
    assert_eq!(doctor.patch(&path, &change).await.expect(200)["version"], 2, "nothing changed");
    let stale = doctor.request(Method::PATCH, &path).header("if-match", "\"1\"").json(&json!({ "bio": "x" }));
    send(stale).await.refused(412, "stale");
    let bad = json!({
        "specialty": "", "years_experience": 81, "languages": ["english"], "consultation_fee": "1.5",
        "currency": null, "bio": "a\0b", "license_number": null,
    });
    let refused = doctor.patch(&path, &bad).await.refused(422, "invalid");
    assert_eq!(refused["errors"].as_array().unwrap().len(), 7, "{refused}");
    doctor.patch(&path, &json!({ "rating": 5 })).await.refused(422, "unknown_field");
    let cleared = json!({ "consultation_fee": null, "languages": null });
    let cleared = doctor.patch(&path, &cleared).await.expect(200);
    assert_eq!((&cleared["consultation_fee"], &cleared["languages"]), (&Value::Null, &json!([])));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_directory_finds_a_doctor_by_what_the_profile_says_now() {
    let app = spawn_app().await;
    let (visitor, doctor) = (app.visitor(), app.sign_in("dr.adams").await);
    let found = async |q: &str| {
        let page = visitor.get(&format!("doctors/?{q}")).await.expect(200);
        page["results"].as_array().unwrap().iter().any(|one| one["id"] == json!(doctor.id))
    };
    assert!(found("q=general%20adams").await && !found("q=sleep").await);
    doctor
        .patch(&format!("doctors/{}/", doctor.id), &json!({ "specialty": "Sleep medicine" }))
        .await
        .expect(200);
    assert!(found("q=sleep%20ADAMS").await && found("specialty=sleep%20MEDICINE").await);
    assert!(!found("q=general").await);
    doctor.patch(&format!("profiles/{}/", doctor.id), &json!({ "last_name": "Zylberg" })).await.expect(200);
    assert!(found("q=zylberg").await && !found("q=adams").await);
    let last = visitor.get("doctors/").await.expect(200)["results"].as_array().unwrap().last().cloned();
    assert_eq!(last.unwrap()["last_name"], "Zylberg");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_license_is_one_doctors_and_administrators_say_whose() {
    let app = spawn_app().await;
    let (admin, doctor, other) =
        (app.sign_in("admin").await, app.sign_in("dr.adams").await, app.sign_in("dr.baker").await);
    let path = format!("doctors/{}/", doctor.id);
    let taken = other.get(&format!("doctors/{}/", other.id)).await.expect(200)["license_number"].clone();
    for who in [&doctor, &app.sign_in("desk").await] {
        who.patch(&path, &json!({ "license_number": "ABC-123456" })).await.refused(403, "forbidden");
    }
    admin.patch(&path, &json!({ "license_number": taken })).await.refused(409, "license_taken");
    admin.patch(&path, &json!({ "license_number": "ABC-1234567" })).await.refused(422, "invalid");
    let changed = admin.patch(&path, &json!({ "license_number": "abc-123456" })).await.expect(200);
    assert_eq!(changed["license_number"], "ABC-123456");
}

#[tokio::test(flavor = "multi_thread")]
async fn bookings_are_decided_by_what_the_profile_says_now() {
    let app = spawn_app().await;
    let (pat, sam, doctor) =
        (app.sign_in("pat").await, app.sign_in("sam").await, app.sign_in("dr.adams").await);
    let path = format!("doctors/{}/", doctor.id);
    let free = pat.free_slots(&doctor.id, TUESDAY).await;
    assert_eq!(pat.book(&doctor.id, &free[0]).await.expect(201)["status"], "pending");
    doctor.patch(&path, &json!({ "auto_confirm": true, "accepts_new_patients": false })).await.expect(200);
    // The schedule's actor was awake; who was there before may still come.
    assert_eq!(pat.book(&doctor.id, &free[1]).await.expect(201)["status"], "confirmed");
    sam.book(&doctor.id, &free[2]).await.refused(422, "not_accepting");
    doctor.patch(&path, &json!({ "accepts_new_patients": true })).await.expect(200);
    sam.book(&doctor.id, &free[2]).await.expect(201);
}
