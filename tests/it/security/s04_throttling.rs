use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::api::{Answer, CHOSEN, PASSPHRASE};
use crate::support::app::{TestApp, Wishes, spawn_app};
use crate::support::browser::Browser;

const PAT: &str = "pat@carebridge.example";

async fn login(app: &TestApp, password: &str) -> Answer {
    app.visitor().post("auth/login/", &json!({ "email": PAT, "password": password })).await
}

async fn fail(app: &TestApp, times: usize) {
    for _ in 0..times {
        login(app, "not the passphrase").await.refused(401, "invalid_credentials");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn s04_the_wait_grows_and_ends_by_itself() {
    let app = spawn_app().await;
    fail(&app, 4).await;
    login(&app, PASSPHRASE).await.expect(200);
    app.clock.advance(TimeDelta::seconds(1));
    fail(&app, 5).await;
    login(&app, PASSPHRASE).await.refused(401, "invalid_credentials");
    app.clock.advance(TimeDelta::seconds(2));
    fail(&app, 1).await;
    app.clock.advance(TimeDelta::seconds(2));
    login(&app, PASSPHRASE).await.refused(401, "invalid_credentials");
    app.clock.advance(TimeDelta::seconds(2));
    login(&app, PASSPHRASE).await.expect(200);
    app.clock.advance(TimeDelta::seconds(1));
    fail(&app, 4).await;
    login(&app, PASSPHRASE).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn s04_a_device_of_the_owners_is_not_locked_out_by_strangers() {
    let app = spawn_app().await;
    let mut own = Browser::of(&app, "pat").await;
    own.post("auth/logout/", &json!({})).await.expect(204);
    app.clock.advance(TimeDelta::seconds(1));
    fail(&app, 30).await;
    login(&app, PASSPHRASE).await.refused(401, "invalid_credentials");
    own.sign_in(PAT, PASSPHRASE, json!({})).await.expect(200);

    // Somebody else's device is no device of Pat's, and a made-up one is none at all.
    let mut foreign = Browser::of(&app, "sam").await;
    foreign.sign_in(PAT, PASSPHRASE, json!({})).await.refused(401, "invalid_credentials");
    foreign.cookies.insert("carebridge_device".to_owned(), "A".repeat(64));
    foreign.sign_in(PAT, PASSPHRASE, json!({})).await.refused(401, "invalid_credentials");
}

#[tokio::test(flavor = "multi_thread")]
async fn s04_a_device_of_the_owners_waits_for_its_own_mistakes() {
    let app = spawn_app().await;
    let mut own = Browser::of(&app, "pat").await;
    app.clock.advance(TimeDelta::seconds(1));
    for _ in 0..5 {
        own.sign_in(PAT, "not the passphrase", json!({})).await.refused(401, "invalid_credentials");
    }
    own.sign_in(PAT, PASSPHRASE, json!({})).await.refused(401, "invalid_credentials");
    login(&app, PASSPHRASE).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn s04_a_device_is_forgotten_with_the_password_of_its_time() {
    let app = spawn_app().await;
    let mut thief = Browser::of(&app, "pat").await;
    let owner = app.sign_in("pat").await;
    let change = json!({ "current_password": PASSPHRASE, "new_password": CHOSEN });
    owner.post("auth/password/change/", &change).await.expect(204);
    app.clock.advance(TimeDelta::seconds(1));
    fail(&app, 5).await;
    // As locked out as anybody.
    thief.sign_in(PAT, CHOSEN, json!({})).await.refused(401, "invalid_credentials");
}

#[tokio::test(flavor = "multi_thread")]
async fn s04_what_was_counted_is_in_postgresql_and_survives_every_cache() {
    let app = spawn_app().await;
    fail(&app, 5).await;
    // Another process, with caches of its own that know nothing.
    let other = Wishes::default().beside(&app).spawn().await;
    login(&other, PASSPHRASE).await.refused(401, "invalid_credentials");
}

#[tokio::test(flavor = "multi_thread")]
async fn s04_a_network_that_keeps_failing_is_told_to_wait_and_known_devices_in_it_are_not() {
    let many = tempfile::NamedTempFile::with_suffix(".toml").unwrap();
    let lifted = "login = { limit = 10000 }\nanonymous = { limit = 10000 }\nsigned_in = { limit = 10000 }\n";
    std::fs::write(many.path(), lifted).unwrap();
    let limits = many.path().display().to_string();
    let app = Wishes::default().setting("CAREBRIDGE_RATE_LIMITS", limits).spawn().await;
    let mut own = Browser::of(&app, "pat").await;
    let guess = async |n: usize| {
        let body =
            json!({ "email": format!("somebody{n}@carebridge.example"), "password": "not the passphrase" });
        app.visitor().post("auth/login/", &body).await
    };
    for n in 0..50 {
        guess(n).await.refused(401, "invalid_credentials");
    }
    let waits = guess(51).await;
    assert_eq!(waits.header("retry-after"), "3");
    waits.refused(429, "rate_limited");
    own.sign_in(PAT, PASSPHRASE, json!({})).await.expect(200);
    // Nor is anybody who is signed in already.
    own.post("auth/confirm/", &json!({ "password": PASSPHRASE })).await.expect(204);
    app.clock.advance(TimeDelta::seconds(3));
    guess(52).await.refused(401, "invalid_credentials");
}

#[tokio::test(flavor = "multi_thread")]
async fn s04_nobody_is_named_in_what_is_counted() {
    let app = spawn_app().await;
    fail(&app, 1).await;
    let row: Value = serde_json::from_str(
        &app.text("SELECT row_to_json(login_attempts)::text AS text FROM login_attempts").await,
    )
    .unwrap();
    assert!(!row.to_string().contains("pat") && !row.to_string().contains("127.0.0"), "{row}");
}
