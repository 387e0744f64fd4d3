use chrono::TimeDelta;
use reqwest::Method;
use serde_json::json;

use crate::support::api::{CHOSEN, PASSPHRASE, send};
use crate::support::app::{Wishes, spawn_app};
use crate::support::browser::Browser;

const PAT: &str = "pat@carebridge.example";

#[tokio::test(flavor = "multi_thread")]
async fn s08_over_https_the_cookie_is_bound_to_the_host() {
    let app = Wishes::default().setting("CAREBRIDGE_PUBLIC_URL", "https://care.example").spawn().await;
    let answer = Browser::new(&app).sign_in(PAT, PASSPHRASE, json!({})).await;
    let cookie = answer.set_cookie("__Host-carebridge");
    for part in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=43200"] {
        assert!(cookie.split("; ").any(|found| found == part), "{part}: {cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    let plain = Browser::new(&spawn_app().await).sign_in(PAT, PASSPHRASE, json!({})).await;
    let cookie = plain.set_cookie("carebridge");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && !cookie.contains("Secure"));
}

#[tokio::test(flavor = "multi_thread")]
async fn s08_the_cookie_is_new_at_each_sign_in_and_at_a_change_of_what_protects_the_account() {
    let app = spawn_app().await;
    let mut browser = Browser::of(&app, "pat").await;
    let first = browser.clone();
    browser.sign_in(PAT, PASSPHRASE, json!({})).await.expect(200);
    assert_ne!(browser.cookies["carebridge"], first.cookies["carebridge"]);

    let before = browser.clone();
    let change = json!({ "current_password": PASSPHRASE, "new_password": CHOSEN });
    browser.post("auth/password/change/", &change).await.expect(204);
    assert_ne!(browser.cookies["carebridge"], before.cookies["carebridge"]);
    browser.get("auth/me/").await.expect(200);
    for mut old in [first, before] {
        old.get("auth/me/").await.refused(401, "invalid_token");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn s08_a_desk_that_is_left_is_signed_out_after_half_an_hour_and_a_busy_one_after_a_shift() {
    let app = spawn_app().await;
    let mut left = Browser::of(&app, "desk").await;
    let mut busy = left.clone();
    busy.sign_in("desk@carebridge.example", PASSPHRASE, json!({ "remember": true })).await.expect(200);
    app.clock.advance(TimeDelta::minutes(31));
    left.get("auth/me/").await.refused(401, "invalid_token");
    busy.sign_in("desk@carebridge.example", PASSPHRASE, json!({})).await.expect(200);
    for _ in 0..47 {
        app.clock.advance(TimeDelta::minutes(15));
        busy.get("auth/me/").await.expect(200);
    }
    app.clock.advance(TimeDelta::minutes(15));
    busy.get("auth/me/").await.refused(401, "invalid_token");
}

#[tokio::test(flavor = "multi_thread")]
async fn s08_a_patient_may_keep_a_device_for_thirty_days_and_take_that_back() {
    let app = spawn_app().await;
    let (mut shift, mut kept) = (Browser::new(&app), Browser::new(&app));
    shift.sign_in(PAT, PASSPHRASE, json!({})).await.expect(200);
    let answer = kept.sign_in(PAT, PASSPHRASE, json!({ "remember": true })).await;
    assert!(answer.set_cookie("carebridge").contains("Max-Age=2592000"));
    app.clock.advance(TimeDelta::hours(13));
    shift.get("auth/me/").await.refused(401, "invalid_token");
    let listed = kept.get("auth/sessions/").await.expect(200);
    assert_eq!(listed["results"].as_array().unwrap().len(), 1);
    let session = &listed["results"][0];
    assert_eq!(
        (&session["trusted"], &session["current"], &session["kind"]),
        (&json!(true), &json!(true), &json!("browser"))
    );

    let mut other = Browser::of(&app, "pat").await;
    let delete =
        other.request(Method::DELETE, &format!("auth/sessions/{}/", session["id"].as_str().unwrap()));
    send(delete.header("x-csrf-token", &other.csrf)).await.expect(204);
    kept.get("auth/me/").await.refused(401, "invalid_token");
    other.get("auth/me/").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn s08_a_kept_device_proves_again_who_is_there_before_it_changes_what_protects_the_account() {
    let app = spawn_app().await;
    let mut kept = Browser::new(&app);
    kept.sign_in(PAT, PASSPHRASE, json!({ "remember": true })).await.expect(200);
    app.clock.advance(TimeDelta::minutes(16));
    kept.post("auth/mfa/enroll/", &json!({})).await.refused(403, "fresh_sign_in_required");
    kept.post("auth/confirm/", &json!({ "password": "not the passphrase" })).await.refused(422, "invalid");
    kept.post("auth/mfa/enroll/", &json!({})).await.refused(403, "fresh_sign_in_required");
    kept.post("auth/confirm/", &json!({ "password": PASSPHRASE })).await.expect(204);
    kept.post("auth/mfa/enroll/", &json!({})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn s08_somebody_elses_session_is_not_there() {
    let app = spawn_app().await;
    let mut pat = Browser::of(&app, "pat").await;
    let sam = app.sign_in("sam").await;
    let listed = pat.get("auth/sessions/").await.expect(200);
    let path = format!("auth/sessions/{}/", listed["results"][0]["id"].as_str().unwrap());
    sam.get(&path).await.refused(404, "not_found");
    send(sam.request(Method::DELETE, &path)).await.refused(404, "not_found");
    pat.get("auth/me/").await.expect(200);
}
