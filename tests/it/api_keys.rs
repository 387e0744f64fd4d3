//! The keys of clinics' software: what each opens, and for how long.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::api::send;
use crate::support::app::{TestApp, Wishes, spawn_app};
use crate::support::clinics::{RIVERSIDE, TILLEULS};

/// A key of the first clinic, as a person and its id.
async fn key_of(app: &TestApp, scopes: &[&str]) -> (crate::support::api::Person, String, String) {
    let clinic = app.clinic(RIVERSIDE).await;
    let made = app.sign_in("desk").await.make_key(&clinic, scopes).await;
    let (key, id) = (made["key"].as_str().unwrap(), made["id"].as_str().unwrap());
    assert_eq!(format!("{}.{}", made["prefix"].as_str().unwrap(), made["secret"].as_str().unwrap()), key);
    (app.software(key), id.to_owned(), clinic)
}

fn newcomer() -> Value {
    json!({ "first_name": "Nora", "last_name": "Quist", "phone": "+447700900123" })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clinics_software_books_and_sees_what_is_the_clinics() {
    let app = spawn_app().await;
    let (software, id, clinic) = key_of(&app, &[]).await;
    let doctor = software.doctor_id("adams").await;
    let slots = software.free_slots(&doctor, "2026-11-24").await;
    let body = json!({ "doctor_id": doctor, "starts_at": slots[0], "patient": newcomer() });
    let booked = software.post_with_key("appointment-booking/book/", "call-1", &body).await.expect(201);
    assert_eq!((&booked["created_by"], &booked["clinic_id"]), (&json!(id), &json!(clinic)));
    assert_eq!(booked["patient_name"], "Nora Quist");
    let visit = format!("appointments/{}/", booked["id"].as_str().unwrap());
    software.get(&visit).await.expect(200);
    assert_eq!(software.get("appointments/").await.expect(200)["results"][0]["id"], booked["id"]);
    let confirmed = software.post(&format!("{visit}confirm/"), &json!({})).await.expect(200);
    assert_eq!(confirmed["status"], "confirmed");
    let recorded = format!(
        "SELECT count(*) AS count FROM audit_log WHERE actor_kind = 'api_key' AND actor_id = '{id}'
         AND action IN ('appointment.book', 'patient.register', 'appointment.confirm', 'appointment.read')"
    );
    assert_eq!(app.count(&recorded).await, 5);
    let listed = app.sign_in("desk").await.get(&format!("clinics/{clinic}/api_keys/")).await.expect(200);
    assert_eq!(listed["results"][0]["last_used_at"], "2026-11-23T06:00:00Z");
    assert_eq!(listed["results"][0].get("secret"), None);

    let elsewhere = app.staff_of(TILLEULS, "desk2").await;
    let other = elsewhere.make_key(&app.clinic(TILLEULS).await, &[]).await;
    let other = app.software(other["key"].as_str().unwrap());
    assert_eq!(other.get("appointments/").await.expect(200)["results"], json!([]));
    other.get(&visit).await.refused(404, "not_found");
    other.post(&format!("{visit}cancel/"), &json!({})).await.refused(404, "not_found");
    let body = json!({ "doctor_id": doctor, "starts_at": slots[1], "patient": newcomer() });
    other.post("appointment-booking/book/", &body).await.refused(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idempotency_key_is_its_callers_own() {
    let app = spawn_app().await;
    let (software, ..) = key_of(&app, &[]).await;
    let (second, ..) = key_of(&app, &[]).await;
    let desk = app.sign_in("desk").await;
    let doctor = desk.doctor_id("adams").await;
    let slots = desk.free_slots(&doctor, "2026-11-24").await;
    let mut ids = Vec::new();
    for (caller, slot) in [(&software, &slots[0]), (&second, &slots[1]), (&desk, &slots[2])] {
        let body = json!({ "doctor_id": doctor, "starts_at": slot, "patient": newcomer() });
        let first = caller.post_with_key("appointment-booking/book/", "call-1", &body).await;
        assert_eq!(first.header("idempotent-replayed"), "");
        let again = caller.post_with_key("appointment-booking/book/", "call-1", &body).await;
        assert_eq!(again.header("idempotent-replayed"), "true");
        let first = first.expect(201);
        assert_eq!(first, again.expect(201));
        ids.push(first["id"].clone());
        let other = json!({ "doctor_id": doctor, "starts_at": slots[5], "patient": newcomer() });
        let other = caller.post_with_key("appointment-booking/book/", "call-1", &other).await;
        other.refused(422, "idempotency_mismatch");
    }
    ids.dedup();
    assert_eq!(ids.len(), 3);
    assert_eq!(app.count("SELECT count(*) AS count FROM users WHERE last_name = 'Quist'").await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_does_only_what_it_was_made_for() {
    let app = spawn_app().await;
    let (reader, ..) = key_of(&app, &["appointments:read"]).await;
    let doctor = reader.doctor_id("adams").await;
    reader.get("appointments/").await.expect(200);
    let start = reader.free_slots(&doctor, "2026-11-24").await.remove(0);
    let body = json!({ "doctor_id": doctor, "starts_at": start, "patient": newcomer() });
    reader.post("appointment-booking/book/", &body).await.refused(403, "insufficient_scope");
    reader.get("patients/").await.refused(403, "insufficient_scope");
    reader.post("patients/", &newcomer()).await.refused(403, "insufficient_scope");
    reader.get(&format!("doctors/{doctor}/availability/")).await.refused(403, "insufficient_scope");
    let (booker, ..) = key_of(&app, &["appointments:write"]).await;
    booker.get("appointments/").await.refused(403, "insufficient_scope");
    booker.post("appointment-booking/book/", &body).await.refused(403, "insufficient_scope");
    let (scheduler, ..) = key_of(&app, &["schedules:read"]).await;
    scheduler.get(&format!("doctors/{doctor}/availability/")).await.expect(200);
    let absence = json!({ "starts_at": "2026-12-01T08:00:00Z", "ends_at": "2026-12-02T08:00:00Z" });
    scheduler.post(&format!("doctors/{doctor}/time_off/"), &absence).await.refused(403, "insufficient_scope");
    for (method, path) in [
        ("GET", "auth/me/"),
        ("GET", "profiles/"),
        ("GET", "notifications/"),
        ("GET", "admin/users/"),
        ("GET", "break-glass/"),
        ("POST", "realtime/ticket/"),
        ("GET", "auth/sessions/"),
    ] {
        let request = reader.request(method.parse().unwrap(), path).json(&json!({}));
        send(request).await.refused(403, "not_for_keys");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_for_less_than_before_is_not_told_what_it_did_before() {
    let app = spawn_app().await;
    let (software, id, clinic) = key_of(&app, &[]).await;
    software.post_with_key("patients/", "reg-1", &newcomer()).await.expect(201);
    let less = json!({ "scopes": ["schedules:read"] });
    app.sign_in("desk").await.patch(&format!("clinics/{clinic}/api_keys/{id}/"), &less).await.expect(200);
    software.post_with_key("patients/", "reg-1", &newcomer()).await.refused(403, "insufficient_scope");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_ended_opens_nothing_and_which_way_it_ended_is_not_told() {
    let app = spawn_app().await;
    let desk = app.sign_in("desk").await;
    let (revoked, id, clinic) = key_of(&app, &[]).await;
    revoked.get("appointments/").await.expect(200);
    let path = format!("clinics/{clinic}/api_keys/{id}/");
    for _ in 0..2 {
        desk.delete(&path).await.expect(204);
    }
    assert_eq!(desk.get(&path).await.expect(200)["revoked_at"], "2026-11-23T06:00:00Z");
    desk.patch(&path, &json!({ "name": "Again" })).await.refused(409, "key_revoked");
    let body = json!({ "name": "For a day", "expires_at": "2026-11-24T06:00:00Z" });
    let short = desk.post(&format!("clinics/{clinic}/api_keys/"), &body).await.expect(201);
    let short_id = short["id"].as_str().unwrap().to_owned();
    let short = app.software(short["key"].as_str().unwrap());
    short.get("appointments/").await.expect(200);
    app.clock.advance(TimeDelta::days(1));
    let ended = format!("clinics/{clinic}/api_keys/{short_id}/");
    let desk = app.sign_in("desk").await;
    desk.patch(&ended, &json!({ "expires_at": null })).await.refused(409, "key_ended");
    let (good, ..) = key_of(&app, &[]).await;
    good.get("appointments/").await.expect(200);
    let mut told = Vec::new();
    for key in ["cbk_nobodyknowsit.AAAA", "no dot", ".", "cbk_."] {
        let request = app.visitor().request(reqwest::Method::GET, "appointments/");
        told.push(send(request.header("authorization", format!("ApiKey {key}"))).await);
    }
    told.push(revoked.get("appointments/").await);
    told.push(short.get("appointments/").await);
    for answer in told {
        let body = answer.refused(401, "invalid_api_key");
        assert_eq!(body["detail"], "This API key is not valid, or has ended.");
    }
    let actions = app
        .count("SELECT count(*) AS count FROM audit_log WHERE action IN ('api_key.create', 'api_key.revoke')")
        .await;
    assert_eq!(actions, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_software_of_a_clinic_that_is_gone_opens_nothing() {
    let app = spawn_app().await;
    let (software, ..) = key_of(&app, &[]).await;
    app.execute("UPDATE clinics SET deleted_at = now()").await;
    software.get("appointments/").await.refused(401, "invalid_api_key");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_one_node_revokes_ends_at_the_others_within_seconds() {
    let app = spawn_app().await;
    let (software, id, clinic) = key_of(&app, &[]).await;
    let other = Wishes::default().beside(&app).spawn().await;
    let elsewhere = software.at(&other);
    elsewhere.get("appointments/").await.expect(200);
    app.sign_in("desk").await.delete(&format!("clinics/{clinic}/api_keys/{id}/")).await.expect(204);
    software.get("appointments/").await.refused(401, "invalid_api_key");
    let mut look = tokio::time::interval(Duration::from_millis(100));
    let ended = tokio::time::timeout(Duration::from_secs(10), async {
        while elsewhere.get("appointments/").await.status == 200 {
            look.tick().await;
        }
    });
    ended.await.expect("the other node believes in it no more");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clinics_keys_are_kept_by_its_staff_and_by_administrators_alone() {
    let app = spawn_app().await;
    let clinic = app.clinic(RIVERSIDE).await;
    let (list, body) = (format!("clinics/{clinic}/api_keys/"), json!({ "name": "Mine" }));
    let elsewhere = app.staff_of(TILLEULS, "desk2").await;
    let (_, id, _) = key_of(&app, &[]).await;
    let one = format!("{list}{id}/");
    for stranger in [app.sign_in("pat").await, app.sign_in("dr.adams").await, elsewhere.clone()] {
        stranger.get(&list).await.refused(404, "not_found");
        stranger.post(&list, &body).await.refused(404, "not_found");
        stranger.get(&one).await.refused(404, "not_found");
        stranger.patch(&one, &body).await.refused(404, "not_found");
        stranger.delete(&one).await.refused(404, "not_found");
    }
    // Neither through another clinic's path.
    let theirs = format!("clinics/{}/api_keys/{id}/", app.clinic(TILLEULS).await);
    elsewhere.get(&theirs).await.refused(404, "not_found");
    elsewhere.delete(&theirs).await.refused(404, "not_found");
    let desk = app.sign_in("desk").await;
    desk.post(&list, &json!({ "name": "Fast", "rate_tier": "high" })).await.refused(403, "forbidden");
    desk.patch(&one, &json!({ "rate_tier": "high" })).await.refused(403, "forbidden");
    let admin = app.sign_in("admin").await;
    let raised = admin.patch(&one, &json!({ "rate_tier": "high", "name": "Switchboard" })).await.expect(200);
    assert_eq!((&raised["rate_tier"], &raised["name"]), (&json!("high"), &json!("Switchboard")));
    desk.patch(&one, &json!({ "rate_tier": "high", "scopes": ["patients:read"] })).await.expect(200);
    for (wrong, field, code) in [
        (json!({ "name": " " }), "name", "required"),
        (json!({ "name": "x", "scopes": [] }), "scopes", "required"),
        (json!({ "name": "x", "scopes": ["everything"] }), "scopes", "unknown_scope"),
        (json!({ "name": "x", "rate_tier": "fast" }), "rate_tier", "unknown_tier"),
        (json!({ "name": "x", "expires_at": "2026-11-23T05:59:59Z" }), "expires_at", "in_the_past"),
    ] {
        let refused = desk.post(&list, &wrong).await.refused(422, "invalid");
        assert_eq!(
            (&refused["errors"][0]["field"], &refused["errors"][0]["code"]),
            (&json!(field), &json!(code))
        );
    }
    desk.post(&list, &json!({ "name": "x", "clinic_id": clinic })).await.refused(422, "unknown_field");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_made_by_somebody_who_just_proved_who_they_are() {
    let app = spawn_app().await;
    let clinic = app.clinic(RIVERSIDE).await;
    let list = format!("clinics/{clinic}/api_keys/");
    let stale = app.sign_in("desk").await;
    app.execute("UPDATE auth_sessions SET authenticated_at = authenticated_at - interval '20 minutes'").await;
    let node = Wishes::default().beside(&app).spawn().await;
    let stale = stale.at(&node);
    stale.post(&list, &json!({ "name": "x" })).await.refused(403, "fresh_sign_in_required");
    let one = format!("{list}019b0000-0000-7000-8000-000000000000/");
    stale.patch(&one, &json!({ "scopes": ["patients:read"] })).await.refused(403, "fresh_sign_in_required");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_no_second_credential_and_has_a_quota_of_its_own() {
    let app = Wishes::default().setting("CAREBRIDGE_RATE_LIMITS", "on").spawn().await;
    let (software, ..) = key_of(&app, &[]).await;
    let answer = software.get("appointments/").await;
    let policy = answer.header("ratelimit-policy").to_owned();
    assert!(policy.contains("\"key_standard\";q=1200;w=60"), "{policy}");
    let both = software.request(reqwest::Method::GET, "appointments/").header("cookie", "carebridge=x");
    send(both).await.refused(400, "ambiguous_credentials");
}
